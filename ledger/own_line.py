"""Makes a family's line, as ``ledger.line_proof`` has it, from a ledger."""

from hashlib import sha256

from ledger import jws, line_proof
from ledger.application import Ledger
from ledger.problems import Problem
from ledger.strictjson import reread

#: Only who the person is. What else was written beside a name may speak of others: a request for access decides that.
OWN = frozenset(("ref", "given_name", "family_name", "birth_date"))


def names_them(ledger: Ledger, digests: list[bytes], person: bytes) -> list[bytes]:
    """Those of these statements whose private part says who this person is."""
    found = []
    with ledger.recorder.reader() as cursor:
        for digest in digests:
            about = set(ledger.vault.about(cursor, digest, person))
            if about and any(leaf in about and d.name in OWN for leaf, d in ledger.vault.open(cursor, digest)):
                found.append(digest)
    return found


def own_line(ledger: Ledger, index: int, person: bytes) -> bytes:
    """The file of what statement ``index`` says of ``person``.

    Raises Problem ``not-found`` where it does not say who they are, ``not-published`` where no published checkpoint
    covers it yet.
    """
    token = ledger.statement(index)
    if token is None:
        raise Problem("not-found")
    parsed, digest = jws.parse(token), sha256(token).digest()
    with ledger.recorder.reader() as cursor:
        about = ledger.vault.about(cursor, digest, person)
        held = dict(ledger.vault.open(cursor, digest))
        hashes = ledger.vault.leaves(cursor, digest)
    committed = reread(parsed.payload)["data"].get("private")
    own = {leaf: held[leaf].leaf for leaf in about if held[leaf].name in OWN}
    if not own or committed is None or len(hashes) != committed["count"]:
        raise Problem("not-found")
    registered = ledger.state.keys[parsed.kid].registered
    registration = ledger.statement(registered)
    try:
        standing, key = ledger.inclusion(index), ledger.inclusion(registered)
    except ValueError:
        raise Problem("not-published") from None
    leaves = [hashes[leaf] for leaf in range(len(hashes))]
    return line_proof.make(token, standing, registration or b"", key, own, leaves, ledger.log_verifier)
