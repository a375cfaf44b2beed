"""``lightwell consume`` and ``lightwell dead-letters``."""

import gc
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from eventsourcing.persistence import OperationalError
from kafka.errors import KafkaError
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from consumers.kafka import figures as telling
from consumers.kafka import key_file, letters
from consumers.kafka.envelope import Envelopes
from consumers.kafka.figures import Figures
from consumers.kafka.intake import Taking, taking
from consumers.kafka.key_file import Curve
from consumers.kafka.project import Gap, Projecting, projecting
from consumers.kafka.publish import Ahead, Several, publishing
from consumers.kafka.running import Work, run, until_told
from consumers.kafka.settings import KafkaSettings
from ledger.application import Ledger
from ledger.intake import Intake
from ledger.opening import open_ledger
from ledger.settings import Settings
from projections.audience import Audience, NoAudience
from projections.project import open_views

app = typer.Typer()
consume = typer.Typer(no_args_is_help=True, help="The ledger's edge on Apache Kafka.")
dead = typer.Typer(no_args_is_help=True, help="Messages that could not be taken: look at them, and send them again.")
app.add_typer(consume, name="consume")
app.add_typer(dead, name="dead-letters")

Data = Annotated[Path, typer.Option("--data", help="Folder of the ledger.")]
Instance = Annotated[str, typer.Option(help="A name for this process, where several run side by side.")]
Once = Annotated[bool, typer.Option("--once", help="Stop when there is nothing more to take.")]
console = Console(soft_wrap=True)


@consume.command("intake")
def intake_command(data: Data = Path("data"), instance: Instance = "1", once: Once = False) -> None:
    """Takes statements from the intake topic into the ledger, each exactly once."""
    # As the server does: its threads wait for one another, and statements make many small objects and no cycles.
    sys.setswitchinterval(0.0005)
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    settings, envelopes = KafkaSettings(), Envelopes.open_file(data / "keys")
    figures, tries = _figures(data, f"intake-{instance}"), dict[str, int]()
    held: list[Intake] = []

    @contextmanager
    def opened() -> Iterator[Taking]:
        if not held:
            held.append(Intake(open_ledger(data), Settings().workers, Settings().refusals_per_hour))
        with taking(settings, held[0], envelopes, figures, instance, tries) as work:
            yield work
            work.finish()

    try:
        _go_on(opened, figures, settings, once=once)
    finally:
        for intake in held:
            intake.close()
            intake.ledger.close()


@consume.command("publish")
def publish_command(
    audiences: Annotated[list[str], typer.Argument(help="audit, provider:ORGANISATION or unit:UNIT; several may be.")],
    data: Data = Path("data"),
    once: Once = False,
) -> None:
    """Publishes sealed statements, each audience's in a topic of its own, each exactly once and in log order."""
    try:
        settings, wanted = KafkaSettings(), [Audience(name) for name in audiences]
    except NoAudience as error:
        raise typer.BadParameter(str(error)) from None
    figures = _figures(data, f"publish-{min(audiences).replace(':', '.')}")  # each audience has one publisher
    held: list[tuple[Ledger, Engine]] = []

    @contextmanager
    def opened() -> Iterator[Several]:
        if not held:
            held.append((open_ledger(data), open_views(Settings().views_of(data))))
        with publishing(settings, *held[0], wanted, figures) as work:
            yield work

    _go_on(opened, figures, settings, once=once)


@consume.command("project")
def project_command(
    views: Annotated[str, typer.Option(help="A postgresql:// URL, or a file for SQLite.", envvar="LIGHTWELL_VIEWS")],
    data: Annotated[Path, typer.Option("--data", help="Folder for this consumer's figures.")] = Path("data"),
    instance: Instance = "",
    once: Once = False,
) -> None:
    """Keeps read models in another database, fed from the auditors' topic."""
    settings, figures = KafkaSettings(), _figures(data, f"project-{instance}" if instance else "project")
    held: list[Engine] = []

    @contextmanager
    def opened() -> Iterator[Projecting]:
        if not held:
            held.append(open_views(views if "://" in views else Path(views)))
        with projecting(settings, held[0], figures) as work:
            yield work

    with figures.alone():  # no broker fences a second one off, as it does with the others
        _go_on(opened, figures, settings, once=once)


@consume.command("key")
def key_command(
    data: Data = Path("data"),
    fresh: Annotated[
        bool, typer.Option("--new", help="Make a new one; what is sealed to older ones opens too.")
    ] = False,
    curve: Annotated[Curve | None, typer.Option(help="Of a new key; by default that of the last one.")] = None,
) -> None:
    """Prints the public key (JWK) that senders seal private parts to."""
    if curve is not None and not fresh and key_file.read(data / "keys")["keys"]:
        raise typer.BadParameter("--curve is of a new key: say --new too")
    typer.echo(json.dumps(Envelopes.open_file(data / "keys", fresh=fresh, curve=curve).public()))


@dead.command("list")
def list_command() -> None:
    """Which there are, since when, and why."""
    found = _letters()
    table = Table("message", "put aside", "why")
    for letter in found:
        table.add_row(letter.key, f"{letter.at:%Y-%m-%d %H:%M:%S} UTC", ", ".join(letter.codes))
    if found:
        console.print(table)
    console.print(f"{len(found)} dead letter(s)")


@dead.command("show")
def show_command(
    key: Annotated[str, typer.Argument(help="Its name in the list: topic/partition/offset.")],
    data: Data = Path("data"),
    raw: Annotated[bool, typer.Option("--raw", help="The message's exact bytes, and nothing else.")] = False,
) -> None:
    """What is wrong with one and what to do; with --raw the message itself, which may be about people."""
    (letter,) = _chosen([key], everything=False, code="")
    reasons, original = letter.open(Envelopes.open_file(data / "keys"))
    if raw:
        sys.stdout.buffer.write(original)
        return
    for reason in reasons:
        console.print(f"line {reason['line']}: {reason['code']}: {reason['title']}", markup=False)
        console.print(f"  {reason['detail']}", markup=False)
        for error in reason.get("errors", ()):
            console.print(f"  {error['location']}: {error['rule']}", markup=False)
    console.print(f"{len(original)} bytes; read them with --raw")


@dead.command("redrive")
def redrive_command(
    keys: Annotated[list[str] | None, typer.Argument(help="Their names in the list.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    code: Annotated[str, typer.Option(help="Those that were put aside for this reason.")] = "",
    data: Data = Path("data"),
) -> None:
    """Sends messages again, byte for byte, once what was wrong is put right."""
    chosen = _chosen(keys or [], everything=everything, code=code)
    with _in_words("the messages were not sent again"):
        count = letters.redrive(KafkaSettings(), Envelopes.open_file(data / "keys"), chosen)
    console.print(f"{count} message(s) sent again")


def _chosen(keys: list[str], *, everything: bool, code: str) -> list[letters.Letter]:
    found = _letters()
    chosen = [one for one in found if everything or one.key in keys or (code and code in one.codes)]
    missing = set(keys) - {letter.key for letter in chosen}
    if missing or not (keys or everything or code):
        Console(stderr=True).print("Name dead letters from the list, or say --all or --code.", markup=False)
        raise typer.Exit(2)
    return chosen


def _letters() -> list[letters.Letter]:
    with _in_words("the dead letters cannot be read"):
        return letters.every(KafkaSettings())


@contextmanager
def _in_words(what: str) -> Iterator[None]:
    """Says what the brokers' client could not do, as other commands say what went wrong."""
    try:
        yield
    except KafkaError as error:
        raise OSError(f"{what}: {error}. Are the brokers there (LIGHTWELL_KAFKA_BOOTSTRAP)?") from None


def _go_on(
    opened: Callable[[], AbstractContextManager[Work]], figures: Figures, settings: KafkaSettings, *, once: bool
) -> None:
    """Until told to stop; what no waiting will mend is said in words."""
    with until_told() as stop:
        try:
            run(opened, stop, figures, settings.wait_seconds, once=once)
        except (KafkaError, OperationalError, Ahead, Gap, NoAudience) as error:
            raise OSError(f"{figures.name} has stopped: {error}") from None
        finally:
            figures.write(now=True)


def _figures(data: Path, name: str) -> Figures:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("kafka").setLevel(logging.ERROR)
    logging.getLogger("kafka.net").setLevel(logging.WARNING)  # the only place that says why nobody can be reached
    logging.getLogger("kafka.net.selector").setLevel(logging.ERROR)
    return Figures(data / telling.FOLDER / f"{name}.json", name)
