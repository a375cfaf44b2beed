"""What one person keeps beside the log, for nobody else: sealed under their own data key, gone when they are erased.

The form is the vault's: version 1 ‖ nonce (12) ‖ AES-256-GCM(32 zero bytes ‖ text), the label as associated data.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.store.writer import Cursor
from ledger.vault import VERSION, Vault
from ledger.wrapping import ZEROS


def sealed(vault: Vault, cursor: Cursor, organisation: str, ref: str, label: str, text: str) -> bytes | None:
    """``label`` says what it is; under another label it does not open. None for who is not known (any more)."""
    key = _key(vault, cursor, organisation, ref)
    if key is None:
        return None
    nonce = os.urandom(12)
    return VERSION + nonce + key.encrypt(nonce, ZEROS + text.encode(), label.encode())


def opened(vault: Vault, cursor: Cursor, organisation: str, ref: str, label: str, content: bytes) -> str | None:
    """None where the person was erased, whoever bears their name now, and for what is damaged."""
    key = _key(vault, cursor, organisation, ref)
    if key is None or content[:1] != VERSION:
        return None
    try:
        plain = key.decrypt(content[1:13], content[13:], label.encode())
    except InvalidTag:
        return None
    return plain[len(ZEROS) :].decode() if plain.startswith(ZEROS) else None


def _key(vault: Vault, cursor: Cursor, organisation: str, ref: str) -> AESGCM | None:
    cursor.execute("SELECT id, wrapped_key FROM subject WHERE ref_mac=?", (vault.subject_mac(organisation, ref),))
    row = cursor.fetchone()
    return AESGCM(vault.wrapping.unwrap(bytes(row[1]), bytes(row[0]))) if row else None
