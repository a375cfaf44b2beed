"""Checking a receipt offline: the statement's leaf leads to a root that the log has signed (RFC 9162 §2.1.3.2)."""

from base64 import b64decode
from hashlib import sha256
from typing import Any

from ledger import merkle
from ledger.note import Checkpoint, Verifier, open_checkpoint


class BadReceipt(Exception):
    """The receipt does not prove that the statement is in the log. Keep it: it is evidence against the server."""


def check_receipt(token: bytes, receipt: dict[str, Any], log: Verifier) -> Checkpoint:
    """The checkpoint under which ``token`` (the exact JWS bytes) is sealed. Raises BadReceipt."""
    try:
        if receipt["digest"] != sha256(token).hexdigest():
            raise BadReceipt("the receipt is for another statement")
        checkpoint = open_checkpoint(receipt["checkpoint"], log)
        proof = [b64decode(step, validate=True) for step in receipt["proof"]]
        root = merkle.root_from_inclusion(merkle.leaf_hash(token), receipt["index"], checkpoint.size, proof)
    except (KeyError, TypeError, ValueError) as error:
        raise BadReceipt(f"the receipt cannot be read: {error}") from None
    if root != checkpoint.root:
        raise BadReceipt("the inclusion proof does not lead to the signed root")
    return checkpoint
