"""Every page that the story's families can reach is easy to read: adult at grade 8 or below, child at grade 4.

Measured on what is rendered, by the automated readability index, which needs no dictionary. What people and
organisations wrote themselves stands in quotes as they wrote it, and is not measured; letters are in ``test_letters``.
"""

import re
from collections.abc import Iterator

import pytest
from textstat import textstat
from told import Told, telling, words

GRADES = {"adult": 8, "child": 4}
THEIRS = r'<blockquote\b.*?</blockquote>|<p class="theirs">.*?</p>|<p>“[^<]*”</p>'


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with telling(tmp_path_factory.mktemp("story")) as story:
        yield story


@pytest.mark.parametrize("reader", GRADES)
@pytest.mark.parametrize("who", ["hera", "sela", "rawiri", "mele", "tui"])
def test_every_page_of_a_family_is_easy_to_read(told: Told, who: str, reader: str) -> None:
    grades = {}
    with told.visitor(who) as client:
        open_, seen = ["/my"], {"/my"}
        while open_:
            path = open_.pop()
            answer = client.get(path, params={"as": reader})
            assert answer.status_code == 200, path
            found = set(re.findall(r'href="(/my[^"?#]*)', answer.text)) - seen
            found -= {one for one in found if re.fullmatch(r"/my/lines/\d+/ask", one) and one != "/my/lines/1/ask"}
            seen |= found
            open_ += found
            main = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
            assert main
            grade = textstat.automated_readability_index(words(re.sub(THEIRS, " ", main.group(0), flags=re.DOTALL)))
            if grade > GRADES[reader]:
                grades[path] = grade
    assert {"/my", "/my/say", "/my/requests", "/my/ways", "/my/letter", "/my/proof", "/my/worry"} <= seen
    assert grades == {}
