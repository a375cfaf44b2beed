"""Every read of an answer: asks the policy, waits for the read models, and seals the reads of others' trails."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from api import given
from api import log_search as search
from api.given import Given
from api.names import Names
from api.reads import Read
from api.session import SignedIn
from api.site import Site
from api.spelling import plain
from ledger import ids, jws, note, proof
from ledger.erasure import Asked
from ledger.merkle import leaf_hash
from ledger.problems import Problem
from ledger.vocabulary import AnswerKind
from projections import copies, for_board
from projections import coverage as coverage_model
from projections.answers import Downstream, Feed, Flagged, LogLine, Owed, Submission, Trace, Trail
from projections.asking import header, query
from projections.downstream import downstream as downstream_model
from projections.downstream import submission as submission_model
from projections.family import as_of_signs
from projections.flagged import flagged as flagged_model
from projections.outcomes import one as outcome_model
from projections.owed import owed as owed_model
from projections.policy import FAMILY_SIDE, FOR_A_REASON, UNITS, Kind, Question, Viewer, may_ask, traces
from projections.project import position
from projections.trace import trace as trace_model
from projections.trail import owners
from projections.trail import trail as trail_model

_ROLES = {Kind.PRIVACY: "privacy_officer", Kind.REPRESENTATIVE: "representative"}


def trail(signed: SignedIn, person: str | None = None) -> Trail:
    """A person's own trail, or for staff the trail of ``person``; a staff read is sealed before this returns.

    A person's own is numbered as it is shown, and has neither log indices, digests nor sizes (decision 0006): what is
    left out leaves no trace in it.
    """
    answer, _ = _trail(signed, person)
    return answer


def trail_copy(signed: SignedIn, person: str | None = None) -> bytes:
    """The same as a file that leaves the house: its public body, whose digest ``answer.given`` seals (DESIGN §6)."""
    _, body, _ = given_trail(signed, person)
    return body


def given_trail(signed: SignedIn, person: str | None = None) -> tuple[Trail, bytes, Given]:
    """A trail that leaves the house in whatever form: the answer, its public body, and what was sealed of it."""
    if signed.viewer.kind is Kind.REPRESENTATIVE:  # copies are the person's own to take
        raise Problem("not-allowed")
    return _given(signed, *_trail(signed, person))


def printed(signed: SignedIn, person: str) -> SignedIn:
    """The same person of staff as they print what ``person`` sees, for that person: no more than both may see."""
    ask(signed, Question.CODES)
    return replace(signed, viewer=Viewer(Kind.PERSON, person=person, printed_by=signed.viewer.organisation))


def printed_trail(signed: SignedIn, person: str) -> tuple[Trail, bytes, Given]:
    """What staff print for one of their organisation's own people: sealed as a read of theirs, and as given."""
    return _given(signed, *_trail(signed, person, printed(signed, person).viewer))


def _given(signed: SignedIn, answer: Trail, size: int) -> tuple[Trail, bytes, Given]:
    body, made = copies.body(answer), answer.header
    asked = query("trail", lines=answer.lines)
    return answer, body, given.seal(signed.site, AnswerKind.TRAIL, size, made.as_of, made.rules, asked, body)


def _trail(signed: SignedIn, person: str | None, shown_to: Viewer | None = None) -> tuple[Trail, int]:
    """The answer and the log size it is made from; as the viewer sees it, or ``shown_to``."""
    own, spoken_for = signed.viewer.kind is Kind.PERSON, signed.viewer.kind is Kind.REPRESENTATIVE
    person = person or signed.viewer.person
    if person is None:
        raise Problem("not-found")
    ask(signed, Question.TRAIL, person=person)
    site = fresh(signed.site)
    with site.ledger.recorder.reader() as cursor:
        roots = site.ledger.vault.lines_of(cursor, id_of(person))
    if not roots:
        raise Problem("not-found")
    with site.views.connect() as connection:
        owned = owners(connection, roots)
        if not (own or spoken_for) and signed.viewer.organisation not in owned.values():
            raise Problem("not-found")
        size = position(connection)
        answer = trail_model(connection, shown_to or signed.viewer, roots, owned)
    if own:
        site.reads.count_own()
    else:
        seal_read(signed, person, roots, size)
    return answer, size


def downstream(signed: SignedIn) -> Downstream:
    """Where the viewer's own organisation's submissions went."""
    organisation = signed.viewer.organisation or ""
    ask(signed, Question.DOWNSTREAM, organisation=organisation)
    with fresh(signed.site).views.connect() as connection:
        found = downstream_model(connection, organisation, signed.viewer)
    if signed.viewer.kind is Kind.BOARD:
        return replace(found, submissions=tuple(map(for_board.submission, found.submissions)))
    return found


def submission(signed: SignedIn, transfer: str) -> Submission:
    """One of them. What is another's and what does not exist look the same."""
    ask(signed, Question.DOWNSTREAM)
    with fresh(signed.site).views.connect() as connection:
        found = submission_model(connection, transfer, signed.viewer)
    if found is None or not may_ask(signed.viewer, Question.DOWNSTREAM, organisation=found.organisation):
        raise Problem("not-found")
    return for_board.submission(found) if signed.viewer.kind is Kind.BOARD else found


@dataclass(frozen=True, slots=True)
class Told:
    """The private overlay of a breach: the machine's role that did it, and the names of those who must be told."""

    machine: str | None
    people: tuple[str, ...]


def flagged(signed: SignedIn) -> tuple[Flagged, dict[int, Told]]:
    """What broke a rule about the viewer's organisation's people; and, for its staff, index → whom to tell."""
    organisation = signed.viewer.organisation or ""
    ask(signed, Question.FLAGGED, organisation=organisation)
    site = fresh(signed.site)
    with site.views.connect() as connection:
        found = flagged_model(connection, organisation, signed.viewer)
    if signed.viewer.kind is Kind.BOARD:
        return replace(found, breaches=tuple(map(for_board.breach, found.breaches))), {}
    vault = site.ledger.vault
    with site.ledger.recorder.reader() as cursor:
        people = {root: vault.person_at(cursor, *root) for breach in found.breaches for root in breach.tell}
        names = dict(vault.people(cursor, organisation, {person for person in people.values() if person}))
        told = {}
        for breach in found.breaches:
            own = vault.open(cursor, bytes.fromhex(breach.digest)) if breach.organisation == organisation else []
            machine = next((d.value for _, d in own if d.name == "machine_role"), None)
            those = (people[root] for root in breach.tell)
            called = (names.get(person, "somebody not named") if person else "somebody erased" for person in those)
            told[breach.index] = Told(machine, tuple(called))
    return found, told


def trace(signed: SignedIn, outcome: str) -> Trace:
    """Back from a decision to submissions: a provider's own singly, others as a number that tells nobody apart."""
    ask(signed, Question.TRACE)
    viewer = signed.viewer
    with fresh(signed.site).views.connect() as connection:
        decided = outcome_model(connection, outcome)
        if decided is None:
            raise Problem("not-found")
        everything = traces(viewer, organisation=decided.organisation, unit=decided.unit)

        def mine(organisation: str) -> bool:
            return everything or organisation == viewer.organisation

        found = trace_model(connection, outcome, mine, viewer)
    if found is None or not (everything or (found.submissions and viewer.kind not in UNITS)):
        raise Problem("not-found")
    return for_board.trace(found) if viewer.kind is Kind.BOARD else found


def owed(signed: SignedIn) -> Owed:
    """What the viewer's unit owes."""
    ask(signed, Question.OWED)
    if signed.viewer.unit is None:
        raise Problem("not-found")
    with fresh(signed.site).views.connect() as connection:
        return owed_model(connection, signed.viewer.unit)


def coverage(signed: SignedIn) -> tuple[Feed, ...]:
    """Which systems report, since when, and what is missing; to a person without counts, and by heartbeats alone."""
    ask(signed, Question.COVERAGE)
    with fresh(signed.site).views.connect() as connection:
        if signed.viewer.kind in FAMILY_SIDE:
            known = coverage_model.known(connection)
            return coverage_model.by_heartbeat(known, as_of_signs(connection, known=known))
        return coverage_model.feeds(connection, header(connection, "coverage").as_of)


def people(signed: SignedIn, only: Collection[str] | None = None) -> list[dict[str, str]]:
    """Those whom the viewer's organisation has named, by name, or ``only`` some of them; for its own staff."""
    ask(signed, Question.PEOPLE)
    some = None if only is None else {id_of(person) for person in only}
    with signed.site.ledger.recorder.reader() as cursor:
        found = signed.site.ledger.vault.people(cursor, signed.viewer.organisation or "", some)
    return [{"person": person.hex(), "name": name} for person, name in found]


def count_people(signed: SignedIn) -> int:
    """How many people the viewer's organisation has named."""
    ask(signed, Question.PEOPLE)
    with signed.site.ledger.recorder.reader() as cursor:
        return signed.site.ledger.vault.count(cursor, signed.viewer.organisation or "")


def look_for(signed: SignedIn, words: str) -> list[dict[str, str]]:
    """Those of the viewer's own people whom their organisation calls exactly so (its own reference), or whose names
    have words that begin with each of these."""
    ask(signed, Question.PEOPLE)
    with signed.site.ledger.recorder.reader() as cursor:
        person = signed.site.ledger.vault.person(cursor, signed.viewer.organisation or "", words.strip())
    if person is not None:
        return people(signed, [person.hex()])
    wanted = plain(words)
    return [one for one in people(signed) if wanted and all(map(_begins(plain(one["name"])), wanted))]


def _begins(name: Collection[str]) -> Callable[[str], bool]:
    return lambda word: any(of.startswith(word) for of in name)


def name_of(signed: SignedIn, person: str) -> str:
    """What the viewer's organisation calls one of its people, for its own staff."""
    return known_as(signed, person) or "one person"


def known_as(signed: SignedIn, person: str) -> str:
    """The same, of whose names this one alone is opened; empty for anybody who is not one of its people."""
    try:
        id_of(person)
    except Problem:  # it is no number of anybody
        return ""
    return next((one["name"] for one in people(signed, [person])), "")


def log(signed: SignedIn, after: int = -1, type: str | None = None) -> tuple[LogLine, ...]:
    """The next statements after an index, for auditors; ``type`` is a short name such as ``information.used``."""
    ask(signed, Question.LOG)
    return search.lines(fresh(signed.site), search.after(signed.site, after, type))


def found(signed: SignedIn, text: str) -> int | None:
    """The number of the statement that an auditor asks for: by number, id, digest, receipt or its own bytes."""
    ask(signed, Question.LOG)
    text = text.strip()
    if text.isdecimal() and len(text) < 16:
        return int(text) if int(text) < signed.site.ledger.size() else None
    if len(text) == 36 and text.count("-") == 4:
        try:
            return search.with_id(signed.site, ids.raw(text))
        except ValueError:
            return None
    digest = digest_in(text)
    return signed.site.ledger.find(digest) if digest else None


def looked_through(signed: SignedIn, after: int, by: search.Filter, size: int) -> search.Found:
    """The next statements after an index that fit, of the first ``size`` of the log."""
    ask(signed, Question.LOG)
    site = fresh(signed.site)
    return search.find(site, after, by, min(size, site.ledger.size()))


def stood(signed: SignedIn, day: str | None = None, size: int | None = None) -> search.Stood:
    """The log as it stood at the end of a New Zealand day, or at a size of its own."""
    ask(signed, Question.LOG)
    site = fresh(signed.site)
    wanted = search.size_on(site, day) if day else site.ledger.size() if size is None else size
    return search.stood(site, max(0, min(wanted, site.ledger.size())))


def statement(signed: SignedIn, index: int) -> dict[str, Any]:
    """One statement for an auditor: header, payload, digest, leaf and the proof that it is in the log."""
    ask(signed, Question.LOG)
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
    digest = digest_in(text.strip())
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


def erase(signed: SignedIn, organisation: str, ref: str, asked: Asked) -> dict[str, Any]:
    """Destroys what is held of a person whom the viewer's own organisation calls ``ref``.

    Returns the receipt, with the statement that it is for: all of it may be kept by the person, and names nobody.
    """
    ask(signed, Question.ERASE, organisation=organisation)
    site = signed.site
    with site.ledger.recorder.reader() as cursor:
        person = site.ledger.vault.person(cursor, organisation, ref)
    if person is None:
        raise Problem("not-found")
    sealed = site.ledger.erase(person, asked)
    site.forget(organisation, ref)
    token = site.ledger.statement(sealed.index) or b""
    return {"new": True, "statement": token.decode()} | site.ledger.receipt(sealed.index)


def ask(signed: SignedIn, question: Question, **about: str | None) -> None:
    """Raises Problem unless the policy lets this viewer ask."""
    if question in FOR_A_REASON and signed.viewer.kind is Kind.PRIVACY and not signed.viewer.reason:
        raise Problem("reason-needed", "query.reason")
    if not may_ask(signed.viewer, question, **about):
        raise Problem("not-found" if about else "not-allowed")


def fresh(site: Site) -> Site:
    """Waits until the read models have reached the head: what restricts takes effect with its receipt."""
    site.follower.wait(site.ledger.size())
    return site


def id_of(person: str) -> bytes:
    try:
        return bytes.fromhex(person)
    except ValueError:
        raise Problem("not-found") from None


def seal_read(signed: SignedIn, about: str, lines: list[tuple[str, int]], size: int) -> None:
    """``about``: the same for the same person, in whatever words; ``size``: of the log that the answer was made from,
    before this read was in it."""
    viewer, purpose = signed.viewer, "dpv:RightsFulfilment"
    data = {
        "organisation": viewer.organisation, "unit": viewer.unit,
        "role": _ROLES.get(viewer.kind, "case_worker"), "purpose": purpose, "size": size,
        "lines": [list(line) for line in lines],
    }  # fmt: skip
    if viewer.kind is Kind.PRIVACY:
        data["reason"] = viewer.reason
    elif viewer.kind is Kind.REPRESENTATIVE:
        data["representation"] = signed.identity["representation"]
    read = Read(str(signed.identity["id"]), about, f"{purpose} {data.get('reason', '')}")
    if signed.site.reads.seal(signed.site.ledger, read, data):
        notify(signed.site)


def notify(site: Site) -> None:
    """Wakes the follower: the ledger has said something outside the committer."""
    with site.intake.committer.sealed:
        site.intake.committer.sealed.notify_all()


def digest_in(text: str) -> bytes | None:
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
