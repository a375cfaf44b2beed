"""Each quarter's submissions: sent by a provider, one stream to each of two units of the agency, and received there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from consumers.story.agreements import EVALUATION, EVALUATION_PARTS, SERVICE, SERVICE_PARTS, under, unit_at_front
from consumers.story.entry import DigestOf, Entry
from consumers.story.gathering import register_of
from consumers.story.nztime import after, nz
from consumers.story.organisations import PROVIDERS, REGISTER_FEED, system_of, unit_of
from consumers.story.periods import SUBMITTED, Quarter
from consumers.story.seed import Seed
from consumers.story.whanau import Whanau


@dataclass(frozen=True, slots=True)
class Stream:
    """One of the two purposes that a quarter's information goes to, each its own unit of the agency."""

    slug: str
    line: int
    unit: str
    parts: list[str]
    purpose: str
    basis: str
    clock: str


SERVICE_STREAM = Stream(
    "service", SERVICE, "acf-reporting", SERVICE_PARTS, "dpv:ServiceMonitoring", "nz-pa2020:IPP11(1)(a)", "14"
)
STUDY_STREAM = Stream(
    "study", EVALUATION, "acf-evaluation", EVALUATION_PARTS, "evaluation", "nz-pa2020:IPP11(1)(h)", "15"
)
STREAMS = (SERVICE_STREAM, STUDY_STREAM)

#: Day of the month after the quarter on which a provider sends.
SENDS_ON = {"ccss": 8, "kereru": 10, "steps": 14}
#: Small Steps was 37 days late for October to December 2025.
LATE = {("steps", 2): date(2026, 2, 26)}
#: Sent, but no receipt ever came.
NEVER_RECEIVED = {("kereru", 4, "service")}
#: The agency counted one line fewer than was sent.
MISCOUNTED = {("steps", 3, "service")}


@dataclass(frozen=True, slots=True)
class Submission:
    """One transfer: a quarter of one provider in one stream."""

    provider: str
    quarter: Quarter
    stream: Stream
    mapping: list[list[int]]

    @property
    def key(self) -> tuple[str, int, str]:
        return (self.provider, self.quarter.number, self.stream.slug)

    @property
    def slug(self) -> str:
        return f"{self.provider}-q{self.quarter.number}-{self.stream.slug}"

    @property
    def lines(self) -> int:
        return sum(last - first + 1 for first, last, _ in self.mapping)

    @property
    def sent(self) -> date:
        usual = date.fromisoformat(f"{self.quarter.due:%Y-%m}-{SENDS_ON[self.provider]:02}")
        return LATE.get((self.provider, self.quarter.number), after(usual, 0))

    @property
    def feed(self) -> str:
        """The agency's system that keeps it: Small Steps' service reports lie in Warehouse S."""
        if self.stream is STUDY_STREAM:
            return "vault"
        return "warehouse" if self.provider == "steps" else "desk"

    def holding(self, seed: Seed) -> str:
        return seed.uid(f"holding:{self.slug}")

    def line_of(self, line: int) -> int:
        """Where a line of the client register is in this submission."""
        return next(at + line - first for first, last, at in self.mapping if first <= line <= last)


def submissions(whanau: Whanau) -> list[Submission]:
    """Everything sent before the story ends, oldest first."""
    found = []
    for quarter in SUBMITTED:
        for provider in PROVIDERS:
            mapping, at = [], 1
            for first, last in whanau.active(provider, quarter.number):
                mapping.append([first, last, at])
                at += last - first + 1
            found += [Submission(provider, quarter, stream, mapping) for stream in STREAMS]
    return found


def minute(submission: Submission) -> int:
    """Providers' submissions are handled one after the other: so many minutes past."""
    return 10 + 15 * PROVIDERS.index(submission.provider)


def quarters(seed: Seed, all_submissions: list[Submission]) -> Iterator[Entry]:
    """Sent and received, once for each submission."""
    for one in all_submissions:
        transfer: dict[str, Any] = {
            "transfer": seed.uid(f"transfer:{one.slug}"),
            "unit": unit_at_front(seed, one.provider),
            "to_unit": unit_of(seed, one.stream.unit),
            "holding": one.holding(seed),
            "derived": [{"source": register_of(seed, one.provider), "mapping": one.mapping}],
            "lines": one.lines,
            "parts": one.stream.parts,
            "why": {
                "purpose": one.stream.purpose,
                "basis": one.stream.basis,
                "agreement": under(seed, f"acf-{one.provider}", one.stream.line),
            },
            "period_from": one.quarter.first.isoformat(),
            "period_to": one.quarter.last.isoformat(),
            "due": one.quarter.due.isoformat(),
        }
        title = ((0, "title", f"Best foot forward, {one.quarter.first} to {one.quarter.last}, {one.stream.slug}"),)
        sent = nz(one.sent, f"{one.stream.clock}:{minute(one)}:05")
        feed = REGISTER_FEED[one.provider]
        yield Entry(sent, one.provider, feed, "information.transferred.v1", transfer, title, one.slug)
        if one.key in NEVER_RECEIVED:
            continue
        receipt = {
            "transfer": transfer["transfer"],
            "statement": DigestOf(one.slug),
            "holding": transfer["holding"],
            "unit": transfer["to_unit"],
            "system": system_of(seed, one.feed),
            "lines": one.lines - (one.key in MISCOUNTED),
        }
        received = nz(after(one.sent, 1), f"09:{minute(one)}:{'05' if one.stream is SERVICE_STREAM else '35'}")
        yield Entry(received, "acf", one.feed, "information.received.v1", receipt)
