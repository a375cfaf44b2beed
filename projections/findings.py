"""What was found: versions, replies, quality, who contributed, and the submissions that it rests on.

A provider's reply stays beside the finding for good: there is no answer with the finding and without it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from projections import criteria, journal
from projections.answers import Header
from projections.asking import header
from projections.due import Due
from projections.journal import Entry
from projections.relied import relied
from projections.small_cells import shown
from projections.tables import act, transfer

TYPES = ("finding.drafted", "finding.answered", "finding.released")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a provider said to a draft: ``matter`` and ``index`` lead to its words."""

    index: int
    digest: str
    time: str
    organisation: str
    version: int
    stance: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A dissent about a measure of success: ``side`` and ``organisation`` (empty for a family) of who does not agree;
    ``measured_by`` in the same way of who says that this is success. The digests lead to what both say."""

    success: str
    measure: str
    measured_by: tuple[str, str]
    digest: str
    side: str
    organisation: str
    ground: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding as it stands. ``submissions``: the viewer's own that it rests on; ``others``: how many of others,
    None where so few would say whose; ``heard`` and ``awaited``: providers who have replied, and who have not.

    ``dissents``: who does not agree with how the programme's success is measured, which stands beside it.
    """

    header: Header
    finding: str
    version: int
    versions: int
    organisation: str
    unit: str
    programme: str | None
    drafted: str
    reply_by: str
    released: str | None
    index: int
    quality: tuple[str, ...]
    uses: tuple[str, ...]
    heard: tuple[str, ...]
    awaited: tuple[str, ...]
    replies: tuple[Reply, ...]
    contributors: tuple[dict[str, Any], ...]
    submissions: tuple[str, ...]
    others: int | None
    dissents: tuple[Beside, ...]


def finding(connection: Connection, matter: str, mine: Collection[str] | None) -> Finding | None:
    """``mine``: the organisations whose submissions the viewer may see singly; None for all of them."""
    entries = journal.standing(journal.of(connection, matter))
    drafts = [e for e in entries if e.type == "finding.drafted"]
    if not drafts:
        return None
    last, release = drafts[-1], next((e for e in entries if e.type == "finding.released"), None)
    replies = tuple(_reply(e) for e in entries if e.type == "finding.answered")
    heard = {r.organisation for r in replies if r.version == last.data["version"]}
    own, others = _rests_on(connection, last.data["uses"], mine)
    programme = last.data.get("programme")
    return Finding(
        header(connection, "finding", finding=matter), matter, last.data["version"], len(drafts), last.organisation,
        last.data["unit"], programme, last.time, last.data["reply_by"], release.time if release else None,
        release.index if release else last.index, tuple(last.data["quality"]), tuple(last.data["uses"]),
        tuple(sorted(heard)), tuple(sorted(set(last.data["providers"]) - heard)), replies,
        tuple(release.data["contributors"]) if release else (), own, others, _dissents(connection, programme),
    )  # fmt: skip


def of_viewer(connection: Connection, entries: list[Entry]) -> list[str]:
    """The findings among these statements, newest first."""
    return list(dict.fromkeys(e.matter for e in reversed(entries) if e.noun == "finding"))


def duties(connection: Connection, today: str) -> list[Due]:
    """A provider may reply to a draft until its date; nobody is late who has nothing to say."""
    found = []
    for matter in of_viewer(connection, journal.every(connection, "finding.drafted")):
        one = finding(connection, matter, ())
        if one is None or one.released or one.reply_by < today:
            continue
        found += [
            Due(
                "finding-reply", who, None, "finding", matter, one.index, one.drafted, one.reply_by, False,
                "right-of-reply", to=(one.organisation,),
            )
            for who in one.awaited
        ]  # fmt: skip
    return found


def _reply(e: Entry) -> Reply:
    return Reply(e.index, e.digest, e.time, e.organisation, e.data["version"], e.data["stance"])


def _rests_on(
    connection: Connection, uses: list[str], mine: Collection[str] | None
) -> tuple[tuple[str, ...], int | None]:
    """The submissions behind these uses: the viewer's own by id, those of others as a number."""
    at = connection.scalars(select(act.c.idx).where(act.c.use.in_(uses), act.c.retracted.is_(None))).all()
    behind = relied(connection, at)
    rows = connection.execute(select(transfer).where(transfer.c.holding.in_(sorted(behind))).order_by(transfer.c.idx))
    sent = [(row.id, row.organisation) for row in rows]
    own = tuple(id for id, who in sent if mine is None or who in mine)
    others = len(sent) - len(own)
    return own, shown(others)


def _dissents(connection: Connection, programme: str | None) -> tuple[Beside, ...]:
    if programme is None:
        return ()
    found = []
    for one in criteria.success(connection, programme).criteria:
        for against in one.dissents:
            about = next((v for v in one.versions if v.version == against.version), one.versions[-1])
            by, who = (about.side, about.organisation), (against.side, against.organisation)
            found.append(Beside(one.success, about.digest, by, against.digest, *who, against.ground))
    return tuple(found)
