"""One master key follows another: every person's key, and every signing key in custody, is wrapped anew.

The new key lies beside the old one until nothing is wrapped by the old one any more; then it takes its place. People's
keys change in one transaction, which also notes the new key's id: cut off at any moment, the same call goes on from
there. Nobody may have the ledger open meanwhile.
"""

import os
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger import custody
from ledger.disclosures import read
from ledger.keyring import FOLLOWING, make_secret, read_secret
from ledger.store.recorder import Recorder
from ledger.store.writer import Cursor
from ledger.vault import Vault, unseal
from ledger.wrapping import CUSTODY, PEOPLE, FileWrapping

#: People whose keys are changed together, within the one transaction.
CHUNK = 1_000


def rotate(recorder: Recorder, keys: Path) -> int:
    """Returns how many people's keys were wrapped anew by this call. Raises OSError where the old key is not here."""
    old, fresh = keys / "master.key", keys / FOLLOWING
    if not fresh.exists():
        make_secret(fresh, os.urandom(32))
    before, after = read_secret(old), read_secret(fresh)
    with recorder.plain_writer() as cursor:
        cursor.execute("SELECT key FROM wrapping")
        row, new, count = cursor.fetchone(), FileWrapping(after, PEOPLE), 0
        if row is None or bytes(row[0]) != new.key_id:
            vault = Vault(FileWrapping(before, PEOPLE))
            if row is not None and bytes(row[0]) != vault.wrapping.key_id:
                raise OSError("another master key wraps what is in this database: give it the master.key of that time")
            count = _people(cursor, vault, new)
    recorder.truncate(patience=1_000)
    custody.rewrap(keys / "custody", FileWrapping(before, CUSTODY), FileWrapping(after, CUSTODY))
    with old.open("r+b") as file:  # over the old bytes, as far as the disk lets us
        file.write(os.urandom(32).hex().encode())
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(old)
    return count


def _people(cursor: Cursor, vault: Vault, new: FileWrapping) -> int:
    """Wraps everybody's key anew, and finds them by MACs that follow from the new master key."""
    fresh, count, last = Vault(new), 0, b""
    query = f"SELECT id, organisation, ref_mac, wrapped_key FROM subject WHERE id > ? ORDER BY id LIMIT {CHUNK}"
    while True:
        cursor.execute(query, (last,))
        rows = [tuple(map(bytes, row)) for row in map(tuple, cursor.fetchall())]
        if not rows:
            break
        changed = []
        for id, house, mac, wrapped in rows:
            organisation, key = str(UUID(bytes=house)), vault.wrapping.unwrap(wrapped, id)
            ref = None if mac == vault.subject_mac(organisation, None) else _ref(cursor, id, AESGCM(key))
            changed.append((new.wrap(key, id), fresh.subject_mac(organisation, ref), id))
        cursor.executemany("UPDATE subject SET wrapped_key=?, ref_mac=? WHERE id=?", changed)
        count, last = count + len(rows), rows[-1][0]
        vault.forget()
        fresh.forget()
    cursor.execute("DELETE FROM wrapping")
    cursor.execute("INSERT INTO wrapping (key) VALUES (?)", (new.key_id,))
    return count


def _ref(cursor: Cursor, subject: bytes, key: AESGCM) -> str:
    """What their organisation calls somebody: whoever has a line was named on it. Without one they are not found."""
    cursor.execute("SELECT digest, leaf, sealed FROM disclosure WHERE subject=?", (subject,))
    for digest, leaf, sealed in map(tuple, cursor.fetchall()):
        disclosure = read(unseal(key, bytes(digest), leaf, bytes(sealed)), 1_000_000)
        if disclosure.name == "ref":
            return disclosure.value
    return f"\x00{subject.hex()}"
