"""Every page that the story's families can reach is easy to read: adult at grade 8 or below, child at grade 4.

Which pages there are, the app itself says, so that none is forgotten. Measured on what is rendered, by the automated
readability index, which needs no dictionary. What people and organisations wrote themselves stands in quotes as they
wrote it, and is not measured; letters are in ``test_letters`` and ``test_staff_letters``, slips in ``test_slips``.
"""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from fastapi.routing import iter_route_contexts
from textstat import textstat
from told import Told, telling, words

from api.pages import router

GRADES = {"adult": 8, "child": 4}
FAMILY = ("hera", "sela", "rawiri", "mele", "tui")
THEIRS = r'<blockquote\b.*?</blockquote>|<p class="theirs">.*?</p>|<p>“[^<]*”</p>|<svg.*?</svg>'
#: A family's pages as the app has them; some are of one thing, such as ``/my/choices/{choice}``.
ROUTES = sorted(
    {str(c.path) for c in iter_route_contexts(router.routes) if "GET" in (c.methods or ()) and c.path.startswith("/my")}
)
#: What a family opens before anybody is signed in, or beside their own pages; in words for adults.
BESIDE = ("/", "/sign-in", "/sign-ins", "/c/ABCD-EFGH-JKMN", "/check", "/l/0000-0000-0000-0000", "/findings", "/flows")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with telling(tmp_path_factory.mktemp("story")) as story:
        yield story


@pytest.fixture(scope="module")
def crawled(told: Told) -> "Crawl":
    return Crawl(told)


class Crawl:
    def __init__(self, told: Told) -> None:
        self.told = told
        self.grades = cache(self._grades)

    def _grades(self, who: str, reader: str) -> dict[str, float]:
        """Address → how hard it is to read, of every page that somebody gets to by links from all that is one page."""
        open_ = [path for path in ROUTES if "{" not in path]
        seen, grades = set(open_), {}
        with self.told.visitor(who) as client:
            while open_:
                path = open_.pop()
                answer = client.get(path, params={"as": reader})
                assert answer.status_code == 200, path
                found = set(re.findall(r'href="(/my[^"?#]*)', answer.text)) - seen
                found -= {one for one in found if re.fullmatch(r"/my/lines/\d+/ask", one) and one != "/my/lines/1/ask"}
                seen |= found
                open_ += found
                grades[path] = grade(answer.text)
        return grades


def grade(html: str) -> float:
    main = re.search(r"<main.*?</main>", html, re.DOTALL)
    assert main
    return float(textstat.automated_readability_index(words(re.sub(THEIRS, " ", main.group(0), flags=re.DOTALL))))


@pytest.mark.parametrize("reader", GRADES)
@pytest.mark.parametrize("who", FAMILY)
def test_every_page_of_a_family_is_easy_to_read(crawled: Crawl, who: str, reader: str) -> None:
    hard = {path: found for path, found in crawled.grades(who, reader).items() if found > GRADES[reader]}
    assert hard == {}


@pytest.mark.parametrize("reader", GRADES)
def test_no_page_of_a_family_is_forgotten(crawled: Crawl, reader: str) -> None:
    """Each page that the app has was read, in both versions, by somebody of the story."""
    assert {"/my", "/my/say", "/my/choices/{choice}", "/my/views/{view}", "/my/lines/{number}/ask"} <= set(ROUTES)
    read = {path for who in FAMILY for path in crawled.grades(who, reader)}
    shapes = {route: re.compile(re.sub(r"\{\w+\}", "[^/]+", route)) for route in ROUTES}
    assert [route for route, shape in shapes.items() if not any(shape.fullmatch(path) for path in read)] == []


@pytest.mark.parametrize("path", BESIDE)
def test_what_families_open_beside_their_pages_is_easy_to_read(told: Told, path: str) -> None:
    assert grade(told.page("hera", path).html) <= GRADES["adult"]


def test_a_finding_that_rests_on_a_family_is_easy_to_read(told: Told) -> None:
    found = told.links("tui", "/findings", '/findings/[^"]+')
    assert found
    assert {path: g for path in found if (g := grade(told.page("tui", path).html)) > GRADES["adult"]} == {}
