"""``lightwell`` on the command line: a command loads what it needs, and nothing of the others."""

import subprocess
import sys
from pathlib import Path

import pytest
from building import Place

from ledger.commands import whole
from ledger.export import export

#: Runs ``lightwell``; then names, on the last line of standard error, whatever was loaded.
LOADED = """
import atexit, sys
atexit.register(lambda: print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr))
from ledger.commands import main
main()
"""
WEB = {"fastapi", "starlette", "uvicorn", "jinja2", "typst"}
DATABASE = {"sqlalchemy", "eventsourcing", "psycopg", "alembic"}
KAFKA = {"kafka"}


def lightwell(*words: str) -> tuple[int, str, set[str]]:
    """The exit code, what it printed, and the packages that it loaded."""
    ran = subprocess.run([sys.executable, "-c", LOADED, *words], capture_output=True, text=True, check=False)
    *errors, loaded = ran.stderr.splitlines()
    return ran.returncode, ran.stdout + "\n".join(errors), set(loaded.split())


@pytest.mark.parametrize("words", [["--help"], [], ["veryfy"]])
def test_what_only_lists_the_commands_loads_none_of_them(words: list[str]) -> None:
    code, said, loaded = lightwell(*words)
    assert code == (0 if words == ["--help"] else 2)
    assert "verify" in said
    assert loaded & (WEB | DATABASE | KAFKA | {"httpx2", "cryptography", "nacl"}) == set()


def test_the_verifier_loads_no_database_and_no_web(place: Place, tmp_path: Path) -> None:
    place.organisation()
    export(place.ledger, tmp_path / "out")
    code, said, loaded = lightwell("verify", str(tmp_path / "out"))
    assert code == 0, said
    assert loaded & (WEB | DATABASE | KAFKA | {"httpx2", "holidays"}) == set()
    assert "pydantic" in loaded, "it read the statements"


@pytest.mark.parametrize(
    ("words", "not_needed"),
    [
        (["keygen", "--help"], WEB | DATABASE | KAFKA),
        (["verify", "--help"], WEB | DATABASE | KAFKA | {"nacl", "cryptography"}),
        (["record", "--csv", "rows.csv", "--data", "nowhere"], WEB | DATABASE | KAFKA),
        (["status", "--data", "nowhere"], WEB | KAFKA),
        (["serve", "--help"], KAFKA),
    ],
)
def test_each_command_loads_what_it_needs(words: list[str], not_needed: set[str]) -> None:
    code, said, loaded = lightwell(*words)
    assert code == (0 if "--help" in words else 1), said
    assert loaded & not_needed == set()


@pytest.mark.parametrize("name", sorted(whole().commands))
def test_the_list_says_of_each_command_what_the_command_says(name: str) -> None:
    everything = whole()
    assert everything.commands[name].help == everything.loaded(name).help
