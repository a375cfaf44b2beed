"""A request for access or correction: what must have been done before it may be decided and closed.

What happened is recorded in any order: checks, notices of transfer and extension, copies, feedback. What is asked for
is refused where it would hurt: a decision before the checks, a yes to somebody without authority, a closing while
something is open.
"""

from collections.abc import Iterable

from ledger.matters.matter import Matter, Step, World
from ledger.matters.protocol import Protocol
from ledger.problems import Problem
from ledger.statements.request_terms import AskedBy, Check, CheckResult, Decision, Handling, RequestKind
from ledger.statutory import here

MADE, CHECKED, DECIDED = "request.made.v1", "request.checked.v1", "request.decided.v1"
AUTHORISED, REVOKED = "authority.recorded.v1", "authority.withdrawn.v1"
TRANSFERRED, EXTENDED = "request.transferred.v1", "request.extended.v1"
SUPPLIED, MARKED = "request.supplied.v1", "request.marked.v1"
STATED, ATTACHED = "correction.stated.v1", "correction.attached.v1"
DEVIATED, WITHDRAWN, CLOSED = "request.deviated.v1", "request.withdrawn.v1", "request.closed.v1"
FEEDBACK = "feedback.given.v1"

#: What may still be said about a closed request.
AFTER = frozenset({MARKED, STATED, ATTACHED, DEVIATED, FEEDBACK, REVOKED})
YES = frozenset({Decision.GRANTED, Decision.PARTLY})


class Request(Matter):
    """``asked``: the organisations that still have it, each of which decides about what it holds; ``decided``: what
    each one said last; ``supplied``: whose information was given, by the digest of the copy; ``stated``: the digests of
    statements of correction; ``attached``: (organisation, digest)."""

    NOUN, ID = "request", "request"
    TYPES = (
        MADE, CHECKED, AUTHORISED, REVOKED, TRANSFERRED, EXTENDED, DECIDED, SUPPLIED, MARKED, STATED, ATTACHED,
        DEVIATED, WITHDRAWN, CLOSED, FEEDBACK,
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.kind, self.by, self.to, self.holding, self.child = "", "", "", "", False
        self.lines: list[list[int]] = []
        self.asked: list[str] = []
        self.parties: set[str] = set()
        self.checks: dict[str, str] = {}
        self.authority_until = ""
        self.decided: dict[str, str] = {}
        self.supplied: dict[str, str] = {}
        self.stated: list[str] = []
        self.attached: set[tuple[str, str]] = set()
        self.withdrawn = self.closed = False

    def check(self, step: Step, world: World) -> None:
        data = step.data
        if step.type == MADE:
            self._check_made(step, world)
            return
        self.check_begun()
        if self.closed and step.type not in AFTER:
            raise Problem("request-closed", "statement.payload.data.request")
        if "lines" in data and (data["holding"], data["lines"]) != (self.holding, self.lines):
            raise Problem("other-person", "statement.payload.data.lines")
        if data.get("voice") != "person" and step.who not in self.parties:
            raise Problem("not-a-party", "statement.header.kid")
        match step.type:
            case "request.transferred.v1":
                if step.who not in self.asked:
                    raise Problem("not-a-party", "statement.header.kid")
                if data["to"] == step.who:
                    raise Problem("not-a-party", "statement.payload.data.to")
                if world.kind_of(data["to"]) is None:
                    raise Problem("unknown-organisation", "statement.payload.data.to")
            case "request.decided.v1":
                self._check_decision(step)
            case "request.supplied.v1":
                if data["of"] not in self.parties:
                    raise Problem("not-a-party", "statement.payload.data.of")
                if (data["of"] == step.who) != (data["handling"] == Handling.OWN_COPY):
                    raise Problem("not-sealed", "statement.payload.data.handling")
            case "request.marked.v1":
                if data["supplied"] not in self.supplied:
                    raise Problem("unknown-statement", "statement.payload.data.supplied")
            case "correction.attached.v1":
                if data["statement"] not in self.stated:
                    raise Problem("unknown-statement", "statement.payload.data.statement")
            case "request.closed.v1":
                if step.who != self.to:
                    raise Problem("not-a-party", "statement.header.kid")
                if self.missing():
                    raise Problem("not-finished", "statement.payload.data.request")

    def _check_made(self, step: Step, world: World) -> None:
        data = step.data
        self.check_new()
        if world.holder(data["holding"]) != data["to"]:
            raise Problem("not-a-party", "statement.payload.data.to")
        if data["voice"] != "person" and step.who != data["to"]:
            raise Problem("not-a-party", "statement.header.kid")
        if any(world.kind_of(one) is None for one in data["organisations"]):
            raise Problem("unknown-organisation", "statement.payload.data.organisations")
        ref = data.get("protocol")
        if ref is not None:
            protocol = world.matter(Protocol, ref["protocol"])
            if protocol.in_force != ref["version"]:
                raise Problem("unknown-matter", "statement.payload.data.protocol")
            if data["to"] not in protocol.text.parties:
                raise Problem("not-a-party", "statement.payload.data.protocol")

    def _check_decision(self, step: Step) -> None:
        if step.who not in self.asked:
            raise Problem("not-a-party", "statement.header.kid")
        if self.unchecked():
            raise Problem("check-first", "statement.payload.data.request")
        if step.data["decision"] not in YES:
            return
        if self.checks[Check.IDENTITY] == CheckResult.CONCERN:
            raise Problem("check-first", "statement.payload.data.decision")
        if self.by != AskedBy.SELF and not self.authorised(step.time):
            raise Problem("authority-needed", "statement.payload.data.decision")

    def apply(self, step: Step) -> None:
        super().apply(step)
        data = step.data
        match step.type:
            case "request.made.v1":
                self.kind, self.by, self.to, self.child = data["kind"], data["by"], data["to"], data["child"]
                self.holding, self.lines = data["holding"], data["lines"]
                self.asked = list(data["organisations"])
                self.parties = {self.to, *self.asked}
            case "request.checked.v1":
                self.checks[data["check"]] = data["result"]
            case "authority.recorded.v1":
                self.authority_until = data["until"]
            case "authority.withdrawn.v1":
                self.authority_until = ""
            case "request.transferred.v1":
                self.asked = [data["to"] if one == step.who else one for one in self.asked if one != data["to"]]
                self.parties.add(data["to"])
                self.decided.pop(step.who, None)
            case "request.decided.v1":
                self.decided[step.who] = data["decision"]
            case "request.supplied.v1":
                self.supplied[step.digest] = data["of"]
            case "correction.stated.v1":
                self.stated.append(step.digest)
            case "correction.attached.v1":
                self.attached.add((step.who, data["statement"]))
            case "request.withdrawn.v1":
                self.withdrawn = True
            case "request.closed.v1":
                self.closed = True

    def needed(self) -> tuple[str, ...]:
        """The checks that this request needs, in their order."""
        of_child = self.child and self.by != AskedBy.SELF
        skipped = set() if of_child else {Check.CHILD_VIEWS}
        if self.kind == RequestKind.CORRECTION:
            skipped.add(Check.OTHERS)
        return tuple(check for check in Check if check not in skipped)

    def unchecked(self) -> list[str]:
        """The checks that are still to be made."""
        return [check for check in self.needed() if check not in self.checks]

    def authorised(self, at: str) -> bool:
        """Whether somebody may ask and look for the person at this time: an authority that has not run out, and where
        it is a child's, the child's own views, which came first and are not against it."""
        if self.by != AskedBy.SELF and self.child:
            views = self.checks.get(Check.CHILD_VIEWS, CheckResult.CONCERN)
            if views == CheckResult.CONCERN:
                return False
        return here(at).isoformat() <= self.authority_until

    def may_fetch(self, who: str, at: str) -> bool:
        """Whether an organisation may look elsewhere on the person's behalf: safety and identity checked, with
        authority, while the request is open."""
        clear = all(self.checks.get(check) == CheckResult.CLEAR for check in (Check.SAFETY, Check.IDENTITY))
        return clear and who == self.to and self.authorised(at) and not (self.withdrawn or self.closed)

    def missing(self) -> list[tuple[str, str]]:
        """(what, organisation) that stands between this request and its closing; nothing once it was withdrawn."""
        return [] if self.withdrawn else list(self._missing())

    def _missing(self) -> Iterable[tuple[str, str]]:
        given = set(self.supplied.values())
        for organisation in self.asked:
            decision = self.decided.get(organisation)
            if decision is None:
                yield "decision", organisation
            elif self.kind == RequestKind.ACCESS and decision in YES and organisation not in given:
                yield "copy", organisation
            elif decision != Decision.GRANTED:
                for digest in self.stated:
                    if (organisation, digest) not in self.attached:
                        yield "attachment", organisation
