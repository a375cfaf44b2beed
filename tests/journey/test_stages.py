"""One page says where a programme stands in the journey's five stages: what is done, what is open and who owes it."""

from pathlib import Path

from designing import agreed, in_programme, planned, registered
from test_programme_pages import main
from world import world

from api.wording.stages import STAGES
from ledger.matters import KINDS
from projections.policy import FAMILIES_OWN
from projections.stages import OF_ANY, STAGE_OF, STEPS


def part(page: str, number: int) -> str:
    """What the page says of one stage."""
    names = [f"{n}. {name}\n" for n, (name, _) in enumerate(STAGES.values(), 1)] + ["The plan, the needs"]
    return main(page).partition(names[number - 1])[2].partition(names[number])[0]


def test_every_kind_of_matter_has_a_stage_and_every_step_is_one_of_theirs() -> None:
    assert {kind.NOUN for kind in KINDS} | {"correction"} == set(STAGE_OF)
    types = {type.rpartition(".v")[0].removeprefix("lightwell.") for kind in KINDS for type in kind.TYPES}
    assert types >= STEPS
    # A programme is no family's, and what a house owes a family is no programme's.
    assert not {"programme", "agreement", "view", "learning"} & OF_ANY
    assert FAMILIES_OWN & {"request", "concern", "copy", "choice", "telling"} <= OF_ANY


def test_what_is_done_and_open_is_told_to_those_who_take_part(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        programme = registered(w)
        w.say(w.acf, "plan.signed.v1", planned(w, programme))
        at = f"/stages/{programme}"
        page = w.page("manager", at)
        design = part(page, 1)
        for words in ("Programme being designed", "once", "Sign the evaluation plan", "Evaluation plan signed"):
            assert words in design
        assert "2 things are open, in design." in main(page)
        assert f'href="/programmes/{programme}"' in page, "where the plan is signed"
        for number in (2, 3, 5):
            assert "Nothing that we know of." in part(page, number)
        assert "Best foot forward" in main(w.page("manager", "/stages"))

        in_programme(w, programme)
        reporting = part(w.page("manager", at), 3)
        assert "Information collected once" in reporting
        assert "Information collected" not in part(w.page("kereru", at), 3), "of its own house each provider"
        assert "Information collected once" in part(w.page("evaluation", at), 3)
        assert f'href="/stages/{programme}"' in w.page("manager", f"/programmes/{programme}")


def test_who_signs_closes_what_was_open(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        programme = registered(w)
        agreed(w, programme)
        page = w.page("advisor", f"/stages/{programme}")
        assert "Nothing is open that we know of." in main(page)
        assert "Evaluation plan signed 3 times" in part(page, 1)
        w.say(w.acf, "lesson.linked.v1", {"programme": programme, "lesson": w.id(), "kind": "harm",
                                          "happened": "2024-05-02"}, text="Names went astray")  # fmt: skip
        page = w.page("advisor", f"/stages/{programme}")
        assert "Say what we do about a lesson from before" in part(page, 1)
        assert f'href="/programmes/{programme}/remembered"' in page


def test_what_a_house_owes_its_families_stands_there_for_its_own_staff_alone(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        programme = registered(w)
        agreed(w, programme)
        at = f"/stages/{programme}"
        w.post("hera", "/my/worry", about="used", to=w.acf.organisation, text="Who reads it?")
        assert "Answer somebody who worries" in part(w.page("advisor", at), 3)
        assert "Answer somebody who worries" not in part(w.page("kereru", at), 3)
        board = main(w.page("board", at))
        assert "1. Design" in board and "Answer somebody who worries" not in board
        assert "Nothing is open that we know of." in board, "not even a number of it"


def test_a_board_gets_figures_and_no_way_to_a_matter(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        programme = registered(w)
        planned(w, programme)
        page = w.page("board", f"/stages/{programme}")
        assert "3 things are open, in design." in main(page)
        assert "Nothing yet" in main(page)
        for link in ("/programmes/", "/agreements/", "/views/", "/duties"):
            assert f'href="{link}' not in page.partition("<main")[2]
        assert "Sign the evaluation plan" not in main(page)
        for who in ("hera", "contracting"):
            w.page(who, f"/stages/{programme}", status=404)


def test_the_same_is_told_as_json_and_to_a_board_in_figures(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        programme = registered(w)
        w.say(w.acf, "plan.signed.v1", planned(w, programme))
        told = w.get("manager", f"/api/stages/{programme}")
        assert w.get("manager", "/api/stages") == [told]
        assert (told["title"], told["agency"]) == ("Best foot forward", w.acf.organisation)
        design = told["stages"][0]
        assert [one["stage"] for one in told["stages"]] == list(STAGES)
        assert [step["type"] for step in design["done"]] == ["programme.registered", "plan.proposed", "plan.signed"]
        assert [due["kind"] for due in design["open"]] == ["plan"] * 2
        assert (design["steps"], design["waits"], design["overdue"]) == (3, 2, 0)
        figures = w.get("board", f"/api/stages/{programme}")
        assert figures["stages"][0] == design | {"done": None, "open": None}
        assert w.get("auditor", "/api/stages")[0]["title"] is None
        for who in ("hera", "contracting"):
            assert w.client(who).get(f"/api/stages/{programme}").status_code in (403, 404)


def test_nobody_reads_the_stages_of_what_they_take_no_part_in(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        other = w.place.organisation()
        programme = w.id()
        w.say(w.acf, "programme.registered.v1", {
            "programme": programme, "agency": w.acf.organisation, "providers": [other.organisation], "follows": [],
        }, title="Another")  # fmt: skip
        for who in ("manager", "board", "kereru"):
            w.page(who, f"/stages/{programme}", status=404)
            assert "No programme names us yet." in main(w.page(who, "/stages"))
        w.page("auditor", f"/stages/{programme}")
