"""``lightwell submit``: the statement that a quarter's file was sent, made from its headings and its rows' count."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from consumers import sendings, submission
from consumers.commands import Folder, Yes, agreed, console, deliver, repeatable, stop
from consumers.lines import BadIndex, LineIndex
from consumers.membership import Membership, NoMembership
from consumers.receipt import BadReceipt
from consumers.sendings import Sending
from consumers.sheet import BadSheet
from ledger.problems import Problem

app = typer.Typer()


@app.command()
def submit(
    csv: Annotated[Path, typer.Option("--csv", help="The file as you send it, saved as CSV (UTF-8).")],
    line: Annotated[int, typer.Option(help="The schedule line; needed where you send under more than one.")] = 0,
    agreement: Annotated[str, typer.Option(help="The agreement, where two have a line of that number.")] = "",
    data: Folder = Path(),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be said, and stop.")] = False,
    yes: Yes = False,
) -> None:
    """Say that a file was sent under an agreement: for the oldest period that waits. What it holds stays here."""
    try:
        us, now = Membership.read(data), datetime.now(UTC)
        found = _chosen(sendings.ask(us, now), line, agreement)
        file = submission.read(csv, [found])
        file.show(console, [found])
        period = found.waiting[0] if found.waiting else None
        if period is None:
            stop(f"Nothing is due under {found} now. Nothing was sent.")
        console.print(f"For {period.period_from} to {period.period_to}, due {period.due}.", highlight=False)
        index = LineIndex(us.folder / "lines.csv")
        plan = submission.plan(file, found, period, us, index, repeatable(us), now)
        plan.check(us.feed)
        if agreed(plan, us, dry_run, yes):
            with us.client() as client:
                deliver(client, plan, "row")
    except (Problem, BadReceipt, NoMembership, BadIndex, BadSheet, OSError, ValueError) as problem:
        stop(problem)


def _chosen(found: list[Sending], line: int, agreement: str) -> Sending:
    if not found:
        stop("You send nothing under an agreement that is in force today.")
    fit = [one for one in found if line in (0, one.line) and agreement in ("", one.agreement)]
    if len(fit) != 1:
        known = "\n".join(f"  --line {one.line} --agreement {one.agreement}" for one in found)
        stop(f"Say which line it is for. You send under:\n{known}", 2)
    return fit[0]
