"""The digest: "There is an update", to an address that a person calls safe, and no word more (decision 0046).

Off until the person asks for it on their own page. At most one a week. What is held or withheld is not in the person's
own trail, and so never makes an update; nor does something that is kept back later, or taken out.
"""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from email.message import EmailMessage
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection

from api import wishes
from api.identity.codes import Whose
from api.session import SignedIn
from api.site import Site
from ledger import aside
from ledger.problems import Problem
from projections.answers import Trail
from projections.policy import Kind, Viewer
from projections.trail import owners
from projections.trail import trail as trail_model

NAME = "digest"
WEEK = timedelta(days=7)
#: An address as the envelope takes it (RFC 5321): no room for a second one, or for a header.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
SUBJECT = "There is an update"


@dataclass(frozen=True, slots=True)
class Wish:
    """``sent``: the day of the last one, or the day on which it was asked for; ``seen``: what the page showed then."""

    address: str
    sent: str
    seen: tuple[str, ...]


class Sent(NamedTuple):
    """How many went out, and how many could not."""

    sent: int
    failed: int


#: Sends one message. Raises OSError where it did not go out (``smtplib.SMTPException`` is one).
Send = Callable[[EmailMessage], None]


def offered(site: Site) -> bool:
    return bool(site.settings.smtp_host and site.settings.smtp_from)


def wish(signed: SignedIn) -> Wish | None:
    """What the person has asked for; None for nothing. Raises Problem ``not-found`` for whoever is no person."""
    _person(signed)
    text = wishes.wish(signed, NAME)
    return _read(text) if text else None


def ask_for(signed: SignedIn, address: str, today: date) -> None:
    """From now on, to this address alone. Raises Problem ``schema`` for what is no address, and ``not-found`` where no
    mail is sent from here."""
    _person(signed)
    if not offered(signed.site):
        raise Problem("not-found")
    if not ADDRESS.fullmatch(address) or ".." in address:
        raise Problem("schema", "form.address")
    seen = _seen(signed.site, Whose(signed.identity["organisation"], signed.identity["ref"]))
    wishes.keep(signed, NAME, json.dumps(asdict(Wish(address, today.isoformat(), tuple(sorted(seen))))))


def stop(signed: SignedIn) -> None:
    _person(signed)
    wishes.drop(signed, NAME)


def run(site: Site, send: Send, today: date) -> Sent:
    """Sends what is due. The day is written down before a message goes out, so that none goes twice in a week."""
    done = failed = 0
    for whose, content in site.wishes.every(NAME):
        with site.ledger.recorder.reader() as cursor:
            text = aside.opened(site.ledger.vault, cursor, whose.organisation, whose.ref, NAME, content)
        if text is None:  # erased, by whatever way
            site.wishes.drop(whose, NAME)
            continue
        known = _read(text)
        if today - date.fromisoformat(known.sent) < WEEK:
            continue
        seen = _seen(site, whose)
        if seen <= set(known.seen):
            continue
        _keep(site, whose, replace(known, sent=today.isoformat(), seen=tuple(sorted(seen | set(known.seen)))))
        try:
            send(message(site, whose, known.address))
        except OSError:
            failed += 1
            _keep(site, whose, known)
        else:
            done += 1
    return Sent(done, failed)


def message(site: Site, whose: Whose, address: str) -> EmailMessage:
    """The same words for everybody: no name, no programme, no organisation, and no link but the one that ends it."""
    link = f"{site.settings.url.rstrip('/')}/stop/{site.wishes.ticket(whose, NAME)}"
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = SUBJECT, site.settings.smtp_from, address
    mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"] = f"<{link}>", "List-Unsubscribe=One-Click"  # RFC 8058
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"There is an update. You asked to be told.\n\nStop these notes:\n{link}\n")
    return mail


def _person(signed: SignedIn) -> None:
    """Only a person, for themselves: nobody who looks for them, and no worker."""
    if signed.viewer.kind is not Kind.PERSON or signed.viewer.person is None:
        raise Problem("not-found")


def _read(text: str) -> Wish:
    read = json.loads(text)
    return Wish(read["address"], read["sent"], tuple(read["seen"]))


def _keep(site: Site, whose: Whose, wish: Wish) -> None:
    text = json.dumps(asdict(wish))
    with site.ledger.recorder.reader() as cursor:
        content = aside.sealed(site.ledger.vault, cursor, whose.organisation, whose.ref, NAME, text)
    if content is not None:
        site.wishes.keep(whose, NAME, content)


def _seen(site: Site, whose: Whose) -> set[str]:
    """What the person's own page shows now, each line and outcome as a short hash. Reading it here seals no read, for
    nobody reads it."""
    vault = site.ledger.vault
    with site.ledger.recorder.reader() as cursor:
        person = vault.person(cursor, whose.organisation, whose.ref)
        roots = vault.lines_of(cursor, person) if person else []
    if not person or not roots:
        return set()
    site.follower.wait(site.ledger.size())
    with site.views.connect() as connection:
        return shown(_trail(connection, Viewer(Kind.PERSON, whose.organisation, None, person.hex()), roots))


def _trail(connection: Connection, viewer: Viewer, roots: list[tuple[str, int]]) -> Trail:
    return trail_model(connection, viewer, roots, owners(connection, roots))


def shown(trail: Trail) -> set[str]:
    """Without numbers, which move when something is kept back."""
    lines = [(e.type, e.time, e.organisation, e.unit, e.parts, e.whose, e.purpose) for e in trail.entries]
    came = [("outcome", o.outcome) for o in (*trail.about_you, *trail.about_groups)]
    came += [("outcome", o.outcome) for e in trail.entries for o in e.outcomes]
    return {sha256(repr(one).encode()).hexdigest()[:12] for one in (*lines, *came)}
