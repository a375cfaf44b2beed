"""Help to take a page in: in which language or way, whether it made sense, and words to read out loud (J30)."""

import re
from html import unescape
from pathlib import Path

from world import world


def test_a_person_says_which_help_they_want_and_the_service_owes_an_answer(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        page = w.page("mele", "/my?as=child")
        assert "Did this make sense?" in page and 'href="/my/help?as=child"' in page
        asked = w.page("mele", "/my/help?as=child")
        assert "What language, sign language or help do you want?" in asked
        nothing = w.client("mele").post("/my/help", data={"text": " "}, headers={"accept": "text/html"})
        assert nothing.status_code == 422 and "Pick one, or write what would help." in nothing.text
        assert w.post("mele", "/my/help", helps=["sign", "large"], text="What is a score?") == "/my#worries"
        own = unescape(w.page("mele", "/my?as=child"))
        assert "I want help to read it." in own and "must tell you by" in own
        said = "New Zealand Sign Language; Large print. What is a score?"
        assert said in own and said not in w.page("sela", "/my")
        address = re.findall(r'href="(/concerns/[0-9a-f-]+)"', w.page("manager", "/concerns"))[0]
        assert said in unescape(w.page("manager", address))
        w.page("contracting", address, status=404)
        w.post("manager", address, result="changed", reply="Ana will sign it with you on Friday.")
        assert "Ana will sign it with you on Friday." in w.page("mele", "/my")


def test_the_words_to_read_out_loud_say_the_same_as_the_page(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        for who, reader, first in (
            ("hera", "adult", "No decision we know of was about you alone."),
            ("mele", "child", "We know of no choice made about just you."),
        ):
            page, aloud = (unescape(w.page(who, f"{path}?as={reader}")) for path in ("/my", "/my/aloud"))
            assert first in page and first in aloud
            assert "<table" not in aloud.partition("<main")[2]
            assert "It takes about a minute." in aloud
            said = re.findall(r"<p>([^<]+)</p>", aloud.partition("<main")[2].partition("<footer")[0])
            assert len(said) >= 2
            for sentence in (one for words in said for one in re.findall(r"[^.?]+[.?]", words)):
                for piece in re.split(r"[:;] ?", sentence.strip(" .?")):
                    assert piece.strip() in page, piece
