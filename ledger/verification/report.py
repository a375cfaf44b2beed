"""What a verification found: totals, and each thing that does not hold by name."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from ledger.problems import Problem

#: At most this many findings are kept one by one; all are counted.
KEPT = 10_000


class Finding(NamedTuple):
    """Statements ``first`` … ``last`` (or the file ``where``) do not hold: a code and the reason in words."""

    code: str
    words: str
    first: int | None = None
    last: int | None = None
    where: str = ""

    def __str__(self) -> str:
        if self.first is None:
            return f"{self.where}: {self.words}" if self.where else self.words
        name = f"statement {self.first}" if self.first == self.last else f"statements {self.first}–{self.last}"
        return f"{name}: {self.words}" + (f" ({self.where})" if self.where else "")

    @classmethod
    def of(cls, index: int, problem: Problem) -> "Finding":
        rules = "".join(f"; {where}: {rule}" for where, rule in problem.errors)
        return cls(problem.code, problem.title + rules, index, index, problem.where)


@dataclass(frozen=True)
class Gap:
    """A sequenced feed's missing numbers: evidence of what was never sent here, not a fault of the log.

    ``ranges``: the first hundred, both ends included. ``broken``: statements whose ``previous`` is not the digest of
    the statement before.
    """

    feed: str
    statements: int
    missing: int
    broken: int
    ranges: list[tuple[int, int]]


@dataclass
class Keys:
    """``custodial``: held by the site for people who use its pages. ``recovered``: registered by the operator anew."""

    registered: int = 0
    custodial: int = 0
    recovered: int = 0
    revoked: int = 0
    compromised: int = 0


@dataclass
class Report:
    """``verified`` of ``size`` statements hold; ``flagged`` of them were signed by a key since called compromised.

    ``witnesses``: who of a policy cosigned the checkpoint, and when (POSIX seconds); None where no policy was given.
    """

    origin: str = ""
    vkey: str = ""
    ledger: str = ""
    operator: str = ""
    size: int = 0
    root: str = ""
    verified: int = 0
    failed: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)
    organisations: int = 0
    units: int = 0
    feeds: int = 0
    keys: Keys = field(default_factory=Keys)
    custodial_statements: int = 0
    flagged: int = 0
    gaps: list[Gap] = field(default_factory=list)
    seconds: float = 0.0
    per_s: float = 0.0
    processes: int = 1
    witnesses: dict[str, int] | None = None

    def add(self, finding: Finding) -> None:
        """One more thing that does not hold, found after the statements were verified."""
        self.findings.append(finding)
        self.found += 1

    @property
    def ok(self) -> bool:
        """Everything holds."""
        return self.found == 0 and self.verified == self.size > 0

    def as_json(self) -> dict[str, Any]:
        """The report as JSON values; ``ok`` first."""
        return {"ok": self.ok} | asdict(self) | {"findings": [finding._asdict() for finding in self.findings]}


class Findings:
    """Counts all, keeps the first ``KEPT``, and remembers which statements are named."""

    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.count = 0
        self.named: set[int] = set()

    def add(self, finding: Finding) -> None:
        self.count += 1
        if len(self.kept) < KEPT:
            self.kept.append(finding)
        if finding.first is not None and finding.last is not None:
            self.named.update(range(finding.first, finding.last + 1))

    def extend(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.add(finding)
