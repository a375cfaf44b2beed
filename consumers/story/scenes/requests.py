"""Requests for access and correction, from the first word to the decision; the protocol for them; a breach."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from consumers.story.entry import DigestOf, Entry
from consumers.story.nztime import nz
from consumers.story.organisations import LEDGER, OPERATOR, unit_of
from consumers.story.scenes.voices import SECOND, Voices
from consumers.story.stage import Stage
from consumers.story.whanau import Person

RIGHTS = {"purpose": "dpv:RightsFulfilment", "basis": "nz-pa2020:IPP6"}
#: What both sides agreed: who does a step, within how many working days.
STEPS = (
    ("safety", "ccss", 1), ("identity", "ccss", 3), ("others", "acf", 10), ("decide", "acf", 15),
    ("supply", "ccss", 16),
)  # fmt: skip


def scenes(stage: Stage) -> list[Entry]:
    v = Voices(stage.seed)
    return [
        *protocol(v),
        *asked_once(stage, v),
        *put_right(stage, v),
        *refused(stage, v),
        *a_parent_asks(stage, v),
        *still_open(stage, v),
        *breach(stage, v),
    ]


@dataclass(frozen=True, slots=True)
class Case:
    """One request about one person: what everybody says in it."""

    v: Voices
    person: Person
    name: str

    @property
    def request(self) -> str:
        return self.v.id(f"request:{self.name}")

    def asks(self, day: date, at: str, kind: str, *organisations: str, parts: list[str], text: str) -> Entry:
        """The person asks, on their own page."""
        data = {
            "request": self.request, "kind": kind, "by": "self", "child": self.person.relation == "child",
            "to": self.v.house("ccss"), "organisations": self.v.houses(*organisations), "parts": parts,
            "channel": "electronic", "protocol": {"protocol": self.v.id("protocol:requests"), "version": 1},
        }  # fmt: skip
        return self.v.person(self.person, day, at, "request.made", data, text=text)

    def answers(self, day: date, at: str, name: str, data: dict[str, Any] | None = None, **words: str) -> Entry:
        """The person says something more."""
        return self.v.person(self.person, day, at, name, {"request": self.request} | (data or {}), **words)

    def states(self, day: date, at: str, parts: list[str], text: str) -> Entry:
        """A statement of correction: others refer to it by the request's name."""
        data = {"request": self.request, "parts": parts}
        return self.v.person(self.person, day, at, "correction.stated", data, f"{self.name}-stated", text=text)

    def staff(self, who: str, day: date, at: str, name: str, data: dict[str, Any], **words: str) -> Entry:
        """City Centre's workers or the agency's privacy office take a step that names no line."""
        unit = unit_of(self.v.seed, {"ccss": "ccss-front-line", "acf": "acf-privacy"}[who])
        return self.v.says(who, day, at, name, {"request": self.request, "unit": unit} | data, **words)

    def tells(self, who: str, day: date, at: str, name: str, data: dict[str, Any], **words: str) -> Entry:
        """A step that the person is told of."""
        return self.staff(who, day, at, name, self.v.about(self.person) | data, **words)

    def checks(self, day: date, *checks: str, who: str = "ccss", result: str = "clear") -> Iterator[Entry]:
        for n, check in enumerate(checks):
            data = {"check": check, "result": result, "minutes": 10}
            yield self.staff(who, day, f"10:{15 + 5 * n}", "request.checked", data)

    def gives(self, day: date, at: str, of: str, values: dict[str, str], **more: Any) -> Entry:
        """A copy, sealed to the person."""
        data = {
            "request": self.request, "unit": unit_of(self.v.seed, "ccss-front-line"), "of": self.v.house(of),
            "parts": list(values), "form": "on_the_page", "handling": "own_copy" if of == "ccss" else "sealed",
            "explained": True, "minutes": 25,
        } | self.v.about(self.person) | more  # fmt: skip
        private = ((self.person.line, "ref", self.person.ref), (self.person.line, "value", json.dumps(values)))
        slug = f"{self.name}-copy-{of}"
        return Entry(nz(day, f"{at}:{SECOND}"), "ccss", "client-book", "request.supplied.v1", data, private, slug)

    def marks(self, day: date, at: str, of: str, marks: dict[str, str]) -> Entry:
        data = {"request": self.request, "voice": "person", "supplied": DigestOf(f"{self.name}-copy-{of}")}
        private = ((self.person.line, "ref", self.person.ref), (self.person.line, "value", json.dumps(marks)))
        said = data | self.v.about(self.person)
        return Entry(nz(day, f"{at}:{SECOND}"), OPERATOR, LEDGER, "request.marked.v1", said, private)

    def closes(self, day: date, at: str) -> Entry:
        return self.tells("ccss", day, at, "request.closed", {})


def protocol(v: Voices) -> Iterator[Entry]:
    """City Centre and the agency agree how families ask once."""
    named = {"protocol": v.id("protocol:requests"), "version": 1}
    data = {
        "parties": v.houses("ccss", "acf"), "starts": "2025-08-18",
        "steps": [{"step": step, "by": v.house(by), "days": days} for step, by, days in STEPS],
    }  # fmt: skip
    words = "Families ask City Centre, once. City Centre asks the agency for them, and keeps nothing of it."
    yield v.says("ccss", date(2025, 8, 4), "11:10", "protocol.proposed", named | data, "protocol-requests", text=words)
    signed = named | {"content": DigestOf("protocol-requests")}
    yield v.says("ccss", date(2025, 8, 4), "11:12", "protocol.signed", signed)
    yield v.says("acf", date(2025, 8, 11), "14:40", "protocol.signed", signed)


def asked_once(stage: Stage, v: Voices) -> Iterator[Entry]:
    """Rawiri asks once what both hold. City Centre looks at the agency for him."""
    case = Case(v, stage.whanau.known["rawiri"], "rawiri")
    both = case.asks(
        date(2026, 6, 2), "19:20", "access", "ccss", "acf", parts=[], text="What do you have about me? And the agency?"
    )
    yield both
    # Tuesday evening counts as Wednesday. Safety was to be checked by Thursday.
    yield from case.checks(date(2026, 6, 5), "safety", "identity")
    yield case.staff("ccss", date(2026, 6, 5), "10:30", "request.deviated", {"step": "safety", "reason": "staff_away"})
    yield case.staff(
        "ccss", date(2026, 6, 5), "10:40", "authority.recorded", {"authority": "written", "until": "2026-08-31"}
    )
    sent = stage.sent["ccss-q3-service"]
    looked = {
        "holding": sent.holding(stage.seed), "lines": stage.line(case.person, "ccss-q3-service"),
        "parts": ["attendance", "goals"], "unit": unit_of(stage.seed, "ccss-front-line"), "role": "representative",
        "mode": "opened", "why": RIGHTS, "request": case.request,
    }  # fmt: skip
    yield v.says("ccss", date(2026, 6, 9), "09:30", "information.accessed", looked)
    yield from case.checks(date(2026, 6, 10), "others", who="acf")
    for who in ("acf", "ccss"):
        yes = {"decision": "granted", "minutes": 20}
        yield case.tells(who, date(2026, 6, 12), f"11:{'05' if who == 'acf' else '25'}", "request.decided", yes)
    yield case.gives(date(2026, 6, 15), "13:10", "ccss", {"goals": "More time together", "contact": "027 000 0000"})
    visits = {"attendance": "8 of 10 visits", "goals": "More time together"}
    yield case.gives(date(2026, 6, 15), "13:20", "acf", visits, expires="2026-07-15")
    yield case.marks(date(2026, 6, 16), "20:05", "ccss", {"goals": "right", "contact": "wrong"})
    yield case.marks(date(2026, 6, 16), "20:10", "acf", {"attendance": "not_sure", "goals": "right"})
    yield case.closes(date(2026, 6, 18), "09:15")
    yield case.answers(
        date(2026, 6, 18), "19:45", "feedback.given", {"helped": "yes"}, note="I did not have to ask twice."
    )


def put_right(stage: Stage, v: Voices) -> Iterator[Entry]:
    """What Rawiri marked wrong is put right. And the agency is told that Mele's age was, in March."""
    case = Case(v, stage.whanau.known["rawiri"], "rawiri-contact")
    yield case.asks(
        date(2026, 6, 16), "20:06", "correction", "ccss", parts=["contact"], text="That is my old number."
    )  # fmt: skip
    yield from case.checks(date(2026, 6, 17), "safety", "identity")
    yield case.tells("ccss", date(2026, 6, 18), "10:10", "request.decided", {"decision": "granted"})
    corrected = {"parts": ["contact"], "unit": unit_of(stage.seed, "ccss-front-line"), "request": case.request}
    yield v.says("ccss", date(2026, 6, 18), "10:20", "information.corrected", v.about(case.person) | corrected)
    yield case.closes(date(2026, 6, 19), "10:00")
    told = {
        "recipient": v.id("recipient:mele"), "unit": unit_of(stage.seed, "ccss-front-line"), "to": v.house("acf"),
        "about": DigestOf("mele-corrected"), "to_unit": unit_of(stage.seed, "acf-reporting"), "channel": "electronic",
    }  # fmt: skip
    yield v.says("ccss", date(2026, 3, 11), "09:10", "recipient.told", told)


def refused(stage: Stage, v: Voices) -> Iterator[Entry]:
    """Hera asks to have a goal put right; it is refused, and her own words go with it from now on."""
    case = Case(v, stage.whanau.known["hera"], "hera-goals")
    yield case.asks(
        date(2026, 7, 6), "08:10", "correction", "ccss", parts=["goals"], text="That was never my goal."
    )  # fmt: skip
    yield from case.checks(date(2026, 7, 6), "safety", "identity")
    no = {"decision": "refused", "grounds": ["record_of_its_time"], "minutes": 30}
    yield case.tells(
        "ccss", date(2026, 7, 9), "15:20", "request.decided", no, reason="It is what we wrote down together."
    )
    yield case.states(date(2026, 7, 11), "20:30", ["goals"], "My goal was a warm house. The rest was yours.")
    attach = {"statement": DigestOf("hera-goals-stated")}
    yield case.tells("ccss", date(2026, 7, 14), "09:40", "correction.attached", attach)
    told = {
        "recipient": v.id("recipient:hera"), "unit": unit_of(stage.seed, "ccss-front-line"), "to": v.house("acf"),
        "about": DigestOf("hera-goals-stated"), "to_unit": unit_of(stage.seed, "acf-reporting"),
        "channel": "electronic",
    }  # fmt: skip
    yield v.says("ccss", date(2026, 7, 15), "10:00", "recipient.told", told)
    yield case.closes(date(2026, 7, 15), "10:10")
    yield case.answers(date(2026, 7, 15), "21:00", "feedback.given", {"helped": "partly"})


def a_parent_asks(stage: Stage, v: Voices) -> Iterator[Entry]:
    """Mele's mother asks for Mele. Mele is asked first, and says no."""
    case = Case(v, stage.whanau.known["mele"], "mele-parent")
    data = {
        "kind": "access", "voice": "relayed", "by": "parent", "child": True, "to": v.house("ccss"),
        "organisations": v.houses("ccss"), "channel": "in_person",
    }  # fmt: skip
    yield case.tells("ccss", date(2026, 5, 4), "14:30", "request.made", data)
    yield from case.checks(date(2026, 5, 5), "safety", "identity", "others")
    guardian = {"authority": "guardian", "until": "2026-05-31"}
    yield case.staff("ccss", date(2026, 5, 5), "11:00", "authority.recorded", guardian)
    yield from case.checks(date(2026, 5, 6), "child_views", result="concern")
    yield case.tells("ccss", date(2026, 5, 6), "11:10", "authority.withdrawn", {"voice": "relayed"})
    no = {"decision": "refused", "grounds": ["nz-pa2020:s49(1)(c)"]}
    yield case.tells("ccss", date(2026, 5, 8), "09:30", "request.decided", no)
    yield case.closes(date(2026, 5, 11), "09:20")


def still_open(stage: Stage, v: Voices) -> Iterator[Entry]:
    """At the story's end: one that was passed on and is late, one with more time taken, one taken back."""
    homes = Case(v, stage.whanau.known["rawiri"], "rawiri-homes")
    yield homes.asks(date(2026, 8, 3), "12:10", "access", "acf", parts=["housing"], text="Who knows about our damp?")
    moved = {"to": v.house("owh"), "told": True}
    yield homes.tells("acf", date(2026, 8, 7), "10:30", "request.transferred", moved)
    hera = Case(v, stage.whanau.known["hera"], "hera-all")
    yield hera.asks(date(2026, 9, 7), "09:05", "access", "ccss", "acf", parts=[], text="Everything, please.")
    yield from hera.checks(date(2026, 9, 8), "safety", "identity")
    more = {"until": "2026-10-30", "ground": "consultations", "told": True}
    yield hera.tells(
        "acf", date(2026, 9, 15), "16:00", "request.extended", more, reason="We have to ask two units first."
    )
    tui = Case(v, stage.whanau.known["tui"], "tui")
    yield tui.asks(date(2026, 9, 1), "18:10", "access", "ccss", parts=["case_notes"], text="What did you write on me?")
    yield tui.answers(date(2026, 9, 2), "18:15", "request.withdrawn")


def breach(stage: Stage, v: Voices) -> Iterator[Entry]:
    """Service reporting sent a file to the wrong address. Whose people were in it follows from what was sent."""
    rawiri = stage.whanau.known["rawiri"]
    unit, id = unit_of(stage.seed, "acf-reporting"), v.id("breach:file")
    data = {
        "breach": id, "unit": unit, "kind": "sent_wrongly", "parts": ["attendance"], "happened": "2026-09-16",
        "holding": stage.sent["ccss-q3-service"].holding(stage.seed), "lines": stage.line(rawiri, "ccss-q3-service"),
        "found": nz(date(2026, 9, 17), "09:00"), "harm": "likely",
    }  # fmt: skip
    yield v.says("acf", date(2026, 9, 17), "11:00", "breach.recorded", data, "breach-file")
    notified = {"breach": id, "channel": "electronic"}
    commissioner = notified | {"unit": unit, "whom": "commissioner"}
    yield v.says("acf", date(2026, 9, 18), "10:00", "breach.notified", commissioner)
    told = {
        "recipient": v.id("recipient:breach"), "unit": unit, "about": DigestOf("breach-file"), "to": v.house("ccss"),
        "channel": "phone",
    }  # fmt: skip
    yield v.says("acf", date(2026, 9, 18), "10:20", "recipient.told", told)
    people = notified | {"unit": unit_of(stage.seed, "ccss-front-line"), "whom": "people"} | v.about(rawiri)
    words = "A list with your visits went to a wrong address. We have it back."
    yield v.says("ccss", date(2026, 9, 21), "10:30", "breach.notified", people, title=words)
