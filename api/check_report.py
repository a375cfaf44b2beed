"""``lightwell check-report``: a Board's report or a letter, held against an export of the log and nothing else."""

from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from api import board_table
from api.board_table import Table
from api.given import code_of
from ledger import merkle
from ledger.export_files import see_that_it_is_one
from ledger.exported import ExportedLog
from ledger.verification.words import words
from ledger.verify import verify
from projections import copied, flags
from projections.copied import Checked
from projections.statement import Statement

app = typer.Typer()


@app.command("check-report")
def check_report(
    file: Annotated[Path, typer.Argument(help="A report or letter as it left the house: PDF, JSON, or the table.")],
    folder: Annotated[Path, typer.Argument(help="An export.")],
) -> None:
    """Checks a Board's report, or a letter, against an export of the log. Exit 0 if the log gives the same facts."""
    see_that_it_is_one(folder)
    report = verify(folder)
    if not report.ok:  # nothing can rest on statements that do not hold
        typer.echo(words(report))
        raise typer.Exit(1)
    table = board_table.read(file.read_bytes())
    found = copied.check(file, folder) if table is None else check_table(table, ExportedLog(folder))
    typer.echo("\n".join(("The report holds." if found.ok else "The report does not hold.", *found.words)))
    raise typer.Exit(0 if found.ok else 1)


def check_table(table: Table, log: ExportedLog) -> Checked:
    """Makes a table's figures again from its own rows of proof, and names each row that differs."""
    said = copied.sealed(log, table.proof.get("facts", ""))
    if said is None:
        return Checked(False, (copied.UNKNOWN,))
    told = f"Record {said.index + 1:,} says that such a report left the house, made from record {said.data['size']:,}."
    if said.data["rules"] != flags.VERSION:
        version = said.data["rules"]
        return Checked(
            False, (told, f"Made by rules version {version}; this program has version {flags.VERSION}: use that one.")
        )
    with TemporaryDirectory(prefix="lightwell-") as name:
        report = copied.board_again(log, Path(name), said, table.proof)
    if report is None:
        return Checked(False, (told, "The rows of proof ask another question than the report that left the house."))
    right = board_table.proof(report, code_of(bytes.fromhex(said.digest)), said.data["body"], root_at(log, said))
    wrong = [
        f"The row {name} of proof is “{table.proof.get(name, '')}”, the log gives “{value}”."
        for name, value in right.items()
        if table.proof.get(name) != value
    ]
    wrong += board_table.differing(table, board_table.rows(report))
    if wrong:
        return Checked(False, (told, *wrong))
    return Checked(True, (told, "The log gives the same figures again, row by row."))


def root_at(log: ExportedLog, said: Statement) -> str:
    """The root of the tree that an answer was made from, in base64 as a checkpoint has it."""
    tree = merkle.Frontier()
    for index, token in log.all():
        if index >= said.data["size"]:
            break
        tree.append(merkle.leaf_hash(token))
    return b64encode(tree.root()).decode()
