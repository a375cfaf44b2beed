"""What happened to three people whose trails are told by hand in the tests: Hera, Mele and Tui."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from consumers.story.agreements import under
from consumers.story.entry import DigestOf, Entry
from consumers.story.gathering import register_of
from consumers.story.nztime import nz
from consumers.story.organisations import unit_of
from consumers.story.readings import reason, touching, use_of
from consumers.story.stage import Stage


def followed(stage: Stage) -> Iterator[Entry]:
    yield from hera(stage)
    yield from mele(stage)
    yield from tui(stage)


def hera(stage: Stage) -> Iterator[Entry]:
    """Goals first recorded with the wrong parts; and a decision about her alone: more hours of home visits."""
    seed, hera, one = stage.seed, stage.whanau.known["hera"], stage.sent["ccss-q1-service"]
    tuesday = nz(date(2025, 7, 22), "15:40:55")
    yield stage.client_book(hera, ["goals", "income"], tuesday, "collected", "hera-wrong-parts", ())
    right = stage.client_book(hera, ["goals"], nz(date(2025, 7, 23), "17:05:55"), "collected", "hera-right-parts", ())
    yield right
    swap = {"statement": DigestOf("hera-wrong-parts"), "by": DigestOf("hera-right-parts"), "reason": "wrong_parts"}
    yield Entry(nz(date(2025, 7, 23), "17:10:55"), "ccss", "client-book", "statement.replaced.v1", swap)
    lines, parts = stage.line(hera, one.slug), ["attendance", "goals"]
    opened = touching(seed, one, lines, parts, "opened")
    worker = ((0, "worker", "Robin Worker"),)
    yield Entry(nz(date(2025, 10, 28), "10:40:55"), "acf", "desk", "information.accessed.v1", opened, worker)
    used: dict[str, Any] = {
        "use": use_of(seed, "hera"),
        "unit": unit_of(seed, "acf-reporting"),
        "role": "reporting_analyst",
        "inputs": [{"holding": one.holding(seed), "lines": lines, "parts": parts}],
        "why": reason(seed, one),
    }
    yield Entry(nz(date(2025, 10, 29), "13:10:55"), "acf", "desk", "information.used.v1", used)
    decided = stage.outcome(
        "hera", "acf-reporting", ["hera"], 1, kind="decision", subject="service_hours", scope="person"
    )
    title = ((0, "title", "Four more home visits, at the family's wish"),)
    yield Entry(
        nz(date(2025, 11, 12), "09:30:55"), "acf", "desk", "outcome.reported.v1", decided, title, "decision hera"
    )


def mele(stage: Stage) -> Iterator[Entry]:
    """An export without a purpose; then Mele's date of birth is put right, here and at one of three recipients."""
    seed, mele, one = stage.seed, stage.whanau.known["mele"], stage.sent["ccss-q2-service"]
    export = touching(seed, one, "all", ["age_band", "attendance", "goals"], "exported")
    export["why"] = {name: value for name, value in export["why"].items() if name != "purpose"}
    worker = ((0, "worker", "Alex Worker"),)
    yield Entry(nz(date(2026, 1, 23), "17:45:55"), "acf", "desk", "information.accessed.v1", export, worker)
    right = {
        "holding": register_of(seed, "ccss"), "lines": [[mele.line, mele.line]],
        "parts": ["date_of_birth", "age_band"], "unit": unit_of(seed, "ccss-front-line"),
    }  # fmt: skip
    born = ((mele.line, "ref", mele.ref), (mele.line, "birth_date", "2016-02-11"))
    yield Entry(
        nz(date(2026, 3, 10), "10:00:55"),
        "ccss",
        "client-book",
        "information.corrected.v1",
        right,
        born,
        "mele-corrected",
    )
    there: dict[str, Any] = {
        "holding": one.holding(seed), "lines": stage.line(mele, one.slug), "parts": ["age_band"],
        "unit": unit_of(seed, "acf-reporting"),
    }  # fmt: skip
    yield Entry(nz(date(2026, 3, 18), "14:30:55"), "acf", "desk", "information.corrected.v1", there)


def tui(stage: Stage) -> Iterator[Entry]:
    """A note on the wrong record, taken back; a late look at one family; a use outside the schedule."""
    seed, tui, one = stage.seed, stage.whanau.known["tui"], stage.sent["ccss-q3-service"]
    yield stage.client_book(tui, ["case_notes"], nz(date(2026, 3, 3), "16:20:55"), "written", "tui-wrong-record", ())
    back = {"statement": DigestOf("tui-wrong-record"), "reason": "wrong_record"}
    yield Entry(nz(date(2026, 3, 4), "09:10:55"), "ccss", "client-book", "statement.retracted.v1", back)
    first = one.line_of(stage.whanau.known["rawiri"].line)
    last = one.line_of(stage.whanau.known["ngaio"].line)
    opened = touching(seed, one, [[first, last]], ["attendance", "goals"], "opened")
    worker = ((0, "worker", "Jo Worker"),)
    late = nz(date(2026, 5, 6), "21:40:55")
    yield Entry(late, "acf", "desk", "information.accessed.v1", opened, worker, "tui-late-look")
    study = stage.sent["ccss-q3-study"]
    used = {
        "use": use_of(seed, "contracting"),
        "unit": unit_of(seed, "acf-contracting"),
        "role": "contract_manager",
        "inputs": [{"holding": study.holding(seed), "lines": "all", "parts": ["attendance", "parenting_score"]}],
        "why": {
            "purpose": "dpv:FulfilmentOfContractualObligation",
            "basis": "nz-pa2020:IPP10(1)(a)",
            "agreement": under(seed, "acf-ccss", 4),
        },
    }
    yield Entry(nz(date(2026, 7, 8), "13:25:55"), "acf", "contracts", "information.used.v1", used)
    came = stage.outcome(
        "contracting", "acf-contracting", ["contracting"], study.lines, kind="decision", subject="funding"
    )
    yield Entry(nz(date(2026, 7, 22), "16:00:55"), "acf", "contracts", "outcome.reported.v1", came)
