"""Proofs by API (RFC 6962 §2.1; C2SP tlog-proof), all under the newest published checkpoint.

Consistency proofs follow from the public tiles, and so may anybody ask for one. An inclusion proof is given to whoever
knows a statement's digest: its sender, who holds the bytes, and those to whom it was shown. Nobody can find a digest by
trying. A family's page has none (decision 0006), so nothing here tells it more than its page does.
"""

from base64 import b64encode
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel, Field

from api.site import Site
from api.statements import Open
from ledger import proof
from ledger.problems import Problem

router = APIRouter(prefix="/proof", tags=["log"])
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the statement's exact bytes, in hex.")]
Size = Annotated[int, Query(ge=0, lt=1 << 63, description="A size that is published.")]
Hash = Annotated[
    str, Field(description="A SHA-256 hash in base64.", examples=["SKVxv1L1pNqJr0p0oBgvM3OlXbTjXDNwmZiCGn4jhMk="])
]


class Inclusion(BaseModel):
    """Leaf ``index`` is in the tree of ``size`` leaves that ``checkpoint`` (a signed note) commits to.

    ``hashes`` lead from the leaf to the root: RFC 6962 §2.1.1, the leaf's sibling first.
    """

    index: int
    size: int
    hashes: list[Hash]
    checkpoint: str


class Consistency(BaseModel):
    """The tree of ``second`` leaves begins with the tree of ``first``: RFC 6962 §2.1.2."""

    first: int
    second: int
    hashes: list[Hash]


@router.get(
    "/inclusion/{digest}.tlog-proof",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"example": "c2sp.org/tlog-proof@v1\nindex 7\n…"}}}},
)
def inclusion_file(digest: Digest, opened: Open) -> Response:
    """The same as a C2SP ``.tlog-proof`` file, which any tool can check offline."""
    headers = {"Content-Disposition": f'attachment; filename="{digest[:16]}.tlog-proof"'}
    return PlainTextResponse(_proof(digest, opened).text(), headers=headers)


@router.get("/inclusion/{digest}")
def inclusion(digest: Digest, opened: Open) -> Inclusion:
    """That a statement is in the log. Answers 503 for a moment where no published checkpoint covers it yet."""
    found = _proof(digest, opened)
    size = int(found.checkpoint.split("\n", 2)[1])
    return Inclusion(index=found.index, size=size, hashes=_said(found.hashes), checkpoint=found.checkpoint)


@router.get("/consistency")
def consistency(first: Size, second: Size, opened: Open) -> Consistency:
    """That the log only grew from one size to another."""
    if not first <= second <= opened.ledger.published()[0]:
        rule = "first ≤ second, and both within the published checkpoint"
        raise Problem("bad-request", "query", [("first, second", rule)])
    hashes = opened.ledger.consistency(first, second)
    return Consistency(first=first, second=second, hashes=_said(hashes))


def _proof(digest: str, opened: Site) -> proof.Proof:
    index = opened.ledger.find(bytes.fromhex(digest))
    if index is None:
        raise Problem("not-found")
    try:
        return opened.ledger.inclusion(index)
    except ValueError:
        raise Problem("not-published") from None


def _said(hashes: list[bytes] | tuple[bytes, ...]) -> list[str]:
    return [b64encode(one).decode() for one in hashes]
