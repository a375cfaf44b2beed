"""Collects witnesses' cosignatures of published checkpoints until a policy's quorum is met (C2SP tlog-witness).

Each round takes the newest published checkpoint to every witness at once. What a witness answers is checked before it
is kept. A witness that shows more of this log than this log has, or another tree, under our own signature, stops the
ledger from writing.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Event, Thread

import httpx2

from ledger import note
from ledger.application import Ledger
from ledger.quorum import Policy, Witness
from ledger.witness import Submission

log = logging.getLogger(__name__)
#: Between rounds, and for how long a witness may keep us waiting, in seconds.
PAUSE, PATIENCE = 1.0, 5.0


class Cosigning:
    """Runs in a thread of its own from ``start`` to ``close``; witnesses without a URL are not asked."""

    def __init__(self, ledger: Ledger, policy: Policy) -> None:
        self._ledger, self._policy = ledger, policy
        self._asked = [witness for witness in policy.witnesses.values() if witness.url]
        self._seen: dict[str, int] = {}
        self._http = httpx2.Client(timeout=PATIENCE)
        self._workers = ThreadPoolExecutor(max(1, len(self._asked)), "witness")
        self._stop = Event()
        self._thread = Thread(target=self._run, name="cosigning", daemon=True)
        ledger.publication.quorum = True

    def start(self) -> None:
        """Asks each witness what it has seen of this log, before anything is written, and then goes on collecting."""
        for witness, signed in zip(self._asked, self._workers.map(self._latest, self._asked), strict=True):
            self._compare(witness, signed)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._workers.shutdown()
        self._http.close()

    def round(self) -> bool:
        """Takes the newest published checkpoint around; True once it has its quorum."""
        awaiting = self._ledger.publication.awaiting()
        if awaiting is None or self._ledger.publication.frozen:
            return False
        size, signed = awaiting
        answers = list(self._workers.map(lambda witness: self._cosign(witness, size, signed), self._asked))
        lines = {witness.name: found for witness, found in zip(self._asked, answers, strict=True) if found}
        if not self._policy.met(lines):
            return False
        self._ledger.publication.cosigned(size, "".join(lines.values()))
        return True

    def _run(self) -> None:
        while not self._stop.wait(PAUSE):
            try:
                self.round()
            except Exception as error:  # the thread must outlive one bad round; the next one tries again
                log.error("checkpoints could not be taken to the witnesses: %s", type(error).__name__)

    def _cosign(self, witness: Witness, size: int, signed: str) -> str:
        """The witness's signature lines on the checkpoint; empty where it gives none now."""
        try:
            for _ in range(3):  # it may have seen another size than we think
                old = self._seen.get(witness.name, 0)
                proof = tuple(self._ledger.consistency(old, size)) if old <= size else ()
                if old > size:
                    return ""
                body = Submission(old, proof, signed).body()
                answer = self._http.post(f"{witness.url.rstrip('/')}/add-checkpoint", content=body)
                if answer.status_code == 409:
                    self._seen[witness.name] = _size(answer.text)
                    if self._seen[witness.name] > size:
                        self._compare(witness, self._latest(witness))
                    continue
                if answer.status_code == 422:
                    log.error("ALARM: the witness %s has seen another tree of this log", witness.name)
                    return ""
                answer.raise_for_status()
                self._seen[witness.name] = size
                return _own(witness, signed, answer.text)
        except (httpx2.HTTPError, ValueError) as error:
            log.warning("the witness %s gave no cosignature: %s", witness.name, type(error).__name__)
        return ""

    def _compare(self, witness: Witness, signed: str) -> None:
        """Holds the log against what a witness cosigned last of it; its word alone, without our signature, is none."""
        if not signed:
            return
        try:
            with self._ledger.recorder.reader() as cursor:
                where = f"the witness {witness.name}"
                self._ledger.publication.hold_against(cursor, self._ledger.size(), signed, where)
        except ValueError:
            log.warning("the witness %s shows a checkpoint that this log did not sign", witness.name)

    def _latest(self, witness: Witness) -> str:
        origin = sha256(self._ledger.origin.encode()).hexdigest()
        try:
            answer = self._http.get(f"{witness.url.rstrip('/')}/{origin}/checkpoint")
        except httpx2.HTTPError:
            log.warning("the witness %s cannot be reached: the log could not be compared with it", witness.name)
            return ""
        return answer.text if answer.status_code == 200 else ""


def _size(text: str) -> int:
    if not (text.endswith("\n") and text[:-1].isascii() and text[:-1].isdecimal()) or len(text) > 20:
        raise ValueError("not a size")
    return int(text)


def _own(witness: Witness, signed: str, answered: str) -> str:
    """Only this witness's own lines, verified. Raises ValueError where there is none, or it is wrong."""
    if witness.key.time(signed + answered) is None:
        raise ValueError("the witness signed with another key than the policy has")
    _, signatures = note.split(signed + answered)
    own: Sequence[bytes] = [raw for name, raw in signatures if name == witness.key.name and raw[:4] == witness.key.id]
    return "".join(note.line(witness.key.name, raw) for raw in own)
