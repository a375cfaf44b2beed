"""The Board's report on paper and as a table: its figures are the API's, it can be read by everybody, and it is checked
against an export of the log."""

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import papers
import pytest
import telling
from homes import at_home
from typer.testing import CliRunner

from api import board_table
from api.check_report import app, check_table
from api.papers.blocks import Block, blocks
from api.wording.board import FIGURES
from ledger.export import export
from ledger.exported import ExportedLog
from projections.copied import Checked

PERIOD = {"start": "2025-07-01", "end": "2026-09-28"}


@cache
def report(form: str, public: str = "false") -> bytes:
    answer = telling.story().signed_in("ccss-board").post(
        "/board-report", params=PERIOD | {"public": public}, data={"form": form}
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


def api(public: str = "false") -> dict[str, Any]:
    found: dict[str, Any] = telling.story().signed_in("ccss-board").get(
        "/api/board-report", params=PERIOD | {"public": public}
    ).json()  # fmt: skip
    return found


def page(public: str = "false") -> str:
    client = telling.story().signed_in("ccss-board")
    return str(client.get("/board-report", params=PERIOD | {"public": public}, headers={"accept": "text/html"}).text)


@pytest.mark.parametrize("public", ["false", "true"])
def test_the_pdf_can_be_read_by_everybody_and_nothing_is_cropped(public: str, pdftoppm: str, tmp_path: Path) -> None:
    made = report("pdf", public)
    papers.assert_for_everybody(made)
    papers.assert_nothing_cropped(made, pdftoppm, tmp_path)
    drawings = [str(figure["/Alt"]) for figure in papers.tags(made)["Figure"]]
    assert any(alt.startswith("What became of what we sent") for alt in drawings)
    assert any("of 2 nobody has told us" in alt for alt in drawings), drawings


def test_letters_in_drawings_are_as_large_as_the_small_words_beside_them() -> None:
    across = (21 - 2 * 2.2) / 2.54 * 72  # points between the margins of A4 (``paper.typ``)
    drawn = [block for block in every(blocks(page())) if block["kind"] == "drawing"]
    assert len(drawn) == 2
    for one in drawn:
        width, size = (
            float(re.findall(rf'{name}="(?:0 0 )?([0-9.]+)', one["svg"])[0]) for name in ("viewBox", "font-size")
        )
        assert 8 <= size * across * one["width"] / 100 / width <= 12, one["alt"]


def every(found: list[Block]) -> Iterator[Block]:
    for block in found:
        yield block
        yield from every(block.get("blocks", []))


def test_the_report_is_in_the_order_in_which_a_board_should_read_it() -> None:
    headings = [
        "".join(r["t"] for r in b["runs"]) for b in blocks(page()) if b["kind"] == "heading" and b["level"] == 2
    ]
    assert headings == [
        "What our information helped to shape", "What became of what we sent", "What must be explained", "Families",
        "Concerns", "What is late, ours and theirs", "What the Board is asked to decide",
        "What this report cannot show", "Proof",
    ]  # fmt: skip


def test_the_figures_on_page_paper_and_table_are_the_apis() -> None:
    found, paper, html = api(), papers.words(report("pdf")), papers.squeezed(page())
    facts = json.loads(papers.attached(report("pdf"))["facts.json"])["answer"]
    assert {k: v for k, v in facts.items() if k != "header"} == {k: v for k, v in found.items() if k != "header"}
    table = {(r["section"], r["figure"]): r for r in csv.DictReader(io.StringIO(report("csv").decode("utf-8-sig")))}
    for section in found["sections"]:
        for f in section["figures"]:
            row = table[section["name"], f["name"]]
            assert (row["number"], row["of"]) == tuple("" if n is None else str(n) for n in (f["value"], f["of"]))
            if f["value"] is not None and not f["people"]:
                number = f"{f['value']:,}" + (f" of {f['of']:,}" if f["of"] is not None else "")
                said = papers.squeezed(FIGURES[section["name"], f["name"]] + number)
                assert said in paper, said
                assert papers.squeezed(f"{number}</td>") in html
    assert table["proof", "records"]["number"].isdigit()


def test_drawings_say_what_the_tables_beside_them_say() -> None:
    found, html = api(), page()
    sent = {f["name"]: f["value"] for s in found["sections"] if s["name"] == "black_hole" for f in s["figures"]}
    assert f'<desc id="funnel-desc">Reports that we sent: {sent["sent"]};' in html
    for stream in found["streams"]:
        assert stream["informed"] + stream["nothing"] == stream["sent"]
        assert f"something came of {stream['informed']}, of {stream['nothing']} nobody has told us." in html
    assert sum(stream["sent"] for stream in found["streams"]) == sent["sent"]
    assert "<script" not in html
    assert " style=" not in html


def test_a_public_report_says_nothing_of_people_or_systems() -> None:
    found, paper = api("true"), papers.words(report("pdf", "true"))
    assert (found["families"], found["sought"], found["unheard"]) == ([], [], [])
    assert "Concerns" not in paper
    assert "Families" not in paper.replace("AgencyforChildrenandFamilies", "")


def checked(file: Path, export: Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(file), str(export)])
    return result.exit_code, result.output


def test_a_report_is_checked_against_an_export_of_the_log(tmp_path: Path) -> None:
    with at_home(tmp_path / "house") as home:
        home.house.place.seal(home.shelter.heartbeat())
        with home.signed_in("board") as client:
            made = client.post("/board-report", data={"form": "pdf"})
        (tmp_path / "report.pdf").write_bytes(made.content)
        facts = papers.attached(made.content)["facts.json"]
        (tmp_path / "report.json").write_bytes(facts)
        altered = facts.replace(b'"value":0', b'"value":1', 1)
        assert altered != facts
        (tmp_path / "altered.json").write_bytes(altered)
        export(home.house.site.ledger, tmp_path / "out")
    for name, code, words in (
        ("report.pdf", 0, "The report holds."), ("report.json", 0, "byte for byte"),
        ("altered.json", 1, "they were altered, never left the house"),
    ):  # fmt: skip
        found = checked(tmp_path / name, tmp_path / "out")
        assert (found[0], words in found[1]) == (code, True), found


def test_a_table_alone_is_checked_and_what_was_changed_in_it_is_named(tmp_path: Path) -> None:
    with at_home(tmp_path / "house") as home:
        home.house.place.seal(home.shelter.heartbeat())
        with home.signed_in("board") as client:
            for public in ("false", "true"):
                made = client.post("/board-report", params={"public": public}, data={"form": "csv"})
                (tmp_path / f"{public}.csv").write_bytes(made.content)
        text = (tmp_path / "false.csv").read_text("utf-8-sig")
        home.house.place.seal(home.shelter.heartbeat())  # what came later changes nothing
        export(home.house.site.ledger, tmp_path / "out")

    def found(changed: str) -> Checked:
        table = board_table.read(changed.encode())
        assert table
        return check_table(table, ExportedLog(tmp_path / "out"))

    def says(changed: str, *words: str) -> None:
        assert changed != text
        told = found(changed)
        assert not told.ok and all(word in " ".join(told.words) for word in words), told

    for name in ("false.csv", "true.csv"):
        code, said = checked(tmp_path / name, tmp_path / "out")
        assert code == 0 and "The report holds." in said and "row by row" in said, said
    lines = text.splitlines()
    assert found("\n".join([lines[0], *sorted(lines[1:]), ""])).ok, "saved by a spreadsheet in another order"
    row = next(line for line in lines if line.startswith("black_hole,sent,"))
    place = f"Line {lines.index(row) + 1}, black_hole sent"
    says(text.replace(row, row.removesuffix("0,") + "7,"), place, "number is “7”, the log gives “0”.")
    says(text.replace(row, row.replace("Reports that we sent", "Reports that helped")), place, "“Reports that helped”")
    says(text.replace(row + "\n", ""), "There is no row for black_hole sent")
    says(text.replace(row, row + "\n" + row), "it stands twice")
    records = next(line for line in lines if line.startswith("proof,records,"))
    says(text.replace(records, "proof,records,,,1,"), "The row records of proof is “1”")
    root = next(line for line in lines if line.startswith("proof,root,"))
    says(text.replace(root, f"proof,root,,,{'A' * 43}=,"), "The row root of proof")
    says(text.replace("proof,public,,,false,", "proof,public,,,true,"), "ask another question")
    facts = next(line for line in lines if line.startswith("proof,facts,"))
    says(text.replace(facts, f"proof,facts,,,{'0' * 64},"), "does not speak of these facts")


def test_pages_for_boards_and_units_stay_small() -> None:
    story = telling.story()
    for who, path in (("ccss-board", "/board-report"), ("acf-evaluation", "/owe"), ("auditor", "/flows")):
        assert len(story.signed_in(who).get(path, headers={"accept": "text/html"}).content) <= 100_000, path
