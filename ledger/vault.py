"""The private part at rest: every disclosure under its own person's key, every key wrapped by the master key
(``ledger.wrapping``).

Ciphertext: version 1 ‖ nonce (12) ‖ AES-256-GCM(32 zero bytes ‖ leaf), associated data = statement digest ‖ leaf
index. The zero block makes the scheme key-committing: it opens under one key only (Albertini et al. 2022, §5.4).
Erasing a person deletes the wrapped key and the ciphertexts; nothing else can bring them back.
"""

import hmac
import os
from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.disclosures import CALLED, Disclosure, Opened, read
from ledger.forgotten import mark
from ledger.merkle import leaf_hash
from ledger.problems import Problem
from ledger.statements.types import PREFIX
from ledger.store.writer import Cursor
from ledger.wrapping import ZEROS, Wrapping

VERSION = b"\x01"
#: Whose the lines of erased people are.
NOBODY = bytes(16)
#: So many lines are remembered.
MOST_LINES = 100_000
#: So many of the newest disclosures that name a person are opened before all of them.
FEW = 4
#: Only these say who the lines of a holding are, and the rules let only its own organisation say them.
NAMING = frozenset(PREFIX + f"information.{act}.v1" for act in ("collected", "written", "received"))


class Kept(NamedTuple):
    """The private part of one statement on its way into the vault.

    ``place``: of the statement in the log; ``macs``: line → MAC of the person on it, none for a line of somebody
    erased; ``named``: (holding, line, MAC) of the lines that it is first to name.
    """

    digest: bytes
    place: int
    organisation: str
    private: Opened
    macs: dict[int, bytes]
    named: list[tuple[bytes, int, bytes]]


class Vault:
    """Encrypts, finds and erases; all SQL runs on the caller's transaction."""

    def __init__(self, wrapping: Wrapping) -> None:
        self.wrapping = wrapping
        self._mac = wrapping.derive(b"lightwell ref v1")
        self._known: dict[bytes, tuple[bytes, AESGCM]] = {}
        self._macs: dict[tuple[str, str | None], bytes] = {}
        self._lines: dict[tuple[bytes, int], bytes] = {}

    def forget(self) -> None:
        """Drops what is held in memory; called after an erasure, here or in another process."""
        self._known.clear()
        self._macs.clear()
        self._lines.clear()

    def subject_mac(self, organisation: str, ref: str | None) -> bytes:
        """Finds the person whom ``organisation`` calls ``ref``; None stands for the organisation's own words."""
        known = self._macs.get((organisation, ref))
        if known is None:
            text = UUID(organisation).bytes + (b"" if ref is None else b"\x00" + ref.encode())
            known = self._macs[organisation, ref] = hmac.digest(self._mac, text, "sha256")
        return known

    def people_on(self, organisation: str, private: Opened) -> dict[int, bytes]:
        """Line → MAC of the person on it; line 0 stands for the organisation's own words."""
        macs = {line: self.subject_mac(organisation, ref) for line, ref in private.refs}
        macs[0] = self.subject_mac(organisation, None)
        return macs

    def taken(self, cursor: Cursor, lines: Sequence[tuple[bytes, int]]) -> dict[tuple[bytes, int], bytes]:
        """Whose those of these lines are that somebody has: MAC of the person, ``NOBODY`` for erased ones. A line stays
        the same person until somebody is erased."""
        if len(self._lines) > MOST_LINES:
            self._lines.clear()
        unknown = [line for line in lines if line not in self._lines]
        for at in range(0, len(unknown), 400):
            part = unknown[at : at + 400]
            marks = ",".join(["(?,?)"] * len(part))
            cursor.execute(
                "SELECT l.holding, l.line, s.ref_mac FROM subject_line l LEFT JOIN subject s ON s.id = l.subject"
                f" WHERE (l.holding, l.line) IN (VALUES {marks})",
                [value for line in part for value in line],
            )
            for holding, line, mac in map(tuple, cursor.fetchall()):
                self._lines[bytes(holding), line] = bytes(mac) if mac is not None else NOBODY
        return {line: self._lines[line] for line in lines if line in self._lines}

    def know(self, cursor: Cursor, batch: Sequence[Kept]) -> None:
        """Loads or makes the data keys of the people in a batch, for ``keep``."""
        self._know(cursor, {mac: kept.organisation for kept in batch for mac in kept.macs.values()})

    def known(self, cursor: Cursor, macs: Collection[bytes]) -> set[bytes]:
        """Those of these that are somebody."""
        if not macs:
            return set()
        marks = ",".join("?" * len(macs))
        cursor.execute(f"SELECT ref_mac FROM subject WHERE ref_mac IN ({marks})", list(macs))
        return {bytes(row[0]) for row in map(tuple, cursor.fetchall())}

    def keep(self, cursor: Cursor, batch: Sequence[Kept]) -> None:
        """Stores the private parts of a batch whose people are known (``ledger.disclosures.parse`` has seen that each
        line has its ref)."""
        nonces = iter(_nonces(sum(len(kept.private.leaves) for kept in batch)))
        rows, discarded = [], []
        for digest, place, _, private, macs, _ in batch:
            called = frozenset(private.called)
            for leaf, (text, line) in enumerate(zip(private.leaves, private.lines, strict=True)):
                if line not in macs:
                    discarded.append((digest, leaf, leaf_hash(text)))
                    continue
                subject, key = self._known[macs[line]]
                nonce = next(nonces)
                sealed = key.encrypt(nonce, ZEROS + text, digest + leaf.to_bytes(4, "big"))
                named = place if leaf in called else None
                rows.append((digest, leaf, line, subject, VERSION + nonce + sealed, named))
        columns = "digest, leaf, line, subject, sealed, named"
        cursor.executemany(f"INSERT INTO disclosure ({columns}) VALUES (?, ?, ?, ?, ?, ?)", rows)
        cursor.executemany("INSERT INTO erased_leaf (digest, leaf, hash) VALUES (?, ?, ?)", discarded)
        lines = [(holding, line, self._known[mac][0]) for kept in batch for holding, line, mac in kept.named]
        cursor.executemany("INSERT INTO subject_line (holding, line, subject) VALUES (?, ?, ?)", lines)
        self._lines.update({(holding, line): mac for kept in batch for holding, line, mac in kept.named})

    def open(self, cursor: Cursor, digest: bytes, lines: int = 1_000_000) -> list[tuple[int, Disclosure]]:
        """(leaf index, disclosure) of what is still held of a statement's private part."""
        cursor.execute(
            "SELECT d.leaf, d.sealed, s.id, s.wrapped_key FROM disclosure d JOIN subject s ON s.id = d.subject"
            " WHERE d.digest=? ORDER BY d.leaf",
            (digest,),
        )
        return [
            (leaf, read(self._open(self._unwrap(bytes(id), bytes(wrapped)), digest, leaf, bytes(sealed)), lines))
            for leaf, sealed, id, wrapped in map(tuple, cursor.fetchall())
        ]

    def leaves(self, cursor: Cursor, digest: bytes) -> dict[int, bytes]:
        """Leaf index → its hash, of a statement's whole private part: of what is held and of what was erased."""
        cursor.execute("SELECT leaf, hash FROM erased_leaf WHERE digest=?", (digest,))
        found = {int(leaf): bytes(hash) for leaf, hash in map(tuple, cursor.fetchall())}
        return found | {leaf: leaf_hash(held.leaf) for leaf, held in self.open(cursor, digest)}

    def about(self, cursor: Cursor, digest: bytes, person: bytes) -> list[int]:
        """The leaves of a statement's private part that are about this person, in order."""
        cursor.execute(
            "SELECT d.leaf FROM disclosure d JOIN subject s ON s.id = d.subject"
            " WHERE d.digest=? AND s.person=? ORDER BY d.leaf",
            (digest, person),
        )
        return [int(row[0]) for row in map(tuple, cursor.fetchall())]

    def person(self, cursor: Cursor, organisation: str, ref: str) -> bytes | None:
        """The person whom an organisation calls so, or None."""
        cursor.execute("SELECT person FROM subject WHERE ref_mac=?", (self.subject_mac(organisation, ref),))
        row = cursor.fetchone()
        return bytes(row[0]) if row else None

    def whose(self, cursor: Cursor, person: bytes) -> str | None:
        """The organisation whose person this is, or None. Raises Problem ``erasure-of-worker`` for its own words, in
        which its workers are."""
        cursor.execute("SELECT organisation, ref_mac FROM subject WHERE person=?", (person,))
        for organisation, mac in map(tuple, cursor.fetchall()):
            name = str(UUID(bytes=bytes(organisation)))
            if bytes(mac) == self.subject_mac(name, None):
                raise Problem("erasure-of-worker")
            return name
        return None

    def person_at(self, cursor: Cursor, holding: str, line: int) -> bytes | None:
        """The person on a line, where somebody has named them and they are not erased."""
        cursor.execute(
            "SELECT s.person FROM subject_line l JOIN subject s ON s.id = l.subject WHERE l.holding=? AND l.line=?",
            (UUID(holding).bytes, line),
        )
        row = cursor.fetchone()
        return bytes(row[0]) if row else None

    def ref_at(self, cursor: Cursor, holding: str, line: int) -> str | None:
        """What the holder calls the person on a line; None where nobody has named them or they are erased."""
        cursor.execute(
            "SELECT s.id, s.wrapped_key, d.digest, d.leaf, d.sealed FROM subject_line l"
            " JOIN subject s ON s.id = l.subject JOIN disclosure d ON d.subject = s.id WHERE l.holding=? AND l.line=?",
            (UUID(holding).bytes, line),
        )
        for id, wrapped, digest, leaf, sealed in map(tuple, cursor.fetchall()):
            plain = self._open(self._unwrap(bytes(id), bytes(wrapped)), bytes(digest), leaf, bytes(sealed))
            disclosure = read(plain, 1_000_000)
            if disclosure.name == "ref":
                return disclosure.value
        return None

    def lines_of(self, cursor: Cursor, person: bytes) -> list[tuple[str, int]]:
        """(holding, line) wherever an organisation has said: this line is that person."""
        cursor.execute(
            "SELECT l.holding, l.line FROM subject s JOIN subject_line l ON l.subject = s.id WHERE s.person=?"
            " ORDER BY l.holding, l.line",
            (person,),
        )
        return [(str(UUID(bytes=bytes(holding))), line) for holding, line in map(tuple, cursor.fetchall())]

    def people(
        self, cursor: Cursor, organisation: str, only: Collection[bytes] | None = None
    ) -> list[tuple[bytes, str]]:  # fmt: skip
        """(person, latest name) of everybody this organisation has named, or of ``only`` some of them, by name; for its
        own staff only. Each name is under its own key: who asks for all of many people waits."""
        sql = "SELECT person, id, wrapped_key FROM subject WHERE organisation=? AND ref_mac<>?{} ORDER BY person"
        of = (UUID(organisation).bytes, self.subject_mac(organisation, None))
        subjects: list[tuple[bytes, bytes, bytes]] = []
        some = [None] if only is None else [sorted(only)[at : at + 400] for at in range(0, len(only), 400)]
        for part in some:
            among = "" if part is None else f" AND person IN ({','.join('?' * len(part))})"
            cursor.execute(sql.format(among), [*of, *(part or ())])
            subjects += [(bytes(person), bytes(id), bytes(wrapped)) for person, id, wrapped in cursor.fetchall()]
        names: dict[bytes, dict[str, tuple[int, str]]] = {}
        for person, id, wrapped in subjects:
            said = names.setdefault(person, {})
            for name, value in self._names(cursor, id, self._unwrap(id, wrapped)).items():
                said[name] = max(said.get(name, value), value)
        called = [
            (person, " ".join(said[name][1] for name in CALLED if name in said) or "somebody not named")
            for person, said in names.items()
        ]
        return sorted(called, key=lambda pair: pair[1])

    def _names(self, cursor: Cursor, subject: bytes, key: AESGCM) -> dict[str, tuple[int, str]]:
        """Name of the disclosure → where in the log it was last said, and its value. The newest few are asked for
        first: whoever says one name of somebody mostly says both."""
        found: dict[str, tuple[int, str]] = {}
        for few in (f" LIMIT {FEW}", f" LIMIT 1000000 OFFSET {FEW}"):
            cursor.execute(
                "SELECT digest, leaf, sealed, named FROM disclosure WHERE subject=? AND line > 0 AND named IS NOT NULL"
                f" ORDER BY named DESC, leaf DESC{few}",
                (subject,),
            )
            for digest, leaf, sealed, place in map(tuple, cursor.fetchall()):
                said = read(self._open(key, bytes(digest), leaf, bytes(sealed)), 1_000_000)
                if said.name in CALLED:
                    found.setdefault(said.name, (place, said.value))
                if len(found) == len(CALLED):
                    return found
        return found

    def count(self, cursor: Cursor, organisation: str) -> int:
        """How many people this organisation has named."""
        mac = self.subject_mac(organisation, None)
        cursor.execute(
            "SELECT COUNT(DISTINCT person) FROM subject WHERE organisation=? AND ref_mac<>?",
            (UUID(organisation).bytes, mac),
        )
        return int(next(iter(cursor.fetchone())))

    def everybody(self, cursor: Cursor, organisation: str) -> dict[bytes, list[tuple[str, int]]]:
        """Person → their lines, of everybody this organisation has named on a line."""
        cursor.execute(
            "SELECT s.person, l.holding, l.line FROM subject s JOIN subject_line l ON l.subject = s.id"
            " WHERE s.organisation=? ORDER BY l.holding, l.line",
            (UUID(organisation).bytes,),
        )
        found: dict[bytes, list[tuple[str, int]]] = {}
        for person, holding, line in map(tuple, cursor.fetchall()):
            found.setdefault(bytes(person), []).append((str(UUID(bytes=bytes(holding))), line))
        return found

    def on_several_lines(self, cursor: Cursor, organisation: str) -> dict[tuple[str, int], bytes]:
        """(holding, line) → whose it is, of those whom this organisation has named on more than one."""
        where = "FROM subject s JOIN subject_line l ON l.subject = s.id WHERE s.organisation=?"
        cursor.execute(
            f"SELECT s.person, l.holding, l.line {where}"
            f" AND s.person IN (SELECT s.person {where} GROUP BY s.person HAVING COUNT(*) > 1)",
            [UUID(organisation).bytes] * 2,
        )
        rows = map(tuple, cursor.fetchall())
        return {(str(UUID(bytes=bytes(holding))), line): bytes(person) for person, holding, line in rows}

    def called(self, cursor: Cursor, organisation: str, person: bytes) -> dict[str, str]:
        """What an organisation has said of one person: name of the disclosure → its latest value."""
        cursor.execute(
            "SELECT s.id, s.wrapped_key, d.digest, d.leaf, d.sealed FROM subject s"
            " JOIN disclosure d ON d.subject = s.id LEFT JOIN said ON said.digest = d.digest"
            " WHERE s.organisation=? AND s.person=? AND d.line > 0"
            " ORDER BY said.idx, d.leaf",
            (UUID(organisation).bytes, person),
        )
        told = {}
        for id, wrapped, digest, leaf, sealed in map(tuple, cursor.fetchall()):
            plain = self._open(self._unwrap(bytes(id), bytes(wrapped)), bytes(digest), leaf, bytes(sealed))
            disclosure = read(plain, 1_000_000)
            told[disclosure.name] = disclosure.value
        return told

    def link(self, cursor: Cursor, organisation: str, refs: Sequence[str], *, together: bool) -> None:
        """``subject.linked`` and ``unlinked``: two of an organisation's names are, or are not, one person."""
        first, second = (self.subject_mac(organisation, ref) for ref in refs)
        if together:
            # Whoever was one person with the second is one with the first too.
            of = "(SELECT person FROM subject WHERE ref_mac=?)"
            cursor.execute(f"UPDATE subject SET person = {of} WHERE person = {of}", (first, second))
        else:
            cursor.execute("UPDATE subject SET person = id WHERE ref_mac IN (?, ?)", (first, second))

    def erase(self, cursor: Cursor, person: bytes) -> int:
        """Destroys a person's keys and disclosures; returns how many disclosures there were.

        Their lines stay taken, by nobody: a line is one person for good. Each disclosure's leaf hash stays, which tells
        nothing without the salt: whoever stands beside them in a statement can still prove their own line.
        """
        cursor.execute("SELECT id FROM subject WHERE person=?", (person,))
        return self._destroy(cursor, [bytes(row[0]) for row in map(tuple, cursor.fetchall())])

    def erase_again(self, cursor: Cursor, marks: Collection[bytes]) -> int:
        """Destroys whoever of these (``ledger.forgotten``) a restored database holds; returns how many they were."""
        cursor.execute("SELECT id FROM subject")
        back = [id for (id,) in map(tuple, cursor.fetchall()) if mark(bytes(id)) in marks]
        self._destroy(cursor, [bytes(id) for id in back])
        missing = [(one,) for one in set(marks) - self.marks(cursor)]
        cursor.executemany("INSERT INTO erased_subject (mark) VALUES (?)", missing)
        return len(back)

    def marks(self, cursor: Cursor) -> set[bytes]:
        """The marks of everybody who was erased."""
        cursor.execute("SELECT mark FROM erased_subject")
        return {bytes(row[0]) for row in map(tuple, cursor.fetchall())}

    def _destroy(self, cursor: Cursor, subjects: Sequence[bytes]) -> int:
        """Leaves of these their lines, which are nobody's, a hash of each disclosure, and a mark."""
        left = []
        for id in subjects:
            cursor.execute(
                "SELECT s.wrapped_key, d.digest, d.leaf, d.sealed FROM subject s"
                " JOIN disclosure d ON d.subject = s.id WHERE s.id=?",
                (id,),
            )
            for wrapped, digest, leaf, sealed in map(tuple, cursor.fetchall()):
                text = self._open(self._unwrap(id, bytes(wrapped)), bytes(digest), leaf, bytes(sealed))
                left.append((bytes(digest), leaf, leaf_hash(text)))
            cursor.execute("DELETE FROM disclosure WHERE subject=?", (id,))
            cursor.execute("UPDATE subject_line SET subject=? WHERE subject=?", (NOBODY, id))
            cursor.execute("DELETE FROM subject WHERE id=?", (id,))
        cursor.executemany("INSERT INTO erased_leaf (digest, leaf, hash) VALUES (?, ?, ?)", left)
        cursor.executemany("INSERT INTO erased_subject (mark) VALUES (?)", [(mark(id),) for id in subjects])
        self.forget()
        return len(left)

    def drop(self, cursor: Cursor, digest: bytes) -> None:
        """Destroys what is held of one statement's private part."""
        cursor.execute("DELETE FROM disclosure WHERE digest=?", (digest,))

    def _know(self, cursor: Cursor, wanted: dict[bytes, str]) -> None:
        """Loads or makes the data keys of these people."""
        if len(self._macs) > 200_000:
            self.forget()
        missing = [mac for mac in wanted if mac not in self._known]
        for at in range(0, len(missing), 500):
            part = missing[at : at + 500]
            marks = ",".join("?" * len(part))
            cursor.execute(f"SELECT ref_mac, id, wrapped_key FROM subject WHERE ref_mac IN ({marks})", part)
            for mac, id, wrapped in map(tuple, cursor.fetchall()):
                self._known[bytes(mac)] = (bytes(id), self._unwrap(bytes(id), bytes(wrapped)))
        made = []
        for mac in missing:
            if mac not in self._known:
                id, key = os.urandom(16), os.urandom(32)
                made.append((id, UUID(wanted[mac]).bytes, mac, self.wrapping.wrap(key, id), id))
                self._known[mac] = (id, AESGCM(key))
        if made:
            sql = "INSERT INTO subject (id, organisation, ref_mac, wrapped_key, person) VALUES (?, ?, ?, ?, ?)"
            cursor.executemany(sql, made)

    def _unwrap(self, id: bytes, wrapped: bytes) -> AESGCM:
        return AESGCM(self.wrapping.unwrap(wrapped, id))

    @staticmethod
    def _open(key: AESGCM, digest: bytes, leaf: int, sealed: bytes) -> bytes:
        return unseal(key, digest, leaf, sealed)


def unseal(key: AESGCM, digest: bytes, leaf: int, sealed: bytes) -> bytes:
    """A disclosure in the clear. Raises InvalidTag where it is not of this key and this place."""
    if sealed[:1] != VERSION:
        raise ValueError("a disclosure is stored in a form that this version does not know")
    plain = key.decrypt(sealed[1:13], sealed[13:], digest + leaf.to_bytes(4, "big"))
    if plain[:32] != ZEROS:
        raise InvalidTag
    return plain[32:]


def _nonces(count: int) -> list[bytes]:
    random = os.urandom(12 * count)
    return [random[at : at + 12] for at in range(0, len(random), 12)]
