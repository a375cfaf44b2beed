"""The notice: what families are told, from each of its authors only once all have signed the same content.

That it was given to people happened, and is never refused; who was told what, too early or not, is told by projections.
"""

from ledger.matters.matter import Matter, Step, World
from ledger.problems import Problem

#: The first version of the type has no authors: such a notice is its publisher's alone.
ALONE, PUBLISHED, SIGNED, GIVEN = "notice.published.v1", "notice.published.v2", "notice.signed.v1", "notice.given.v1"


class Notice(Matter):
    """``revision`` is the version of the text; ``content`` the digest of the statement that published it."""

    NOUN, ID, TYPES = "notice", "notice", (ALONE, PUBLISHED, SIGNED, GIVEN)

    def __init__(self) -> None:
        super().__init__()
        self.revision, self.content = 0, ""
        self.authors: list[str] = []
        self.signed: set[str] = set()

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == GIVEN:
            return
        if step.type in (ALONE, PUBLISHED):
            authors = data.get("authors", [step.who])
            if step.who not in authors or (self.authors and step.who not in self.authors):
                raise Problem("not-a-party", "statement.payload.data.authors")
            if data["version"] != self.revision + 1:
                raise Problem("already-exists", "statement.payload.data.version")
            return
        if not self.revision:
            raise Problem("unknown-matter", "statement.payload.data.notice")
        if step.who not in self.authors:
            raise Problem("not-a-party", "statement.header.kid")
        if data["version"] != self.revision or data["content"] != self.content:
            raise Problem("digest-differs", "statement.payload.data.content")

    def apply(self, step: Step) -> None:
        super().apply(step)
        if step.type in (ALONE, PUBLISHED):
            self.revision, self.content = step.data["version"], step.digest
            self.authors, self.signed = list(step.data.get("authors", [step.who])), set()
        elif step.type == SIGNED:
            self.signed.add(step.who)

    @property
    def in_force(self) -> bool:
        """Whether the newest version may be called from all of its authors."""
        return len(self.authors) > 1 and self.signed >= set(self.authors)
