"""Refusals of signed statements are in the log, a few for each key; the others are only counted."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from building import Party, Place
from hosting import House, hosting

from ledger import door
from ledger.problems import ADVICE, NUMBERS, Problem
from ledger.refusals import Refusals
from ledger.store.mapper import read_token

pytestmark = pytest.mark.usefixtures("database")

QUOTA = 5


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with hosting(tmp_path, refusals_per_hour=QUOTA) as opened:
        yield opened


def sealed(house: House) -> list[dict[str, Any]]:
    """The data of every refusal in the log."""
    with house.site.ledger.recorder.reader() as cursor:
        cursor.execute("SELECT state FROM stored_events WHERE topic = 'lightwell.refusal.recorded.v1' ORDER BY rowid")
        return [read_token(bytes(row[0]))[1]["data"] for row in cursor.fetchall()]


def counted(house: House) -> dict[str, Any]:
    refused: dict[str, Any] = json.loads(house.send("GET", "/healthz").body)["refused"]
    return refused


def test_a_signed_statement_refused_by_the_door_or_the_rules_is_in_the_log(house: House) -> None:
    shelter, agency = house.place.organisation(), house.place.organisation("agency")
    late = shelter.heartbeat(time="2098-01-01T00:00:00Z")
    stolen = shelter.heartbeat(feed=agency.feed)
    assert house.tell(late).code == "future-time"
    assert house.tell(stolen).code == "wrong-issuer"
    assert sealed(house) == [
        {"statement": late.digest.hex(), "kid": shelter.kid, "code": NUMBERS["future-time"]},
        {"statement": stolen.digest.hex(), "kid": shelter.kid, "code": NUMBERS["wrong-issuer"]},
    ]


def test_what_nobody_registered_signed_is_counted_and_not_in_the_log(house: House) -> None:
    shelter = house.place.organisation()
    stranger = shelter.heartbeat(key=house.place.key())
    assert house.tell(stranger).code == "key-not-registered"
    good = shelter.heartbeat().token
    assert house.post(good[:-6] + b"AAAAAA").code in ("bad-signature", "not-jws")
    assert house.post(b"nothing").code == "not-jws"
    assert sealed(house) == []
    assert sum(counted(house)["by_code"].values()) == 3


def test_many_lines_leave_their_refusals_in_one_seal(house: House) -> None:
    shelter = house.place.organisation()
    bad = [shelter.heartbeat(time="2098-01-01T00:00:00Z") for _ in range(3)]
    before = checkpoints(house)
    results = house.many(shelter.heartbeat().token, *(line.token for line in bad))
    assert [result["status"] for result in results] == [201, 422, 422, 422]
    assert [one["statement"] for one in sealed(house)] == [line.digest.hex() for line in bad]
    assert checkpoints(house) == before + 2


def test_refusals_in_bulk_come_back_from_the_checking_processes(house: House) -> None:
    shelter = house.place.organisation()
    bad = shelter.heartbeat(time="2098-01-01T00:00:00Z")
    results = house.many(*(shelter.heartbeat().token for _ in range(300)), bad.token)
    assert results[-1]["problem"]["code"] == "future-time"
    assert [one["statement"] for one in sealed(house)] == [bad.digest.hex()]


def test_a_key_that_is_refused_for_ever_fills_nothing(house: House) -> None:
    shelter, agency = house.place.organisation(), house.place.organisation("agency")
    for _ in range(QUOTA * 3):
        assert house.tell(shelter.heartbeat(time="2098-01-01T00:00:00Z")).status == 422
    assert len(sealed(house)) == QUOTA
    assert counted(house) == {"by_code": {"future-time": QUOTA * 3}, "sealed": QUOTA, "over_quota": QUOTA * 2}
    assert house.tell(agency.heartbeat(time="2098-01-01T00:00:00Z")).status == 422
    assert len(sealed(house)) == QUOTA + 1, "another key has its own quota"


def test_the_same_refused_bytes_are_sealed_once(house: House) -> None:
    line = house.place.organisation().heartbeat(time="2098-01-01T00:00:00Z")
    for _ in range(4):
        assert house.tell(line).status == 422
    assert len(sealed(house)) == 1


def test_refused_bytes_are_in_no_file(house: House) -> None:
    shelter = house.place.organisation()
    line = shelter.heartbeat(time="2098-01-01T00:00:00Z")
    assert house.tell(line).status == 422
    assert sealed(house)
    folder = house.site.settings.data
    for path in (path for path in folder.rglob("*") if path.is_file()):
        assert line.token.split(b".")[1] not in path.read_bytes()


def test_a_revoked_keys_statements_are_recorded_as_refused(house: House) -> None:
    shelter = house.place.organisation()
    key, _ = shelter.another_key()
    house.place.seal(shelter.say("key.revoked.v1", {"kid": shelter.kid, "reason": "lost"}, key=key))
    line = shelter.heartbeat()
    assert house.tell(line).code == "key-revoked"
    assert sealed(house) == [{"statement": line.digest.hex(), "kid": shelter.kid, "code": NUMBERS["key-revoked"]}]


def test_no_organisation_may_say_that_something_was_refused(house: House) -> None:
    shelter = house.place.organisation()
    data = {"statement": "0" * 64, "kid": shelter.kid, "code": 1}
    assert house.tell(shelter.say("refusal.recorded.v1", data)).code == "wrong-issuer"


def test_the_door_names_who_signed_only_after_the_signature_holds(tmp_path: Path) -> None:
    place = Place(tmp_path)
    shelter = place.organisation()
    keys = place.ledger.public_keys()

    def refused(token: bytes) -> Problem:
        with pytest.raises(Problem) as caught:
            door.check(token, [], keys, place.clock())
        return caught.value

    signed = refused(shelter.heartbeat(time="2098-01-01T00:00:00Z").token)
    assert (signed.kid, len(signed.digest)) == (shelter.kid, 32)
    forged = refused(forge(shelter))
    assert (forged.code, forged.kid, forged.digest) == ("bad-signature", "", b"")


def forge(party: Party) -> bytes:
    """Somebody else's signature over a statement that names the party's key and would be refused anyway."""
    late = party.heartbeat(time="2098-01-01T00:00:00Z").token
    other = party.heartbeat().token
    return late.rpartition(b".")[0] + b"." + other.rpartition(b".")[2]


def test_after_an_hour_a_key_has_its_quota_again() -> None:
    now = [0.0]
    refusals = Refusals(2, lambda: now[0])

    def refuse(*names: str) -> int:
        return len(refusals.take([Problem("schema", kid="k" * 43, digest=sha256(n.encode()).digest()) for n in names]))

    assert refuse("a", "b", "c") == 2
    now[0] = 3_599
    assert refuse("d") == 0
    now[0] = 3_601
    assert refuse("a", "d", "e") == 2
    assert (refusals.sealed, refusals.over_quota, refusals.counts["schema"]) == (4, 3, 7)


def test_the_numbers_in_the_log_never_change() -> None:
    assert NUMBERS["too-large"] == 1
    assert NUMBERS["key-revoked"] == 9
    assert NUMBERS["unknown-statement"] == 24
    assert len(set(NUMBERS.values())) == len(NUMBERS)
    assert set(NUMBERS) <= set(ADVICE)


def test_every_problem_that_a_statement_can_meet_has_a_number() -> None:
    ledger = Path(__file__).parent.parent / "ledger"
    text = "".join(path.read_text() for path in ledger.rglob("*.py") if path.name != "problems.py")
    raised = set(re.findall(r'Problem\("([a-z-]+)"', text))
    before_the_signature = {"not-jws", "bad-header", "bad-signature"}
    assert len(raised) > 20
    after_the_door = {"busy", "read-only", "not-found", "not-allowed", "no-custody", "not-published"}
    assert raised - set(NUMBERS) - after_the_door == before_the_signature


def checkpoints(house: House) -> int:
    with house.site.ledger.recorder.reader() as cursor:
        cursor.execute("SELECT COUNT(*) FROM checkpoint")
        return int(cursor.fetchone()[0])
