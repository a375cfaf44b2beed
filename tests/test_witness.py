"""A witness answers as C2SP tlog-witness says, in its order, and never cosigns what does not only grow."""

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest
from nacl.signing import SigningKey
from starlette.testclient import TestClient
from trees import Log

from api.witness import create_witness, open_witness
from ledger import merkle, note
from ledger.cosignature import Cosigner
from ledger.witness import Refused, Submission, Witness

NAME = "witness.test/w"


@pytest.fixture
def log() -> Log:
    return Log().grow(40)


@pytest.fixture
def witness(tmp_path: Path, log: Log) -> Witness:
    return Witness(tmp_path / "witness.db", NAME, SigningKey(b"\3" * 32), [log.verifier], lambda: 1_700_000_000)


def refused(witness: Witness, body: bytes) -> Refused:
    with pytest.raises(Refused) as told:
        witness.add_checkpoint(body)
    return told.value


def test_a_growing_log_is_cosigned_again_and_again(witness: Witness, log: Log) -> None:
    key = Cosigner.parse(witness.vkey)
    old = 0
    for size in (0, 0, 1, 2, 7, 7, 8, 30, 40):
        line = witness.add_checkpoint(log.submission(old, size))
        assert key.time(log.checkpoint(size) + line) == 1_700_000_000
        old = size
    latest = witness.latest(sha256(log.origin.encode()).hexdigest())
    assert latest == log.checkpoint(40) + line
    assert note.open_checkpoint(str(latest), log.verifier).size == 40
    assert witness.evidence() == []


def test_the_order_of_checks_is_the_specifications(witness: Witness, log: Log) -> None:
    """Each body is wrong in its own way and in every way that is checked later."""
    witness.add_checkpoint(log.submission(0, 10))
    stranger, impostor = (
        Log("log.test/b", SigningKey(b"\4" * 32)).grow(5),
        Log(log.origin, SigningKey(b"\4" * 32)).grow(5),
    )
    assert refused(witness, stranger.submission(9, 5, [bytes(32)])).status == 404
    assert refused(witness, impostor.submission(9, 5, [bytes(32)])).status == 403
    text, signatures = note.split(log.checkpoint(5))
    bad = text + "\n" + note.line(log.origin, signatures[0][1][:-1] + bytes([signatures[0][1][-1] ^ 1]))
    assert refused(witness, Submission(9, (), bad).body()).status == 403
    assert (
        refused(witness, Submission(9, (), log.checkpoint(5) + bad.splitlines(keepends=True)[-1]).body()).status == 403
    )
    assert refused(witness, log.submission(9, 5, [bytes(32)])).status == 400
    conflict = refused(witness, log.submission(9, 20, [bytes(32)]))
    assert (conflict.status, conflict.body, conflict.kind) == (409, "10\n", "text/x.tlog.size")
    assert refused(witness, log.submission(0, 20)).body == "10\n"
    assert refused(witness, log.submission(10, 20, [bytes(32)])).status == 422
    assert refused(witness, log.submission(10, 20, [])).status == 422
    assert refused(witness, log.submission(10, 20, [*log.proof(10, 20), bytes(32)])).status == 422
    assert refused(witness, log.submission(10, 10, [bytes(32)])).status == 422
    assert witness.add_checkpoint(log.submission(10, 20))


def test_the_empty_tree_has_one_root_and_needs_no_proof(witness: Witness, log: Log) -> None:
    wrong = note.sign(note.Checkpoint(log.origin, 0, bytes(32)), log.key)
    assert refused(witness, Submission(0, (), wrong).body()).status == 422
    assert refused(witness, log.submission(0, 10, [bytes(32)])).status == 422
    assert log.root(0) == merkle.EMPTY_ROOT
    assert witness.add_checkpoint(log.submission(0, 0))


def test_a_fork_and_a_roll_back_are_refused_and_the_two_faces_are_kept_as_proof(witness: Witness, log: Log) -> None:
    witness.add_checkpoint(log.submission(0, 20))
    fork = log.fork(15).grow(25, b"another")
    told = refused(witness, fork.submission(20, 20, []))
    assert (told.status, told.proof) == (422, True)
    longer = refused(witness, fork.submission(20, 30))
    assert (longer.status, longer.proof, longer.doubt) == (422, False, True)
    elsewhere = refused(witness, fork.submission(7, 20))
    assert (elsewhere.status, elsewhere.proof) == (409, True)
    assert refused(witness, log.submission(15, 15)).body == "20\n"
    kept = witness.evidence()
    assert [(signed, certain) for _, signed, _, certain in kept] == [
        (fork.checkpoint(20), True), (fork.checkpoint(30), False)
    ]  # fmt: skip
    for _, signed, against, _ in kept[:1]:
        one, two = (note.open_checkpoint(text, log.verifier) for text in (signed, against))
        assert one.size == two.size
        assert one.root != two.root
    assert witness.add_checkpoint(log.submission(20, 21))


@pytest.mark.parametrize(
    "body",
    [
        b"", b"old 0\n", b"old 0\n\n", b"old -1\n\nx", b"old 00\n\nx", b"old 1\nAAAA\n\nx", b"size 0\n\nx", b"\xff\n\n",
        b"old 0\n\nlog.test/a\n5\nAAAA\n", b"old 0\n" + b"A" * 43 + b"=\n\nx", b"old " + b"9" * 5000 + b"\n\nx",
        b"old 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\nx",
    ],
    ids=lambda body: repr(body[:24]),
)  # fmt: skip
def test_what_is_no_submission_is_a_bad_request(witness: Witness, body: bytes) -> None:
    assert refused(witness, body).status == 400


def test_cosignatures_of_others_are_passed_over_and_not_kept(witness: Witness, log: Log) -> None:
    extra = note.line("unknown.test", b"\0\1\2\3" + bytes(64)) + note.line(log.origin, b"\0\1\2\3" + bytes(64))
    line = witness.add_checkpoint(Submission(0, (), log.checkpoint(9) + extra).body())
    assert witness.latest(sha256(log.origin.encode()).hexdigest()) == log.checkpoint(9) + line


def test_while_the_log_changes_its_key_either_one_will_do(tmp_path: Path, log: Log) -> None:
    after = Log(log.origin, SigningKey(b"\5" * 32), log.leaves)
    witness = Witness(tmp_path / "w.db", NAME, SigningKey(b"\3" * 32), [log.verifier, after.verifier], lambda: 1)
    witness.add_checkpoint(log.submission(0, 10))
    both = note.sign(note.Checkpoint(log.origin, 12, log.root(12)), log.key, after.key)
    witness.add_checkpoint(Submission(10, tuple(log.proof(10, 12)), both).body())
    witness.add_checkpoint(after.submission(12, 14))


def test_what_was_cosigned_is_remembered_before_the_answer_leaves(tmp_path: Path, witness: Witness, log: Log) -> None:
    """Many clients at once: each size is cosigned in one tree only, and the memory never shrinks."""
    fork = log.fork(0).grow(40, b"another")
    given: list[tuple[int, bytes]] = []

    def push(face: Log) -> None:
        for size in range(1, 40):
            for old in (size - 1, 0):
                try:
                    witness.add_checkpoint(face.submission(old, size))
                    given.append((size, face.root(size)))
                except Refused:
                    pass

    threads = [Thread(target=push, args=(face,)) for face in (log, fork, log, fork)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert given
    assert len({root for _, root in given}) == len({size for size, _ in given})
    faces = {
        face for size, root in given for face in ("log", "fork") if root == {"log": log, "fork": fork}[face].root(size)
    }
    assert len(faces) == 1
    with sqlite3.connect(tmp_path / "witness.db") as database:
        kept = database.execute("SELECT note FROM latest").fetchone()[0]
    assert note.read_own(kept).size == max(size for size, _ in given)


@pytest.fixture
def http(tmp_path: Path, log: Log) -> Iterator[TestClient]:
    (tmp_path / "log.vkey").write_text(note.vkey(log.origin, log.verifier.public) + "\n")
    with TestClient(create_witness(open_witness(tmp_path / "w", NAME, [str(tmp_path / "log.vkey")]))) as client:
        yield client


def test_over_http_it_is_the_protocol(
    http: TestClient, log: Log, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    where = f"/{sha256(log.origin.encode()).hexdigest()}/checkpoint"
    assert http.get(where).status_code == 404
    answer = http.post("/add-checkpoint", content=log.submission(0, 10))
    assert answer.status_code == 200
    again = open_witness(tmp_path / "w", NAME, [note.vkey(log.origin, log.verifier.public)])
    assert Cosigner.parse(again.vkey).time(log.checkpoint(10) + answer.text) is not None
    assert http.get(where).text == log.checkpoint(10) + answer.text
    conflict = http.post("/add-checkpoint", content=log.submission(0, 12))
    assert (conflict.status_code, conflict.headers["content-type"], conflict.text) == (409, "text/x.tlog.size", "10\n")
    assert http.post("/add-checkpoint", content=Log("x.test").grow(1).submission(0, 1)).status_code == 404
    assert http.post("/add-checkpoint", content=log.fork(0).grow(10, b"z").submission(10, 10, [])).status_code == 422
    assert "ALARM" in caplog.text
    assert http.post("/add-checkpoint", content=b"old 0\n" + b"A" * 300_000).status_code == 400
    assert http.get("/add-checkpoint").status_code == 405
    assert http.get("/" + "0" * 64 + "/checkpoint").status_code == 404


@pytest.mark.parametrize("name", ["", "two words", "a+b"])
def test_a_name_that_a_note_cannot_hold_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        open_witness(tmp_path, name, [note.vkey("log.test", bytes(32))])


def test_a_witness_of_no_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.vkey").write_text("\n")
    for logs in ([], [str(tmp_path / "log.vkey")]):
        with pytest.raises(ValueError, match="no log key"):
            open_witness(tmp_path, NAME, logs)
