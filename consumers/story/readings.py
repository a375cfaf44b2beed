"""What the agency's units did with each submission: listed, opened singly, used; and what came of it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from consumers.story.agreements import STUDY_PARTS, why
from consumers.story.entry import Entry
from consumers.story.names import WORKERS
from consumers.story.nztime import after, nz
from consumers.story.organisations import system_of, unit_of
from consumers.story.quarters import NEVER_RECEIVED, SERVICE_STREAM, Stream, Submission, minute
from consumers.story.seed import Seed
from consumers.story.whanau import Whanau

ROLE = {"service": "reporting_analyst", "study": "evaluation_analyst"}
#: The rule under which the agency uses what it received.
BASIS = {"service": "nz-pa2020:IPP10(1)(a)", "study": "nz-pa2020:IPP10(1)(b)"}
LISTED = {
    "service": ["age_band", "attendance", "goals"],
    "study": ["age_band", "attendance", "parenting_score", "wellbeing_score"],
}
USED = {"service": ["attendance", "goals"], "study": STUDY_PARTS}
#: Days from sending to listing and to using; hours of the day.
LIST_AFTER, USE_AFTER = {"service": 6, "study": 9}, {"service": 13, "study": 24}
LIST_HOUR, USE_HOUR = {"service": "10", "study": "11"}, {"service": "14", "study": "15"}
SINGLE_OPENINGS = {"service": 18, "study": 10}
#: It reached the Study Vault, which reports every opening, and nobody has opened it.
UNOPENED = {("kereru", 2, "study")}

#: What came of the quarterly uses: (day, stream, quarter, providers, outcome). The newest quarter's are still owed.
OUTCOMES: tuple[tuple[date, str, int, tuple[str, ...], dict[str, str]], ...] = (
    (date(2025, 8, 20), "service", 0, ("ccss", "kereru"), {"kind": "report", "subject": "public_report"}),
    (
        date(2025, 8, 27), "study", 0, ("ccss", "kereru", "steps"),
        {"kind": "led_nowhere", "subject": "none", "reason": "too_few"},
    ),
    (date(2025, 11, 19), "service", 1, ("ccss", "kereru"), {"kind": "decision", "subject": "programme_design"}),
    (date(2025, 11, 26), "study", 1, ("ccss", "kereru", "steps"), {"kind": "advice", "subject": "programme_design"}),
    (date(2026, 2, 25), "service", 2, ("ccss", "kereru"), {"kind": "decision", "subject": "staffing"}),
    (date(2026, 4, 1), "study", 2, ("ccss", "steps"), {"kind": "report", "subject": "public_report"}),
    (
        date(2026, 5, 20), "service", 3, ("ccss", "kereru"),
        {"kind": "cannot_tell", "subject": "funding", "reason": "cabinet", "until": "2026-11-30"},
    ),
    (
        date(2026, 6, 17), "study", 3, ("ccss", "kereru", "steps"),
        {"kind": "led_nowhere", "subject": "none", "reason": "quality"},
    ),
)  # fmt: skip


def is_read(one: Submission) -> bool:
    """Whether any access or use of a submission is on record."""
    return one.feed != "warehouse" and one.key not in NEVER_RECEIVED | UNOPENED


def use_of(seed: Seed, slug: str) -> str:
    return seed.uid(f"use:{slug}")


def product_of(seed: Seed, slug: str) -> str:
    return seed.uid(f"product:{slug}")


def readings(seed: Seed, whanau: Whanau, submissions: list[Submission]) -> Iterator[Entry]:
    for one in submissions:
        if is_read(one):
            yield _listed(seed, one)
            yield from _opened_singly(seed, whanau, one)
            yield _used(seed, one)


def outcomes(seed: Seed, submissions: list[Submission]) -> Iterator[Entry]:
    by_key = {one.key: one for one in submissions}
    for day, stream, quarter, providers, said in OUTCOMES:
        behind = [by_key[provider, quarter, stream] for provider in providers]
        data = {
            "outcome": seed.uid(f"outcome:q{quarter}-{stream}"),
            "unit": unit_of(seed, behind[0].stream.unit),
            "scope": "group",
            "people": sum(one.lines for one in behind),
            "uses": [use_of(seed, one.slug) for one in behind],
        } | said
        feed, clock = ("desk", "10:00:15") if stream == "service" else ("vault", "11:00:15")
        yield Entry(nz(day, clock), "acf", feed, "outcome.reported.v1", data, slug=f"outcome q{quarter}-{stream}")


def touching(seed: Seed, one: Submission, lines: str | list[list[int]], parts: list[str], mode: str) -> dict[str, Any]:
    """The data of an access by the unit that the submission went to, as its schedule line allows."""
    return {
        "holding": one.holding(seed),
        "lines": lines,
        "parts": parts,
        "unit": unit_of(seed, one.stream.unit),
        "role": ROLE[one.stream.slug],
        "mode": mode,
        "why": reason(seed, one),
    }


def reason(seed: Seed, one: Submission) -> dict[str, Any]:
    return why(seed, one.provider, one.stream.line, BASIS[one.stream.slug])


def _feed(stream: Stream) -> str:
    return "desk" if stream is SERVICE_STREAM else "vault"


def _listed(seed: Seed, one: Submission) -> Entry:
    kind = one.stream.slug
    at = nz(after(one.sent, LIST_AFTER[kind]), f"{LIST_HOUR[kind]}:{minute(one)}:05")
    worker = ((0, "worker", WORKERS[one.quarter.number % 6]),)
    return Entry(
        at,
        "acf",
        _feed(one.stream),
        "information.accessed.v1",
        touching(seed, one, "all", LISTED[kind], "listed"),
        worker,
    )


def _opened_singly(seed: Seed, whanau: Whanau, one: Submission) -> Iterator[Entry]:
    """An analyst opens a few records one by one; never those of the families whose story is told by hand."""
    rng = seed.rng(f"openings {one.slug}")
    followed = whanau.lines_of_known if one.provider == "ccss" else set()
    free = [at + n for first, last, at in one.mapping for n in range(last - first + 1) if first + n not in followed]
    kind = one.stream.slug
    for n, line in enumerate(sorted(rng.sample(free, SINGLE_OPENINGS[kind]))):
        at = nz(
            after(one.sent, LIST_AFTER[kind] + rng.randint(1, 12)),
            f"{rng.randint(9, 16):02}:{rng.randint(0, 59):02}:{6 + 2 * n:02}",
        )
        worker = ((0, "worker", WORKERS[(line + n) % 6]),)
        data = touching(seed, one, [[line, line]], LISTED[kind][1:], "opened")
        yield Entry(at, "acf", _feed(one.stream), "information.accessed.v1", data, worker)


def _used(seed: Seed, one: Submission) -> Entry:
    """The quarter is put into a report (service stream) or an analysis (evaluation), in which nobody is a line."""
    kind, parts = one.stream.slug, USED[one.stream.slug]
    product = {
        "product": product_of(seed, one.slug),
        "kind": "report" if kind == "service" else "analysis",
        "derived": [{"source": one.holding(seed), "mapping": "group"}],
        "lines": 0,
        "parts": parts,
        "system": system_of(seed, _feed(one.stream)),
    }
    data = {
        "use": use_of(seed, one.slug),
        "unit": unit_of(seed, one.stream.unit),
        "role": ROLE[kind],
        "inputs": [{"holding": one.holding(seed), "lines": "all", "parts": parts}],
        "products": [product],
        "why": reason(seed, one),
    }
    at = nz(after(one.sent, USE_AFTER[kind]), f"{USE_HOUR[kind]}:{minute(one)}:25")
    return Entry(at, "acf", _feed(one.stream), "information.used.v1", data, slug=f"use {one.slug}")
