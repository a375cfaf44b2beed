"""``lightwell retention``: whose time is over by the rules, and erasing them with a sealed receipt each."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from api.identity.codes import Codes, Whose
from api.identity.forgetting import forget
from api.identity.sessions import open_sessions
from api.identity.store import Store
from api.identity.wishes import Wishes
from ledger.application import Ledger
from ledger.erasure import Asked
from ledger.opening import open_ledger
from ledger.problems import Problem
from ledger.settings import Settings
from ledger.statements.erasing import AskedFor, CopyFirst
from projections.asking import today
from projections.project import Projector, open_views
from projections.retention import Over, Rule, over, read_rules

app = typer.Typer()


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody whose time is over; ``bar``: code and grounds of what keeps them all the same."""

    over: Over
    bar: Problem | None

    @property
    def kept_by(self) -> str:
        """In words for the operator: a code, and the ground that the log gives."""
        return ", ".join([self.bar.code, *(rule for _, rule in self.bar.errors)]) if self.bar else ""

    def as_json(self) -> dict[str, Any]:
        """Lines and days, and no name."""
        o = self.over
        return {"rule": o.rule.name, "organisation": o.organisation, "lines": o.lines, "last_entry": o.last,
                "kept_until": o.ended, "kept_by": self.kept_by or None}  # fmt: skip


def asked(rule: Rule) -> Asked:
    return Asked(AskedFor.RETENTION, CopyFirst.NOT_ASKED, rule.disposal, rule.digest)


def preview(ledger: Ledger, views: Engine, rules: Iterable[Rule]) -> list[Found]:
    """Everybody whose time is over as the log stands, by rule; nothing is changed."""
    Projector(ledger, views).run()
    found = []
    for rule in rules:
        for organisation in rule.organisations:
            with ledger.recorder.reader() as cursor:
                people = ledger.vault.everybody(cursor, organisation)
            with views.connect() as connection:
                gone = over(connection, rule, organisation, people, today(connection))
            found += [Found(one, ledger.barred(one.person, asked(rule))) for one in gone]
    return found


def apply(ledger: Ledger, settings: Settings, found: Sequence[Found]) -> list[int]:
    """Erases those whom nothing keeps; the index of each receipt. What has come in the way since is left."""
    store, receipts = Store(settings.data), []
    with closing(store):
        codes = Codes(store, ledger.keyring.site, timedelta(days=settings.code_days))
        sessions = open_sessions(store, ledger.keyring, settings)
        wishes = Wishes(store, ledger.keyring.site)
        for one in (one.over for one in found if one.bar is None):
            with ledger.recorder.reader() as cursor:
                ref = ledger.vault.ref_at(cursor, *one.lines[0])
            try:
                sealed = ledger.erase(one.person, asked(one.rule))
            except Problem:
                continue
            receipts.append(sealed.index)
            if ref is not None:
                forget(store, codes, sessions, wishes, Whose(one.organisation, ref))
    return receipts


@app.command()
def retention(
    rules: Annotated[Path, typer.Option(help="The rules (deploy/retention.toml is one to start from).")],
    really: Annotated[bool, typer.Option("--apply/--preview", help="Erase; or only say what would be.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Each one as lines and days.")] = False,
    data: Annotated[Path, typer.Option(help="Folder of the ledger.")] = Path("data"),
) -> None:
    """Says whose time is over, how many, and what keeps some of them; with --apply erases the others, for good."""
    kept, settings = read_rules(rules), Settings(data=data)
    ledger, views = open_ledger(data), open_views(settings.views_of(data))
    found = preview(ledger, views, kept)
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in found], indent=1))
    else:
        for said in words(kept, found):
            typer.echo(said)
    if really:
        receipts = apply(ledger, settings, found)
        ledger.publish()
        typer.echo(
            f"{len(receipts)} erased. Receipts: statements {', '.join(map(str, receipts)) or 'none'}.", err=as_json
        )
    ledger.close()


def words(rules: Iterable[Rule], found: Sequence[Found]) -> Iterable[str]:
    """A paragraph for each rule and organisation: how many, since when, and what keeps some."""
    for rule in rules:
        yield f"{rule.name}: {rule.says} [{rule.source}]"
        for organisation in rule.organisations:
            mine = [one for one in found if (one.over.rule, one.over.organisation) == (rule, organisation)]
            free = [one for one in mine if one.bar is None]
            since = f", last entries {free[0].over.last} to {free[-1].over.last}" if free else ""
            yield f"  {organisation}: {len(free)} would be erased{since}"
            for why, count in sorted(Counter(one.kept_by for one in mine if one.bar).items()):
                yield f"    {count} kept all the same: {why}"
