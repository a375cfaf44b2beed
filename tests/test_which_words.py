"""In adult or in easy words: a person's pages take the version that the person is in, and tell nobody which it was."""

from pathlib import Path

import httpx2
import pytest
from homes import at_home

EASY = {
    "/my": "Who saw it?", "/my/say": "Say what you think. They must tell you what they did.",
    "/my/requests": "Ask what they keep on you", "/my/worry": "Who should tell you more?",
    "/my/barring": "Who must not look?", "/my/letter": "Keep this as a letter", "/my/ways": "Who you can ask",
    "/my/help": "Back to my page", "/my/proof": "You can keep a line from your page as a file. It shows",
}  # fmt: skip


def easy(client: httpx2.Client) -> set[str]:
    """The pages that are in easy words."""
    return {path for path, words in EASY.items() if words in client.get(path, headers={"accept": "text/html"}).text}


def test_every_page_follows_what_was_chosen_on_one_and_goes_back(tmp_path: Path) -> None:
    with at_home(tmp_path) as home, home.signed_in("aroha") as client:
        assert easy(client) == set()
        chosen = client.get("/my?as=child", headers={"accept": "text/html"})
        (cookie,) = chosen.headers.get_list("set-cookie")
        assert cookie.startswith("lightwell_reader=child;")
        assert {"httponly", "samesite=strict"} <= {part.strip().lower() for part in cookie.split(";")}
        assert "max-age" not in cookie.lower(), "goes when the browser is closed"
        assert easy(client) == set(EASY)
        assert 'href="?as=adult"' in client.get("/my/say", headers={"accept": "text/html"}).text
        client.get("/my/say?as=adult", headers={"accept": "text/html"})
        assert easy(client) == set()
        client.cookies.set("lightwell_reader", "staff", domain="127.0.0.1")
        assert easy(client) == set(), "no other word is taken"


@pytest.mark.parametrize("way", ["/sign-out", "/leave", "/demo/sign-in"])
def test_whoever_signs_in_next_at_the_same_browser_learns_nothing_of_it(tmp_path: Path, way: str) -> None:
    with at_home(tmp_path) as home, home.signed_in("aroha") as client:
        client.get("/my?as=child", headers={"accept": "text/html"})
        assert "lightwell_reader" in client.cookies
        if way == "/leave":
            client.get(way)
        else:
            client.post(way, data={"id": "tama"})
        assert "lightwell_reader" not in client.cookies
        client.post("/demo/sign-in", data={"id": "tama"})
        assert easy(client) == set()
