"""A small provider's spreadsheet becomes statements, once, and nothing of it is said that should stay."""

from pathlib import Path
from typing import Any

import pytest
from building import Place
from click.testing import Result
from nacl.signing import SigningKey
from serving import Server
from typer.testing import CliRunner

from consumers import cells, sheet
from consumers.commands import app
from consumers.lines import BadIndex, LineIndex
from consumers.membership import Membership, make_key
from ledger import jws, note, strictjson
from ledger.vocabulary import Basis, Part, Purpose, Role

VKEY = note.vkey("lightwell.test/log", bytes(SigningKey(bytes(32)).verify_key))
HEADER = "What,Date,Client number,First name,Surname,DOB,Housing,Parts,Purpose,Basis,To unit,Role,Worker\n"
ROWS = (
    "collected,2/3/2026,C-1,Āwhina,Testperson,13/05/1990,damp and cold,,Service provision,IPP1,,,Sam Sample\n"
    "collected,2026-03-02,C-2,Bo,Testperson,,,name,service_provision,nz-pa2020:IPP1,,,\n"
    "collected,3/3/2026,C-3,Cy,Testperson,,,name,,,,,\n"
    "accessed,4/3/2026 09:30,C-2,,,,,name;housing,,,,Case worker,Sam Sample\n"
)


def transfers(to_unit: str) -> str:
    return "".join(
        f'transferred,31/03/2026,{client},,,,,"goals, housing",Contract,IPP11_PURPOSE,{to_unit},,\n'
        for client in ("C-3", "C-1")
    )


@pytest.fixture
def alone(tmp_path: Path) -> Membership:
    """A member of a ledger that is not running: whatever it sends fails."""
    names = ("ledger", "name", "kind", "organisation", "system", "holding")
    membership = Membership(
        folder=tmp_path / "us",
        url="http://127.0.0.1:9",
        vkey=VKEY,
        feed="urn:uuid:0e0c6b2e-54c6-4b4a-9c53-0d6f2f4d2a11",
        units=[("7f2cf1ab-3b39-4c38-9e0a-7f5d2f3f7d10", "front_line", "")],
        **dict.fromkeys(names, "0e0c6b2e-54c6-4b4a-9c53-0d6f2f4d2a11"),
    )
    membership.write()
    make_key(membership.folder / membership.key_file)
    return membership


@pytest.fixture
def to_unit(place: Place) -> str:
    return place.organisation("agency", unit_kind="reporting").unit


def record(us: Membership, text: str | bytes, *words: str, input: str = "") -> Result:
    file = us.folder / "sheet.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return CliRunner().invoke(app, ["record", "--csv", str(file), "--data", str(us.folder), *words], input=input)


def said(place: Place, name: str) -> list[dict[str, Any]]:
    """The data of every statement of that type in the log, in log order."""
    with place.ledger.recorder.reader() as cursor:
        cursor.execute("SELECT state FROM stored_events WHERE topic=? ORDER BY rowid", (f"lightwell.{name}.v1",))
        tokens = [bytes(row[0]) for row in cursor.fetchall()]
    return [strictjson.read(jws.parse(token).payload) for token in tokens]


def kept(place: Place, organisation: str, ref: str) -> set[tuple[str, str]]:
    """(name, value) of all that the vault holds of a person."""
    with place.ledger.recorder.reader() as cursor:
        person = place.ledger.vault.person(cursor, organisation, ref)
        cursor.execute("SELECT DISTINCT digest FROM disclosure WHERE subject=?", (person,))
        opened = [place.ledger.vault.open(cursor, bytes(row[0])) for row in cursor.fetchall()]
        return {(d.name, d.value) for leaves in opened for _, d in leaves}


def test_rows_become_collected_accessed_and_one_transfer(server: Server, us: Membership, to_unit: str) -> None:
    result = record(us, HEADER + ROWS + transfers(to_unit), "--yes")
    assert result.exit_code == 0, result.output
    assert "Recorded: 5. Already recorded: 0." in result.output

    collected = said(server.place, "information.collected")
    assert [event["data"]["lines"] for event in collected] == [[[1, 1]], [[2, 2]], [[3, 3]]]
    assert collected[0]["time"].startswith("2026-03-01T11:00:00"), "the day begins in New Zealand"
    assert collected[0]["data"]["parts"] == ["name", "date_of_birth", "housing"]
    assert collected[0]["data"]["why"] == {"purpose": "dpv:ServiceProvision", "basis": "nz-pa2020:IPP1"}
    assert collected[2]["data"]["why"] == {}
    assert kept(server.place, us.organisation, "C-1") == {
        ("ref", "C-1"),
        ("given_name", "Āwhina"),
        ("family_name", "Testperson"),
        ("birth_date", "1990-05-13"),
        ("worker", "Sam Sample"),
    }

    (accessed,) = said(server.place, "information.accessed")
    assert accessed["data"]["lines"] == [[2, 2]]
    assert (accessed["data"]["role"], accessed["data"]["mode"]) == ("case_worker", "opened")
    assert accessed["time"].startswith("2026-03-03T20:30:00")

    (transferred,) = said(server.place, "information.transferred")
    assert transferred["data"]["derived"] == [{"source": us.holding, "mapping": [[1, 1, 1], [3, 3, 2]]}]
    assert transferred["data"]["lines"] == 2
    assert transferred["data"]["to_unit"] == to_unit


def test_what_is_in_a_parts_column_and_who_people_are_is_not_in_the_log(
    server: Server, us: Membership, to_unit: str
) -> None:
    record(us, HEADER + ROWS + transfers(to_unit), "--yes")
    sent = b"\n".join(server.bodies)
    assert b"damp" not in sent
    with server.place.ledger.recorder.reader() as cursor:
        cursor.execute("SELECT state FROM stored_events")
        log = b"\n".join(jws.parse(bytes(row[0])).payload for row in cursor.fetchall())
    for text in ("Āwhina", "Testperson", "1990", "Sample", "C-1"):
        assert text.encode() not in log


def test_the_same_file_again_says_nothing_new_and_a_longer_one_only_its_new_rows(
    server: Server, us: Membership, to_unit: str
) -> None:
    text = HEADER + ROWS + transfers(to_unit)
    record(us, text, "--yes")
    size = server.statements()
    again = record(us, text, "--yes")
    assert "Recorded: 0. Already recorded: 5." in again.output
    assert server.statements() == size

    more = "collected,5/3/2026,C-9,Di,Testperson,,,name,,,,,\n"
    grown = record(us, "\ufeff" + HEADER + more + ROWS.replace("\n", "\r\n") + transfers(to_unit), "--yes")
    assert "Recorded: 1. Already recorded: 5." in grown.output
    assert said(server.place, "information.collected")[-1]["data"]["lines"] == [[4, 4]]


def test_two_equal_rows_are_two_events(server: Server, us: Membership) -> None:
    row = "accessed,4/3/2026,C-1,,,,,name,,,,,\n"
    record(us, HEADER + ROWS + row + row, "--yes")
    assert len(said(server.place, "information.accessed")) == 3


def test_an_id_does_not_betray_the_row_it_was_made_from(server: Server, us: Membership, tmp_path: Path) -> None:
    record(us, HEADER + ROWS, "--yes")
    ids = {event["id"] for event in said(server.place, "information.collected")}
    (us.folder / "repeat.secret").unlink()
    record(us, HEADER + ROWS, "--yes")
    assert len({event["id"] for event in said(server.place, "information.collected")}) == 2 * len(ids)


def test_the_preview_comes_first_and_without_a_yes_nothing_is_sent(
    server: Server, us: Membership, to_unit: str
) -> None:
    size = server.statements()
    for words, answer in (([], "n\n"), (["--dry-run"], "")):
        result = record(us, HEADER + ROWS + transfers(to_unit), *words, input=answer)
        for text in ("collected", "accessed opened", "transferred", "2026-03-04", "no purpose is given", "(2)"):
            assert text in result.output
        assert "Stays here, never sent: what is in column housing." in result.output
        assert "given name" in result.output
        assert "Testperson" not in result.output
        assert server.statements() == size
        assert not (us.folder / "lines.csv").exists()


@pytest.mark.parametrize(
    ("row", "place_and_rule"),
    [
        ("borrowed,5/3/2026,C-1,,,,,name,,,,,", "row 2, column what: must be one of collected"),
        ("colected,5/3/2026,C-1,,,,,name,,,,,", "row 2, column what: did you mean collected?"),
        (",5/3/2026,C-1,,,,,name,,,,,", "row 2, column what: is empty"),
        ("collected,3/13/2026,C-1,,,,,name,,,,,", "row 2, column date: must be a date"),
        ("collected,2/3/26,C-1,,,,,name,,,,,", "row 2, column date: must be a date"),
        ("collected,2/3/2099,C-1,,,,,name,,,,,", "row 2, column date: is in the future"),
        ("collected,5/3/2026,,,,,,name,,,,,", "row 2, column client: is empty"),
        ("collected,5/3/2026,C-1,,,31/02/1990,,name,,,,,", "row 2, column birth date: must be a date"),
        ("collected,5/3/2026,C-1,,,,,hosing,,,,,", "row 2, column parts: did you mean housing?"),
        ("collected,5/3/2026,C-1,,,,,,,,,,", "row 2, column parts: is empty, and no column"),
        ("collected,5/3/2026,C-1,,,,,name,funn,,,,", "row 2, column purpose: must be one of"),
        (
            "collected,5/3/2026,C-1,,,,,name,,,,Case worker,",
            "row 2, column role: means nothing in a row that says coll",
        ),
        ("transferred,5/3/2026,C-1,,,,,name,,,the ministry,,", "row 2, column to unit: must be an identifier"),
        ("transferred,5/3/2026,C-1,,,,,name,,,,,", "row 2, column to unit: is empty"),
        ("accessed,5/3/2026,C-77,,,,,name,,,,,", "row 2, column client: no row of this or an earlier file"),
        ("accessed,5/3/2026,C-77,,,,,name,,,,clerk of works,", "row 2, column role: must be one of"),
        ("collected,5/3/2026,C-1,,,,,name,,,,,,,Secret", "row 2, column last: there are more cells"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column_and_nothing_is_sent(
    alone: Membership, row: str, place_and_rule: str
) -> None:
    result = record(alone, HEADER + row + "\n" + ROWS.splitlines()[1] + "\n", "--yes")
    assert result.exit_code == 1
    assert place_and_rule in result.output
    for value in row.split(","):
        assert len(value) < 4 or value in ("name", "collected", "transferred", "accessed") or value not in result.output
    assert "Nothing was sent: 1 to correct." in result.output
    assert not (alone.folder / "lines.csv").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("what,date,client,puprose\n", "Column 4 “puprose” is not understood. Did you mean purpose"),
        ("what,date,client,shoe size\n", "Known: what, date, client"),
        ("what,date,ref,case number\n", "Columns 3 and 4 both mean client"),
        ("what,date\n", "There is no column client."),
        ("Aroha,Testperson\n", "must name the columns"),
        ("", "must name the columns"),
        ("what,date,client\ncollected,2026-01-01,Āwhina\n".encode("utf-16"), "UTF-8"),
        ("what,date,client\ncollected,2026-01-01,Zoë\n".encode("latin-1"), "Line 2 is not UTF-8"),
        (b"PK\x03\x04rest", "Save it as “CSV UTF-8”"),
        ('what,date,client\ncollected,2026-01-01,"C-1\n', "quotation mark"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(alone: Membership, text: str | bytes, said: str) -> None:
    result = record(alone, text, "--yes")
    assert result.exit_code == 1
    assert said in result.output
    assert "Aroha" not in result.output


def test_what_no_statement_can_say_is_found_before_anything_is_sent(alone: Membership) -> None:
    agreed = "what,date,client,parts,agreement,agreement version,agreement line\n"
    good = f"collected,2/3/2026,C-1,name,{alone.organisation},1,1\n"
    for bad in (good.replace("2026", "1998"), good.replace(",1,1\n", ",99999,1\n")):
        result = record(alone, agreed + good + bad, "--yes")
        assert result.exit_code == 1
        assert "Wrong: row 3, column" in result.output
        assert "Nothing was sent: 1 to correct." in result.output


def test_semicolons_and_empty_last_columns_are_understood(server: Server, us: Membership) -> None:
    text = "what;date;client;parts;;\ncollected;2/3/2026;C-1;name, goals;;\n;;;;;\n"
    result = record(us, text, "--yes")
    assert "Recorded: 1." in result.output, result.output
    assert said(server.place, "information.collected")[0]["data"]["parts"] == ["name", "goals"]


def test_rows_that_the_ledger_refuses_are_named(server: Server, us: Membership, place: Place) -> None:
    stranger = place.id()
    result = record(us, HEADER + ROWS + transfers(stranger), "--yes")
    assert result.exit_code == 1
    assert "Recorded: 4." in result.output
    assert "Failed: row 6, 7: The unit is not registered" in result.output


def test_an_edited_line_index_is_read_and_a_broken_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text("name,line\nC-1,7\n")
    index = LineIndex(path)
    assert (index.give("C-1").line, index.give("C-2").line) == (7, 8)
    for broken in ("name,line\nC-1,7\nC-2,7\n", "name,line\nC-1,x\n", "who\nC-1\n"):
        path.write_text(broken)
        with pytest.raises(BadIndex):
            LineIndex(path)


def test_terms_are_found_by_value_name_or_with_spaces() -> None:
    assert cells.term(Purpose, "Service monitoring") is Purpose.SERVICE_MONITORING
    assert cells.term(Purpose, "dpv:PublicPolicyMaking") is Purpose.POLICY
    assert cells.term(Basis, "nz-pa2020:IPP11(1)(a)") is Basis.IPP11_PURPOSE
    assert cells.term(Basis, "ipp11_purpose") is Basis.IPP11_PURPOSE
    assert cells.term(Role, "Team Leader") is Role.TEAM_LEADER
    assert cells.terms(Part, "goals; name,goals") == [Part.NAME, Part.GOALS]


def test_every_part_but_one_may_be_a_column_and_none_hides_another_column() -> None:
    assert len(sheet.PART_COLUMNS) == len(Part) - 1
    headings = [heading for column, others in sheet.COLUMNS.items() for heading in (column, *others)]
    assert len(headings) == len(set(headings))
    assert not set(headings) & set(sheet.PART_COLUMNS)


def test_the_readme_names_every_heading_that_is_understood() -> None:
    readme = (Path(sheet.__file__).parent / "README.md").read_text()
    table = [row.replace("*", "") for row in readme.splitlines() if row.startswith("|")]
    documented = {word.strip() for row in table for cell in row.split("|")[1:3] for word in cell.split(",")}
    for column, others in sheet.COLUMNS.items():
        assert {column, *others} <= documented
