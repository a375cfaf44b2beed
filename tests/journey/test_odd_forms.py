"""What no form expects is answered beside its field, never with a fault: odd numbers, words without end, any script."""

from pathlib import Path
from typing import Any

from papers import squeezed, words
from world import World, world

from api.pages.forms import Form, whole

ODD = ("²", "9" * 25, "9" * 5_000, "-1", "1.5", "1e3", "twelve", "\x00")


def sent(w: World, who: str, path: str, **form: Any) -> tuple[int, str]:
    answer = w.client(who).post(path, data=form, headers={"accept": "text/html"})
    return answer.status_code, str(answer.text)


def test_a_number_is_a_whole_one_of_at_most_nine_digits() -> None:
    assert [whole(text) for text in ("0", "12", "007", "999999999")] == [0, 12, 7, 999_999_999]
    assert {whole(text) for text in (*ODD, "", "1234567890")} == {None}
    assert Form({"n": " 12 "}).number("n") == 12
    assert Form({"n": ["1", "2"]}).number("n") is None


def test_an_odd_number_is_refused_beside_its_field(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        (hera,) = [p["person"] for p in w.get("manager", "/api/people") if p["name"] == "Hera"]
        new = {"person": hera, "kind": "access", "by": "self", "channel": "phone", "text": "All of it."}
        place = w.post("manager", "/requests/new", organisations=[w.ccss.organisation], **new)
        for odd in ODD:
            status, shown = sent(w, "manager", f"{place}/check", check="safety", result="clear", minutes=odd)
            assert status == 422
            assert "Write a number, such as 12." in shown
            protocol = {"other": w.acf.organisation, "starts": "2026-05-01", "days-safety": odd}
            assert "Give the days for one step at least." in sent(w, "manager", "/requests/protocols", **protocol)[1]
        assert w.get("manager", f"/api/requests/{place.rpartition('/')[2]}")["next"]["step"] == "safety"


def test_an_organisation_is_asked_for_what_it_holds_once(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        assert w.page("officer", "/requests/new").count(f'value="{w.acf.organisation}"') == 1


def test_words_without_end_are_refused_and_new_lines_count_as_the_browser_counts_them(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        status, shown = sent(w, "mele", "/my/help", helps=["sign"], text="x" * 4_001)
        assert status == 422
        assert "This does not fit. Change it, please." in shown
        lines = "\r\n".join(["y" * 9] * 400)  # 3,999 letters in the browser, 4,398 on their way
        assert w.post("mele", "/my/worry", about="used", to=w.ccss.organisation, text=lines) == "/my#worries"


def test_a_letter_leaves_with_a_name_and_words_in_any_script(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        w.post("hera", "/my/worry", about="used", to=w.ccss.organisation, text="谢谢 😀 thank you")
        letter = w.client("hera").post("/my/letter", data={"reader": "adult"})
        assert letter.status_code == 200
        assert squeezed("□ □ thank you") in words(letter.content)
        assert squeezed("A □ is a sign that we can not print.") in words(letter.content)


def test_a_number_that_no_log_reaches_is_a_bad_request(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        assert [w.get("auditor", "/api/log", after=2**power) for power in (20, 53)] == [[], []]
        for odd in (2**53 + 1, 2**63, 10**30, -2):
            w.get("auditor", "/api/log", status=400, after=odd)
