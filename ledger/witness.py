"""A witness (C2SP tlog-witness v1.0.0): cosigns a log's checkpoints, and refuses what does not only grow.

The order of checks and the statuses are the specification's: unknown log 404; no or a bad signature of the log 403;
old size beyond the checkpoint 400; old size not what was cosigned last 409; wrong proof or root 422. A signed
checkpoint that does not follow the one before is kept as evidence.
"""

import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from ledger import merkle, note
from ledger.cosignature import ED25519, Cosigner, cosign

MAX_PROOF = 63
#: Proofs, and doubts, kept for each log; more prove no more.
MOST_EVIDENCE = 100


class Refused(Exception):
    """``status`` and ``body`` as the specification has them.

    ``proof``: the log has shown two faces, which its own signatures prove. ``doubt``: the log did not prove that it
    only grew; whoever sent this may have spoilt the proof, so the log must be asked for one.
    """

    def __init__(
        self, status: int, why: str, *, size: int | None = None, proof: bool = False, doubt: bool = False
    ) -> None:
        super().__init__(why)
        self.status, self.proof, self.doubt = status, proof, doubt
        self.body = f"{size}\n" if size is not None else f"{why}\n"
        self.kind = "text/x.tlog.size" if size is not None else "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Submission:
    """What ``add-checkpoint`` is sent: the old size, the consistency proof from there, and the signed note."""

    old: int
    proof: tuple[bytes, ...]
    signed: str

    def body(self) -> bytes:
        lines = [f"old {self.old}", *(b64encode(one).decode() for one in self.proof)]
        return ("\n".join(lines) + "\n\n" + self.signed).encode()

    @classmethod
    def parse(cls, body: bytes) -> "Submission":
        """Raises ValueError unless it is spelled as ``body`` spells it."""
        head, gap, signed = body.decode().partition("\n\n")
        first, *lines = head.split("\n")
        word, _, old = first.partition(" ")
        if not gap or word != "old" or not (old.isascii() and old.isdecimal()) or len(old) > 19:
            raise ValueError("not an old size, a proof and a checkpoint")
        if len(lines) > MAX_PROOF:
            raise ValueError(f"more than {MAX_PROOF} proof lines")
        found = cls(int(old), tuple(b64decode(line, validate=True) for line in lines), signed)
        if found.body() != body or any(len(one) != 32 for one in found.proof):
            raise ValueError("not in its canonical spelling")
        return found


def authenticate(submission: Submission, logs: Mapping[str, Sequence[note.Verifier]]) -> note.Checkpoint:
    """The checkpoint submitted; ``logs``: origin → keys trusted for it. Raises Refused 400, 404 or 403."""
    try:
        checkpoint = note.read_text(note.split(submission.signed)[0])
    except ValueError as error:
        raise Refused(400, str(error)) from None
    if checkpoint.origin not in logs:
        raise Refused(404, "this witness does not know the log")
    try:
        note.open_checkpoint(submission.signed, *logs[checkpoint.origin])
    except ValueError as error:
        raise Refused(403, str(error)) from None
    if submission.old > checkpoint.size:
        raise Refused(400, "the old size is larger than the checkpoint's")
    return checkpoint


def decide(submission: Submission, checkpoint: note.Checkpoint, latest: note.Checkpoint | None) -> None:
    """Whether the tree only grew since ``latest``, the one cosigned last. Raises Refused 409 or 422."""
    size, root = (latest.size, latest.root) if latest else (0, merkle.EMPTY_ROOT)
    forked = latest is not None and checkpoint.size == size and checkpoint.root != root
    if submission.old != size:
        raise Refused(409, "the old size is not the one cosigned last", size=size, proof=forked)
    if checkpoint.size == 0 and checkpoint.root != merkle.EMPTY_ROOT:
        raise Refused(422, "the root of the empty tree is wrong", proof=True)
    try:
        merkle.check_consistency(size, checkpoint.size, root, checkpoint.root, submission.proof)
    except ValueError as error:
        raise Refused(422, str(error), proof=forked, doubt=True) from None


class Witness:
    """Guarantee: what it has cosigned of a log is durable before the cosignature leaves, and only ever grows."""

    def __init__(
        self, path: Path, name: str, key: SigningKey, logs: Sequence[note.Verifier], now: Callable[[], int]
    ) -> None:
        if not note.is_name(name):
            raise ValueError("a witness's name has no spaces and no plus sign: choose one like example.org/witness")
        self.path, self.name, self._key, self._now = path, name, key, now
        self._logs: dict[str, list[note.Verifier]] = {}
        for log in logs:
            self._logs.setdefault(log.name, []).append(log)
        with self._transaction() as database:
            database.execute("CREATE TABLE IF NOT EXISTS latest (origin TEXT PRIMARY KEY, note TEXT NOT NULL)")
            database.execute(
                "CREATE TABLE IF NOT EXISTS evidence (origin TEXT NOT NULL, note TEXT NOT NULL, against TEXT NOT NULL,"
                " certain INTEGER NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (origin, note, against))"
            )

    @property
    def vkey(self) -> str:
        """What a policy names this witness by."""
        return Cosigner(self.name, ED25519, bytes(self._key.verify_key)).vkey()

    def add_checkpoint(self, body: bytes) -> str:
        """The cosignature line. Raises Refused; a contradiction is kept as evidence first."""
        try:
            submission = Submission.parse(body)
        except ValueError as error:
            raise Refused(400, str(error)) from None
        checkpoint = authenticate(submission, self._logs)
        with self._transaction() as database:
            latest = self._latest(database, checkpoint.origin)
            try:
                decide(submission, checkpoint, note.read_own(latest) if latest else None)
            except Refused as refused:
                if refused.proof or refused.doubt:
                    self._keep(database, checkpoint.origin, submission.signed, latest or "", certain=refused.proof)
                    database.commit()
                raise
            text, signatures = note.split(submission.signed)
            known = {(log.name, log.id) for log in self._logs[checkpoint.origin]}
            logs = "".join(note.line(name, raw) for name, raw in signatures if (name, raw[:4]) in known)
            cosignature = cosign(text, self.name, self._key, self._now())
            signed = f"{text}\n{logs}{cosignature}"
            database.execute("INSERT OR REPLACE INTO latest (origin, note) VALUES (?, ?)", (checkpoint.origin, signed))
        return cosignature

    def latest(self, origin_hash: str) -> str | None:
        """The checkpoint cosigned last, with the log's and this witness's signatures, by the origin's SHA-256."""
        for origin in self._logs:
            if sha256(origin.encode()).hexdigest() == origin_hash:
                with self._transaction() as database:
                    return self._latest(database, origin)
        return None

    def evidence(self) -> list[tuple[str, str, str, bool]]:
        """(origin, signed note, the note that it does not follow, whether the two alone prove two faces)."""
        with self._transaction() as database:
            rows = database.execute("SELECT origin, note, against, certain FROM evidence ORDER BY time")
            return [(origin, signed, against, bool(certain)) for origin, signed, against, certain in rows]

    def _keep(self, database: sqlite3.Connection, origin: str, signed: str, against: str, *, certain: bool) -> None:
        """Doubts have their own room, so that nobody can fill it up before a proof comes."""
        sql = "SELECT COUNT(*) FROM evidence WHERE origin=? AND certain=?"
        if database.execute(sql, (origin, certain)).fetchone()[0] < MOST_EVIDENCE:
            row = (origin, signed, against, certain, self._now())
            database.execute("INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?, ?)", row)

    def _latest(self, database: sqlite3.Connection, origin: str) -> str | None:
        row = database.execute("SELECT note FROM latest WHERE origin=?", (origin,)).fetchone()
        return str(row[0]) if row else None

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Reads and writes under one lock; flushed to disk when it ends."""
        database = sqlite3.connect(self.path, isolation_level=None, timeout=30)
        try:
            database.execute("PRAGMA synchronous=FULL")
            database.execute("BEGIN IMMEDIATE")
            yield database
            if database.in_transaction:
                database.commit()
        finally:
            database.close()
