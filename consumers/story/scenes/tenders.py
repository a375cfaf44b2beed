"""The tender, its stories, and the talk about the agreement before it was signed; later, what was asked and planned."""

from datetime import date
from typing import Any

from consumers.story.agreements import EVALUATION, POLICY, STUDY_PARTS
from consumers.story.entry import Entry, Words
from consumers.story.gathering import register_of
from consumers.story.nztime import nz
from consumers.story.organisations import LEDGER, OPERATOR, organisation_of, unit_of
from consumers.story.readings import product_of
from consumers.story.seed import Seed
from consumers.story.stage import Stage

#: (day, clock) of each step; the programme's tender is a second, small one, for a summer course.
OPENED, CLOSES = date(2025, 10, 6), "2025-11-14"


def scenes(stage: Stage) -> list[Entry]:
    return [*_tender(stage), *_talk(stage), *_later(stage)]


def said(
    seed: Seed, who: str, feed: str, day: date, clock: str, type: str, data: dict[str, Any], slug: str = "",
    **words: str,
) -> Entry:  # fmt: skip
    private: Words = tuple((0, word, text) for word, text in words.items())
    return Entry(nz(day, clock), who, feed, type, data, private, slug)


def _tender(stage: Stage) -> list[Entry]:
    """A summer course is put out to tender. One story is told, one is kept back, and one is asked back."""
    seed = stage.seed
    tender, unit = seed.uid("tender:summer"), unit_of(seed, "ccss-front-line")
    contracting = unit_of(seed, "acf-contracting")
    teller = stage.whanau.known["hera"]
    providers = [organisation_of(seed, one) for one in ("ccss", "kereru")]
    found = [
        said(
            seed, "acf", "contracts", OPENED, "09:10:11", "tender.opened.v1",
            {"tender": tender, "unit": contracting, "providers": providers, "closes": CLOSES},
            title="A summer course for parents and children",
        )
    ]  # fmt: skip
    for n, (slug, title, own, decision) in enumerate(
        (
            ("bus", "A father and the bus", "share", "share"),
            ("move", "A family that moved twice", "withhold", "withhold"),
            ("garden", "A garden behind the hall", "share", "share"),
        )
    ):
        story, item = seed.uid(f"story:{slug}"), seed.uid(f"item:{slug}")
        look: dict[str, Any] = {
            "story": story, "unit": unit, "role": "team_leader", "identifiability": "none",
            "sensitivity": ["child", "small_place"],
        }  # fmt: skip
        views = [{"seat": 1, "says": own, "own": True}, {"seat": 2, "says": "share"}, {"seat": 3, "says": "alter"}]
        session = {
            "story": story, "unit": unit, "meeting": seed.uid("meeting:stories"), "material": "5" * 64, "views": views,
        }  # fmt: skip
        if slug == "garden":
            look |= {"holding": register_of(seed, "ccss"), "lines": [[teller.line, teller.line]]}
        settled = {"story": story, "unit": unit, "decision": decision}
        proposed = {
            "item": item, "tender": tender, "unit": unit, "parts": ["story"], "original": "dpv:ServiceProvision",
            "identifiability": "none", "people": 1, "story": story, "source": register_of(seed, "ccss"),
        }  # fmt: skip
        decided = {
            "item": item, "unit": unit, "decision": "release" if decision == "share" else "withhold",
            "basis": "nz-pa2020:IPP11(1)(c)", "role": "team_leader",
        }  # fmt: skip
        clock = f"1{n}"
        found += [
            said(seed, "ccss", "client-book", date(2025, 10, 13), f"{clock}:05:11", "story.assessed.v1", look,
                 title=title),
            said(seed, "ccss", "client-book", date(2025, 10, 22), f"{clock}:15:11", "story.discussed.v1", session),
            said(seed, "ccss", "client-book", date(2025, 10, 23), f"{clock}:20:11", "story.settled.v1", settled),
            said(seed, "ccss", "client-book", date(2025, 10, 24), f"{clock}:25:11", "item.proposed.v1", proposed,
                 title=title),
            said(seed, "ccss", "client-book", date(2025, 10, 28), f"{clock}:30:11", "item.decided.v1", decided,
                 reason="We asked, and this is what was said"),
        ]  # fmt: skip
    release, out = seed.uid("release:summer"), [seed.uid("item:bus"), seed.uid("item:garden")]
    made = {"release": release, "tender": tender, "unit": unit, "to_unit": contracting, "items": out}
    back = {"release": release, "unit": unit, "items": out[1:], "reason": "story_withheld"}
    withdrawn = {
        "story": seed.uid("story:garden"), "voice": "person", "holding": register_of(seed, "ccss"),
        "lines": [[teller.line, teller.line]],
    }  # fmt: skip
    words = ((teller.line, "ref", teller.ref), (teller.line, "text", "I would rather keep it to us after all."))
    gone = {"release": release, "unit": contracting, "items": out[1:]}
    award = {"tender": tender, "unit": contracting, "providers": providers[:1]}
    return [
        *found,
        said(seed, "ccss", "client-book", date(2025, 11, 3), "10:40:11", "release.made.v1", made),
        Entry(nz(date(2025, 11, 9), "19:15:11"), OPERATOR, LEDGER, "story.withdrawn.v1", withdrawn, words),
        said(seed, "ccss", "client-book", date(2025, 11, 10), "09:45:11", "release.recalled.v1", back),
        said(seed, "acf", "contracts", date(2025, 11, 12), "14:10:11", "release.removed.v1", gone),
        said(seed, "acf", "contracts", date(2025, 12, 4), "11:10:11", "tender.awarded.v1", award),
    ]  # fmt: skip


def _talk(stage: Stage) -> list[Entry]:
    """City Centre asked about two lines of the draft in April 2025; both were answered before anybody signed."""
    seed, agreement = stage.seed, stage.seed.uid("agreement:acf-ccss")
    unit, policy = unit_of(seed, "ccss-front-line"), unit_of(seed, "acf-policy")
    meaning = {"agreement": agreement, "version": 1, "unit": policy, "line": 1, "force": "mandatory"}
    found = [
        said(
            seed, "acf", "shelf", date(2025, 4, 8), "09:20:11", "requirement.explained.v1",
            meaning | {"basis": "nz-pa2020:IPP11(1)(a)"},
            meaning="We see how many came, and what they wanted to reach.",
        )
    ]  # fmt: skip
    for slug, line, kind, about, text in (
        ("scores", EVALUATION, "question", "meaning", "What do you do with the scores of children?"),
        ("policy", POLICY, "objection", "trust", "Families told us. They did not tell those who plan policy."),
    ):
        challenge = {"challenge": seed.uid(f"challenge:{slug}"), "agreement": agreement}
        raised = challenge | {
            "version": 1, "line": line, "kind": kind, "about": about, "unit": unit,
            "to": organisation_of(seed, "acf"), "reply_by": "2025-04-14",
        }  # fmt: skip
        answer = challenge | {"unit": policy, "force": "negotiable"}
        minute = 10 + line
        found += [
            said(seed, "ccss", "client-book", date(2025, 4, 9), f"10:{minute}:11", "challenge.raised.v1", raised,
                 text=text),
            said(seed, "acf", "shelf", date(2025, 4, 11), f"15:{minute}:11", "challenge.replied.v1", answer,
                 meaning="We compare before and after, and only as groups.",
                 reply="No single child's score leaves the evaluation unit."),
        ]  # fmt: skip
    stands = {
        "challenge": seed.uid("challenge:policy"), "agreement": agreement, "unit": unit, "outcome": "under_objection",
    }  # fmt: skip
    found.append(said(seed, "ccss", "client-book", date(2025, 4, 14), "09:50:11", "challenge.settled.v1", stands))
    return found


def _later(stage: Stage) -> list[Entry]:
    """The evaluation says what it works on, policy asks before a use, and a one-off share comes to an early end."""
    seed = stage.seed
    evaluation, policy = unit_of(seed, "acf-evaluation"), unit_of(seed, "acf-policy")
    plan = {
        "study": seed.uid("study:year-one"), "version": 1, "unit": evaluation, "questions": 2,
        "data_sets": [{"holding": product_of(seed, "year-one"), "parts": STUDY_PARTS}],
        "methods": ["compare_before_and_after", "ask_families"],
        "providers": [organisation_of(seed, one) for one in ("ccss", "kereru", "steps")],
    }  # fmt: skip
    use = {
        "use": seed.uid("asked:minister"), "unit": policy, "to": organisation_of(seed, "ccss"),
        "holding": product_of(seed, "year-one"), "parts": ["attendance", "wellbeing_score"],
        "purpose": "dpv:PublicPolicyMaking", "reply_by": "2026-06-05",
    }  # fmt: skip
    answer = {"use": use["use"], "unit": unit_of(seed, "ccss-front-line"), "answer": "yes_if", "until": "2026-12-31"}
    owh = {"agreement": seed.uid("agreement:acf-owh"), "kind": "agreed", "ends_on": "2026-09-30"}
    old, new = seed.uid("unit:acf-old-statistics"), unit_of(seed, "acf-data-services")
    return [
        said(seed, "acf", "vault", date(2026, 5, 18), "10:10:11", "study.planned.v1", plan,
             text="Do families feel better after the course, and does it last?"),
        said(seed, "acf", "shelf", date(2026, 5, 25), "10:10:11", "use.proposed.v1", use,
             text="One paragraph of advice to the Minister"),
        said(seed, "ccss", "client-book", date(2026, 6, 2), "13:10:11", "use.answered.v1", answer,
             reason="Only as groups of twenty or more"),
        said(seed, "acf", "desk", date(2026, 6, 22), "10:20:11", "agreement.ended.v1", owh, "owh end"),
        said(seed, "acf", "desk", date(2025, 6, 2), "09:05:11", "unit.registered.v1",
             {"unit": old, "kind": "data_services"}, name="Statistics"),
        said(seed, "acf", "desk", date(2025, 9, 1), "09:05:11", "unit.succeeded.v1",
             {"unit": old, "by": new, "since": "2025-09-01"}),
    ]  # fmt: skip
