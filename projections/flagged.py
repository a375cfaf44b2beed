"""What happened to an organisation's people that breaks a rule or was never explained, and who must be told."""

import json
from itertools import groupby

from sqlalchemy import Connection, select

from projections.answers import Breach, Flagged
from projections.asking import header
from projections.database import Either
from projections.downstream import facts_of
from projections.policy import Kind, Viewer, lists
from projections.tables import act, holding, member, touch

#: Flags that are about the record and not about what was done.
ABOUT_THE_RECORD = frozenset({"recorded-late", "holding-unknown", "received-count-differs", "recovery-key"})
#: More people than this are told as a group; fewer are named one by one.
ONE_BY_ONE = 20


def flagged(connection: Connection, organisation: str, viewer: Viewer | None = None) -> Flagged:
    """Acts on lines that come from this organisation's registers, newest first, as its provider staff (or ``viewer``)
    may see them; taken-back ones are left out."""
    viewer = viewer or Viewer(Kind.PROVIDER, organisation)
    ask = header(connection, "flagged", organisation=organisation)
    registers = select(holding.c.id).where(holding.c.organisation == organisation, holding.c.kind == "register")
    rows = connection.execute(
        select(act, touch.c.holding, touch.c.parts, member.c.root_holding, member.c.root_line, member.c.held)
        .join(touch, touch.c.act == act.c.idx)
        .join(member, member.c.holding == touch.c.holding)
        .where(
            act.c.flags != "", act.c.retracted.is_(None), Either(touch.c.line, member.c.line),
            member.c.line <= touch.c.upto, member.c.root_holding.in_(registers),
        )
        .order_by(act.c.idx.desc(), member.c.root_holding, member.c.root_line)
    )  # fmt: skip
    breaches = []
    for _, group in groupby(rows, key=lambda row: row.idx):
        touched = [row for row in group if lists(viewer, facts_of(row, organisation, by_held_way=bool(row.held)))]
        if not touched:
            continue
        a, people = touched[0], list(dict.fromkeys((row.root_holding, row.root_line) for row in touched))
        flags = tuple(flag for flag in a.flags.split() if flag not in ABOUT_THE_RECORD)
        if flags:
            parts = tuple(dict.fromkeys(part for row in touched for part in json.loads(row.parts)))
            breaches.append(
                Breach(
                    a.idx, a.digest, a.type, a.time, a.organisation, a.unit, a.role, a.mode, a.purpose, a.basis,
                    a.agreement, parts, flags, len(people), tuple(people) if len(people) <= ONE_BY_ONE else (),
                )
            )  # fmt: skip
    return Flagged(ask, tuple(breaches))
