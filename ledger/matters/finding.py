"""A finding: drafted, answered by the providers whose information it rests on, and only then released."""

from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

DRAFTED, ANSWERED, RELEASED = "finding.drafted.v1", "finding.answered.v1", "finding.released.v1"


class Finding(Matter):
    """``revision`` is the version of the draft; ``contexts`` every reply's digest, whatever version it was to;
    ``heard`` who has replied to the present one."""

    NOUN, ID, TYPES = "finding", "finding", (DRAFTED, ANSWERED, RELEASED)

    def __init__(self) -> None:
        super().__init__()
        self.revision, self.reply_by, self.author = 0, "", ""
        self.providers: list[str] = []
        self.contexts: list[str] = []
        self.heard: set[str] = set()
        self.released = False

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == DRAFTED:
            if self.author and step.who != self.author:
                raise Problem("not-a-party", "statement.header.kid")
            if data["version"] != self.revision + 1 or self.released:
                raise Problem("already-exists", "statement.payload.data.version")
            if any(world.kind_of(one) != "provider" for one in data["providers"]):
                raise Problem("unknown-organisation", "statement.payload.data.providers")
            if data["reply_by"] <= step.time[:10]:
                raise Problem("no-time-to-reply", "statement.payload.data.reply_by")
            return
        if not self.revision:
            raise Problem("unknown-matter", "statement.payload.data.finding")
        if data["version"] != self.revision:
            raise Problem("digest-differs", "statement.payload.data.version")
        if step.type == ANSWERED:
            if step.who not in self.providers:
                raise Problem("not-a-party", "statement.header.kid")
            return
        if step.who != self.author:
            raise Problem("not-a-party", "statement.header.kid")
        if self.released:
            raise Problem("already-exists", "statement.payload.data.finding")
        if not self.heard >= set(self.providers) and step.time[:10] <= self.reply_by:
            raise Problem("reply-awaited", "statement.payload.data.finding")
        if set(data["contexts"]) != set(self.contexts):
            raise Problem("context-missing", "statement.payload.data.contexts")

    def apply(self, step: Step) -> None:
        super().apply(step)
        data = step.data
        if step.type == DRAFTED:
            self.revision, self.reply_by, self.author = data["version"], data["reply_by"], step.who
            self.providers, self.heard = list(data["providers"]), set()
        elif step.type == ANSWERED:
            self.contexts.append(step.digest)
            self.heard.add(step.who)
        else:
            self.released = True
