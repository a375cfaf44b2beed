"""A ledger whose checkpoints must be cosigned: real witnesses behind real HTTP, and a ledger that was rolled back."""

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import httpx2
import pytest
import uvicorn
from hosting import House, hosting
from starlette.types import ASGIApp

from api.session import SignedIn
from api.witness import create_witness, open_witness
from api.witnessing import witnessing
from ledger import note
from ledger.keyring import Keyring
from ledger.problems import Problem
from ledger.publication import root_at
from ledger.quorum import Policy
from ledger.settings import Settings
from ledger.witness import Witness
from projections.policy import Kind, Viewer

ORIGIN = Settings().origin


@dataclass
class Answering:
    witness: Witness
    url: str
    stop: Callable[[], None]


@contextmanager
def answering(app: ASGIApp) -> Iterator[tuple[str, Callable[[], None]]]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    until = monotonic() + 20
    while not server.started and monotonic() < until:
        sleep(0.01)

    def stop() -> None:
        server.should_exit = True
        thread.join(20)

    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", stop
    finally:
        stop()


@pytest.fixture
def three(tmp_path: Path) -> Iterator[list[Answering]]:
    """Three witnesses of the log that ``tmp_path / data`` will hold."""
    keyring = Keyring.open(tmp_path / "data" / "keys")
    log = note.vkey(ORIGIN, bytes(keyring.log.verify_key))
    with ExitStack() as stack:
        made = []
        for name in "abc":
            witness = open_witness(tmp_path / name, f"{name}.test/witness", [log])
            url, stop = stack.enter_context(answering(create_witness(witness)))
            made.append(Answering(witness, url, stop))
        yield made


def policy(tmp_path: Path, three: list[Answering]) -> Path:
    lines = [f"witness {name} {one.witness.vkey} {one.url}" for name, one in zip("abc", three, strict=True)]
    path = tmp_path / "policy"
    path.write_text("\n".join([*lines, "group two 2 a b c", "quorum two"]) + "\n")
    return path


def shown(house: House, least: int = 0, seconds: float = 20.0) -> str:
    """The checkpoint that is served, once it has reached ``least``."""
    until = monotonic() + seconds
    while True:
        reply = house.send("GET", "/checkpoint")
        if reply.status == 200 and note.read_own(reply.body.decode()).size >= least:
            return reply.body.decode()
        assert monotonic() < until, reply
        sleep(0.05)


def test_only_what_a_quorum_cosigned_is_shown(tmp_path: Path, three: list[Answering]) -> None:
    file = policy(tmp_path, three)
    with hosting(tmp_path / "data", policy=file) as house:
        log = house.site.ledger.log_verifier
        seen = Policy.parse(file.read_bytes()).check(shown(house), log)
        assert seen.met
        assert set(seen.times) == {"a", "b", "c"}
        three[2].stop()
        shelter = house.place.organisation()
        house.many(*(shelter.heartbeat().token for _ in range(300)))
        size = house.site.ledger.size()
        seen = Policy.parse(file.read_bytes()).check(shown(house, size), log)
        assert (seen.checkpoint.size, set(seen.times), seen.met) == (size, {"a", "b"}, True)
        line = shelter.heartbeat()
        receipt = house.tell(line).json()
        shown(house, receipt["index"] + 1)
        proven = house.send("GET", f"/proof/inclusion/{line.digest.hex()}").json()
        assert Policy.parse(file.read_bytes()).check(proven["checkpoint"], log).met
        three[1].stop()  # one is no quorum
        before = note.read_own(shown(house)).size
        late = house.tell(shelter.heartbeat()).json()
        sleep(2.5)
        assert note.read_own(shown(house)).size == before
        assert house.send("GET", f"/proof/consistency?first=1&second={late['index'] + 1}").code == "bad-request"
        width = (late["index"] + 1) % 256
        assert house.send("GET", f"/tile/0/{late['index'] // 256:03d}.p/{width}").code == "not-found"
        assert house.send("GET", "/healthz").json()["writes"]


def test_an_auditor_reads_which_witness_signed_and_which_fell_silent(tmp_path: Path, three: list[Answering]) -> None:
    three[2].stop()
    with hosting(tmp_path / "data", policy=policy(tmp_path, three)) as house:
        shown(house)
        auditor = SignedIn(Viewer(Kind.AUDITOR), {}, house.site)
        found = witnessing(auditor)
        assert found.policy and {name: times > 0 for name, (times, _) in found.witnesses.items()} == {
            "a": True, "b": True, "c": False,
        }  # fmt: skip
        newest = found.published[0]
        assert newest.met and set(newest.cosigned) == {"a", "b"}
        with pytest.raises(Problem):
            witnessing(SignedIn(Viewer(Kind.PROVIDER, "somebody"), {}, house.site))


def test_a_witness_that_signs_nonsense_counts_for_nothing(
    tmp_path: Path, three: list[Answering], caplog: pytest.LogCaptureFixture
) -> None:
    liar = open_witness(tmp_path / "liar", "liar.test/w", [note.vkey(ORIGIN, bytes(32))])
    text = policy(tmp_path, three).read_text().replace(three[0].witness.vkey, liar.vkey)
    (tmp_path / "policy").write_text(text.replace("two 2", "all 3").replace("quorum two", "quorum all"))
    with hosting(tmp_path / "data", policy=tmp_path / "policy") as house:
        sleep(2.5)
        assert house.send("GET", "/checkpoint").code == "not-published"
        assert house.send("GET", "/healthz").json()["ok"]
    assert any("gave no cosignature" in record.getMessage() for record in caplog.records)


def test_a_log_restored_from_an_old_backup_is_noticed_by_its_witnesses(
    tmp_path: Path, three: list[Answering], caplog: pytest.LogCaptureFixture
) -> None:
    """Everything was restored, the checkpoint outside the database too: only the witnesses remember."""
    file = policy(tmp_path, three)
    with hosting(tmp_path / "data", policy=file) as house:
        shelter = house.place.organisation()
        shown(house, house.site.ledger.size())
    shutil.copytree(tmp_path / "data", tmp_path / "backup")
    with hosting(tmp_path / "data", policy=file) as house:
        place = house.place
        house.many(*(shelter.heartbeat().token for _ in range(20)))
        shown(house, place.ledger.size())
    shutil.rmtree(tmp_path / "data")
    shutil.copytree(tmp_path / "backup", tmp_path / "data")
    with caplog.at_level(logging.ERROR), hosting(tmp_path / "data", policy=file) as house:
        assert house.tell(shelter.heartbeat()).code == "read-only"
        health = house.send("GET", "/healthz").json()
        assert (health["ok"], health["writes"]) == (False, False)
        assert house.send("GET", "/tile/0/000.p/1").status == 200
    assert any("restored from an old backup" in record.getMessage() for record in caplog.records)


def test_a_log_that_went_on_elsewhere_is_refused_by_its_witnesses(tmp_path: Path, three: list[Answering]) -> None:
    """A restored log that writes before it asks: the witness keeps both trees, signed by the log, as proof."""
    file = policy(tmp_path, three)
    with hosting(tmp_path / "data", policy=file) as house:
        shelter = house.place.organisation()
        shown(house, house.site.ledger.size())
    shutil.copytree(tmp_path / "data", tmp_path / "backup")
    with hosting(tmp_path / "data", policy=file) as house:
        house.many(*(shelter.heartbeat().token for _ in range(3)))
        size = house.site.ledger.size()
        shown(house, size)
    with hosting(tmp_path / "backup") as house:  # without its witnesses, it writes another history
        while house.site.ledger.size() < size:
            house.tell(shelter.heartbeat())
        with house.site.ledger.recorder.reader() as cursor:
            forked = note.Checkpoint(ORIGIN, size, root_at(cursor, size))
        signed = note.sign(forked, house.site.ledger.keyring.log)
    answer = httpx2.post(f"{three[0].url}/add-checkpoint", content=f"old {size}\n\n{signed}".encode())
    assert answer.status_code == 422
    assert [certain for *_, certain in three[0].witness.evidence()] == [True]
    with hosting(tmp_path / "backup", policy=file) as house:
        assert house.tell(shelter.heartbeat()).code == "read-only"
