"""A receipt, checked offline as ``ledger.proof`` checks it, with an error that says what to do with a bad one."""

from collections.abc import Mapping
from typing import Any

from ledger import proof
from ledger.note import Checkpoint, Verifier


class BadReceipt(Exception):
    """The receipt does not prove that the statement is in the log. Keep it: it is evidence against the server."""


def check_receipt(token: bytes, receipt: Mapping[str, Any], log: Verifier) -> Checkpoint:
    """The checkpoint under which ``token`` (the exact JWS bytes) is sealed. Raises BadReceipt."""
    try:
        return proof.check_receipt(receipt, token, log)
    except ValueError as error:
        raise BadReceipt(f"{error}; keep it, it is evidence against the server") from None
