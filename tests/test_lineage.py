"""Whose a line is, through everything that was sent on and made of it."""

from itertools import pairwise
from pathlib import Path

import flows
import pytest
from building import Party, Place

pytestmark = pytest.mark.usefixtures("database")


def register(of: Party, lines: int) -> str:
    holding = of.place.id()
    of.place.seal(of.collected(holding, [(1, lines)]))
    return holding


def test_one_line_is_your_own_record_and_more_are_a_list(place: Place, shelter: Party, tmp_path: Path) -> None:
    book = register(shelter, 3)
    place.seal(flows.accessed(shelter, book, [[2, 2]]), flows.accessed(shelter, book, [[1, 2]]))
    views = flows.projected(place, tmp_path)
    assert flows.told(views, (book, 2)) == ["collected list", "accessed own", "accessed list"]
    assert flows.told(views, (book, 1)) == ["collected list", "accessed list"]
    assert flows.told(views, (book, 3)) == ["collected list"]


def test_two_inputs_that_are_the_same_person_are_that_persons_own(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    book = register(shelter, 3)
    first, second = (flows.sent(shelter, agency, book, 3) for _ in range(2))
    both = flows.used(agency, (first.holding, [[2, 2]], ["name"]), (second.holding, [[2, 2]], ["goals"]))
    mixed = flows.used(agency, (first.holding, [[2, 2]], ["name"]), (second.holding, [[3, 3]], ["goals"]))
    place.seal(first.line, second.line, both.line, mixed.line)
    entries = flows.trail(flows.projected(place, tmp_path), (book, 2)).entries
    assert [(e.whose, e.parts) for e in entries if e.type == "information.used"] == [
        ("own", ("goals", "name")),
        ("list", ("name",)),
    ]


def test_the_same_holding_twice_in_a_use_keeps_the_parts_of_both(place: Place, shelter: Party, tmp_path: Path) -> None:
    book = register(shelter, 4)
    use = flows.used(shelter, (book, [[1, 3]], ["name"]), (book, [[2, 4]], ["goals"]))
    whole = flows.used(shelter, (book, "all", ["name"]), (book, [[2, 2]], ["health"]))
    place.seal(use.line, whole.line)
    views = flows.projected(place, tmp_path)
    seen = {n: [e.parts for e in flows.trail(views, (book, n)).entries if e.use] for n in (1, 2, 4)}
    assert seen == {
        1: [("name",), ("name",)],
        2: [("name", "goals"), ("health", "name")],
        4: [("goals",), ("name",)],
    }
    assert [e.people for e in flows.trail(views, (book, 1)).entries if e.use] == [4, 4]


def test_who_joins_a_register_later_is_not_in_what_was_done_to_all_of_it_before(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    book = register(shelter, 2)
    report = flows.product(place, (book, "group"))
    sent = flows.sent(shelter, agency, book, 2)
    place.seal(
        flows.accessed(shelter, book), flows.used(shelter, (book, "all", ["name"]), products=[report]).line, sent.line,
        shelter.collected(book, [(3, 3)]), flows.accessed(agency, sent.holding),
        flows.accessed(shelter, report["product"]), flows.accessed(shelter, book),
    )  # fmt: skip
    for batch in (1, 2_000):
        views = flows.projected(place, tmp_path, batch)
        assert flows.told(views, (book, 3)) == ["collected own", "accessed list"]
        assert len(flows.told(views, (book, 1))) == 7


def test_lines_follow_a_mapping_and_nobody_elses_do(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    book = register(shelter, 6)
    sent = flows.sent(shelter, agency, book, 3, [[2, 2, 1], [5, 6, 2]])
    place.seal(sent.line, flows.accessed(agency, sent.holding, [[2, 2]]))
    views = flows.projected(place, tmp_path)
    assert flows.told(views, (book, 5))[1:] == ["transferred list", "accessed own"]
    assert flows.told(views, (book, 2))[1:] == ["transferred list"]
    assert flows.told(views, (book, 3))[1:] == []


def test_two_mappings_from_one_source_both_hold(place: Place, shelter: Party, agency: Party, tmp_path: Path) -> None:
    book = place.id()
    derived = [{"source": book, "mapping": [[1, 1, 1]]}, {"source": book, "mapping": [[3, 3, 2]]}]
    sent = flows.sent(shelter, agency, book, 2, derived=derived)
    place.seal(sent.line, flows.accessed(agency, sent.holding, [[2, 2]]), shelter.collected(book, [(1, 3)]))
    for batch in (1, 2_000):
        views = flows.projected(place, tmp_path, batch)
        assert "accessed own" in flows.told(views, (book, 3))
        assert flows.told(views, (book, 2)) == ["collected list"]


def test_a_group_is_something_that_includes_you_and_so_is_what_is_made_of_it(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    book = register(shelter, 4)
    analysis = flows.product(place, (book, "group"))
    study = flows.product(place, (analysis["product"], "group"))
    first = flows.used(shelter, (book, [[1, 3]], ["goals"]), products=[analysis])
    second = flows.used(shelter, (analysis["product"], "all", ["goals"]), products=[study])
    place.seal(first.line, second.line, flows.accessed(agency, study["product"], [[1, 2]]))
    views = flows.projected(place, tmp_path)
    assert flows.told(views, (book, 1))[1:] == ["used list", "used group", "accessed group"]
    assert flows.told(views, (book, 4))[1:] == []


def test_a_product_that_does_not_say_what_it_is_made_of_is_made_of_what_went_in(
    place: Place, shelter: Party, tmp_path: Path
) -> None:
    book = register(shelter, 3)
    report = flows.product(place)
    use = flows.used(shelter, (book, [[1, 2]], ["goals"]), products=[report])
    last = flows.used(shelter, (report["product"], "all", ["goals"]))
    place.seal(use.line, last.line, flows.outcome(shelter, last.use))
    views = flows.projected(place, tmp_path)
    assert [o.kind for o in flows.trail(views, (book, 2)).about_groups] == ["decision"]
    assert flows.trail(views, (book, 3)).about_groups == ()


def test_who_may_be_on_any_line_reads_all_parts_that_were_touched(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    """Whether all lines were touched and some with more, or some with these and others with those."""
    book = register(shelter, 3)
    sent = flows.sent(shelter, agency, book, 3, "group")
    whole = flows.used(agency, (sent.holding, "all", ["name"]), (sent.holding, [[3, 3]], ["goals"]))
    apart = flows.used(agency, (sent.holding, [[1, 2]], ["name"]), (sent.holding, [[3, 3]], ["goals"]))
    place.seal(sent.line, whole.line, apart.line)
    entries = flows.trail(flows.projected(place, tmp_path), (book, 1)).entries
    uses = [one for one in entries if one.type == "information.used"]
    assert [sorted(one.parts) for one in uses] == [["goals", "name"]] * 2
    assert [one.people for one in uses] == [3, 3]


def test_what_is_sent_on_stays_yours(place: Place, shelter: Party, agency: Party, tmp_path: Path) -> None:
    homes, book = place.organisation("agency", unit_kind="policy"), register(shelter, 3)
    first = flows.sent(shelter, agency, book, 2, [[2, 3, 1]])
    second = flows.sent(agency, homes, first.holding, 1, [[2, 2, 1]])
    place.seal(first.line, second.line, flows.accessed(homes, second.holding))
    views = flows.projected(place, tmp_path)
    assert flows.told(views, (book, 3))[1:] == ["transferred list", "transferred own", "accessed own"]
    assert flows.told(views, (book, 2))[1:] == ["transferred list"]


def test_a_source_that_is_described_last_is_carried_forward(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    book = place.id()
    first = flows.sent(shelter, agency, book, 2)
    report = flows.product(place, (first.holding, "group"))
    place.seal(
        flows.accessed(agency, first.holding), flows.received(agency, first),
        flows.used(agency, (first.holding, "all", ["name"]), products=[report]).line,
        flows.accessed(agency, report["product"]), first.line, shelter.collected(book, [(1, 2)]),
    )  # fmt: skip
    for batch in (1, 3, 2_000):
        views = flows.projected(place, tmp_path, batch)
        assert flows.told(views, (book, 1)) == [
            "accessed list", "received list", "used list", "accessed group", "transferred list", "collected list",
        ]  # fmt: skip
        entries = flows.trail(views, (book, 1)).entries
        assert entries[0].people == 2
        assert "holding-unknown" in entries[0].flags
        with views.connect() as connection:
            found = flows.downstream(connection, shelter.organisation).submissions[0]
        assert (found.received_lines, found.counts_match) == (2, True)


def test_a_transfer_that_is_told_late_is_carried_into_what_was_made_of_it(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    book = register(shelter, 3)
    sent = flows.sent(shelter, agency, book, 2)
    report = flows.product(place, (sent.holding, "group"))
    use = flows.used(agency, (sent.holding, "all", ["name"]), products=[report])
    place.seal(use.line, flows.accessed(agency, report["product"]), sent.line)
    for batch in (1, 2_000):
        views = flows.projected(place, tmp_path, batch)
        assert flows.told(views, (book, 2))[1:] == ["used list", "accessed group", "transferred list"]
        assert flows.told(views, (book, 3))[1:] == []


def test_who_joins_later_is_not_in_a_group_that_was_sent_before(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    book = register(shelter, 2)
    sent = flows.sent(shelter, agency, book, 2, "group")
    place.seal(sent.line, shelter.collected(book, [(3, 3)]), flows.accessed(agency, sent.holding))
    for batch in (1, 2_000):
        views = flows.projected(place, tmp_path, batch)
        assert flows.told(views, (book, 1))[1:] == ["transferred list", "accessed group"]
        assert flows.told(views, (book, 3)) == ["collected own"]


def test_holdings_that_claim_to_come_from_one_another_come_to_an_end(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    book, one, two = register(shelter, 3), place.id(), place.id()
    first = flows.used(
        shelter, (two, "all", ["name"]), products=[{**flows.product(place, (two, [[1, 2, 2]])), "product": one}]
    )
    second = flows.used(
        shelter, (one, "all", ["name"]),
        products=[{**flows.product(place, (one, [[1, 3, 1]]), (book, "all"), lines=3), "product": two}],
    )  # fmt: skip
    itself = flows.used(
        shelter, (one, "all", ["name"]), products=[{**flows.product(place, (one, "group")), "product": one}]
    )
    place.seal(first.line, second.line, itself.line)
    first_rows = flows.rows(flows.projected(place, tmp_path, 1))
    assert first_rows == flows.rows(flows.projected(place, tmp_path))
    assert "used list" in flows.told(flows.projected(place, tmp_path), (book, 1))


def test_nobody_reaches_anothers_information_by_naming_its_holding_in_a_transfer(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    nosy = place.organisation("provider")
    book, own = register(shelter, 2), register(nosy, 2)
    honest = flows.sent(shelter, agency, book, 2)
    grab = flows.sent(nosy, agency, own, 2, holding=honest.holding)
    place.seal(honest.line, grab.line, flows.accessed(agency, honest.holding))
    views = flows.projected(place, tmp_path)
    assert flows.told(views, (own, 1)) == ["collected list", "transferred list"]
    assert "holding-taken" in flows.trail(views, (own, 1)).entries[-1].flags
    with views.connect() as connection:
        (found,) = flows.downstream(connection, nosy.organisation).submissions
    assert (found.opened, found.parts[0].openings) == ("cannot_tell", ())


def test_a_trail_is_in_log_order_and_each_statement_is_in_it_once(
    place: Place, shelter: Party, agency: Party, tmp_path: Path
) -> None:
    book = register(shelter, 3)
    sents = [flows.sent(shelter, agency, book, 3) for _ in range(3)]
    uses = flows.used(agency, *((one.holding, "all", ["name"]) for one in sents))
    place.seal(*(one.line for one in sents), uses.line)
    indices = [e.index for e in flows.trail(flows.projected(place, tmp_path), (book, 1)).entries]
    assert all(a < b for a, b in pairwise(indices))
    assert len(indices) == 5
