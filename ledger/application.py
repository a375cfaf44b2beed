"""The ledger: one eventsourcing application, one recorder, so one global log.

``record`` takes statements whose form is checked (``ledger.door``) and, under the writer's lock, decides each again
against the head of the log, seals the good ones in one transaction and answers each one.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID

from ledger import disclosures, ids, jws, note, rules
from ledger.admission import Admission, Batch, Sealed
from ledger.clock import Clock
from ledger.door import Checked, check
from ledger.erasing import Erasing
from ledger.erasure import ERASED, THEMSELVES, Asked
from ledger.genesis import genesis
from ledger.keyring import Keyring
from ledger.log_reader import TICKED, LogReader
from ledger.problems import Problem
from ledger.publication import Publication
from ledger.statements import types
from ledger.store import Database
from ledger.store.mapper import read_token
from ledger.store.writer import Cursor, Writer
from ledger.vault import Vault


class _Undone(Exception):
    """Leaves a transaction without a trace."""


class Ledger(LogReader):
    """Guarantee: what ``record`` answers with ``Sealed`` is durable, in the log once, and provable."""

    name = "lightwell"

    def __init__(
        self, data: Path, keyring: Keyring, origin: str, clock: Clock | None = None, anchor: Path | None = None,
        database: Database | None = None,
    ) -> None:  # fmt: skip
        """``data``: folder of the log's name and, without a ``database``, of the log."""
        data.mkdir(parents=True, exist_ok=True)
        self.data, self.keyring, self.clock = data, keyring, clock or Clock()
        self.origin = _fixed_origin(data / "origin", origin)
        self.database = database or Database()
        environment = self.database.prepare(data)
        super().__init__({"MAPPER_TOPIC": "ledger.store.mapper:StatementMapper"} | environment)
        self.recorder.sign = self._sign_checkpoint
        self.publication = Publication(self.recorder, self.log_verifiers, anchor or data / "published")
        self.vault = Vault(keyring.wrapping())
        self._erasing = Erasing(self.recorder, self.vault, data / "keys" / "erased")
        self.state, self._sound = self._new_state(), True
        self._lock = Lock()
        self._minute = ""
        self._holdings: dict[str, str] = {}
        self._public: dict[str, bytes] = {}
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._open()

    @property
    def log_verifier(self) -> note.Verifier:
        """The key that signs now."""
        return self.log_verifiers[0]

    @property
    def log_verifiers(self) -> tuple[note.Verifier, ...]:
        """Every key that signs now: two while one follows the other."""
        return tuple(note.Verifier(self.origin, bytes(key.verify_key)) for key in self.keyring.log_keys)

    @property
    def feed(self) -> str:
        """The ledger's own feed."""
        return f"urn:uuid:{self.state.ledger}"

    # Writing

    def record(self, batch: Sequence[Checked]) -> list[Sealed | Problem]:
        """Seals what may be said and answers each statement in order. Raises only when nothing was sealed."""
        with self._writing() as writer:
            return self._admit(writer, batch)

    def try_out(self, batch: Sequence[Checked]) -> list[Sealed | Problem]:
        """What ``record`` would answer now, by every rule that it holds under the lock; nothing is sealed or kept, and
        the clock stays as it is. An index is the one that a statement has, or would have without others and ticks."""
        answers: list[Sealed | Problem] = []
        try:
            with self._writing() as writer:
                self._batch = Batch()
                admission = Admission(self.state, self._batch, self.events, self.vault, writer, lambda *_: None)
                answers = admission.admit(batch)
                raise _Undone
        except _Undone:
            return answers

    def say(self, name: str, data: dict[str, Any], private: Sequence[bytes] = ()) -> Sealed:
        """Records one of the ledger's own statements, signed by the operator's key. Raises Problem if refused."""
        with self._writing() as writer:
            (answer,) = self._admit(writer, [self.own(name, data, private)])
        if isinstance(answer, Problem):
            raise answer
        return answer

    def say_all(self, name: str, said: Sequence[dict[str, Any]]) -> list[Sealed | Problem]:
        """Records several of the ledger's own statements of one type in one seal."""
        with self._writing() as writer:
            return self._admit(writer, [self.own(name, data) for data in said])

    def erase(self, person: bytes, asked: Asked = THEMSELVES) -> Sealed:
        """Destroys what the vault holds of a person and seals the receipt, in one transaction.

        Raises Problem where something stands in the way (``ledger.erasure``): nothing was changed then.
        """
        self.publication.may_write()
        refusal = self.barred(person, asked)
        if refusal is not None:
            raise refusal
        with self._writing() as writer:
            data = self._erasing.destroy(writer.cursor, writer.size, person, asked, self.state.organisations)
            (answer,) = self._admit(writer, [self.own("subject.erased.v2", data)])
        if isinstance(answer, Problem):
            raise answer
        self._erasing.finish()
        return answer

    def barred(self, person: bytes, asked: Asked = THEMSELVES) -> Problem | None:
        """Why ``erase`` would refuse this person now; None where nothing stands in the way."""
        with self._lock, self.recorder.reader() as cursor:
            cursor.execute("SELECT MAX(rowid) FROM stored_events")
            size = cursor.fetchone()[0] or 0
            self._catch_up(cursor, size)
            try:
                self._erasing.check(cursor, size, person, asked, self.state.organisations)
            except Problem as problem:
                return problem
        return None

    def own(self, name: str, data: dict[str, Any], private: Sequence[bytes] = ()) -> Checked:
        """A statement of the ledger's own feed."""
        now = self.clock.now()
        if private:
            data = data | {"private": {"root": disclosures.root(private).hex(), "count": len(private)}}
        time = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        payload = types.build(name, data, id=ids.uuid7(now), source=self.feed, time=time)
        token = jws.sign(payload, self.keyring.operator)
        return check(token, list(private), self._public, now)

    # Reading

    def public_keys(self) -> dict[str, bytes]:
        """kid → public key of every key ever registered, as of the last seal or look of this process."""
        return self._public

    def look_for_keys(self) -> bool:
        """Reads what other processes have sealed; True when ``public_keys`` has more keys than before."""
        if self._sound and self.size() == self.state.size:
            return False
        known = len(self._public)
        with self._lock, self.recorder.reader() as cursor:
            cursor.execute("SELECT MAX(rowid) FROM stored_events")
            self._catch_up(cursor, cursor.fetchone()[0] or 0)
            self._remember_keys()
        return len(self._public) > known

    def holder(self, holding: str) -> str | None:
        """The organisation that holds a holding."""
        return self._find_holding(holding)

    def publish(self) -> None:
        """Publishes the newest checkpoint: what witnesses see and tiles are served for."""
        self.publication.publish()
        self._erasing.tidy()

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        self.publication.may_write()
        with self._lock:
            try:
                with self.recorder.writer() as writer:
                    if self.recorder.wrapped_by != self.vault.wrapping.key_id:
                        raise OSError("the master key was changed meanwhile: start this process again")
                    self._catch_up(writer.cursor, writer.size)
                    yield writer
                self._remember_keys()
            except BaseException:
                # What memory knows may be ahead of what was rolled back: it is read again before the next batch.
                # Whoever only reads goes on with what there is.
                self._sound, self._batch = False, Batch()
                self.vault.forget()
                self._minute = ""
                raise

    def _admit(self, writer: Writer, batch: Sequence[Checked]) -> list[Sealed | Problem]:
        self._batch = Batch()
        admission = Admission(self.state, self._batch, self.events, self.vault, writer, self._tick)
        answers = admission.admit(batch)
        admission.store()
        return answers

    def _tick(self, claimed: str, first: bool) -> Checked | None:
        """The tick that goes before a new statement: in the first batch of each minute in which something is new."""
        if self.state.size == 0 or not (first or self.clock.follows):
            return None
        self.clock.observe(claimed)
        minute = self.clock.now().strftime("%Y-%m-%dT%H:%M:00Z")
        if minute == self._minute:
            return None
        self._minute = minute
        return self.own("ledger.ticked.v1", {"at": minute})

    # State

    def _open(self) -> None:
        """Holds the log against what was published, reads the rules' state, and seals the genesis in an empty log."""
        with self.recorder.reader() as cursor:
            size = self.publication.inspect(cursor)
            self._hold_keys(cursor)
        self._erasing.again()
        with self.recorder.reader() as cursor:
            cursor.execute("SELECT MAX(rowid) FROM stored_events")
            size = cursor.fetchone()[0] or 0
            self._catch_up(cursor, size)
        if size == 0:
            if self.publication.frozen:
                raise OSError(self.publication.frozen)
            with self._lock, self.recorder.writer() as writer:
                self._catch_up(writer.cursor, writer.size)
                if writer.size == 0:
                    self._admit(writer, [genesis(self.keyring, self.origin, self.clock.now())])
        self._remember_keys()
        self.publish()

    def _hold_keys(self, cursor: Cursor) -> None:
        """Raises OSError where this log is not ours to go on with: it was moved, or is signed by another key."""
        cursor.execute("SELECT MAX(whither) FROM moved")
        (whither,) = cursor.fetchone()
        if whither is not None:
            raise OSError(f"this log has been moved to {whither}: use it there (deploy/MOVE.md)")
        cursor.execute("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")
        newest = cursor.fetchone()
        if newest is not None:
            try:
                note.open_checkpoint(newest[0], *self.log_verifiers)
            except ValueError:
                raise OSError(
                    f"the log in this database is not that of {self.data}: its checkpoints are signed under another"
                    " name or by another key. Give every server of one log the same `origin` and `keys`"
                ) from None

    def _remember_keys(self) -> None:
        """For checks that must not wait for a seal. Keys are only ever added."""
        if len(self._public) != len(self.state.keys):
            self._public = self.state.public_keys()

    def _catch_up(self, cursor: Cursor, size: int) -> None:
        """Brings the rules' state to a log size that a transaction holds still."""
        if self._sound and self.state.size == size:
            return
        state = self.state if self._sound else self._new_state()
        topics = (*rules.GOVERNING, *ERASED)
        marks = ",".join("?" * len(topics))
        cursor.execute(
            f"SELECT rowid, state FROM stored_events WHERE rowid > ? AND topic IN ({marks})"
            " AND topic NOT LIKE 'lightwell.information.%' ORDER BY rowid",
            (state.size, *topics),
        )
        for row, token in map(tuple, cursor.fetchall()):
            state.size = row - 1
            kid, event = read_token(bytes(token))
            state.apply(event, kid)
            if event["type"] in ERASED:
                self._erasing.seen()
        state.size = size
        self.state, self._sound = state, True
        cursor.execute(
            "SELECT state FROM stored_events WHERE topic = ? AND topic NOT LIKE 'lightwell.information.%'"
            " ORDER BY rowid DESC LIMIT 1",
            (TICKED,),
        )
        ticked = cursor.fetchone()
        if ticked is not None:  # by whomever
            self._minute = read_token(bytes(ticked[0]))[1]["data"]["at"]

    def _new_state(self) -> rules.State:
        self._batch = Batch()
        return rules.State(self._find_issuer, self._find_sequence, self._find_holding)

    def _find_issuer(self, digest: bytes) -> str | None:
        if digest in self._batch.issuers:
            return self._batch.issuers[digest]
        with self.recorder.reader() as cursor:
            cursor.execute(
                "SELECT e.state FROM said s JOIN stored_events e ON e.rowid = s.idx + 1 WHERE s.digest=?", (digest,)
            )
            row = cursor.fetchone()
        return self.state.keys[read_token(bytes(row[0]))[0]].organisation if row else None

    def _find_sequence(self, source: str, sequence: str) -> bytes | None:
        if (source, sequence) in self._batch.sequences:
            return self._batch.sequences[source, sequence]
        with self.recorder.reader() as cursor:
            cursor.execute(
                "SELECT digest FROM feed_sequence WHERE source=? AND sequence=?", (UUID(source).bytes, sequence)
            )
            row = cursor.fetchone()
        return bytes(row[0]) if row else None

    def _find_holding(self, holding: str) -> str | None:
        owner = self._batch.holdings.get(holding) or self._holdings.get(holding)
        if owner is not None:
            return owner
        with self.recorder.reader() as cursor:
            cursor.execute("SELECT organisation FROM holding WHERE id=?", (UUID(holding).bytes,))
            row = cursor.fetchone()
        if row is None:
            return None
        if len(self._holdings) > 100_000:
            self._holdings.clear()
        self._holdings[holding] = str(UUID(bytes=bytes(row[0])))  # whose it is never changes
        return self._holdings[holding]

    def _sign_checkpoint(self, size: int, root: bytes) -> str:
        return note.sign(note.Checkpoint(self.origin, size, root), *self.keyring.log_keys)


def _fixed_origin(path: Path, origin: str) -> str:
    """A log keeps the name that it was made with: what is written down goes before what is set."""
    if not path.exists():
        path.write_text(origin + "\n")
    return path.read_text().strip()
