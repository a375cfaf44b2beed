"""Where the first that was said of a story or a programme is withheld, the pages that list them still answer, and tell
nothing of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import tendering
from designing import registered
from test_withholding import keep
from world import World, world

pytestmark = pytest.mark.usefixtures("database")
OWN = ("/my", "/my?as=child", "/my/stories", "/api/my/stories", "/my/say", "/api/my/programmes", "/api/news", "/news",
       "/api/trail")  # fmt: skip
STAFF = ("/stories", "/api/stories", "/programmes", "/api/programmes", "/news")


@pytest.fixture
def w(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as opened:
        yield opened


def statuses(w: World, who: str, paths: tuple[str, ...]) -> dict[str, int]:
    return {path: w.client(who).get(path, headers={"accept": "text/html"}).status_code for path in paths}


class Said:
    """Stands where a line is wanted of which only the digest is known."""

    def __init__(self, digest: str) -> None:
        self.digest = bytes.fromhex(digest)


def withheld(w: World, digest: str, viewers: str = "family") -> None:
    w.tell(keep(w.ccss, Said(digest), w.register, [[1, 1]], viewers=viewers))  # type: ignore[arg-type]


def first_of(w: World, matter: str) -> str:
    return str(w.get("auditor", f"/api/matters/{matter}")[0]["digest"])


@pytest.mark.parametrize("viewers", ["family", "staff"])
@pytest.mark.parametrize("again", [False, True])
def test_a_story_whose_first_assessment_is_withheld(w: World, viewers: str, again: bool) -> None:
    tendering.open_tender(w)
    story, other = w.id(), w.id()
    tendering.assess(w, story)
    w.say(w.ccss, "story.discussed.v1", tendering.discussed(w, story, ("share", True)))
    tendering.settle(w, story, "share")
    if again:
        tendering.assess(w, story)
    tendering.assess(w, other)
    before = statuses(w, "hera", OWN), statuses(w, "manager", STAFF)
    assert {*before[0].values(), *before[1].values()} == {200}
    withheld(w, first_of(w, story), viewers)
    assert (statuses(w, "hera", OWN), statuses(w, "manager", STAFF)) == before
    mine = [one["story"] for one in w.get("hera", "/api/my/stories")]
    assert mine == ([other, story] if again or viewers == "staff" else [other])
    assert w.client("hera").post(f"/api/my/stories/{other}/withdrawal").status_code == 201


def test_every_statement_of_a_story_and_of_a_programme_withheld_one_after_the_other(w: World) -> None:
    programme, story = registered(w), w.id()
    tendering.open_tender(w)
    tendering.assess(w, story)
    w.say(w.ccss, "story.discussed.v1", tendering.discussed(w, story, ("share", True)))
    tendering.settle(w, story, "share")
    tendering.assess(w, story)
    view = {"topic": "what_is_collected", "text": "Please do not ask for our visa dates."}
    w.client("hera").post(f"/api/my/programmes/{programme}/views", json=view)
    before = statuses(w, "hera", OWN), statuses(w, "manager", STAFF)
    assert {*before[0].values(), *before[1].values()} == {200}
    for matter in (story, programme):
        for said in w.get("auditor", f"/api/matters/{matter}"):
            withheld(w, said["digest"])
            assert (statuses(w, "hera", OWN), statuses(w, "manager", STAFF)) == before, said["type"]
    assert w.get("hera", "/api/my/stories") == []
