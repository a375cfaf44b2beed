"""What cannot be set in a paper's fonts keeps nobody from their letter."""

import pytest
from papers import assert_for_everybody, read, squeezed, words

from api.papers.pdf import Attached, Paper, pdf
from api.papers.signs import GAP, settable

EXPLAINED = squeezed(Paper("", "", "", ()).gap_words)


def paper(said: str, heading: str = "My information") -> bytes:
    def run(text: str) -> list[dict[str, object]]:
        return [{"t": text, "as": []}]

    blocks = [{"kind": "heading", "level": 1, "runs": run(heading)}, {"kind": "p", "runs": run(said)}]
    facts = Attached("facts.json", f'{{"said": "{said}"}}', "application/json", "The facts")
    return pdf(Paper(title=heading, about=said, foot=f"{said} foot", blocks=blocks, attached=[facts]))


@pytest.mark.parametrize("sign", ["😀", "王", "สมชาย", "प्रिया", "👩‍👧", "\ufeff", "\x00", "\x07", "\uffff", "\u0085"])
def test_a_letter_leaves_whatever_sign_is_in_it(sign: str) -> None:
    made = paper(f"before {sign} after", f"Kia ora {sign}")
    assert_for_everybody(made)
    assert "before" in words(made)
    assert "after" in words(made)


def test_a_sign_that_cannot_be_printed_is_a_box_and_the_letter_says_so() -> None:
    made = words(paper("Thank you 😀😀, 王 小明"))
    assert squeezed(f"Thank you {GAP}, {GAP} {GAP}") in made
    assert EXPLAINED in made


def test_a_letter_of_letters_that_can_be_printed_has_no_box() -> None:
    made = words(paper("Māori, Tāne, Nguyễn Thị, Ольга, Ελένη, ‘okina, €5"))
    assert squeezed("Māori, Tāne") in made
    assert GAP not in made
    assert GAP not in words(paper("one\x00 two"))  # nothing is missed there


def test_the_facts_inside_stay_as_they_were_sealed() -> None:
    (inside,) = read(paper("Thank you 😀")).attachments["facts.json"]
    assert inside.decode() == '{"said": "Thank you 😀"}'


def test_what_stands_around_a_sign_is_untouched() -> None:
    told = {"kind": "p", "level": 1, "runs": [{"t": "a 王王 b\nc", "as": ("soft",)}], "square": None}
    assert settable(told) == {"kind": "p", "level": 1, "runs": [{"t": f"a {GAP} b\nc", "as": ["soft"]}], "square": None}
