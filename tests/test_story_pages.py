"""Every row of the journey is seen in the story, on the page that the story's README names."""

import re
from pathlib import Path

import pytest
import telling

README = Path(__file__).parent.parent / "consumers" / "story" / "README.md"
ROWS = re.findall(r"^\| (J\d\d) \| (.+?) \| ([a-z-]+) \| `(/[a-z/-]+)` \|$", README.read_text(), re.MULTILINE)


def test_the_table_has_every_row_once() -> None:
    assert [row for row, *_ in ROWS] == [f"J{n:02}" for n in range(1, 41)]


@pytest.mark.parametrize(("who", "page"), sorted({(who, page) for _, _, who, page in ROWS}))
def test_the_page_of_a_row_opens_for_whom_it_names(who: str, page: str) -> None:
    answer = telling.story().signed_in(who).get(page, headers={"accept": "text/html"})
    assert answer.status_code == 200
    assert "<main" in answer.text
