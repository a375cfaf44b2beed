"""An organisation's keys as the log has them, each with its proof: for ``lightwell watch``, and for anybody."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.statements import Open
from ledger import strictjson
from ledger.encoding import unb64
from ledger.jws import parse, thumbprint
from ledger.problems import Problem
from ledger.statements.terms import Uuid
from ledger.statements.types import PREFIX

router = APIRouter(prefix="/keys", tags=["log"])
TYPES = [PREFIX + f"key.{what}.v1" for what in ("registered", "revoked", "compromised")]


class KeyStatement(BaseModel):
    """``statement``: the exact JWS; ``proof``: its ``.tlog-proof`` file under the published checkpoint."""

    index: int
    statement: str
    proof: str


@router.get("/{organisation}")
def keys(organisation: Uuid, opened: Open) -> list[KeyStatement]:
    """Every published statement that registers or ends a key of this organisation, in log order. They name nobody."""
    ledger, kids, found = opened.ledger, set[str](), []
    if organisation not in ledger.state.organisations:
        raise Problem("not-found")
    for row in ledger.recorder.select_notifications(1, 1_000_000, topics=TYPES):
        event = strictjson.reread(parse(row.state).payload)
        data = event["data"]
        if data.get("organisation") == organisation:
            kids.add(thumbprint(unb64(data["key"]["x"])))
        elif data.get("kid") not in kids:
            continue
        try:
            standing = ledger.inclusion(row.id - 1)
        except ValueError:  # not published yet: the next look shows it
            break
        found.append(KeyStatement(index=row.id - 1, statement=row.state.decode(), proof=standing.text()))
    return found
