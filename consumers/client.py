"""The organisation's side of a ledger: signs statements with its own key, sends them, checks the receipts.

>>> from pathlib import Path
>>> from nacl.signing import SigningKey
>>> from consumers.client import Client
>>> from ledger import disclosures
>>> key = SigningKey(bytes.fromhex(Path(key_file).read_text()))
>>> client = Client(url, key, feed)
>>> receipt = client.say("information.collected.v1",
...     {"holding": holding, "unit": unit, "system": system, "relation": "from", "lines": [[1, 1]],
...      "parts": ["name"], "why": {"purpose": "dpv:ServiceProvision", "basis": "nz-pa2020:IPP1"}},
...     [disclosures.make(1, "ref", "C-1"), disclosures.make(1, "given_name", "Aroha")])
"""

import time as clock_time
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2
from nacl.signing import SigningKey

from consumers.receipt import BadReceipt, check_receipt
from consumers.sequence import FeedSequence
from ledger import disclosures, ids, jws, strictjson
from ledger.note import Verifier
from ledger.problems import ADVICE, Problem
from ledger.statements import types

Line = dict[str, Any]
#: Answers that say "not now": the same bytes are sent again.
TRY_AGAIN = frozenset({429, 502, 503, 504})
CHUNK_LINES, CHUNK_BYTES = 2_000, 8 * 1024 * 1024
LONGEST_PAUSE = 30.0


class Client:
    """Speaks for one feed of one organisation.

    ``vkey`` is the log's verifier key (C2SP signed-note) that receipts are checked with; without it the one that the
    server shows at first is believed. ``verify=False`` skips the check. ``sequence`` gives statements a sequence
    number and the digest of the feed's previous statement, for feeds registered as sequenced. ``attempts`` bounds how
    often the same bytes are sent when the connection breaks or the server is busy.
    """

    def __init__(
        self,
        url: str,
        key: SigningKey,
        feed: str,
        *,
        vkey: str | None = None,
        verify: bool = True,
        sequence: FeedSequence | Path | None = None,
        attempts: int = 6,
        http: httpx2.Client | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        pause: Callable[[float], None] = clock_time.sleep,
    ) -> None:
        self.url, self.key, self.feed, self.verify = url.rstrip("/"), key, feed, verify
        self.sequence = FeedSequence(sequence) if isinstance(sequence, Path) else sequence
        self._log = Verifier.parse(vkey) if vkey else None
        self._http = http or httpx2.Client(timeout=60.0)
        self._attempts, self._clock, self._pause = attempts, clock, pause

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def sign(
        self,
        name: str,
        data: dict[str, Any],
        private: Sequence[bytes] = (),
        time: datetime | str | None = None,
        id: str | None = None,
    ) -> Line:
        """A signed statement of short type ``name`` as ``{"statement": "<JWS>", "private": ["<disclosure>", …]}``.

        ``time`` is when it happened (a timezone-aware instant, or text in the form of the schema); now, if not given.
        The commitment to ``private`` is added to ``data``. The schema is checked before anything is signed, so a
        statement that cannot be right takes no sequence number. Raises Problem ``schema`` or ``unknown-type``.
        """
        at = _instant(time, self._clock)
        when = time if isinstance(time, str) else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        if private:
            data = data | {"private": {"root": disclosures.root(private).hex(), "count": len(private)}}
        identity = {"id": id or ids.uuid7(at), "source": self.feed, "time": when}
        types.check(types.build(name, data, **identity))
        if self.sequence is None:
            token = jws.sign(types.build(name, data, **identity), self.key)
        else:
            with self.sequence.next() as place:
                token = jws.sign(types.build(name, data, **identity, **place.members()), self.key)
                place.said(sha256(token).hexdigest())
        return {"statement": token.decode(), "private": [leaf.decode() for leaf in private]}

    def say(
        self,
        name: str,
        data: dict[str, Any],
        private: Sequence[bytes] = (),
        time: datetime | str | None = None,
        id: str | None = None,
    ) -> dict[str, Any]:
        """Signs and records one statement; the receipt (``index``, ``digest``, ``new``, ``checkpoint``, ``proof``)."""
        return self.record(self.sign(name, data, private, time, id))

    def record(self, line: Line) -> dict[str, Any]:
        """Records a signed line and checks its receipt.

        Raises Problem with the server's code, or Problem ``busy`` when it could not be reached; then it is safe to
        record the same line again. Raises BadReceipt when the receipt does not prove that the statement is sealed.
        """
        answer = self._send("application/json", strictjson.write(line))
        receipt: dict[str, Any] = _object(answer)
        token = line["statement"].encode()
        if self.verify:
            check_receipt(token, receipt, self.log)
        return receipt

    def record_many(self, lines: Iterable[Line]) -> Iterator[dict[str, Any]]:
        """Records signed lines in chunks; yields one result each, in order, ``line`` counted from 1 over all chunks.

        A result has ``status`` 201 (sealed), 200 (was there already) or an error with ``problem``; one bad line does
        not keep the others out. Results carry no proof: the receipt of a line is had by ``record``-ing it again.
        Raises Problem when a whole request is refused; the results before it have been yielded.
        """
        count = 0
        for chunk in _chunks(lines):
            results = self._record_chunk(chunk)
            for line, result in zip(chunk, results, strict=True):
                count += 1
                if self.verify and "digest" in result:
                    digest = sha256(line["statement"].encode()).hexdigest()
                    if result["digest"] != digest:
                        raise BadReceipt("the result names another statement than the one sent")
                yield result | {"line": count}

    @property
    def log(self) -> Verifier:
        """The log's name and public key."""
        if self._log is None:
            self._log = Verifier.parse(self.ledger()["vkey"])
        return self._log

    def ledger(self) -> dict[str, Any]:
        """What the server says of its ledger: ``ledger``, ``operator``, ``origin``, ``size``, ``vkey``."""
        return _object(self._send(None, None, path="/ledger"))

    def post(self, path: str) -> dict[str, Any]:
        """What the server makes at an address that needs nothing said. Raises Problem."""
        return _object(self._send("application/json", b"{}", path))

    def get(self, path: str, token: str) -> Any:
        """What the server answers to whoever has this bearer token. Raises Problem."""
        return strictjson.read(self._send(None, None, path, token).content, "answer")

    def on(self, feed: str) -> Self:
        """The same client for another, unsequenced feed."""
        other = copy(self)
        other.feed, other.sequence = feed, None
        return other

    def _record_chunk(self, chunk: list[Line]) -> list[dict[str, Any]]:
        body = b"".join(strictjson.write(line) + b"\n" for line in chunk)
        for _ in range(self._attempts):
            answer = self._send("application/x-ndjson", body)
            results = [strictjson.read(text) for text in answer.content.splitlines() if text.strip()]
            if len(results) == len(chunk):
                return results
        raise Problem("busy", "answer", [("answer", "has another number of results than lines were sent")])

    def _send(
        self, content_type: str | None, body: bytes | None, path: str = "/statements", token: str = ""
    ) -> httpx2.Response:  # fmt: skip
        """Sends, and sends the same bytes again while the answer is "not now". Raises Problem."""
        delay = 0.25
        for attempt in range(1, self._attempts + 1):
            last = attempt == self._attempts
            try:
                if body is None:
                    bearer = {"authorization": f"Bearer {token}"} if token else {}
                    answer = self._http.get(self.url + path, headers=bearer)
                else:
                    headers = {"content-type": content_type or "application/json"}
                    answer = self._http.post(self.url + path, content=body, headers=headers)
            except httpx2.TransportError:
                if last:
                    raise Problem("busy", "connection") from None
                self._pause(delay)
            else:
                if answer.status_code not in TRY_AGAIN or last or _problem(answer).code == "read-only":
                    break
                self._pause(max(delay, _retry_after(answer)))
            delay = min(delay * 2, LONGEST_PAUSE)
        if answer.status_code >= 400:
            raise _problem(answer)
        return answer


def _instant(time: datetime | str | None, clock: Callable[[], datetime]) -> datetime:
    if isinstance(time, datetime):
        return time
    if time is None:
        return clock()
    try:
        return datetime.fromisoformat(time)
    except ValueError:
        raise Problem(
            "schema", "statement.payload", [("time", "must be an instant, such as 2026-03-02T09:30:00Z")]
        ) from None


def problem_of(fields: dict[str, Any]) -> Problem:
    """The Problem that problem+json members speak of; a code that this version does not know is ``bad-request``."""
    code = fields.get("code")
    errors = [(str(e.get("location", "")), str(e.get("rule", ""))) for e in fields.get("errors") or ()]
    if code not in ADVICE:
        return Problem("bad-request", "answer", [*errors, ("code", f"{code} is not known to this client")])
    return Problem(str(code), str(fields.get("location", "")), errors)


def _problem(answer: httpx2.Response) -> Problem:
    try:
        fields = strictjson.read(answer.content)
    except Problem:
        fields = None
    if isinstance(fields, dict) and "code" in fields:
        return problem_of(fields)
    code = "busy" if answer.status_code >= 500 or answer.status_code == 429 else "bad-request"
    return Problem(code, "answer", [("status", f"{answer.status_code} without a problem description")])


def _object(answer: httpx2.Response) -> dict[str, Any]:
    fields = strictjson.read(answer.content, "answer")
    if not isinstance(fields, dict):
        raise Problem("bad-json", "answer")
    return fields


def _retry_after(answer: httpx2.Response) -> float:
    value = answer.headers.get("retry-after", "")
    return min(float(value), LONGEST_PAUSE) if value.isdecimal() else 0.0


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    chunk: list[Line] = []
    size = 0
    for line in lines:
        chunk.append(line)
        size += len(line["statement"]) + sum(len(leaf) + 3 for leaf in line.get("private", ()))
        if len(chunk) >= CHUNK_LINES or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
