"""What went otherwise than planned, and what happened to single people: the reasons why somebody looks at a trail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from consumers.story.agreements import HOMES_PARTS, under
from consumers.story.entry import DigestOf, Entry, Words
from consumers.story.gathering import NOTED, TOLD, register_of
from consumers.story.nztime import nz
from consumers.story.organisations import system_of, unit_of
from consumers.story.quarters import Submission
from consumers.story.readings import product_of, reason, touching, use_of
from consumers.story.seed import Seed
from consumers.story.whanau import Person, Whanau

#: Asked City Centre to remove what it holds, at the story's end: the first adult of the second family that came.
ERASED = ("ccss", 0, "a", 1)
#: Kererū Corner's third attendance sheet of this quarter was said but got lost on the way: a gap in its sequence.
LOST_SHEET = ("kereru", 3)


def erased_person(whanau: Whanau) -> Person:
    provider, quarter, letter, place = ERASED
    (group,) = (g for g in whanau.of(provider, quarter) if g.letter == letter)
    return group.families[place][0]


def incidents(seed: Seed, whanau: Whanau, submissions: list[Submission]) -> Iterator[Entry]:
    stage = _Stage(seed, whanau, {one.slug: one for one in submissions})
    yield from stage.hera()
    yield stage.refused()
    yield stage.safety()
    yield from stage.onward()
    yield from stage.mele()
    yield from stage.tui()
    yield from stage.leaving()


@dataclass(frozen=True, slots=True)
class _Stage:
    seed: Seed
    whanau: Whanau
    sent: dict[str, Submission]

    def client_book(self, person: Person, parts: list[str], at: str, act: str, slug: str, words: Words) -> Entry:
        """City Centre's family workers collect from, or write about, one person."""
        data = {
            "holding": register_of(self.seed, "ccss"),
            "unit": unit_of(self.seed, "ccss-front-line"),
            "system": system_of(self.seed, "client-book"),
            "relation": "from" if act == "collected" else "about",
            "lines": [[person.line, person.line]],
            "parts": parts,
            "why": TOLD if act == "collected" else NOTED,
        }
        private = ((person.line, "ref", person.ref), *words)
        return Entry(at, "ccss", "client-book", f"information.{act}.v1", data, private, slug)

    def line(self, person: Person, submission: str) -> list[list[int]]:
        at = self.sent[submission].line_of(person.line)
        return [[at, at]]

    def hera(self) -> Iterator[Entry]:
        """Goals first recorded with the wrong parts; and a decision about her alone: more hours of home visits."""
        seed, hera, one = self.seed, self.whanau.known["hera"], self.sent["ccss-q1-service"]
        tuesday = nz(date(2025, 7, 22), "15:40:55")
        yield self.client_book(hera, ["goals", "income"], tuesday, "collected", "hera-wrong-parts", ())
        right = self.client_book(
            hera, ["goals"], nz(date(2025, 7, 23), "17:05:55"), "collected", "hera-right-parts", ()
        )
        yield right
        swap = {"statement": DigestOf("hera-wrong-parts"), "by": DigestOf("hera-right-parts"), "reason": "wrong_parts"}
        yield Entry(nz(date(2025, 7, 23), "17:10:55"), "ccss", "client-book", "statement.replaced.v1", swap)
        lines, parts = self.line(hera, one.slug), ["attendance", "goals"]
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
        decided = self.outcome(
            "hera", "acf-reporting", ["hera"], 1, kind="decision", subject="service_hours", scope="person"
        )
        title = ((0, "title", "Four more home visits, at the family's wish"),)
        yield Entry(
            nz(date(2025, 11, 12), "09:30:55"), "acf", "desk", "outcome.reported.v1", decided, title, "decision hera"
        )

    def outcome(self, slug: str, unit: str, uses: list[str], people: int, **said: str) -> dict[str, Any]:
        return {
            "outcome": self.seed.uid(f"outcome:{slug}"),
            "unit": unit_of(self.seed, unit),
            "scope": "group",
            "people": people,
            "uses": [use_of(self.seed, use) for use in uses],
        } | said

    def refused(self) -> Entry:
        """The reporting unit tried the evaluation's holding; the Study Vault turned it away."""
        data = {
            "holding": self.sent["ccss-q1-study"].holding(self.seed),
            "lines": "all",
            "parts": ["parenting_score"],
            "unit": unit_of(self.seed, "acf-reporting"),
            "role": "reporting_analyst",
            "reason": "other_purpose",
            "why": {"purpose": "dpv:ServiceMonitoring", "basis": "nz-pa2020:IPP10(1)(a)"},
        }
        worker = ((0, "worker", "Sam Worker"),)
        return Entry(nz(date(2025, 10, 30), "11:20:55"), "acf", "vault", "access.refused.v1", data, worker)

    def safety(self) -> Entry:
        """A use for somebody's safety. Whoever shares the family's page must not learn of it."""
        sela = self.whanau.known["sela"]
        touched = {
            "holding": register_of(self.seed, "ccss"),
            "lines": [[sela.line, sela.line]],
            "parts": ["contact", "family_members"],
        }
        data = {
            "use": use_of(self.seed, "sela-safety"),
            "unit": unit_of(self.seed, "ccss-front-line"),
            "role": "case_worker",
            "inputs": [touched],
            "why": {"purpose": "safety", "basis": "fva2018:s20"},
        }
        return Entry(nz(date(2025, 11, 20), "15:05:55"), "ccss", "client-book", "information.used.v1", data)

    def onward(self) -> Iterator[Entry]:
        """The reporting unit shares a quarter of City Centre's with a second agency, whose feed later falls silent."""
        seed, one = self.seed, self.sent["ccss-q2-service"]
        reason_ = {
            "purpose": "dpv:PublicPolicyMaking",
            "basis": "nz-pa2020:IPP11(1)(h)",
            "agreement": under(seed, "acf-owh", 1),
        }
        homes, unit = seed.uid("holding:homes"), unit_of(seed, "owh-policy")
        transfer: dict[str, Any] = {
            "transfer": seed.uid("transfer:homes"), "unit": unit_of(seed, "acf-reporting"), "to_unit": unit,
            "holding": homes, "derived": [{"source": one.holding(seed), "mapping": "all"}], "lines": one.lines,
            "parts": HOMES_PARTS, "why": reason_,
        }  # fmt: skip
        yield Entry(
            nz(date(2026, 2, 11), "10:20:55"), "acf", "desk", "information.transferred.v1", transfer, (), "homes"
        )
        receipt: dict[str, Any] = {
            "transfer": transfer["transfer"], "statement": DigestOf("homes"), "holding": homes, "unit": unit,
            "system": system_of(seed, "homes-index"), "lines": one.lines,
        }  # fmt: skip
        yield Entry(nz(date(2026, 2, 12), "09:40:55"), "owh", "homes-index", "information.received.v1", receipt)
        touched = {"holding": homes, "lines": "all", "parts": ["suburb"]}
        listed = touched | {"unit": unit, "role": "policy_advisor", "mode": "listed", "why": reason_}
        yield Entry(nz(date(2026, 2, 18), "13:30:55"), "owh", "homes-index", "information.accessed.v1", listed)
        report = {
            "product": product_of(seed, "homes"), "kind": "report", "lines": 0, "parts": ["suburb"],
            "derived": [{"source": homes, "mapping": "group"}], "system": system_of(seed, "homes-index"),
        }  # fmt: skip
        used = {"use": use_of(seed, "homes"), "unit": unit, "role": "policy_advisor", "inputs": [touched]}
        used |= {"products": [report], "why": reason_}
        yield Entry(nz(date(2026, 2, 24), "14:00:55"), "owh", "homes-index", "information.used.v1", used)
        came = self.outcome(
            "homes", "owh-policy", ["homes"], one.lines, kind="led_nowhere", subject="none", reason="too_few"
        )
        yield Entry(nz(date(2026, 3, 17), "10:10:55"), "owh", "homes-index", "outcome.reported.v1", came)

    def mele(self) -> Iterator[Entry]:
        """An export without a purpose; then Mele's date of birth is put right, here and at one of three recipients."""
        seed, mele, one = self.seed, self.whanau.known["mele"], self.sent["ccss-q2-service"]
        export = touching(seed, one, "all", ["age_band", "attendance", "goals"], "exported")
        export["why"] = {name: value for name, value in export["why"].items() if name != "purpose"}
        worker = ((0, "worker", "Alex Worker"),)
        yield Entry(nz(date(2026, 1, 23), "17:45:55"), "acf", "desk", "information.accessed.v1", export, worker)
        right = {
            "holding": register_of(seed, "ccss"), "lines": [[mele.line, mele.line]],
            "parts": ["date_of_birth", "age_band"], "unit": unit_of(seed, "ccss-front-line"),
        }  # fmt: skip
        born = ((mele.line, "ref", mele.ref), (mele.line, "birth_date", "2016-02-11"))
        yield Entry(nz(date(2026, 3, 10), "10:00:55"), "ccss", "client-book", "information.corrected.v1", right, born)
        there: dict[str, Any] = {
            "holding": one.holding(seed), "lines": self.line(mele, one.slug), "parts": ["age_band"],
            "unit": unit_of(seed, "acf-reporting"),
        }  # fmt: skip
        yield Entry(nz(date(2026, 3, 18), "14:30:55"), "acf", "desk", "information.corrected.v1", there)

    def tui(self) -> Iterator[Entry]:
        """A note on the wrong record, taken back; a late look at one family; a use outside the schedule."""
        seed, tui, one = self.seed, self.whanau.known["tui"], self.sent["ccss-q3-service"]
        yield self.client_book(tui, ["case_notes"], nz(date(2026, 3, 3), "16:20:55"), "written", "tui-wrong-record", ())
        back = {"statement": DigestOf("tui-wrong-record"), "reason": "wrong_record"}
        yield Entry(nz(date(2026, 3, 4), "09:10:55"), "ccss", "client-book", "statement.retracted.v1", back)
        first = one.line_of(self.whanau.known["rawiri"].line)
        last = one.line_of(self.whanau.known["ngaio"].line)
        opened = touching(seed, one, [[first, last]], ["attendance", "goals"], "opened")
        worker = ((0, "worker", "Jo Worker"),)
        yield Entry(nz(date(2026, 5, 6), "21:40:55"), "acf", "desk", "information.accessed.v1", opened, worker)
        study = self.sent["ccss-q3-study"]
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
        came = self.outcome(
            "contracting", "acf-contracting", ["contracting"], study.lines, kind="decision", subject="funding"
        )
        yield Entry(nz(date(2026, 7, 22), "16:00:55"), "acf", "contracts", "outcome.reported.v1", came)

    def leaving(self) -> Iterator[Entry]:
        """Somebody asked to be removed: City Centre and the reporting unit destroy their lines."""
        seed, person = self.seed, erased_person(self.whanau)
        data = {
            "holding": register_of(seed, "ccss"), "lines": [[person.line, person.line]],
            "unit": unit_of(seed, "ccss-front-line"), "reason": "at_request",
        }  # fmt: skip
        yield Entry(nz(date(2026, 8, 20), "11:15:55"), "ccss", "client-book", "information.destroyed.v1", data)
        for n, slug in enumerate(("ccss-q0-service", "ccss-q1-service")):
            there = {
                "holding": self.sent[slug].holding(seed), "lines": self.line(person, slug),
                "unit": unit_of(seed, "acf-reporting"), "reason": "at_request",
            }  # fmt: skip
            yield Entry(nz(date(2026, 8, 27), f"11:{15 + n}:55"), "acf", "desk", "information.destroyed.v1", there)
