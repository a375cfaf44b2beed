"""Who may see what, tried with every kind of viewer on every kind of row."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ledger.statements.types import DATA
from ledger.statements.withholdings import ViewerClass
from ledger.vocabulary import HELD_BASES, Basis, Role
from projections.policy import (
    ASKS,
    GUARDED,
    Kind,
    Question,
    Verdict,
    Viewer,
    classes,
    decide,
    held,
    lists,
    may_ask,
    reads,
    traces,
)
from projections.trail import Facts

PLACES = ("shelter", "agency", "police", None)
UNITS = ("front", "reporting", "contracting", None)
TYPES = tuple(name.rpartition(".v")[0] for name in DATA)

rows = st.builds(
    Facts,
    type=st.sampled_from(TYPES),
    role=st.sampled_from([*map(str, Role), None]),
    organisation=st.sampled_from([place or "homes" for place in PLACES]),
    unit=st.sampled_from(UNITS),
    basis=st.sampled_from([*map(str, Basis), None]),
    safety_sensitive=st.booleans(),
    by_held_way=st.booleans(),
    to_organisation=st.sampled_from(PLACES),
    root_organisation=st.sampled_from(["shelter", "kereru", ""]),
    withheld=st.just(frozenset()),
    shown=st.booleans(),
)
viewers = st.builds(
    Viewer,
    kind=st.sampled_from(Kind),
    organisation=st.sampled_from(PLACES),
    unit=st.sampled_from(UNITS),
    person=st.sampled_from(["a" * 32, "b" * 32, None]),
    reason=st.sampled_from(["case", None]),
)
persons = viewers.map(lambda viewer: replace(viewer, kind=Kind.PERSON))


def of(kind: Kind) -> st.SearchStrategy[Viewer]:
    return viewers.map(lambda viewer: replace(viewer, kind=kind))


@given(persons, rows)
def test_a_person_never_sees_a_held_row_and_sees_every_other(viewer: Viewer, row: Facts) -> None:
    by_itself = (row.safety_sensitive or row.basis in HELD_BASES) and not row.shown
    is_held = by_itself or row.by_held_way
    assert held(row) == is_held
    assert decide(viewer, row) is (Verdict.NOTHING if is_held else Verdict.WHOLE)


@given(persons, rows, st.sampled_from(["shelter", "agency"]), st.frozensets(st.sampled_from(ViewerClass)))
def test_what_staff_print_for_a_person_is_what_both_may_see(
    viewer: Viewer, row: Facts, by: str, kept: frozenset[ViewerClass]
) -> None:
    row = row._replace(withheld=kept)
    both = (viewer, Viewer(Kind.PROVIDER, by))
    whole = all(decide(one, row) is Verdict.WHOLE for one in both)
    printed = replace(viewer, printed_by=by)
    assert decide(printed, row) is (Verdict.WHOLE if whole else Verdict.NOTHING)
    assert classes(printed) == classes(both[0]) | classes(both[1])


@given(persons, st.sampled_from(["a" * 32, "b" * 32, "", None]))
def test_a_person_asks_about_nobody_else(viewer: Viewer, about: str | None) -> None:
    assert may_ask(viewer, Question.TRAIL, person=about) == (viewer.person is not None and about == viewer.person)


@given(st.sampled_from([Kind.BOARD, Kind.OPERATOR]).flatmap(of), rows)
def test_a_board_and_an_operator_see_nobodys_trail(viewer: Viewer, row: Facts) -> None:
    assert decide(viewer, row) is Verdict.NOTHING
    assert not may_ask(viewer, Question.TRAIL, person="a" * 32)
    assert not may_ask(viewer, Question.PEOPLE)


@given(of(Kind.OPERATOR), st.sampled_from(Question))
def test_an_operator_sees_how_the_record_is_kept_and_no_content(viewer: Viewer, question: Question) -> None:
    assert may_ask(viewer, question) == (question is Question.COVERAGE)


@given(of(Kind.UNIT), rows)
def test_a_unit_sees_its_own_stream_and_never_who_reads_or_asks(viewer: Viewer, row: Facts) -> None:
    seen = decide(viewer, row) is Verdict.WHOLE
    own = None not in (viewer.organisation, viewer.unit) and (row.organisation, row.unit) == (
        viewer.organisation,
        viewer.unit,
    )
    assert seen == (own and row.type != "trail.read")
    assert not may_ask(viewer, Question.TRAIL, person="a" * 32)


@given(of(Kind.PROVIDER), rows)
def test_a_provider_sees_its_own_and_what_flowed_from_it_unless_that_is_held(viewer: Viewer, row: Facts) -> None:
    seen = decide(viewer, row) is Verdict.WHOLE
    if viewer.organisation is None or viewer.organisation not in (row.organisation, row.root_organisation):
        assert not seen
    elif row.organisation != viewer.organisation:
        assert seen == (not held(row) and row.type != "trail.read")
    else:
        assert seen == (row.type != "trail.read" or row.role != "privacy_officer")


@given(of(Kind.PRIVACY), rows)
def test_a_privacy_officer_needs_a_reason(viewer: Viewer, row: Facts) -> None:
    bare = replace(viewer, reason=None)
    assert decide(bare, row) is Verdict.NOTHING
    assert not may_ask(bare, Question.TRAIL, person="a" * 32)
    assert not may_ask(bare, Question.CASE)
    assert may_ask(replace(viewer, reason="case"), Question.CASE)
    ours = viewer.organisation in (row.organisation, row.root_organisation, row.to_organisation)
    seen = decide(replace(viewer, reason="case"), row) is Verdict.WHOLE
    assert seen == (ours and viewer.organisation is not None)


@given(viewers, rows)
def test_nobody_without_an_organisation_of_their_own_sees_a_row_as_staff(viewer: Viewer, row: Facts) -> None:
    nowhere = replace(viewer, organisation=None)
    if viewer.kind not in (Kind.PERSON, Kind.REPRESENTATIVE, Kind.AUDITOR):
        assert decide(nowhere, row._replace(root_organisation="", to_organisation=None)) is Verdict.NOTHING


@given(st.sampled_from([Kind.PROVIDER, Kind.BOARD, Kind.PRIVACY]).flatmap(of), st.sampled_from(["shelter", "agency"]))
def test_submissions_are_asked_about_by_their_sender_alone(viewer: Viewer, organisation: str) -> None:
    asked = may_ask(replace(viewer, reason="case"), Question.DOWNSTREAM, organisation=organisation)
    assert asked == (viewer.organisation == organisation)


@given(viewers, rows)
def test_a_submissions_story_lists_no_more_than_the_trail_would(viewer: Viewer, row: Facts) -> None:
    as_provider = replace(viewer, kind=Kind.PROVIDER) if viewer.kind is Kind.BOARD else viewer
    if viewer.kind is Kind.PRIVACY:  # figures name nobody, and are no case
        as_provider = replace(viewer, reason="complaint")
    assert lists(viewer, row) == (decide(as_provider, row) is Verdict.WHOLE)
    if viewer.kind is Kind.BOARD and held(row) and row.organisation != viewer.organisation:
        assert not lists(viewer, row)


@given(viewers, st.sampled_from(["shelter", "agency"]), st.sampled_from(["reporting", "contracting"]))
def test_every_submission_behind_a_decision_is_seen_by_its_unit_its_privacy_officer_and_an_auditor(
    viewer: Viewer, organisation: str, unit: str
) -> None:
    own = viewer.organisation == organisation
    expected = {
        Kind.AUDITOR: True,
        Kind.PRIVACY: own,
        Kind.UNIT: own and viewer.unit == unit,
        Kind.CONTRACTING: own and viewer.unit == unit,
    }.get(viewer.kind, False)
    assert traces(viewer, organisation=organisation, unit=unit) == expected


def test_every_kind_of_viewer_and_question_has_been_thought_of() -> None:
    assert set(ASKS) == set(Kind)
    assert set().union(*ASKS.values()) == set(Question)
    assert {kind for kind in Kind if Question.TRAIL in ASKS[kind]} == {
        Kind.PERSON,
        Kind.REPRESENTATIVE,
        Kind.PROVIDER,
        Kind.PRIVACY,
        Kind.AUDITOR,
    }


@given(of(Kind.CONTRACTING), st.sampled_from(sorted(GUARDED)), st.sets(st.sampled_from(["shelter", "agency"])))
def test_a_contracting_role_reads_nothing_in_which_people_ask_object_or_design(
    viewer: Viewer, noun: str, parties: set[str]
) -> None:
    assert {"programme", "learning", "meeting", "view", "success", "interest"} <= GUARDED
    assert not reads(viewer, noun, parties=parties, about_me=True)


@given(viewers, rows, st.sets(st.sampled_from(ViewerClass)))
def test_what_is_withheld_is_nothing_to_the_classes_it_is_withheld_from_and_to_nobody_else(
    viewer: Viewer, row: Facts, kept: set[ViewerClass]
) -> None:
    mine = {
        Kind.PERSON: {ViewerClass.FAMILY}, Kind.REPRESENTATIVE: {ViewerClass.FAMILY, ViewerClass.REPRESENTATIVES},
        Kind.PROVIDER: {ViewerClass.STAFF},
    }.get(viewer.kind, set())  # fmt: skip
    expected = Verdict.NOTHING if mine & kept else decide(viewer, row)
    assert decide(viewer, row._replace(withheld=frozenset(kept))) is expected


@given(viewers, st.sets(st.sampled_from(["shelter", "agency"])))
def test_that_something_is_withheld_is_read_by_privacy_officers_and_auditors_alone(
    viewer: Viewer, parties: set[str]
) -> None:
    officer = viewer.kind is Kind.PRIVACY and viewer.organisation in parties
    assert reads(viewer, "withholding", parties=parties, about_me=True) == (officer or viewer.kind is Kind.AUDITOR)
