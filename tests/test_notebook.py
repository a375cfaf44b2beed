"""One line in a notebook records what an analysis used: before, after, and when the ledger is out of reach."""

import shutil
import subprocess
from pathlib import Path

import pytest
from serving import Server
from test_mapping import said
from typer.testing import CliRunner

from consumers.membership import Membership
from consumers.notebook import UNSENT, use
from consumers.notebook_commands import app


@pytest.fixture(autouse=True)
def register(us: Membership) -> None:
    (us.folder / "lines.csv").write_text("name,line,ref,since\nC-1,1,,\nC-2,2,,\nC-3,3,,\n")


def test_a_use_is_recorded_when_the_analysis_ends(server: Server, us: Membership) -> None:
    two = ["C-3", "C-1"]
    with use(us.folder, parts=["Goals", "attendance"], purpose="Evaluation", basis="IPP10(1)(b)", clients=two,
             products=["report"]) as used:  # fmt: skip
        assert said(server.place, "information.used") == []
    ((event, private),) = said(server.place, "information.used")
    assert event["data"] == {
        "use": used.id, "unit": us.unit, "role": "evaluation_analyst",
        "inputs": [{"holding": us.holding, "lines": [[1, 1], [3, 3]], "parts": ["attendance", "goals"]}],
        "products": [{"product": used.products["report"], "kind": "report"}],
        "why": {"purpose": "evaluation", "basis": "nz-pa2020:IPP10(1)(b)"},
    }  # fmt: skip
    assert private == []


def test_a_use_is_recorded_also_where_the_analysis_fails(server: Server, us: Membership) -> None:
    with pytest.raises(ZeroDivisionError), use(us.folder, parts=["goals"], purpose="evaluation"):
        raise ZeroDivisionError
    assert [event["data"]["inputs"][0]["lines"] for event, _ in said(server.place, "information.used")] == ["all"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"parts": ["goal"]}, "did you mean goals"),
        ({"purpose": "xyzzy"}, "must be one of"),
        ({"clients": ["C-1", "C-9"]}, "1 of 2 clients have no line"),
        ({"clients": []}, "0 of 0 clients"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_used(
    server: Server, us: Membership, wrong: dict[str, object], words: str
) -> None:
    begun = False
    fields: dict[str, object] = {"parts": ["goals"], "purpose": "evaluation"} | wrong
    with pytest.raises(ValueError, match=words) as error, use(us.folder, **fields):  # type: ignore[arg-type]
        begun = True
    assert not begun
    assert "C-9" not in str(error.value)
    assert said(server.place, "information.used") == []


def test_out_of_reach_it_waits_and_goes_with_the_next_one(
    server: Server, us: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consumers.client.clock_time.sleep", lambda _: None)
    far = Membership(**{**us.__dict__, "url": "http://127.0.0.1:9"})
    far.write()
    with (
        pytest.warns(UserWarning, match="1 signed statements wait"),
        use(us.folder, parts=["goals"], purpose="evaluation"),
    ):
        pass
    assert (us.folder / UNSENT).exists()
    us.write()
    with use(us.folder, parts=["name"], purpose="evaluation"):
        pass
    parts = [event["data"]["inputs"][0]["parts"] for event, _ in said(server.place, "information.used")]
    assert parts == [["goals"], ["name"]]
    assert not (us.folder / UNSENT).exists()


def test_the_command_says_the_same_and_names_use_and_product(server: Server, us: Membership, tmp_path: Path) -> None:
    clients = tmp_path / "clients"
    clients.write_text("C-2\nC-3\n")
    words = ["--data", str(us.folder), "--part", "goals", "--purpose", "evaluation", "--clients", str(clients)]
    result = CliRunner().invoke(app, [*words, "--product", "analysis"])
    assert result.exit_code == 0, result.output
    ((event, _),) = said(server.place, "information.used")
    assert event["data"]["inputs"][0]["lines"] == [[2, 3]]
    product = event["data"]["products"][0]["product"]
    assert result.output == f"use {event['data']['use']}\nanalysis {product}\n"


def test_the_r_file_names_only_options_that_the_command_has() -> None:
    source = (Path(__file__).parent.parent / "consumers" / "r" / "lightwell.R").read_text()
    known = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output
    named = {word.strip('",)') for word in source.split() if word.strip('"').startswith("--")}
    assert named >= {"--data", "--purpose", "--part", "--product", "--clients"}
    assert all(f"{option} " in known for option in named), named


if shutil.which("Rscript"):  # where R is not, the file is not run

    def test_r_records_a_use(server: Server, us: Membership) -> None:
        source = Path(__file__).parent.parent / "consumers" / "r" / "lightwell.R"
        code = f'source("{source}"); with_lightwell("{us.folder}", 1 + 1, parts = "goals", purpose = "evaluation")'
        subprocess.run(["Rscript", "-e", code], check=True)
        assert len(said(server.place, "information.used")) == 1
