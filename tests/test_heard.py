"""What was told to whoever is on a line, worked out for all lines in one walk, is what is found line by line."""

from hypothesis import given
from hypothesis import strategies as st

from projections.flows import heard

LAST = 30


@st.composite
def ranges(draw: st.DrawFn) -> tuple[tuple[int, int], ...] | None:
    """Of lines, ascending without overlap as statements have them; None: all of them."""
    if draw(st.booleans()) and draw(st.booleans()):
        return None
    ends = sorted(draw(st.sets(st.integers(1, LAST), min_size=2, max_size=8)))
    return tuple(zip(ends[::2], (end - 1 for end in ends[1::2]), strict=False))


@given(st.lists(ranges(), max_size=6), st.sets(st.integers(1, LAST)))
def test_each_line_hears_what_is_about_it(told: list[tuple[tuple[int, int], ...] | None], lines: set[int]) -> None:
    found = {line: set(said) for line, said in heard(sorted(lines), [(of, n) for n, of in enumerate(told)])}
    assert found == {
        line: {n for n, of in enumerate(told) if of is None or any(a <= line <= b for a, b in of)} for line in lines
    }
