"""What families were told, chose, worried about and got copies of."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from consumers.story.entry import DigestOf, Entry
from consumers.story.gathering import note_of
from consumers.story.nztime import weekday
from consumers.story.organisations import unit_of
from consumers.story.scenes.voices import Voices
from consumers.story.stage import Stage
from consumers.story.whanau import ranges

REQUESTS = {
    "text": (
        "You can ask to see what City Centre, or the agency, holds about you. Ask at City Centre once. We get the rest "
        "from the agency for you.\n\nYou have an answer within 20 working days. You can also ask the agency itself, or "
        "go to the Privacy Commissioner."
    ),
    "text_child": (
        "You can ask to see what we keep on you. You only have to ask us. We ask the others for you.\n\n"
        "If it is wrong, you can ask us to fix it."
    ),
}
FOUND = {
    "text": "In most homes bedtimes got calmer, and children read more. It helped less where parents work at night.",
    "text_child": "Bed time is nicer now in most homes. Kids read more.",
}


def scenes(stage: Stage) -> list[Entry]:
    v = Voices(stage.seed)
    return [
        *requests_explained(stage, v), *choices(stage, v), *worries(stage, v), *told(stage, v), *holds(stage, v),
        *copies(stage, v), *barrings(stage, v), *preserved(stage, v), *kept_back(stage, v), *held(stage, v),
        *spoken_for(stage, v),
    ]  # fmt: skip


def requests_explained(stage: Stage, v: Voices) -> Iterator[Entry]:
    """City Centre and the agency explain together how to ask; Hera's group hears it a week after it began."""
    notice = {"notice": v.id("notice:requests"), "version": 1}
    both = {"kind": "requests", "authors": v.houses("acf", "ccss")}
    slug = "notice requests"
    published = v.says("acf", date(2025, 7, 7), "10:17", "notice.published", notice | both, slug, **REQUESTS)
    yield replace(published, name="notice.published.v2")
    for who, day in (("acf", date(2025, 7, 7)), ("ccss", date(2025, 7, 11))):
        signed = notice | {"content": DigestOf(slug)}
        yield v.says(who, day, "16:23", "notice.signed", signed)
    (group,) = (g for g in stage.whanau.of("ccss", 1) if g.letter == "b")
    for reader, at in (("adult", "10:17"), ("child", "10:47")):
        lines = [p.line for p in group.people if p.adult == (reader == "adult")]
        given = notice | {"reader": reader, "understood": True, "lines": ranges(lines)}
        yield v.says("ccss", date(2025, 7, 28), at, "notice.given", v.about() | given)


def choices(stage: Stage, v: Voices) -> Iterator[Entry]:
    """Hera wants to be part of the evaluation, and later not with her scores. Rāwiri had no choice, and was told so."""
    known, notice = stage.whanau.known, {"notice": stage.seed.uid("notice:ccss"), "version": 1, "voice": "relayed"}
    hera = {"choice": v.id("choice:hera")}
    made = notice | hera | {"offered": "some", "answer": "yes", "purpose": "evaluation"}
    yield v.says("ccss", date(2025, 7, 21), "10:27", "choice.made", made | v.about(known["hera"]))
    changed = hera | {"answer": "some", "parts": ["parenting_score", "wellbeing_score"]}
    yield v.person(known["hera"], date(2026, 2, 10), "20:14", "choice.changed", changed)
    done = hera | {"unit": unit_of(v.seed, "ccss-front-line"), "result": "in_part"}
    reply = "From now on your scores stay here. What the study has from last year, it keeps without your name."
    yield v.says("ccss", date(2026, 2, 19), "11:37", "choice.answered", done, reply=reply)
    none = notice | {"choice": v.id("choice:rawiri"), "offered": "none", "answer": "told"}
    yield v.says("ccss", date(2026, 2, 2), "10:27", "choice.made", none | v.about(known["rawiri"]))


def worries(stage: Stage, v: Voices) -> Iterator[Entry]:
    """Sela's has an answer, Tui's changed something, and Rāwiri's waits."""
    known, acf = stage.whanau.known, {"to": v.house("acf")}
    sela = acf | {"concern": v.id("concern:sela"), "about": "shared"}
    text = "Does the tax office see this? Nobody could tell me."
    yield v.person(known["sela"], date(2025, 12, 15), "21:06", "concern.raised", sela, text=text)
    answered = {"concern": sela["concern"], "unit": unit_of(v.seed, "acf-policy"), "result": "explained"}
    reply = "No. Two units of ours have it, and nobody outside. Your page shows each of them."
    yield v.says("acf", date(2026, 1, 5), "11:12", "concern.answered", answered, reply=reply)
    tui = acf | {"concern": v.id("concern:tui"), "about": "seen"}
    text = "Someone looked at my family at night. Why?"
    yield v.person(known["tui"], date(2026, 5, 20), "16:31", "concern.raised", tui, text=text)
    stopped = {"concern": tui["concern"], "unit": unit_of(v.seed, "acf-policy"), "result": "changed"}
    reply = "There was no good reason. From now on records are closed after 7 at night."
    yield v.says("acf", date(2026, 6, 4), "15:22", "concern.answered", stopped, reply=reply)
    rawiri = acf | {"concern": v.id("concern:rawiri"), "about": "used", "voice": "relayed"}
    text = "He asks why the contracts unit used a list that his child is on."
    yield v.says("ccss", date(2026, 9, 15), "10:58", "concern.raised", rawiri | v.about(known["rawiri"]), text=text)


def told(stage: Stage, v: Voices) -> Iterator[Entry]:
    """Sela's family hears of the share with another office; families of the first two quarters hear what was found."""
    known = stage.whanau.known
    flows = {"telling": v.id("telling:homes"), "about": "flows", "reader": "adult"}
    text = "In February the agency sent your suburb and your age group to the Office for Warm Homes. We did not know."
    yield v.says("ccss", date(2026, 3, 5), "14:44", "telling.given", flows | v.about(known["sela"]), text=text)
    found = {"about": "outcome", "outcome": v.id("outcome:year-one")}
    for quarter in (0, 1):
        for reader, at in (("adult", "09:36"), ("child", "09:52")):
            people = [p for g in stage.whanau.of("ccss", quarter) for p in g.people if p.adult == (reader == "adult")]
            telling = found | {"telling": v.id(f"telling:found {quarter} {reader}"), "reader": reader}
            lines = {"lines": ranges(sorted(p.line for p in people))}
            yield v.says("ccss", date(2026, 7, 6 + quarter), at, "telling.given", v.about() | telling | lines, **FOUND)
    breach = {
        "telling": v.id("telling:late"),
        "about": "breach",
        "reader": "child",
        "statement": DigestOf("tui-late-look"),
    }
    words = {
        "text": "…",
        "text_child": "On 6 May someone at the agency looked at your family at night. They should not.",
    }
    yield v.says("ccss", date(2026, 5, 19), "15:31", "telling.given", breach | v.about(known["tui"]), **words)


def holds(stage: Stage, v: Voices) -> Iterator[Entry]:
    """Mele's age group was held while her birthday was wrong; Ngaio's goals were held, and sent all the same."""
    known = stage.whanau.known
    mele = {"hold": v.id("hold:mele"), "parts": ["age_band"], "reason": "wrong"} | v.about(known["mele"])
    yield v.says("ccss", date(2026, 3, 9), "15:07", "hold.placed", mele)
    yield v.says("ccss", date(2026, 3, 19), "09:33", "hold.lifted", {"hold": mele["hold"]})
    ngaio = {"hold": v.id("hold:ngaio"), "parts": ["attendance"], "reason": "asked"} | v.about(known["ngaio"])
    yield v.says("ccss", date(2026, 4, 1), "13:18", "hold.placed", ngaio)


def preserved(stage: Stage, v: Voices) -> Iterator[Entry]:
    """Nothing about Tui may be destroyed while City Centre finds out who looked at night."""
    unit, order = unit_of(v.seed, "ccss-front-line"), {"preservation": v.id("preservation:tui")}
    about = v.about(stage.whanau.known["tui"])
    ordered = order | about | {"unit": unit, "ground": "misuse", "review": "2026-07-31"}
    yield v.says("ccss", date(2026, 5, 8), "11:23", "preservation.ordered", ordered)
    yield v.says("ccss", date(2026, 7, 10), "10:43", "preservation.ended", order | {"unit": unit})


def copies(stage: Stage, v: Voices) -> Iterator[Entry]:
    """City Centre gives copies of its notes, a fortnight later, in both versions; of the last year's it is behind."""
    for group in (g for g in stage.whanau.groups if g.provider == "ccss" and g.quarter.number < 4):
        for n, family in enumerate(group.families):
            written = note_of(stage.seed, group, n)
            day = weekday(group.quarter.course + timedelta(days=44))
            about = v.about() | {"unit": unit_of(v.seed, "ccss-front-line"), "statement": DigestOf(written)}
            for reader in ("adult", "child"):
                lines = [p.line for p in family if reader == "adult" or not p.adult]
                copied = about | {"copied": v.id(f"copy:{written} {reader}"), "reader": reader, "lines": ranges(lines)}
                at = f"{15 + (group.letter == 'b')}:{3 * n + 20 * (reader == 'child'):02}"
                if reader == "adult" and stage.whanau.known["manaia"] in family:
                    yield from _withheld(stage, v, day, copied)
                else:
                    yield v.says("ccss", day, at, "copy.given", copied)


def _withheld(stage: Stage, v: Voices, day: date, copied: dict[str, Any]) -> Iterator[Entry]:
    """Manaia's page of the family's note speaks of another child: it is kept back, and looked at again."""
    manaia = stage.whanau.known["manaia"].line
    rest = [line for first, last in copied["lines"] for line in range(first, last + 1) if line != manaia]
    yield v.says("ccss", day, "17:11", "copy.given", copied | {"lines": ranges(rest)})
    kept = copied | {"copied": v.id("copy:withheld"), "lines": [[manaia, manaia]]}
    yield v.says("ccss", day, "17:12", "copy.withheld", kept | {"ground": "nz-pa2020:s53(b)", "review": "2026-03-01"})


def barrings(stage: Stage, v: Voices) -> Iterator[Entry]:
    """Tui names somebody at the agency, who then looks; Rāwiri names one and takes it back."""
    known = stage.whanau.known
    tui = {"barring": v.id("barring:tui")}
    yield v.person(known["tui"], date(2026, 4, 20), "17:41", "barring.placed", tui, name="Jo Worker")
    rawiri = {"barring": v.id("barring:rawiri")}
    yield v.person(known["rawiri"], date(2026, 3, 14), "19:02", "barring.placed", rawiri, name="Sam Worker")
    yield v.person(known["rawiri"], date(2026, 3, 16), "08:12", "barring.lifted", rawiri)


def kept_back(stage: Stage, v: Voices) -> Iterator[Entry]:
    """A note tells what one parent said of the other. City Centre keeps it from that one: one proposes it the same
    evening, another decides the next morning; the review three months later is late. Of another it was a mistake."""
    group = next(g for g in stage.whanau.groups if (g.provider, g.quarter.number, g.letter) == ("ccss", 4, "a"))
    day = weekday(group.quarter.course + timedelta(days=44))
    unit = {"unit": unit_of(v.seed, "ccss-front-line")}
    for n, decision in ((0, "keep"), (1, "end")):
        kept = {"withholding": v.id(f"withholding:{n}")}
        proposed = unit | kept | v.about(group.families[n][0]) | {
            "statement": DigestOf(note_of(stage.seed, group, n)), "viewers": "family",
            "ground": "nz-pa2020:s49(1)(a)(i)", "by": approver(v, n, "one"),
            "review": (day + timedelta(days=90)).isoformat(),
        }  # fmt: skip
        yield v.says("ccss", day, f"17:2{n}", "withholding.proposed", proposed)
        decided = unit | kept | {"decision": decision, "by": approver(v, n, "two")}
        review = {"review": proposed["review"]} if decision == "keep" else {}
        morning = weekday(day + timedelta(days=1))
        yield v.says("ccss", morning, f"09:0{n}", "withholding.decided", decided | review)


def held(stage: Stage, v: Voices) -> Iterator[Entry]:
    """What was used for Sela's safety her page does not have. City Centre looks at it: it stays so, for now."""
    decided = {
        "held": v.id("held:sela"), "statement": DigestOf("sela-safety"), "decision": "keep", "review": "2027-03-01",
        "unit": unit_of(v.seed, "ccss-front-line"),
        "by": sha256(f"{v.id('held:sela')} {v.id('approver:one')}".encode()).hexdigest(),
    }  # fmt: skip
    yield v.says("ccss", date(2025, 12, 4), "09:14", "held.decided", decided | v.about(stage.whanau.known["sela"]))


def spoken_for(stage: Stage, v: Voices) -> Iterator[Entry]:
    """Viliami's advocate may look for him, Hera's lawyer for her, and an advocate for whoever comes first by name;
    Tomasi's parent could until they said that it was over."""
    known, unit = stage.whanau.known, {"unit": unit_of(v.seed, "ccss-front-line"), "until": "2027-03-31"}
    viliami = {"representation": v.id("representation:viliami"), "kind": "advocate", "views": "agrees"}
    tomasi = {"representation": v.id("representation:tomasi")} | v.about(known["tomasi"])
    day = date(2026, 4, 14)
    yield v.says("ccss", day, "10:04", "representation.recorded", unit | viliami | v.about(known["viliami"]))
    ours = [p for g in stage.whanau.groups if g.provider == "ccss" for p in g.people]
    first = min(ours, key=lambda p: f"{p.given} {p.family}")
    for n, (person, kind) in enumerate(((known["hera"], "lawyer"), (first, "advocate"))):
        speaker = {"representation": v.id(f"representation:{kind}"), "kind": kind, "views": "agrees"}
        yield v.says("ccss", day, f"10:1{n}", "representation.recorded", unit | speaker | v.about(person))
    asked = {"kind": "parent", "views": "too_young"}
    yield v.says("ccss", day, "10:09", "representation.recorded", unit | tomasi | asked)
    over = {"voice": "relayed", "reason": "over"}
    yield v.says("ccss", date(2026, 6, 2), "11:13", "representation.ended", tomasi | over)


def approver(v: Voices, n: int, who: str) -> str:
    """What the log says of a trained approver: that it is not the other one."""
    return sha256(f"{v.id(f'withholding:{n}')} {v.id(f'approver:{who}')}".encode()).hexdigest()
