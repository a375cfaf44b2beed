"""The console command ``lightwell``: every package lists its own commands, and only the one that is given is loaded.

Loading all of them takes seconds: the web, the database, Kafka. ``--help`` and a mistyped word load none.
"""

import errno
import sys
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

import typer
from rich.console import Console
from typer.core import TyperCommand, TyperGroup

from ledger.problems import Problem

#: Entry points of this group are lists: a command's name → where it is (module:Typer), and what it does.
GROUP = "lightwell.commands"
#: What an operating system says of a file, and what to do.
FILES = {
    errno.ENOENT: "there is no {}: check the name",
    errno.EEXIST: "{} is there already, and is left as it is: choose another name",
    errno.EACCES: "{} is not yours to read or write: ask whoever owns it, or choose another place",
    errno.EROFS: "{} cannot be written, the disk is read-only: choose another place",
    errno.EISDIR: "{} is a folder, and a file is wanted",
    errno.ENOTDIR: "{} is in no folder: a file stands where one is wanted",
    errno.ENOSPC: "{} does not fit, the disk is full: make room and try again",
}
#: The classes of what a database says: package, module, name.
DATABASES = (
    ("psycopg", "", "Error"),
    ("sqlalchemy", "exc", "DBAPIError"),
    ("eventsourcing", "persistence", "PersistenceError"),
    ("sqlite3", "", "Error"),
)
#: The classes of settings, by whose names a setting that is wrong is told from any other fault, and what theirs begin
#: with in the environment.
SETTINGS = {"Settings": "LIGHTWELL_", "KafkaSettings": "LIGHTWELL_KAFKA_"}


class Listed(TyperGroup):
    """Knows its commands by name and sentence; loads the one that is called."""

    def __init__(self, **settings: Any) -> None:
        listed: dict[str, tuple[str, str]] = {}
        for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
            listed |= entry.load()
        self.places = {name: place for name, (place, _) in listed.items()}
        settings["commands"] = {name: TyperCommand(name, help=says) for name, (_, says) in listed.items()}
        super().__init__(**settings)

    def loaded(self, name: str) -> Any:
        """The command itself. Raises KeyError for a name that is not listed."""
        module, _, attribute = self.places[name].partition(":")
        return typer.main.get_group(getattr(import_module(module), attribute)).commands[name]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, command and self.loaded(command.name or ""), rest


def whole() -> Listed:
    """``lightwell`` with everything that it can be told."""
    return Listed(name="lightwell", no_args_is_help=True)


def main() -> None:
    """Errors are said in words, without a traceback."""
    try:
        whole()()
    except Exception as error:
        told = in_words(error)
        if told is None:
            raise  # a fault of ours: whoever mends it needs to know where
        Console(stderr=True, soft_wrap=True).print(f"lightwell: {told}", style="red", markup=False, highlight=False)
        raise SystemExit(1) from None


def in_words(error: Exception) -> str | None:
    """What went wrong and what to do, where it is not a fault of this program; None where it is."""
    if isinstance(error, OSError) and error.errno in FILES and error.filename is not None:
        return FILES[error.errno].format(error.filename)
    if isinstance(error, (Problem, OSError)):
        return str(error)
    if _is(error, "pydantic_core", "", "ValidationError"):
        return _settings(error)
    if any(_is(error, *one) for one in DATABASES):
        first = str(getattr(error, "orig", None) or error).splitlines()[0]
        return f"the database cannot be read or written: {first}. Is it there, and the right one (LIGHTWELL_DATABASE)?"
    return None


def _is(error: Exception, package: str, module: str, name: str) -> bool:
    """Whether it is of this class; one whose module nobody has loaded it is not."""
    found = sys.modules.get(f"{package}.{module}".rstrip("."))
    return found is not None and isinstance(error, getattr(found, name))


def _settings(error: Any) -> str | None:
    """Which settings are wrong, and why; their values are not said. None where it is of something else."""
    begins = SETTINGS.get(error.title)
    if begins is None:
        return None
    wrong = [
        (f"{begins}{'_'.join(map(str, one['loc'])).upper()} " if one["loc"] else "")  # a rule over several names them
        + one["msg"].removeprefix("Value error, ")
        for one in error.errors(include_input=False, include_url=False)
    ]
    return f"{'; '.join(wrong)}: see deploy/settings.env.example"
