"""The agreement: proposed in versions, challenged, and in force once every party has signed the same content."""

from datetime import date, timedelta
from typing import Any

from ledger.matters.ending import Ending
from ledger.matters.matter import Matter, Step, World
from ledger.matters.mutual import Mutual
from ledger.matters.programme import check_answered
from ledger.problems import Problem

PROPOSED, SIGNED, ENDED = "agreement.proposed.v1", "agreement.signed.v1", "agreement.ended.v1"
EXPLAINED = "requirement.explained.v1"
RAISED, REPLIED, SETTLED = "challenge.raised.v1", "challenge.replied.v1", "challenge.settled.v1"
#: Days of notice for ending an agreement that says nothing of it (rules version 1).
NOTICE_DAYS = 20

#: ("line" or "clause", its number).
Requirement = tuple[str, int]


def requirement(data: dict[str, Any]) -> Requirement:
    """Which requirement a statement is about."""
    return ("line", data["line"]) if data.get("line") is not None else ("clause", data["clause"])


class Agreement(Matter):
    """``text``: its versions, and who signed them; ``texts``: version → requirement → what it says; ``ending``: the
    parties' words that it should end, which are for those whom the version that holds binds."""

    NOUN, ID, TYPES = "agreement", "agreement", (PROPOSED, SIGNED, ENDED, EXPLAINED)

    def __init__(self) -> None:
        super().__init__()
        self.text, self.programme = Mutual(), ""
        self.texts: dict[int, dict[Requirement, dict[str, Any]]] = {}
        self.notice_days, self.ending = NOTICE_DAYS, Ending()

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == PROPOSED:
            self.text.check_proposal(data["version"], step.who, data["parties"], place="statement.payload.data.parties")
            return
        if not self.text.revision:
            raise Problem("unknown-agreement", "statement.payload.data.agreement")
        if step.who not in ((self.text.bound if step.type == ENDED else []) or self.text.parties):
            raise Problem("not-a-party", "statement.header.kid")
        if step.type == ENDED:
            self._check_end(step)
        elif step.type == EXPLAINED:
            if requirement(data) not in self.texts.get(data["version"], {}):
                raise Problem("unknown-matter", "statement.payload.data")
        else:
            self.text.check_signature(data["version"], data["content"], step.who)
            if world.matter(Challenges, data["agreement"]).keeps_from_signing(step.who):
                raise Problem("challenge-open", "statement.payload.data.agreement")
            if self.programme:
                check_answered(world, self.programme)

    def _check_end(self, step: Step) -> None:
        data = step.data
        if not self.text.agreed or self.ending.ends_on:
            raise Problem("nothing-to-end", "statement.payload.data.agreement")
        if data["kind"] == "notice":
            earliest = date.fromisoformat(step.time[:10]) + timedelta(days=self.notice_days)
            if data["ends_on"] < earliest.isoformat():
                raise Problem("no-time-to-reply", "statement.payload.data.ends_on")
        elif data.get("content") is not None and self.ending.offers.get(data["content"]) != data["ends_on"]:
            raise Problem("digest-differs", "statement.payload.data.content")

    def apply(self, step: Step) -> None:
        super().apply(step)
        data = step.data
        if step.type == PROPOSED:
            self.text.propose(data["version"], step.digest, data["parties"])
            self.programme = data.get("programme", "")
            self.notice_days = data["notice_days"] if data.get("notice_days") is not None else NOTICE_DAYS
            lines = {("line", line["line"]): line for line in data["schedule"]}
            self.texts[self.text.revision] = lines | {("clause", one["clause"]): one for one in data.get("clauses", ())}
        elif step.type == SIGNED:
            self.text.sign(data["content"], step.who)
        elif step.type == ENDED:
            offer = data.get("content") or step.digest
            self.ending.say(step.who, data["kind"], offer, data["ends_on"], self.text.bound)

    @property
    def in_force(self) -> bool:
        """Whether the newest version is."""
        return self.text.in_force


class Challenges(Matter):
    """Every challenge of one agreement, so that its signing can wait for all of them: each is a matter of its own to
    those who read it, and one aggregate here (decision 0021).

    ``open``: challenge → (who raised it, its kind, what it is about); ``replied``: those with an answer.
    """

    NOUN, ID, ROOT, TYPES = "challenge", "challenge", "agreement", (RAISED, REPLIED, SETTLED)

    def __init__(self) -> None:
        super().__init__()
        self.raised: dict[str, dict[str, Any]] = {}
        self.by: dict[str, str] = {}
        self.replied: set[str] = set()
        self.settled: set[str] = set()

    def keeps_from_signing(self, who: str) -> bool:
        """What nobody has answered keeps every party from signing; an objection without an outcome, who raised it."""
        for id, said in self.raised.items():
            if id in self.settled:
                continue
            if id not in self.replied or (said["kind"] == "objection" and self.by[id] == who):
                return True
        return False

    def check(self, step: Step, world: World) -> None:
        data, agreement = step.data, world.matter(Agreement, step.data["agreement"])
        if step.type == RAISED:
            self._check_raised(step, agreement)
            return
        raised = self.raised.get(data["challenge"])
        if raised is None:
            raise Problem("unknown-matter", "statement.payload.data.challenge")
        if data["challenge"] in self.settled:
            raise Problem("already-exists", "statement.payload.data.challenge")
        under_objection = step.type == SETTLED and data["outcome"] == "under_objection"
        if step.who != (self.by[data["challenge"]] if under_objection else raised["to"]):
            raise Problem("not-a-party", "statement.header.kid")
        if step.type == SETTLED:
            self._check_outcome(data, raised, agreement)

    def _check_raised(self, step: Step, agreement: Agreement) -> None:
        data = step.data
        if not agreement.text.revision:
            raise Problem("unknown-agreement", "statement.payload.data.agreement")
        if step.who not in agreement.text.parties:
            raise Problem("not-a-party", "statement.header.kid")
        if data["to"] not in agreement.text.parties or data["to"] == step.who:
            raise Problem("not-a-party", "statement.payload.data.to")
        if data["challenge"] in self.raised:
            raise Problem("already-exists", "statement.payload.data.challenge")
        if requirement(data) not in agreement.texts.get(data["version"], {}):
            raise Problem("unknown-matter", "statement.payload.data")
        if data["reply_by"] <= step.time[:10]:
            raise Problem("no-time-to-reply", "statement.payload.data.reply_by")

    def _check_outcome(self, data: dict[str, Any], raised: dict[str, Any], agreement: Agreement) -> None:
        """Removed is gone from the newer version that is named, and changed reads otherwise there."""
        if data["outcome"] in ("kept_by_law", "under_objection"):
            if data["challenge"] not in self.replied:
                raise Problem("reply-awaited", "statement.payload.data.challenge")
            return
        about = requirement(raised)
        newer = agreement.texts.get(data["version"], {}) if data["version"] > raised["version"] else {}
        gone = bool(newer) and about not in newer
        changed = about in newer and newer[about] != agreement.texts[raised["version"]][about]
        if not (gone if data["outcome"] == "removed" else changed):
            raise Problem("outcome-differs", "statement.payload.data.version")

    def apply(self, step: Step) -> None:
        super().apply(step)
        id = step.data["challenge"]
        if step.type == RAISED:
            self.raised[id], self.by[id] = step.data, step.who
        elif step.type == REPLIED:
            self.replied.add(id)
        else:
            self.settled.add(id)
