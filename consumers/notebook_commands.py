"""``lightwell use``: the same line for whatever is not Python; ``consumers/r/lightwell.R`` calls it."""

from pathlib import Path
from typing import Annotated

import typer

from consumers.commands import Folder, stop
from consumers.lines import BadIndex
from consumers.membership import NoMembership
from consumers.notebook import use
from consumers.receipt import BadReceipt
from ledger.problems import Problem

app = typer.Typer()


@app.command("use")
def use_command(
    part: Annotated[list[str], typer.Option(help="What was used; repeat for more.")],
    purpose: Annotated[str, typer.Option(help="Why, such as evaluation.")],
    basis: Annotated[str, typer.Option(help="Under which rule, such as IPP10(1)(b).")] = "",
    clients: Annotated[
        Path | None, typer.Option(help="A file with your client numbers, one a line (default: everybody). Stays here.")
    ] = None,
    role: Annotated[str, typer.Option(help="As what.")] = "evaluation_analyst",
    product: Annotated[list[str] | None, typer.Option(help="What is made, such as report; repeat for more.")] = None,
    holding: Annotated[str, typer.Option(help="The holding, if it is not your own register.")] = "",
    data: Folder = Path(),
) -> None:
    """Say which information an analysis used. Prints the use, and each product, to be named in what came of it."""
    try:
        listed = clients.read_text(encoding="utf-8").split() if clients else None
        with use(
            data, parts=part, purpose=purpose, basis=basis, clients=listed, role=role, products=product or (),
            holding=holding,
        ) as used:  # fmt: skip
            pass
    except (Problem, BadReceipt, NoMembership, BadIndex, OSError, ValueError) as problem:
        stop(problem)
    typer.echo(f"use {used.id}")
    for kind, id in used.products.items():
        typer.echo(f"{kind} {id}")
