"""Every read of an answer: asks the policy, waits for the read models, and seals the reads of others' trails."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from api.names import Names
from api.session import SignedIn
from api.site import Site
from ledger import jws, note, proof, strictjson
from ledger.merkle import leaf_hash
from ledger.problems import Problem
from ledger.statements.types import PREFIX
from projections import coverage as coverage_model
from projections import tables
from projections.answers import Downstream, Feed, Header, LogLine, Owed, Submission, Trace, Trail
from projections.asking import header
from projections.downstream import downstream as downstream_model
from projections.downstream import submission as submission_model
from projections.owed import owed as owed_model
from projections.policy import Kind, Question, may_ask
from projections.trace import trace as trace_model
from projections.trail import trail as trail_model

#: One sealed read per viewer, person and purpose in this time (DESIGN §5).
SAME_READ = timedelta(minutes=15)
PAGE = 100
_reads: dict[tuple[str, str], datetime] = {}


def trail(signed: SignedIn, person: str | None = None) -> Trail:
    """A person's own trail, or for staff the trail of ``person``; a staff read is sealed before this returns."""
    person = person or signed.viewer.person
    if person is None:
        raise Problem("not-found")
    _ask(signed, Question.TRAIL, person=person)
    site = _fresh(signed.site)
    with site.ledger.recorder.reader() as cursor:
        roots = site.ledger.vault.lines_of(cursor, bytes.fromhex(person))
    if not roots:
        raise Problem("not-found")
    with site.views.connect() as connection:
        owners = _owners(connection, {holding for holding, _ in roots})
        if signed.viewer.kind is not Kind.PERSON and signed.viewer.organisation not in owners.values():
            raise Problem("not-found")
        answer = trail_model(connection, signed.viewer, roots, owners)
    if signed.viewer.kind is not Kind.PERSON:
        _seal_read(signed, person, roots, answer.header)
    return answer


def downstream(signed: SignedIn) -> Downstream:
    """Where the viewer's own organisation's submissions went."""
    organisation = signed.viewer.organisation or ""
    _ask(signed, Question.DOWNSTREAM, organisation=organisation)
    with _fresh(signed.site).views.connect() as connection:
        return downstream_model(connection, organisation)


def submission(signed: SignedIn, transfer: str) -> Submission:
    """One of them. What is another's and what does not exist look the same."""
    _ask(signed, Question.DOWNSTREAM)
    with _fresh(signed.site).views.connect() as connection:
        found = submission_model(connection, transfer)
    if found is None or not may_ask(signed.viewer, Question.DOWNSTREAM, organisation=found.organisation):
        raise Problem("not-found")
    return found


def trace(signed: SignedIn, outcome: str) -> Trace:
    """Back from a decision to submissions: a provider's own singly, others as a number that tells nobody apart."""
    _ask(signed, Question.TRACE)
    viewer = signed.viewer

    def mine(organisation: str) -> bool:
        return viewer.kind not in (Kind.PROVIDER, Kind.BOARD) or organisation == viewer.organisation

    with _fresh(signed.site).views.connect() as connection:
        found = trace_model(connection, outcome, mine)
    own = found is not None and (viewer.kind is Kind.AUDITOR or found.outcome.organisation == viewer.organisation)
    if found is None or not (own or (found.submissions and viewer.kind in (Kind.PROVIDER, Kind.BOARD, Kind.PRIVACY))):
        raise Problem("not-found")
    return found


def owed(signed: SignedIn) -> Owed:
    """What the viewer's unit owes."""
    _ask(signed, Question.OWED)
    if signed.viewer.unit is None:
        raise Problem("not-found")
    with _fresh(signed.site).views.connect() as connection:
        return owed_model(connection, signed.viewer.unit)


def coverage(signed: SignedIn) -> tuple[Feed, ...]:
    """Which systems report, since when, and what is missing."""
    _ask(signed, Question.COVERAGE)
    with _fresh(signed.site).views.connect() as connection:
        return coverage_model.feeds(connection, header(connection, "coverage").as_of)


def people(signed: SignedIn) -> list[dict[str, str]]:
    """Those whom the viewer's organisation has named, for its own staff."""
    _ask(signed, Question.PEOPLE)
    with signed.site.ledger.recorder.reader() as cursor:
        found = signed.site.ledger.vault.people(cursor, signed.viewer.organisation or "")
    return [{"person": person.hex(), "name": name} for person, name in found]


def log(signed: SignedIn, after: int = -1, type: str | None = None) -> tuple[LogLine, ...]:
    """The next statements after an index, for auditors; ``type`` is a short name such as ``information.used``."""
    _ask(signed, Question.LOG)
    site = _fresh(signed.site)
    topics = [PREFIX + f"{type}.v1"] if type else []
    rows = site.ledger.recorder.select_notifications(after + 2, PAGE, topics=topics)
    with site.views.connect() as connection:
        act = tables.act
        flags = {
            r.idx: tuple(r.flags.split())
            for r in connection.execute(select(act.c.idx, act.c.flags).where(act.c.idx.in_([n.id - 1 for n in rows])))
        }
        keys = {r.kid: r for r in connection.execute(select(tables.key))}
        ticks = connection.execute(select(tables.tick).order_by(tables.tick.c.idx)).all()
    lines = []
    for row in rows:
        parsed = jws.parse(row.state)
        event = strictjson.read(parsed.payload)
        key, index = keys.get(parsed.kid), row.id - 1
        recorded = next((t.at for t in reversed(ticks) if t.idx <= index), "")
        lines.append(
            LogLine(
                index, sha256(row.state).hexdigest(), event["type"].removeprefix(PREFIX).rpartition(".v")[0],
                event["time"], recorded, key.organisation if key else "", parsed.kid,
                bool(key.custodial) if key else False, flags.get(index, ()),
            )
        )  # fmt: skip
    return tuple(lines)


def statement(signed: SignedIn, index: int) -> dict[str, Any]:
    """One statement for an auditor: header, payload, digest, leaf and the proof that it is in the log."""
    _ask(signed, Question.LOG)
    token = signed.site.ledger.statement(index)
    if token is None:
        raise Problem("not-found")
    parsed = jws.parse(token)
    return {
        "index": index,
        "digest": sha256(token).hexdigest(),
        "leaf": leaf_hash(token).hex(),
        "header": {"alg": "EdDSA", "kid": parsed.kid, "typ": jws.TYP},
        "payload": json.loads(parsed.payload),
        "bytes": token.decode(),
        "receipt": signed.site.ledger.receipt(index),
    }


def names(site: Site) -> Names:
    """What organisations, units and systems are called, up to now."""
    site.names.refresh()
    return site.names


def check(site: Site, text: str) -> dict[str, Any]:
    """Is this record in the log? ``text``: a digest, a receipt, or a statement. Tells nothing but index and proof."""
    digest = _digest_in(text.strip())
    index = site.ledger.find(digest) if digest else None
    if digest is None or index is None:
        return {"found": False, "understood": digest is not None}
    receipt = site.ledger.receipt(index)
    token = site.ledger.statement(index) or b""
    checkpoint = proof.check_receipt(receipt, token, site.ledger.log_verifier)
    return {
        "found": True, "understood": True, "index": index, "digest": digest.hex(), "size": checkpoint.size,
        "root": checkpoint.root.hex(), "receipt": receipt,
        "vkey": note.vkey(site.ledger.origin, site.ledger.log_verifier.public),
    }  # fmt: skip


def erase(signed: SignedIn, organisation: str, ref: str) -> dict[str, Any]:
    """Destroys what is held of a person whom the viewer's own organisation calls ``ref``; returns the sealed receipt."""
    _ask(signed, Question.ERASE, organisation=organisation)
    site = signed.site
    with site.ledger.recorder.reader() as cursor:
        person = site.ledger.vault.person(cursor, organisation, ref)
    if person is None:
        raise Problem("not-found")
    sealed = site.ledger.erase(person)
    return {"new": True} | site.ledger.receipt(sealed.index)


def _ask(signed: SignedIn, question: Question, **about: str | None) -> None:
    if not may_ask(signed.viewer, question, **about):
        raise Problem("not-found" if about else "not-allowed")


def _fresh(site: Site) -> Site:
    """Waits until the read models have reached the head: what restricts takes effect with its receipt."""
    site.follower.wait(site.ledger.size())
    return site


def _owners(connection: Any, holdings: set[str]) -> dict[str, str]:
    table = tables.holding
    rows = connection.execute(select(table.c.id, table.c.organisation).where(table.c.id.in_(sorted(holdings))))
    return {row.id: row.organisation for row in rows}


def _seal_read(signed: SignedIn, person: str, roots: list[tuple[str, int]], made_from: Header) -> None:
    clock = signed.site.ledger.clock
    key, now = (str(signed.identity["id"]), person), clock.now()
    last = _reads.get(key)
    if last is not None and timedelta() <= now - last < SAME_READ:
        return
    role = "privacy_officer" if signed.viewer.kind is Kind.PRIVACY else "case_worker"
    signed.site.ledger.say(
        "trail.read.v1",
        {
            "organisation": signed.viewer.organisation, "unit": signed.viewer.unit, "role": role,
            "purpose": "dpv:RightsFulfilment", "size": made_from.size, "lines": [list(root) for root in roots],
        },
    )  # fmt: skip
    _reads[key] = now


def _digest_in(text: str) -> bytes | None:
    """The statement digest that a pasted text names or is."""
    if text.startswith("{"):
        try:
            text = str(json.loads(text).get("digest", ""))
        except (ValueError, AttributeError):
            return None
    if text.count(".") == 2:
        return sha256(text.encode()).digest()
    try:
        digest = bytes.fromhex(text)
    except ValueError:
        return None
    return digest if len(digest) == 32 else None
