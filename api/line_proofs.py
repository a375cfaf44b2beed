"""A line of one's own as a file that proves itself (decision 0012): on request, after a question about safety."""

from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.reading import ask, fresh, id_of
from api.session import SignedIn, Viewing
from api.site import Site
from ledger import line_proof
from ledger.line_proof import Line, NotProven
from ledger.own_line import names_them, own_line
from ledger.problems import Problem
from projections.policy import Kind, Question
from projections.trail import shown

router = APIRouter(prefix="/api/my", tags=["my"])


class Asked(BaseModel):
    """``entry``: the ``index`` of an entry of one's own trail. ``safe``: that nobody can be hurt by the file being
    found, which is asked each time."""

    entry: Annotated[int, Field(ge=1)]
    safe: bool


class Words(BaseModel):
    """One of one's own disclosures, and its path to the statement's private root (RFC 6962 §2.1.1)."""

    leaf: int
    disclosure: str
    path: list[str]


class SignedBy(BaseModel):
    """The registration of the key that signed the statement, and its proof."""

    statement: str
    proof: str


class LineFile(BaseModel):
    """What ``lightwell`` checks offline (``ledger/line_proof.py``). ``log``: the verifier key that it claims."""

    format: str
    statement: str
    proof: str
    words: list[Words]
    key: SignedBy
    log: str


@router.get("/proofs")
def provable(signed: Viewing) -> tuple[int, ...]:
    """The entries of one's own trail of which a file can be had: those that say who one is."""
    found = [bytes.fromhex(digest) for _, digest in _shown(signed)]
    naming = set(names_them(signed.site.ledger, found, id_of(signed.viewer.person or "")))
    return tuple(number for number, digest in enumerate(found, 1) if digest in naming)


@router.post("/proofs", response_class=Response, responses={200: {"model": LineFile}})
def proof_file(signed: Viewing, asked: Annotated[Asked, Body()]) -> Response:
    """The file: one's own names on that line, and the proof that they are in the log as they were signed."""
    if not asked.safe:
        raise Problem("bad-request", "body.safe", [("safe", "say that it is safe to have, or ask another day")])
    found = _shown(signed)
    if asked.entry > len(found):
        raise Problem("not-found")
    index, _ = found[asked.entry - 1]
    data = own_line(signed.site.ledger, index, id_of(signed.viewer.person or ""))
    headers = {"Content-Disposition": 'attachment; filename="my-line.json"'}
    return Response(data, media_type="application/json", headers=headers)


def check(site: Site, data: bytes) -> Line:
    """What such a file proves, of this log. Raises NotProven."""
    line = line_proof.check(data, *site.ledger.log_verifiers)
    with site.ledger.recorder.reader() as cursor:
        cursor.execute("SELECT note FROM checkpoint WHERE size=?", (line.checkpoint.size,))
        known = cursor.fetchone()
    if known is None:
        raise NotProven("the checkpoint in the file is not one of this log: keep the file, it is evidence")
    return line


def _shown(signed: SignedIn) -> tuple[tuple[int, str], ...]:
    """(log index, digest) of the entries that the person's own page shows, in its order."""
    person = signed.viewer.person
    if signed.viewer.kind is not Kind.PERSON or person is None:
        raise Problem("not-found")
    ask(signed, Question.TRAIL, person=person)
    site = fresh(signed.site)
    with site.ledger.recorder.reader() as cursor:
        roots = site.ledger.vault.lines_of(cursor, id_of(person))
    with site.views.connect() as connection:
        return shown(connection, signed.viewer, roots)
