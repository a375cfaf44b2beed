"""Nothing personal of the whole story leaks: not into the log, the read models, an export, output, or an address."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from telling import Story, story

from consumers.story.storage_log import owner_of_the_file
from ledger import jws
from ledger.application import Ledger
from ledger.export import export
from ledger.keyring import Keyring

#: Who looks at what; every address that an answer then leads to is looked at as well.
LOOKS = (
    ("hera", "/my"), ("mele", "/my"), ("hera", "/api/trail"), ("hera", "/api/coverage"),
    ("ccss-manager", "/submissions"), ("ccss-manager", "/people"), ("ccss-manager", "/api/people"),
    ("ccss-privacy", "/people"), ("acf-reporting", "/owe"), ("acf-reporting", "/api/owed"), ("auditor", "/log"),
    ("auditor", "/api/log"), ("operator", "/coverage"),
)  # fmt: skip


@pytest.fixture(scope="module")
def told() -> Story:
    return story()


def personal(told: Story) -> set[str]:
    """The story's private words about people: names, client numbers, birthdays, notes, workers, titles."""
    words: set[str] = set()
    for entry in told.plan.entries:
        for line, name, value in entry.private:
            if name == "birth_date" and value >= "2020":
                continue  # some are days on which something else happened, too
            if name != "relation" and (line or name != "name"):
                words.add(value)
    for group in told.plan.whanau.groups:
        for person in group.people:
            words |= {person.ref, f"{person.given} {person.family}", person.family}
    return {word for word in words if len(word) > 3}


def spellings(words: set[str]) -> dict[bytes, str]:
    """How each word may be written: plain, as JSON escapes, in an address."""
    found: dict[bytes, str] = {}
    for word in words:
        for spelling in (word, json.dumps(word)[1:-1], quote(word), quote(word).replace("%20", "+")):
            found[spelling.encode()] = word
    return found


def long_ones(words: dict[bytes, str]) -> dict[bytes, str]:
    """A short word turns up by chance in megabytes of ciphertext and base64. One in four: what leaks, leaks often."""
    return {spelling: words[spelling] for spelling in sorted(words)[::4] if len(spelling) > 7}


def leaks(content: bytes, words: dict[bytes, str]) -> set[str]:
    return {word for spelling, word in words.items() if spelling in content}


def test_there_is_something_to_look_for(told: Story) -> None:
    words = personal(told)
    assert len(words) > 900
    assert {"C-0124", "2016-02-11", "Robin Worker", "Calmer bedtimes"} <= words
    assert owner_of_the_file(told.plan.whanau).ref in words


def test_no_statement_and_no_database_holds_anything_personal_in_the_clear(told: Story) -> None:
    words = spellings(personal(told))
    looked = 0
    for path in told.data.iterdir():
        if path.is_file() and ".db" in path.name:
            assert leaks(path.read_bytes(), long_ones(words)) == set(), path.name
            looked += 1
    assert looked >= 2
    ledger = Ledger(told.data, Keyring.open(told.data / "keys"), "")
    payloads = [jws.parse(row.state).payload for row in ledger.recorder.select_notifications(1, 100_000)]
    ledger.close()
    assert len(payloads) > 4_000
    assert leaks(b"\n".join(payloads), words) == set()


def test_an_export_holds_nothing_personal(told: Story, tmp_path: Path) -> None:
    ledger = Ledger(told.data, Keyring.open(told.data / "keys"), "")
    export(ledger, tmp_path / "export")
    ledger.close()
    words, files = spellings(personal(told)), [p for p in (tmp_path / "export").rglob("*") if p.is_file()]
    assert len(files) > 10
    for path in files:
        assert leaks(str(path.relative_to(tmp_path)).encode(), words) == set(), path.name
        assert leaks(path.read_bytes(), long_ones(words)) == set(), path.name


def addresses(html: str) -> Iterator[str]:
    yield from re.findall(r'(?:href|action|src)="([^"]*)"', html)


def test_addresses_redirects_and_headers_name_nobody(told: Story) -> None:
    words = spellings(personal(told))
    for who, path in LOOKS:
        answer = told.get(who, path)
        assert answer.status_code == 200, (who, path)
        heads = "\n".join([str(answer.url), *(f"{k}: {v}" for k, v in answer.headers.items())])
        assert leaks(heads.encode(), words) == set(), (who, path)
        for address in addresses(answer.text) if "html" in answer.headers["content-type"] else ():
            assert leaks(address.encode(), words) == set(), (who, path)
    people = told.get("ccss-manager", "/api/people").json()
    hera = next(p for p in people if p["name"].startswith("Hera "))
    page = told.get("ccss-manager", f"/people/{hera['person']}")
    assert page.status_code == 200
    assert all(leaks(address.encode(), words) == set() for address in addresses(page.text))
    for wrong in ("/people/C-0124", "/api/people/Hera%20Rimu/trail"):
        refused = told.get("ccss-manager", wrong)
        assert refused.status_code == 404
        assert leaks(refused.content + str(refused.headers).encode(), words) == set()


def test_answers_about_others_hold_no_name_at_all(told: Story) -> None:
    words = spellings(personal(told))
    for who, path in (
        ("auditor", "/api/log"), ("acf-reporting", "/api/owed"), ("ccss-board", "/api/submissions"),
        ("operator", "/api/coverage"), ("hera", "/api/trail"),
    ):  # fmt: skip
        assert leaks(told.get(who, path).content, words) == set(), (who, path)


def test_the_servers_output_names_nobody(told: Story) -> None:
    assert leaks(told.output.read_bytes(), spellings(personal(told))) == set()


def test_file_names_name_nobody(told: Story) -> None:
    words = spellings(personal(told))
    names = "\n".join(str(path.relative_to(told.data)) for path in told.data.rglob("*"))
    assert leaks(names.encode(), words) == set()


def test_the_description_of_the_api_is_served_and_valid(told: Story) -> None:
    described = told.get("hera", "/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for ref in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(described)):
        found = described
        for step in ref.split("/"):
            found = found[step]
    operations = [one for methods in described["paths"].values() for one in methods.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    assert all(one["responses"] for one in operations)
    for path in ("/statements", "/api/trail", "/api/trail/copies", "/checkpoint", "/healthz", "/people/erasures"):
        assert path in described["paths"], path
