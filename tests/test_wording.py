"""The words people read: every term has them, adult and child, and they are easy to read."""

import re
from dataclasses import replace
from enum import StrEnum
from itertools import cycle

import pytest
from textstat import textstat
from told import words

from api import my
from api.pages.family import shown
from api.pages.my import Own, in_words
from api.pages.rendering import render
from api.wording import dates, lines, outcomes
from api.wording.families import (
    ABOUT,
    ANSWERS,
    DUTIES,
    GROUNDS,
    HEEDED,
    HOLDS,
    OFFERED,
    READERS,
    RESULTS,
    SOURCES,
    TOLD,
)
from api.wording.flags import FLAGS, flagged
from api.wording.readers import ADULT, CHILD, STAFF, Voice, counted, listed, said
from api.wording.rules import RULES
from api.wording.statements import STATEMENTS, statement
from api.wording.terms import (
    DESTRUCTIONS,
    NO_OUTCOME,
    PARTS,
    PURPOSES,
    REFUSALS,
    REPORTS,
    RETRACTIONS,
    ROLES,
    SUBJECTS,
    UNITS,
    Terms,
)
from ledger import vocabulary
from ledger.statements import families_terms
from ledger.statements.types import DATA
from projections import flags, notice_rules
from projections.answers import Entry, Feed, Header, Outcome, Trail, Whose

TERMS: list[tuple[type[StrEnum], Terms]] = [
    (vocabulary.Part, PARTS),
    (vocabulary.Role, ROLES),
    (vocabulary.Purpose, PURPOSES),
    (vocabulary.OutcomeSubject, SUBJECTS),
    (vocabulary.NoOutcomeReason, NO_OUTCOME),
    (vocabulary.RefusalReason, REFUSALS),
    (vocabulary.DestructionReason, DESTRUCTIONS),
    (vocabulary.RetractionReason, RETRACTIONS),
    (vocabulary.Reports, REPORTS),
    (vocabulary.UnitKind, UNITS),
    (vocabulary.NoticeReader, READERS),
    (families_terms.Offered, OFFERED),
    (families_terms.ChoiceAnswer, ANSWERS),
    (families_terms.ChoiceResult, HEEDED),
    (families_terms.ConcernAbout, ABOUT),
    (families_terms.ConcernResult, RESULTS),
    (families_terms.HoldReason, HOLDS),
    (families_terms.CopyGround, GROUNDS),
]
KINDS = (
    "information.collected", "information.written", "information.transferred", "information.received",
    "information.accessed", "information.used", "information.corrected", "information.destroyed", "access.refused",
    "notice.given", "trail.read",
)  # fmt: skip


class Called:
    """What the story's kind of organisations are called."""

    def organisation(self, id: str) -> str:
        return {"us": "City Centre Social Services", "them": "Agency for Children and Families"}[id]

    def unit(self, id: str) -> str:
        return {"desk": "Family workers", "study": "Evaluation"}[id]

    def system(self, id: str) -> str:
        return "Warehouse S"


NAMES = Called()
DECISION = Outcome(
    "o1", 9, "2026-03-04T01:00:00Z", "them", "study", "decision", "funding", "group", 412, None, None, None
)


def entry(**change: object) -> Entry:
    made = Entry(
        index=7, digest="0" * 64, type="information.accessed", time="2026-03-03T01:00:00Z",
        recorded="2026-03-03T01:00:00Z", organisation="them", unit="study", role="case_worker", mode="opened",
        parts=("name",), whose=Whose.OWN, people=1, purpose="evaluation", basis="nz-pa2020:IPP10(1)(b)",
        agreement=None, schedule_line=None, to_unit=None, to_organisation=None, transfer=None, use=None, reason=None,
        flags=(), retracted=None, replaced_by=None,
    )  # fmt: skip
    return replace(made, **change)  # type: ignore[arg-type]


def came(index: int) -> Outcome:
    kind = ("decision", "advice", "report")[index % 3]
    return replace(DECISION, subject=list(SUBJECTS)[index % len(SUBJECTS)], kind=kind)


def everything() -> Trail:
    """A trail in which each term of the vocabularies stands at least once."""
    parts, roles, purposes, bases, found = (
        cycle(v) for v in (PARTS, ROLES, PURPOSES, RULES, [*flags.FLAGS, "", "", ""])
    )
    made = [
        entry(
            index=index, type=KINDS[index % len(KINDS)],
            time=f"2026-{1 + index // 28:02}-{1 + index % 28:02}T01:00:00Z",
            role=next(roles), parts=(next(parts), next(parts)), purpose=next(purposes), basis=next(bases),
            whose=list(Whose)[index % 3], people=1 if index % 3 == 0 else 58, flags=tuple(filter(None, [next(found)])),
            to_unit="study", to_organisation="them", agreement="a", schedule_line=2,
            reason=list(REFUSALS)[index % 4] if KINDS[index % len(KINDS)] == "access.refused" else None,
            retracted=list(RETRACTIONS)[index % 4] if index % 20 == 0 else None,
            outcomes=(came(index),) if index % 7 == 0 else (),
        )
        for index in range(1, 120)
    ]  # fmt: skip
    feed = Feed("f", "them", "desk", "s", (), "2026-01-01", 9, None, "2026-02-01T00:00:00Z", ("000000000004",))
    return Trail(Header(9, "2026-06-01T00:00:00Z", 1, ""), tuple(made), (), (DECISION,), (feed,), "2026-01-02")


def everything_else() -> Own:
    """What stands beside a trail, with each term in it at least once."""
    day = "2026-03-03T01:00:00Z"
    told = [
        my.Notice(day, kind, 1, day, "adult", n % 2 == 0, ("us", "them"), n % 3 == 0, "") for n, kind in enumerate(TOLD)
    ]
    chosen = [
        my.Chosen("c", day, day, offered, answer, ("goals",), "evaluation", "study", result, "", None, (day,))
        for offered, answer, result in zip(cycle(OFFERED), ANSWERS, cycle(HEEDED), strict=False)
    ]
    waits = my.Chosen("c", day, None, "some", "no", (), None, None, None, "", "2026-04-01", ())
    copies = [my.Copy(day, "us", "adult", "withheld", day, ground, "2026-04-01") for ground in GROUNDS]
    copies += [
        my.Copy(day, "us", reader, state, day, None, "2026-04-01") for reader in READERS for state in ("given", "due")
    ]
    replies = tuple(my.Reply(day, "them", "study", result, "") for result in RESULTS)
    worries = [
        my.Worry("w", day, "person", about, "", "them", "2026-04-01", replies[: n % 6]) for n, about in enumerate(ABOUT)
    ]
    held = [my.Held(day, ("goals",), "study", None, (day,)), my.Held(day, (), None, day, ())]
    return Own(told, [*chosen, waits], held, copies, worries, [my.Barred("b", day, False)])


@pytest.mark.parametrize(("vocabulary", "terms"), TERMS)
def test_each_term_has_words_for_adult_and_child(vocabulary: type[StrEnum], terms: Terms) -> None:
    assert set(terms) == set(vocabulary)
    assert all(adult and child for adult, child in terms.values())


def test_each_notice_telling_and_duty_to_tell_has_words() -> None:
    assert set(TOLD) == {*families_terms.NoticeKind, *families_terms.TellingAbout}
    assert set(DUTIES) == set(notice_rules.RULES)
    assert set(SOURCES) == {rule.source for rule in notice_rules.RULES.values()}


def test_each_rule_has_a_number_and_a_meaning_for_adult_and_child() -> None:
    assert set(RULES) == set(vocabulary.Basis)
    assert all(rule.number and rule.adult and rule.child for rule in RULES.values())


def test_each_flag_is_a_sentence_for_adult_and_child() -> None:
    assert set(flags.FLAGS) <= set(FLAGS)
    assert all(words.endswith(".") for told in FLAGS.values() for words in told)


def test_each_statement_type_has_a_name() -> None:
    assert set(STATEMENTS) == {name.rpartition(".v")[0] for name in DATA}
    assert statement("lightwell.information.accessed.v1") == "Information opened"
    assert all(statement(f"lightwell.{type}.v1") == statement(type) == name for type, name in STATEMENTS.items())


def test_what_is_newer_than_the_words_is_shown_as_it_stands() -> None:
    assert said(PARTS, "shoe_size", ADULT) == "shoe size"
    assert flagged(("seen-by-moonlight",), CHILD) == ["Seen by moonlight"]


@pytest.mark.parametrize(("voice", "grade"), [(ADULT, 8), (CHILD, 4)])
def test_a_page_with_every_term_on_it_is_easy_to_read(voice: Voice, grade: int) -> None:
    """Automated readability index: it needs no dictionary, so it is measured wherever the tests run."""
    template = "family_child.html" if voice.child else "family.html"
    context = shown(everything(), voice, NAMES) | in_words(everything_else(), voice, NAMES)
    page = render(
        template, identity={"name": "Hana", "kind": "person"}, demo=True, path="/my", reader="",
        service="City Centre Social Services", **context,
    )  # fmt: skip
    main = re.search(r"<main.*</main>", page, re.DOTALL)
    assert main
    assert textstat.automated_readability_index(words(main.group(0))) <= grade
    for part in PARTS.values():
        assert part[voice.child] in page.lower()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("whose", Whose)
@pytest.mark.parametrize("voice", [ADULT, CHILD, STAFF])
def test_every_line_says_how_the_person_is_in_it(kind: str, whose: Whose, voice: Voice) -> None:
    people = 1 if whose is Whose.OWN else 58
    told = lines.sentence(
        entry(type=kind, whose=whose, people=people, to_unit="study", to_organisation="them"), voice, NAMES
    )
    assert told[0].isupper()
    assert told.endswith(".")
    assert " ." not in told
    assert ".." not in told
    if whose is not Whose.OWN and kind != "trail.read":
        assert "58 people" in told
        assert voice.you_are in told


def test_a_staff_page_does_not_speak_to_the_reader() -> None:
    for kind in KINDS:
        for whose in Whose:
            told = lines.sentence(
                entry(type=kind, whose=whose, people=58, to_unit="study", to_organisation="them"), STAFF, NAMES
            )
            assert not re.search(r"\b[Yy]ou(rs?)?\b", told), told


@pytest.mark.parametrize(
    ("alone", "groups", "adult", "child"),
    [
        ((), (), ["No decision we know of was about you alone."], ["We know of no choice made about just you."]),
        (
            (),
            (DECISION,),
            [
                "No decision we know of was about you alone.",
                "One was about the programme, using 412 people's information.",
            ],
            [
                "We know of no choice made about just you.",
                "One choice was made for a big group. It used facts on 412 people. You are in it.",
            ],
        ),
        (
            (replace(DECISION, outcome="o2", scope="person", people=1),),
            (),
            ["One decision we know of was about you alone."],
            ["One choice we know of was about just you."],
        ),
    ],
)
def test_the_first_answer(
    alone: tuple[Outcome, ...], groups: tuple[Outcome, ...], adult: list[str], child: list[str]
) -> None:
    assert outcomes.about_me(alone, groups, ADULT) == adult
    assert outcomes.about_me(alone, groups, CHILD) == child


def test_a_decision_that_was_taken_back_or_told_twice_is_not_counted_again() -> None:
    again = (DECISION, DECISION, replace(DECISION, outcome="o3", retracted="duplicate"))
    assert outcomes.about_me((), again, ADULT)[1] == "One was about the programme, using 412 people's information."


def test_advice_and_reports_are_not_decisions() -> None:
    advice = replace(DECISION, kind="advice", subject="minister_advice")
    assert outcomes.about_me((), (advice,), ADULT) == ["No decision we know of was about you alone."]
    assert outcomes.others((advice, DECISION), ADULT) == "It also went into 1 report or piece of advice."


def test_what_led_nowhere_and_what_cannot_be_told_say_why_and_until_when() -> None:
    nowhere = replace(DECISION, kind="led_nowhere", subject="none", reason="too_few")
    assert outcomes.outcome(nowhere, ADULT, NAMES) == "Nothing came of it. There were too few people to tell anything."
    later = replace(DECISION, kind="cannot_tell", subject="none", reason="cabinet", until="2026-11-30")
    told = outcomes.outcome(later, ADULT, NAMES)
    assert told == "They can not tell us yet. Ministers have not yet decided. They will say more by 30 November 2026."


def test_days_are_new_zealand_days_on_both_sides_of_daylight_saving() -> None:
    assert dates.said_day("2026-03-02T10:59:00Z") == "2 March 2026"  # +13
    assert dates.said_day("2026-03-02T11:00:00Z") == "3 March 2026"
    assert dates.said_day("2026-07-02T11:59:00Z") == "2 July 2026"  # +12
    assert dates.said_day("2026-07-02T12:00:00Z") == "3 July 2026"
    assert dates.said_moment("2026-07-02T12:05:00Z") == "3 July 2026, 12.05 am"
    assert dates.said_day("2026-03-03") == "3 March 2026"


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-01-01", "2026-03-31", "January to March 2026"),
        ("2025-12-01", "2026-02-28", "December 2025 to February 2026"),
        ("2026-02-01", "2026-02-28", "February 2026"),
        ("2026-02-02", "2026-02-28", "2 February 2026 to 28 February 2026"),
        (None, None, ""),
    ],
)
def test_periods_are_said_as_months_where_they_are_whole(first: str | None, last: str | None, told: str) -> None:
    assert dates.said_period(first, last) == told


def test_lists_and_counts() -> None:
    assert [listed(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert [counted(n, "report") for n in (0, 1, 4210)] == ["0 reports", "1 report", "4,210 reports"]
