"""What is kept back of what was said in a request or question of one's own: the page is the one where it never was."""

from pathlib import Path
from typing import Any

from asking import checked, decided, relay, whose
from world import World, world


def kept_back(w: World, digest: str) -> None:
    """City Centre keeps it from Hera's family side."""
    w.say(w.ccss, "withholding.proposed.v1", whose(w, "hera") | {
        "withholding": w.id(), "statement": digest, "viewers": "family", "ground": "nz-pa2020:s49(1)(a)(i)",
        "unit": w.ccss.unit, "by": "1" * 64, "review": "2099-01-01",
    })  # fmt: skip


def newest(w: World, matter: str) -> str:
    return str(w.get("auditor", f"/api/matters/{matter}")[-1]["digest"])


def pages(w: World, *paths: str) -> list[Any]:
    return [w.client("hera").get(path).content for path in paths]


def test_a_decision_that_is_kept_back_was_never_made_to_whoever_asked(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        request = relay(w)
        checked(w, request, "safety", "identity", "others")
        paths = ("/api/my/requests", f"/api/my/requests/{request}", "/my/requests", f"/my/requests/{request}", "/my")
        before = pages(w, *paths)
        decided(w, w.ccss, request, "hera", "refused", "nz-pa2020:s53(b)", reason="Somebody else is named in it")
        assert "Somebody else is named in it" in w.page("hera", f"/my/requests/{request}"), "it is theirs to read"
        kept_back(w, newest(w, request))
        assert pages(w, *paths) == before
        assert len(w.get("privacy", f"/api/matters/{request}")) == 5


def test_an_answer_that_is_kept_back_was_never_given_to_whoever_asked(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        asked = w.send("hera", "/api/my/questions", {"line": 1, "text": "Why was it written down?"})
        question = asked["question"]["matter"]
        paths = ("/api/questions", f"/api/questions/{question}", f"/questions/{question}", "/my/questions", "/api/news")
        before = pages(w, *paths)
        w.post("manager", f"/questions/{question}", answered="in_full", reply="The police asked.")
        assert "The police asked." in w.page("hera", f"/questions/{question}")
        kept_back(w, newest(w, question))
        assert pages(w, *paths) == before
