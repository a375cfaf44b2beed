"""Somebody who has copies of every file, the master key too, and looks for people in them. Uses no table: only bytes.

thief = Thief(copies(folder, tmp_path / "before"))
thief.read()                          # every private value that can be opened, with the keys found in the bytes
thief.traces(organisation, "C-1")     # where that client number can be told to have been
"""

import hmac
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import databases
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger import disclosures
from ledger.problems import Problem
from ledger.wrapping import FileWrapping

_HEX = re.compile(rb"\\\\x([0-9a-f]+)")
#: What a demonstration's cast is written in: who may sign in as whom, and no file of the ledger.
CAST = "demo"


def copies(folder: Path, to: Path) -> Path:
    """Every file of a ledger's folder as it lies there, and a dump of its database where that is elsewhere."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns(CAST))
    url = databases.of(folder).url
    if url:
        dump = subprocess.run(["pg_dump", "--data-only", url], capture_output=True, check=True).stdout
        # As it lies in a row: each column's bytes after the other's.
        rows = (b"".join(bytes.fromhex(one.decode()) for one in _HEX.findall(line)) for line in dump.splitlines())
        (to / "dump").write_bytes(dump + b"\n" + b"\n".join(rows))
    return to


class Thief:
    def __init__(self, folder: Path) -> None:
        self.files = {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
        self.master = bytes.fromhex(self.files["keys/master.key"].decode().strip())
        self._wrapping = FileWrapping(self.master)

    def finds(self, *secrets: bytes) -> list[str]:
        """The files in which any of these bytes are, plain or in hexadecimal."""
        wanted = [form for one in secrets for form in (one, one.hex().encode())]
        return [name for name, data in self.files.items() if any(form in data for form in wanted)]

    def keys(self) -> dict[bytes, bytes]:
        """Subject → data key, of every wrapped key that lies anywhere and opens: its id is within some bytes of it."""
        found = {}
        for data in self.files.values():
            for at in _places(data, b"\x02" + self._wrapping.key_id):
                wrapped = data[at : at + 101]
                for start in range(max(at - 90, 0), min(at + 130, len(data))):
                    try:
                        found[data[start : start + 16]] = self._wrapping.unwrap(wrapped, data[start : start + 16])
                    except (InvalidTag, ValueError):
                        continue
        return found

    def read(self) -> set[str]:
        """Every value that one of those keys opens, wherever its ciphertext lies behind its subject's id."""
        found = set()
        for subject, key in self.keys().items():
            cipher = AESGCM(key)
            for data in self.files.values():
                for at in _places(data, subject + b"\x01"):
                    found.update(_values(cipher, data, at + 17, data[at - 44 : at]))
        return found

    def traces(self, organisation: str, ref: str) -> list[str]:
        """Files that give away that an organisation knew somebody by this name: by the MAC that finds the person, or by
        those that find their codes and sessions."""
        text = UUID(organisation).bytes + b"\x00" + ref.encode()
        marks = [hmac.digest(self._wrapping.derive(b"lightwell ref v1"), text, "sha256")]
        for label in (b"lightwell code v1", b"lightwell session subject v1"):
            for secret in {self.master, *map(_key_in, self.files.values())} - {b""}:
                mac = sha256(label + secret).digest()
                marks.append(hmac.digest(mac, f"person {organisation} {ref}".encode(), "sha256"))
        return self.finds(*marks)


def _values(cipher: AESGCM, data: bytes, at: int, before: bytes) -> Iterator[str]:
    """The statement's digest lies in the row before the subject's id; leaf and length are tried."""
    nonce = data[at : at + 12]
    for digest in {before[start : start + 32] for start in range(len(before) - 31)}:
        for leaf in range(8):
            for size in range(100, 200):
                try:
                    place = digest + leaf.to_bytes(4, "big")
                    plain = cipher.decrypt(nonce, data[at + 12 : at + 12 + size], place)
                    yield disclosures.read(plain[32:], 1_000_000).value
                except (InvalidTag, Problem):
                    continue


def _places(data: bytes, wanted: bytes) -> Iterable[int]:
    at = data.find(wanted)
    while at >= 0:
        yield at
        at = data.find(wanted, at + 1)


def _key_in(data: bytes) -> bytes:
    try:
        return bytes.fromhex(data.decode().strip()) if len(data) == 65 else b""
    except ValueError:
        return b""
