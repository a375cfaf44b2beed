"""A family's line as one file: it proves itself, holds nobody else, and is given on request only, when it is safe."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flows
import pytest
from homes import Home, at_home
from typer.testing import CliRunner

from ledger import disclosures, line_proof, note
from ledger.encoding import b64, unb64
from ledger.line_proof import NotProven
from ledger.verify_command import app


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with at_home(tmp_path) as opened:
        opened.house.site.ledger.publish()
        yield opened


def asked(home: Home, who: str = "aroha", entry: int = 1, safe: bool = True) -> Any:
    with home.signed_in(who) as client:
        return client.post("/api/my/proofs", json={"entry": entry, "safe": safe})


def given(home: Home, who: str = "aroha") -> bytes:
    answer = asked(home, who)
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


def log(home: Home) -> note.Verifier:
    return home.house.site.ledger.log_verifier


def test_the_file_proves_the_persons_own_names_and_holds_nobody_elses(home: Home) -> None:
    data = given(home)
    line = line_proof.check(data, log(home))
    assert {one.name: one.value for one in line.words} == {"ref": "C-1", "given_name": "Aroha"}
    assert (line.line, line.organisation) == (1, home.shelter.organisation)
    assert line.event["type"] == "lightwell.information.collected.v1"
    opened = " ".join(unb64(one["disclosure"]).decode() for one in json.loads(data)["words"])
    assert "Tama" not in opened
    assert "C-2" not in opened
    tama = line_proof.check(given(home, "tama"), log(home))
    assert {one.value for one in tama.words} == {"C-2", "Tama"}


def test_it_is_checked_offline_by_command(home: Home, tmp_path: Path) -> None:
    path, key = tmp_path / "line.json", tmp_path / "log.vkey"
    path.write_bytes(given(home))
    key.write_text(note.vkey(log(home).name, log(home).public))
    result = CliRunner().invoke(app, [str(path), "--key", str(key)])
    assert result.exit_code == 0, result.output
    assert "This line holds." in result.output
    assert "given_name: Aroha" in result.output
    assert "own word" in CliRunner().invoke(app, [str(path)]).output
    key.write_text(note.vkey(log(home).name, bytes(home.house.place.key().verify_key)))
    assert CliRunner().invoke(app, [str(path), "--key", str(key)]).exit_code == 1
    path.write_bytes(path.read_bytes().replace(b'"leaf":0', b'"leaf":1'))
    wrong = CliRunner().invoke(app, [str(path)])
    assert wrong.exit_code == 1
    assert "THIS LINE DOES NOT HOLD" in wrong.output


def changed(data: bytes, **other: Any) -> bytes:
    return json.dumps(json.loads(data) | other).encode()


def redisclosed(data: bytes, change: Any) -> bytes:
    """The same file with the disclosure of the given name changed."""
    file = json.loads(data)
    for one in file["words"]:
        fields = json.loads(unb64(one["disclosure"]))
        if fields[2] == "given_name":
            one["disclosure"] = b64(json.dumps(change(fields), separators=(",", ":")).encode())
    return json.dumps(file).encode()


def test_an_altered_value_and_a_swapped_salt_are_named(home: Home) -> None:
    data = given(home)
    assert line_proof.check(redisclosed(data, lambda fields: fields), log(home)).line == 1
    for change in (
        lambda fields: [*fields[:3], "Moana"],
        lambda fields: [b64(b"another salt 16b"), *fields[1:]],
        lambda fields: [fields[0], 2, *fields[2:]],
        lambda fields: [*fields[:2], "family_name", fields[3]],
    ):
        with pytest.raises(NotProven, match="a value or its salt"):
            line_proof.check(redisclosed(data, change), log(home))


def test_what_else_is_changed_is_named(home: Home) -> None:
    data, other = given(home), json.loads(given(home, "tama"))
    file = json.loads(data)
    place = home.house.place
    stranger = place.organisation()
    register = place.id()
    forged = stranger.collected(register, [(1, 1)], stranger.people({1: {"ref": "C-1", "given_name": "Aroha"}}))
    place.seal(forged)
    words = [*file["words"], *other["words"]]
    cases = {
        "not proven to be in the log": [
            changed(data, statement=forged.token.decode()), changed(data, proof=file["key"]["proof"]),
            changed(data, proof=file["proof"].replace("index 1", "index 2")),
            changed(data, key=file["key"] | {"statement": forged.token.decode()}),
        ],
        "another kind of statement|well formed|another than": [
            changed(data, key={"statement": file["statement"], "proof": file["proof"]}),
        ],
        "one person": [changed(data, words=words)],
        "no words": [changed(data, words=[])],
        "not whole": [changed(data, words=[{}]), changed(data, proof="x"), changed(data, key=None)],
        "not a line": [changed(data, format="other"), b"{}", b"[]"],
        "not a file|not a line": [b"", b"nonsense", data[:-1], b"\xff" * 9],
        "too large": [data + b" " * line_proof.MOST],
    }  # fmt: skip
    for words_, files in cases.items():
        for one in files:
            with pytest.raises(NotProven, match=words_):
                line_proof.check(one, log(home))
    with pytest.raises(NotProven, match="not proven"):
        line_proof.check(data, note.Verifier(log(home).name, bytes(32)))


@pytest.mark.usefixtures("database")
def test_a_line_is_proven_after_the_person_beside_it_was_erased(home: Home) -> None:
    ledger = home.house.site.ledger
    with ledger.recorder.reader() as cursor:
        tama = ledger.vault.person(cursor, home.shelter.organisation, "C-2")
    assert tama is not None
    ledger.erase(tama)
    ledger.publish()
    assert line_proof.check(given(home), log(home)).line == 1
    assert asked(home, "tama").status_code == 404
    with ledger.recorder.reader() as cursor:
        cursor.execute("SELECT leaf, hash FROM erased_leaf ORDER BY leaf")
        assert [row[0] for row in map(tuple, cursor.fetchall())] == [2, 3]


def test_only_for_oneself_only_for_what_is_shown_and_only_when_it_is_safe(home: Home) -> None:
    assert asked(home, safe=False).json()["code"] == "bad-request"
    for who in ("manager", "officer", "board", "unit", "operator", "stranger"):
        assert asked(home, who).status_code in (403, 404), who
    assert asked(home, entry=2).status_code == 404, "an opening says nothing of who somebody is"
    assert asked(home, entry=99).status_code == 404
    assert asked(home, entry=0).status_code in (400, 422)


def test_what_is_held_gives_no_file_and_moves_no_number(home: Home) -> None:
    """A second register whose collection is held: the answers are those of a home in which it never was."""
    place, shelter = home.house.place, home.shelter

    def answers() -> list[Any]:
        with home.signed_in("aroha") as client:
            return [client.get("/api/my/proofs").json(), *(asked(home, entry=n).status_code for n in range(1, 5))]

    before = answers()
    book = place.id()
    held = shelter.say(
        "information.collected.v1",
        {
            "holding": book, "unit": shelter.unit, "system": shelter.system, "relation": "from", "lines": [[1, 1]],
            "parts": ["name"], "why": flows.HELD,
        },
        shelter.people({1: {"ref": "C-1", "given_name": "Aroha"}}),
    )  # fmt: skip
    place.seal(held)
    home.house.site.ledger.publish()
    assert answers() == before == [[1], 200, 404, 404, 404]
    assert line_proof.check(given(home), log(home)).event["data"]["holding"] == home.book


def test_words_that_may_speak_of_others_are_not_in_the_file(home: Home) -> None:
    place, shelter, book = home.house.place, home.shelter, home.house.place.id()
    said = {1: {"ref": "C-1", "birth_date": "1990-01-01", "note": "Her brother rang", "relation": "sister of Sam"}}
    place.seal(shelter.collected(book, [(1, 1)], shelter.people({0: {"worker": "Sam Testcase"}, **said})))
    home.house.site.ledger.publish()
    with home.signed_in("aroha") as client:
        numbers = client.get("/api/my/proofs").json()
    data = asked(home, entry=numbers[-1]).content
    line = line_proof.check(data, log(home))
    assert {one.name for one in line.words} == {"ref", "birth_date"}
    opened = [unb64(one["disclosure"]).decode() for one in json.loads(data)["words"]]
    assert not any(word in text for text in opened for word in ("brother", "Sam", "sister"))


# Pages


def test_anyone_can_check_the_file_on_a_page_and_it_tells_only_what_it_must(home: Home) -> None:
    data = given(home)
    with home.signed_in("stranger") as client:
        client.cookies.clear()
        html = {"accept": "text/html"}
        pasted = client.post("/check", data={"text": data.decode()}, headers=html)
        chosen = client.post("/check", files={"file": ("my-line.json", data, "application/json")}, headers=html)
        altered = client.post(
            "/check", data={"text": redisclosed(data, lambda fields: [*fields[:3], "Moana"]).decode()}, headers=html
        )
        nonsense = client.post("/check", files={"file": ("x.json", b"\xff\xfe", "application/json")}, headers=html)
        empty = client.post("/check", data={}, headers=html)
    for reply in (pasted, chosen):
        assert "Yes, this line is in the record" in reply.text
        assert "Aroha" not in reply.text
    assert "does not fit the record" in altered.text
    assert "Moana" not in altered.text
    assert "We cannot read that" in nonsense.text
    assert (empty.status_code, "Paste something" in empty.text) == (422, True)


def test_a_person_asks_on_a_page_and_is_asked_whether_it_is_safe(home: Home) -> None:
    with home.signed_in("aroha") as client:
        page = client.get("/my/proof").text
        assert "Could someone make you show them this file" in page
        assert "Could they get mad?" in client.get("/my/proof?as=child").text
        assert "Could they get mad?" not in client.get("/my/proof?as=adult").text
        unsafe = client.post("/my/proof", data={"entry": "1", "safe": "no"})
        assert "Then do not take it now" in unsafe.text
        assert "answer the question about safety first" in client.post("/my/proof", data={"entry": "1"}).text
        file = client.post("/my/proof", data={"entry": "1", "safe": "yes"})
        assert "attachment" in file.headers["content-disposition"]
        assert "no-store" in file.headers["cache-control"]
        assert line_proof.check(file.content, log(home)).line == 1
        assert client.post("/my/proof", data={"entry": "2", "safe": "yes"}).status_code == 404
        assert "/my/proof" in client.get("/my").text
    assert {"ref", "given_name", "family_name", "birth_date"} <= disclosures.NAMES
