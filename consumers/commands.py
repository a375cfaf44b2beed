"""The organisation's commands: ``lightwell onboard``, ``record`` and ``custody``."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from nacl.signing import SigningKey
from rich.console import Console

from consumers import onboard as joining
from consumers import records, sendings, sheet, spreadsheet, submission
from consumers.client import Client
from consumers.custody import admit
from consumers.lines import BadIndex, LineIndex
from consumers.mapped import Translation
from consumers.mapping import BadMapping, Mapping
from consumers.membership import Membership, NoMembership, read_key
from consumers.plan import Plan, send
from consumers.receipt import BadReceipt
from consumers.records import BadLog
from consumers.repeatable import Repeatable
from consumers.sheet import BadSheet
from ledger.commands import in_words
from ledger.problems import Problem
from ledger.vocabulary import UnitKind

app = typer.Typer(no_args_is_help=True)
#: The address that ``lightwell serve`` takes when nobody says another.
HERE = "http://127.0.0.1:8765"
Folder = Annotated[Path, typer.Option("--data", help="The organisation's own folder, with lightwell.toml and its key.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
console = Console(soft_wrap=True)


def stop(text: object, code: int = 1) -> NoReturn:
    """Ends the command with a plain sentence on standard error and an exit code; never a traceback."""
    said = in_words(text) if isinstance(text, Exception) else None
    Console(stderr=True, soft_wrap=True).print(said or str(text), markup=False, highlight=False)
    raise typer.Exit(code)


@app.command()
def onboard(
    name: Annotated[str, typer.Argument(help="The organisation's name, as people know it.")] = "",
    kind: Annotated[str, typer.Option(help="provider or agency")] = "provider",
    data: Folder = Path(),
    url: Annotated[str, typer.Option(help="The ledger's address.")] = HERE,
    unit: Annotated[list[str] | None, typer.Option(help="KIND or KIND:NAME; the first one speaks on the feed.")] = None,
    safety_sensitive: Annotated[
        bool, typer.Option("--safety-sensitive", help="What it says is held from family-side viewers.")
    ] = False,
    operator_keys: Annotated[Path | None, typer.Option(help="The operator's key folder, where it is here.")] = None,
    approve: Annotated[Path | None, typer.Option(help="Operator: admit the organisation of this request file.")] = None,
    finish: Annotated[bool, typer.Option("--finish", help="Name units and feed, once the operator approved.")] = False,
    yes: Yes = False,
) -> None:
    """Bring an organisation into a ledger: its key, its registration, its units and its feed."""
    try:
        if approve is not None:
            _approve(approve, url, operator_keys, yes)
        elif finish:
            _finish(Membership.read(data))
        else:
            _begin(name, kind, data, url, unit or [], safety_sensitive, operator_keys)
    except (Problem, BadReceipt, NoMembership, OSError, ValueError) as problem:
        stop(problem)


def _begin(
    name: str, kind: str, folder: Path, url: str, units: list[str], safety_sensitive: bool, operator_keys: Path | None
) -> None:
    if not name:
        stop("Say the organisation's name, or --finish, or --approve REQUEST.", 2)
    if kind not in joining.FIRST_UNIT:
        stop("--kind is provider or agency.", 2)
    named = [(unit.partition(":")[0], unit.partition(":")[2]) for unit in units]
    if any(unit not in set(UnitKind) for unit, _ in named):
        stop(f"--unit is one of {', '.join(UnitKind)}, and may go on with :NAME.", 2)
    membership, request = joining.begin(folder, url, name, kind, named, safety_sensitive)
    console.print(f"Key: {folder / membership.key_file} (keep it; whoever has it speaks for you)", highlight=False)
    if operator_keys is not None:
        joining.approve(url, _operator_key(operator_keys), request)
        _finish(membership)
        return
    console.print(f"Request: {folder / joining.REQUEST_FILE}", highlight=False)
    console.print("Send it to the ledger's operator and read them this thumbprint by telephone:", highlight=False)
    console.print(f"  {request.kid}", highlight=False)
    theirs = f"lightwell onboard --approve request.json --operator-keys DATA/keys --url {url}"
    console.print(f"The operator runs:  {theirs}", highlight=False, soft_wrap=True)
    console.print(f"Then you run:       lightwell onboard --finish --data {folder}", highlight=False, soft_wrap=True)


def _approve(path: Path, url: str, operator_keys: Path | None, yes: bool) -> None:
    if operator_keys is None:
        stop("Say --operator-keys: the folder that holds operator.key.", 2)
    request = joining.Request.read(path)
    console.print(f"{request.name}: {request.kind}", markup=False, highlight=False)
    if request.safety_sensitive:
        console.print("safety-sensitive: what it says is held from family-side viewers")
    console.print(f"key  {request.kid}", highlight=False)
    if not yes and not typer.confirm("Has the organisation read you this thumbprint?"):
        stop("Nothing was registered.")
    joining.approve(url, _operator_key(operator_keys), request)
    console.print("Registered. The organisation now runs lightwell onboard --finish.")


def _finish(membership: Membership) -> None:
    try:
        joining.finish(membership)
    except Problem as problem:
        if problem.code == "key-not-registered":
            stop("The operator has not approved your request yet. Nothing is lost: run --finish again later.")
        raise
    console.print(f"Registered: {len(membership.units)} unit(s) and a feed that reports {', '.join(joining.REPORTS)}.")
    console.print(f"Next: lightwell record --csv FILE --data {membership.folder}", highlight=False)


def _operator_key(folder: Path) -> SigningKey:
    path = folder / "operator.key"
    try:
        return read_key(path)
    except (OSError, ValueError):
        stop(f"{path} is missing or is not a key.", 2)


@app.command()
def record(
    file: Annotated[Path | None, typer.Argument(help="With --map: the log file.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="A spreadsheet saved as CSV (UTF-8).")] = None,
    map: Annotated[Path | None, typer.Option("--map", help="How a log's records become statements (TOML).")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Say what has to be put right, and stop (--csv: by your agreements).")
    ] = False,
    data: Folder = Path(),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be said, and stop.")] = False,
    yes: Yes = False,
) -> None:
    """Say what a file shows: a spreadsheet of your own (--csv), or the log of a system (--map)."""
    try:
        us = Membership.read(data)
        if check and csv is not None and map is None and file is None:
            _check(us, csv)
        elif csv is not None and map is None and file is None:
            _record_sheet(us, csv, dry_run, yes)
        elif map is not None and file is not None and csv is None:
            _record_log(us, map, file, dry_run or check, yes, check)
        else:
            stop("Say --csv FILE, or --map MAPPING.toml FILE.", 2)
    except (Problem, BadReceipt, NoMembership, BadIndex, BadSheet, BadMapping, BadLog, OSError, ValueError) as problem:
        stop(problem)


@app.command()
def custody(data: Folder = Path(), yes: Yes = False) -> None:
    """Let the site sign for people of ours who use its pages, with a key of its own that we register as such."""
    try:
        us = Membership.read(data)
        if not yes and not typer.confirm(f"Whoever signs in for us at {us.url} could then speak for us. Go on?"):
            stop("Nothing was registered.")
        with us.client() as client:
            kid = admit(client, us.organisation)
        console.print(f"Registered as custodial: {kid}", highlight=False)
    except (Problem, BadReceipt, NoMembership, OSError) as problem:
        stop(problem)


def _check(us: Membership, path: Path) -> None:
    """Exit 3 where something has to come out of the file before it is sent."""
    found = sendings.ask(us, datetime.now(UTC))
    file = submission.read(path, found)
    file.show(console, found)
    if not file.ready:
        stop("Do not send it yet: see what to do above.", 3)
    console.print("Every column is in an agreement.")


def _record_sheet(us: Membership, path: Path, dry_run: bool, yes: bool) -> None:
    index = LineIndex(us.folder / "lines.csv")
    plan = spreadsheet.plan(sheet.read(path), us, index, repeatable(us), datetime.now(UTC))
    plan.check(us.feed)
    if agreed(plan, us, dry_run, yes):
        index.save()
        with us.client() as client:
            deliver(client, plan, "row")


def _record_log(us: Membership, path: Path, file: Path, dry_run: bool, yes: bool, check: bool) -> None:
    """``check``: exit 3 where the mapping does not understand a record that may be an access."""
    mapping = Mapping.read(path)
    translation = Translation(mapping, us, us.folder, repeatable(us), datetime.now(UTC))
    plan = translation.read(records.read(file, mapping.log.form, mapping.log.records))
    plan.check(translation.feed)
    if check and plan.unclear and not plan.wrong:
        plan.show(console)
        stop(f"The mapping does not understand {plan.unclear.total()} records: see above.", 3)
    if agreed(plan, us, dry_run, yes):
        for index in translation.indexes.values():
            index.save()
        with us.client(translation.feed) as client:
            feeds = us.folder / "feeds.txt"  # asking again each time would be refused, and sealed as a refusal
            known = feeds.read_text().split() if feeds.exists() else []
            if mapping.feed is not None and mapping.feed not in known:
                first = min(saying.at for saying in plan.sayings).date()
                joining.register_feed(client, us.unit, mapping.system or us.system, ["accessed"], first)
                feeds.write_text("\n".join([*known, mapping.feed]) + "\n")
            deliver(client, plan, "record")


def agreed(plan: Plan, us: Membership, dry_run: bool, yes: bool) -> bool:
    """Shows the plan, and asks; False where there is nothing to send."""
    plan.show(console)
    if plan.wrong:
        stop(f"Nothing was sent: {len(plan.wrong)} to correct. Then run the same command again.")
    if dry_run or not plan.sayings:
        return False
    if not yes and not typer.confirm(f"Sign and send {len(plan.sayings)} statements to {us.url}?"):
        stop("Nothing was sent.")
    return True


def deliver(client: Client, plan: Plan, unit: str) -> None:
    """Sends what was agreed to; exit 1 where something was refused."""
    landed = send(client, plan)
    landed.show(console, unit)
    if landed.failed:
        raise typer.Exit(1)


def repeatable(us: Membership) -> Repeatable:
    """What makes identifiers of the same row the same."""
    return Repeatable.open(us.folder / "repeat.secret")
