"""What people say on our pages: staff by the key that is held for their organisation, persons through the operator."""

from dataclasses import dataclass
from typing import Any

from api.reading import fresh
from api.session import SignedIn
from ledger import disclosures
from ledger.admission import Sealed
from ledger.problems import Problem
from projections.family import open_roots
from projections.policy import Kind

#: Those who act for their organisation by hand. A Board reads; an auditor and an operator say nothing.
STAFF = frozenset({Kind.PROVIDER, Kind.UNIT, Kind.ADVISOR, Kind.CONTRACTING, Kind.PRIVACY})


@dataclass(frozen=True, slots=True)
class OwnLine:
    """The line that stands for the signed-in person in their provider's register, and the provider's name for them."""

    holding: str
    line: int
    ref: str


def say(
    signed: SignedIn, name: str, data: dict[str, Any], /, *, about: OwnLine | None = None, **words: str
) -> Sealed:  # fmt: skip
    """Records a statement of short type ``name``, and waits until every answer knows of it.

    ``words``: its prose, by the name of its disclosure; empty ones are left out. A person's are kept under their own
    key, and ``voice``, ``holding`` and ``lines`` are filled in: those of ``about``, where it is another line of theirs.
    What staff say for a person's eyes alone is kept so too, on the line that it is ``about``. Raises Problem, also
    where the viewer only reads.
    """
    said = {word: text.strip() for word, text in words.items() if text and text.strip()}
    if signed.viewer.kind is Kind.PERSON:
        line = about or own_line(signed)
        private = [disclosures.make(line.line, word, text) for word, text in said.items()]
        private += [disclosures.make(line.line, "ref", line.ref)] if private else []
        place = {"voice": "person", "holding": line.holding, "lines": [[line.line, line.line]]}
        sealed = signed.site.ledger.say(name, data | place, private)
        committer = signed.site.intake.committer
        with committer.sealed:
            committer.sealed.notify_all()
    elif signed.viewer.kind in STAFF and signed.viewer.organisation:
        place_of = about.line if about else 0
        private = [disclosures.make(place_of, word, text) for word, text in said.items()]
        private += [disclosures.make(place_of, "ref", about.ref)] if about and private else []
        sealed = signed.site.custody.say(signed.viewer.organisation, name, data, private)
        signed.said.append(sealed.index)
    else:
        raise Problem("not-allowed")
    fresh(signed.site)
    return sealed


def own_line(signed: SignedIn) -> OwnLine:
    """Raises Problem ``not-found`` where nobody has named the person on a line, or who is signed in is no person."""
    person, organisation = signed.viewer.person, signed.identity.get("organisation")
    if person is None or organisation is None:
        raise Problem("not-found")
    with signed.site.ledger.recorder.reader() as cursor:
        named = signed.site.ledger.vault.lines_of(cursor, bytes.fromhex(person))
    with fresh(signed.site).views.connect() as connection:
        lines = open_roots(connection, named)
    for holding, line in lines:
        if signed.site.ledger.holder(holding) == organisation:
            return OwnLine(holding, line, str(signed.identity["ref"]))
    raise Problem("not-found")
