"""No published figure, nor all of them together, tells a number of people under the threshold."""

from collections.abc import Iterator, Mapping
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from projections.small_cells import THRESHOLD, Parts, at_least, partition, partitions, tenths

Cells = tuple[int, ...]
cells = st.lists(st.integers(0, 14), min_size=1, max_size=4).map(tuple)


def fits(count: int | None, published: int | None) -> bool:
    return published is None or count == published


def worlds(*published: Mapping[str, int | None], whole: int | None, most: int) -> Iterator[tuple[Cells, ...]]:
    """Every set of counts that gives all of these published parts and their one published whole. Written without a
    look at how the ledger chooses: whatever adds up is possible, and what is hidden is not nothing, as everybody knows
    who has read that nobody at all is no secret."""
    tables = []
    for parts in published:
        ranges = [[n] if n is not None else range(0 if whole is None else 1, most + 1) for n in parts.values()]
        tables.append([counts for counts in product(*ranges) if fits(sum(counts), whole)])
    for chosen in product(*tables):
        if len({sum(counts) for counts in chosen}) == 1:
            yield chosen


def assert_nothing_small_is_told(true: tuple[Cells, ...], published: list[Parts]) -> None:
    (whole,) = {parts.whole for parts in published}
    most = max(max(counts, default=0) for counts in true) + 2 * THRESHOLD
    possible: list[list[set[int]]] = [[set() for _ in counts] for counts in true]
    for world in worlds(*(parts.parts for parts in published), whole=whole, most=most):
        for table, counts in enumerate(world):
            for cell, count in enumerate(counts):
                possible[table][cell].add(count)
    for table, counts in enumerate(true):
        for cell, count in enumerate(counts):
            assert count in possible[table][cell], "what is published is true"
            if 0 < count < THRESHOLD:
                assert len(possible[table][cell]) > 1, f"{count} can be worked out"
                assert max(possible[table][cell]) >= THRESHOLD, f"that {count} is small can be worked out"


def named(counts: Cells) -> dict[str, int]:
    return {str(n): count for n, count in enumerate(counts)}


@given(cells)
@example((5, 1))
@example((10, 1, 1))
@example((5, 5))
@example((20, 3, 0))
@settings(max_examples=300, deadline=None)
def test_a_part_cannot_be_worked_out_from_the_whole_and_the_other_parts(counts: Cells) -> None:
    assert_nothing_small_is_told((counts,), [partition(named(counts))])


def test_what_is_large_enough_is_told_and_nobody_at_all_is_no_secret() -> None:
    assert partition({"a": 9, "b": 0, "c": 7}) == Parts(16, {"a": 9, "b": 0, "c": 7})
    assert partition({"a": 0, "b": 0}) == Parts(0, {"a": 0, "b": 0})
    assert partition({"a": 20, "b": 30, "c": 2}) == Parts(52, {"a": None, "b": 30, "c": None})
    assert partition({"a": 2, "b": 1}) == Parts(None, {"a": None, "b": None})


@given(cells, st.data())
@settings(max_examples=150, deadline=None)
def test_one_whole_parted_in_two_ways_tells_no_part_of_either(counts: Cells, data: st.DataObject) -> None:
    """Given their whole, the two have nothing to do with each other: each is solved by itself."""
    cuts = sorted(data.draw(st.lists(st.integers(0, sum(counts)), min_size=2, max_size=2)))
    other = (cuts[0], cuts[1] - cuts[0], sum(counts) - cuts[1])
    one, two = partitions(named(counts), named(other))
    assert one.whole == two.whole
    assert_nothing_small_is_told((counts,), [one])
    assert_nothing_small_is_told((other,), [two])


def test_the_solver_would_find_a_part_that_is_hidden_alone() -> None:
    """So that the tests above can fail: 9 of 11, and the rest not told, is 2."""
    with pytest.raises(AssertionError, match="2 can be worked out"):
        assert_nothing_small_is_told(((9, 2),), [Parts(11, {"a": 9, "b": None})])


@given(st.integers(0, 400), st.integers(0, 400))
@example(28, 32)  # with halves to even, five people's fifth tenth
@settings(max_examples=300, deadline=None)
def test_a_share_in_tenths_never_stands_for_fewer_people_than_may_be_told(part: int, rest: int) -> None:
    whole = part + rest
    said = tenths(part, whole)
    same = [n for n in range(whole + 1) if tenths(n, whole) == said]
    if said is not None and 0 < part < whole:
        assert len(same) >= THRESHOLD
    if 0 < part < THRESHOLD:
        assert max(same) >= THRESHOLD or said is None
    if 0 < rest < THRESHOLD:
        assert whole - min(same) >= THRESHOLD or said is None


def largest(acts: Cells) -> list[int | None]:
    """What a Board is told of these acts, one a day, when it asks for each period that there is."""
    periods = [(first, last) for first in range(len(acts)) for last in range(first, len(acts))]
    return [at_least(max(acts[first : last + 1])) for first, last in periods]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=3).map(tuple))
@example((5,))
@example((6, 5, 7))
@example((11, 12, 23))
@settings(max_examples=30, deadline=None)
def test_the_largest_of_any_period_tells_no_act_apart_from_six_others(acts: Cells) -> None:
    told, most = largest(acts), 2 * max(acts) + 2 * THRESHOLD
    # of one act, all others being as they are: whoever knows more of the others knows no more of this one
    for place, count in enumerate(acts):
        possible = [n for n in range(1, most) if largest((*acts[:place], n, *acts[place + 1 :])) == told]
        assert count in possible
        assert len(possible) >= THRESHOLD, f"{count} is one of {possible}"
        assert max(possible) >= THRESHOLD, f"that {count} is small can be worked out"


def test_the_largest_is_told_in_steps_that_double_and_never_as_more_than_it_is() -> None:
    assert [at_least(n) for n in (0, 1, 5, 6, 11, 12, 23, 24, 47, 48, 400)] == [
        0, None, None, None, None, 12, 12, 24, 24, 48, 384,
    ]  # fmt: skip
    assert all((at_least(n) or 0) <= n for n in range(1_000))
