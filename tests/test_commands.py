"""``lightwell`` on the command line: a command loads what it needs, and nothing of the others."""

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from building import Place

from ledger.commands import in_words, main, whole
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


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs ``lightwell`` in this process: the exit code, and all that it printed."""

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["lightwell", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return run


def test_what_goes_wrong_is_one_sentence_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Callable[..., tuple[int, str]]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "junk").write_text("junk")
    (tmp_path / "empty").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        tried: dict[tuple[str, ...], tuple[int, str]] = {
            ("keygen", "junk"): (1, "junk is there already"),
            ("keygen", "nowhere/a.key"): (1, "there is no nowhere/a.key"),
            ("verify", "empty"): (1, "there is no export in empty"),
            ("replay", "nowhere"): (1, "there is no export in nowhere"),
            ("sample", "nowhere"): (1, "there is no export in nowhere"),
            ("check-report", "junk", "empty"): (1, "there is no export in empty"),
            ("replay", "empty", "--copies", "nowhere"): (2, "nowhere"),
            ("board-report", "x", "--start", "yesterday", "--end", "2026-01-01", "--out", "r"): (2, "such as 2026"),
            ("board-report", "x", "--start", "2026-02-01", "--end", "2026-01-01", "--out", "r"): (2, "is before"),
            ("board-report", "x", "--start", "2026-01-01", "--end", "2026-01-02", "--out", "no/r"): (
                1,
                "make it first",
            ),
            ("board-report", "x", "--start", "2026-01-01", "--end", "2026-01-02", "--out", "empty"): (1, "is a folder"),
            ("status", "--data", "empty"): (1, "there is no ledger in empty"),
            ("serve", "--port", port, "--data", "new"): (1, f"port {port} is in use"),
            ("serve", "--port", "99999"): (2, "65535"),
            ("witness", "example.org/w", "--log", "junk", "--data", "w"): (2, "/log.vkey"),
            ("consume", "publish", "nonsense"): (2, "is no audience"),
            ("record", "--csv", "rows.csv", "--data", "empty"): (1, "Run lightwell onboard first"),
            ("onboard", "--approve", "nowhere", "--operator-keys", "empty"): (1, "there is no nowhere"),
        }
        for words, (code, says) in tried.items():
            ended, told = said(*words)
            assert says in " ".join(told.replace("│", " ").split()), (words, told)
            assert ended == code, (words, told)
    assert not (tmp_path / "new").exists(), "nothing was opened"


def test_a_setting_that_is_wrong_is_named_and_its_value_is_not(
    monkeypatch: pytest.MonkeyPatch, said: Callable[..., tuple[int, str]]
) -> None:
    monkeypatch.setenv("LIGHTWELL_URL", "ftp://secret.example")
    known = "LIGHTWELL_URL must be https, or http on this machine: see deploy/settings.env.example"
    assert said("status", "--data", "nowhere") == (1, f"lightwell: {known}\n")
    monkeypatch.delenv("LIGHTWELL_URL")
    monkeypatch.setenv("LIGHTWELL_SMTP_HOST", "mail.example")
    monkeypatch.setenv("LIGHTWELL_SMTP_SECURITY", "none")
    assert said("status", "--data", "nowhere")[1].startswith("lightwell: LIGHTWELL_SMTP_SECURITY may be none only")


def test_a_database_that_is_not_there_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Callable[..., tuple[int, str]]
) -> None:
    (tmp_path / "keys").mkdir()
    monkeypatch.setenv("LIGHTWELL_DATABASE", "postgresql://nobody@127.0.0.1:9/none")
    code, told = said("status", "--data", str(tmp_path))
    assert code == 1
    assert told.startswith("lightwell: the database cannot be read or written")
    assert len(told.splitlines()) == 1


def test_a_fault_of_ours_is_not_hidden() -> None:
    assert in_words(ValueError("a fault")) is None
    assert in_words(KeyError("a fault")) is None
