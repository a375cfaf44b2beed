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


#: What somebody reads at once on the page of a row; rows that are not here are told one step on.
READ = {
    "J21": "What was sent where", "J24": "Nothing yet", "J25": "Check for what is about other people",
    "J26": "In force", "J27": "gets the rest for you", "J28": "How to ask what is held about you",
    "J29": "Given on 3 September 2025", "J30": "decisions came in time",
    "J31": "Do families feel better after the course", "J33": "In contract decisions", "J34": "Report an outcome",
    "J37": "Our reports helped shape", "J38": "Calmer bedtimes", "J39": "Somebody whom a person had named opened",
    "J40": "sent something on to Homes policy, Office for Warm Homes",
}  # fmt: skip


@pytest.mark.parametrize("row", READ)
def test_the_page_of_a_row_says_it_to_whom_it_names(row: str) -> None:
    ((who, page),) = [(who, page) for name, _, who, page in ROWS if name == row]
    answer = telling.story().signed_in(who).get(page, headers={"accept": "text/html"})
    assert READ[row] in answer.text
