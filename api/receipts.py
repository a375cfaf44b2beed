"""What somebody keeps of what they said by hand: read back from the log, so that it says what was recorded."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from api.matters import may_read, words
from api.reading import ask, fresh
from api.session import SignedIn
from ledger import jws, strictjson
from ledger.problems import Problem
from ledger.statements.types import PREFIX
from projections import duties, journal, tables
from projections.due import Due
from projections.journal import Entry
from projections.policy import Kind, Question, reads_back

TAKEN_BACK = PREFIX + "statement.retracted.v1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """``said``: the statement; ``next``: what is open in its matter now; ``readers``: the other organisations that take
    part in it."""

    said: Entry
    words: dict[str, str]
    next: tuple[Due, ...]
    readers: tuple[str, ...]


def receipt(signed: SignedIn, index: int) -> Receipt:
    """Of a statement of the viewer's own organisation that they may read. Another's and none look the same.

    A person's own words are told to them without a place in the log (decision 0006), on their own pages.
    """
    ask(signed, Question.MATTERS)
    if signed.viewer.kind is Kind.PERSON or not 0 <= index < signed.site.ledger.size():
        raise Problem("not-found")
    with fresh(signed.site).views.connect() as connection:
        said = _of_matter(connection, signed, index) or _of_flow(connection, signed, index)
        said = said or _of_word(connection, signed, index)
        if said is None or said.organisation != signed.viewer.organisation:
            raise Problem("not-found")
        readers = journal.parties(connection, said.matter) - {said.organisation}
        due = [one for one in duties.open_duties(connection) if one.matter == said.matter] if said.matter else []
    return Receipt(said, words(signed.site, said.digest), tuple(due), tuple(sorted(readers)))


def said_before(signed: SignedIn, type: str, matter: str) -> int | None:
    """Where the viewer's own organisation began this matter with a statement of this type."""
    with fresh(signed.site).views.connect() as connection:
        entries = journal.of(connection, matter)
        mine = entries and entries[0].organisation == signed.viewer.organisation
        began = mine and entries[0].type == type.rpartition(".v")[0] and may_read(connection, signed, entries)
    return entries[0].index if began else None


def _of_matter(connection: Connection, signed: SignedIn, index: int) -> Entry | None:
    row = connection.execute(select(journal.journal.c.matter).where(journal.journal.c.idx == index)).first()
    entries = journal.of(connection, row.matter) if row else []
    if not entries or not may_read(connection, signed, entries):
        return None
    return next(one for one in entries if one.index == index)


def _of_word(connection: Connection, signed: SignedIn, index: int) -> Entry | None:
    """That something was taken back: it is in no read model, but marks what it is about, and is for who reads that."""
    event, organisation, digest = _in_the_log(signed, index)
    if event.get("type") != TAKEN_BACK:
        return None
    about = signed.site.ledger.find(bytes.fromhex(event["data"]["statement"])) or -1
    outcome = connection.execute(select(tables.outcome).where(tables.outcome.c.idx == about)).first()
    theirs = outcome is not None and reads_back(signed.viewer, outcome.organisation, {outcome.unit})
    if not (theirs or _of_matter(connection, signed, about) or _of_flow(connection, signed, about)):
        return None
    return Entry(index, digest, "statement.retracted", event["time"], "", organisation, "", "", event["data"], None)


def _of_flow(connection: Connection, signed: SignedIn, index: int) -> Entry | None:
    """What is no matter: a submission that was sent, an opening. A unit's are its own; a refusal is also that of the
    unit whose information was reached for. That a trail was read is nobody's word, and may tell of a request."""
    row = connection.execute(select(tables.act).where(tables.act.c.idx == index)).first()
    if row is None or row.type == "trail.read":
        return None
    units, data = {row.unit}, dict[str, Any]()
    if row.type == "access.refused":
        data = _in_the_log(signed, index)[0]["data"]
        units |= {connection.scalar(select(tables.holding.c.unit).where(tables.holding.c.id == data["holding"]))}
    if not reads_back(signed.viewer, row.organisation, units):
        return None
    return Entry(
        row.idx, row.digest, row.type, row.time, row.recorded, row.organisation, "", "", data, row.retracted
    )  # fmt: skip


def _in_the_log(signed: SignedIn, index: int) -> tuple[dict[str, Any], str, str]:
    """The statement at an index: its event, who signed it, and its digest; nothing where there is none."""
    token = signed.site.ledger.statement(index)
    if token is None:
        return {}, "", ""
    parsed = jws.parse(token)
    organisation = signed.site.ledger.state.keys[parsed.kid].organisation
    return strictjson.read(parsed.payload), organisation, sha256(token).hexdigest()
