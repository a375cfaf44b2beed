"""The console command ``lightwell``: every package lists its own commands, and only the one that is given is loaded.

Loading all of them takes seconds: the web, the database, Kafka. ``--help`` and a mistyped word load none.
"""

from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

import typer
from rich.console import Console
from typer.core import TyperCommand, TyperGroup

from ledger.problems import Problem

#: Entry points of this group are lists: a command's name → where it is (module:Typer), and what it does.
GROUP = "lightwell.commands"


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
    except (Problem, OSError) as error:
        Console(stderr=True).print(f"lightwell: {error}", style="red", markup=False)
        raise SystemExit(1) from None
