"""A provider checks a file where it lies, and says that it sent it: by its headings, and by whom its rows are about."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from building import Party, Place
from click.testing import Result
from joserfc import jwk, jwt
from nacl.signing import SigningKey
from serving import Server
from typer.testing import CliRunner

from consumers import commands, sendings, submission_commands
from consumers.membership import Membership
from ledger import jws, strictjson
from ledger.encoding import b64

PEOPLE = (
    "What,Date,Client,First name,Parts,Purpose,Basis\n"
    "collected,2/3/2026,C-1,Aroha,goals,Service provision,IPP1\n"
    "collected,2/3/2026,C-2,Bo,goals,Service provision,IPP1\n"
    "collected,2/3/2026,C-3,Cy,goals,Service provision,IPP1\n"
)
QUARTER = "Client no,Attendance,Goals\nC-1,nine of ten,calm bedtimes\nC-3,four of ten,read aloud\nC-1,all,more\n"
SECRETS = ("calm bedtimes", "nine of ten", "Attendance", "Client no", "C-3", "birthday")


@pytest.fixture
def agency(server: Server) -> Party:
    return server.place.organisation("agency", unit_kind="reporting")


def agree(us: Membership, agency: Party) -> str:
    """An agreement in force whose first three months are over; its line 1 is ours."""
    agreement, today = agency.place.id(), datetime.now(UTC).date()
    starts = date(today.year - 1, 1, 1)
    proposed = agency.say("agreement.proposed.v1", {
        "agreement": agreement, "version": 1, "parties": [agency.organisation, us.organisation],
        "starts": starts.isoformat(), "ends": (today + timedelta(days=400)).isoformat(),
        "schedule": [{
            "line": 1, "to_unit": agency.unit, "parts": ["attendance", "goals"], "purpose": "dpv:ServiceMonitoring",
            "basis": "nz-pa2020:IPP11(1)(a)", "every_months": 3, "method": "upload",
        }],
    })  # fmt: skip
    signature = {"agreement": agreement, "version": 1, "content": proposed.digest.hex()}
    agency.place.seal(proposed, agency.say("agreement.signed.v1", signature))
    with us.client() as client:
        client.say("agreement.signed.v1", signature)
    return agreement


def run(app: Any, us: Membership, text: str, *words: str, input: str = "") -> Result:
    file = us.folder / "quarter.csv"
    file.write_text(text)
    return CliRunner().invoke(app, [*words, "--csv", str(file), "--data", str(us.folder)], input=input)


def record(us: Membership, text: str, *words: str) -> Result:
    return run(commands.app, us, text, "record", *words)


def submit(us: Membership, text: str, *words: str, input: str = "") -> Result:
    return CliRunner().invoke(
        submission_commands.app,
        ["--csv", str(_written(us, text)), "--data", str(us.folder), *words], input=input,
    )  # fmt: skip


def _written(us: Membership, text: str) -> Path:
    file = us.folder / "quarter.csv"
    file.write_text(text)
    return file


def sent(place: Place) -> list[dict[str, Any]]:
    topic = "lightwell.information.transferred.v1"
    rows = place.ledger.recorder.select_notifications(1, 10_000, topics=[topic])
    return [strictjson.read(jws.parse(row.state).payload)["data"] for row in rows]


def test_a_file_is_checked_where_it_lies_and_nothing_of_it_leaves(
    server: Server, us: Membership, agency: Party
) -> None:
    agreement, before = agree(us, agency), server.statements()
    server.bodies.clear()
    wrong = record(us, QUARTER.replace("Goals", "Birthday").replace("calm", "1990"), "--check")
    assert wrong.exit_code == 3
    told = " ".join(wrong.output.split())
    assert "not agreed: take it out" in told
    assert "your own number for a person" in told
    assert agreement in told
    right = record(us, QUARTER, "--check")
    assert right.exit_code == 0
    assert "Every column is in an agreement" in right.output
    assert "line 1" in right.output
    assert server.statements() == before
    assert not any(secret.encode() in body for body in server.bodies for secret in SECRETS)


def test_a_quarter_is_stated_from_headings_and_rows_once_previewed_and_signed(
    server: Server, us: Membership, agency: Party
) -> None:
    agreement = agree(us, agency)
    assert record(us, PEOPLE, "--yes").exit_code == 0
    server.bodies.clear()
    preview = submit(us, QUARTER, "--dry-run")
    assert preview.exit_code == 0, preview.output
    assert sent(server.place) == []
    declined = submit(us, QUARTER, input="n\n")
    assert declined.exit_code == 1
    assert sent(server.place) == []
    done = submit(us, QUARTER, input="y\n")
    assert done.exit_code == 0, done.output
    (said,) = sent(server.place)
    assert said["derived"] == [{"source": us.holding, "mapping": [[1, 1, 1], [3, 3, 2]]}]
    assert (said["lines"], said["parts"], said["to_unit"]) == (2, ["attendance", "goals"], agency.unit)
    assert said["why"]["agreement"] == {"agreement": agreement, "version": 1, "line": 1}
    first = date(datetime.now(UTC).year - 1, 1, 1)
    assert (said["period_from"], said["period_to"]) == (first.isoformat(), f"{first.year}-03-31")
    assert server.bodies
    assert not any(secret.encode() in body for body in server.bodies for secret in SECRETS)
    # The next one is the next quarter's, never the same again; without numbers it is everybody, and must be.
    assert submit(us, "goals\none\n", "--yes").exit_code == 1
    again = submit(us, "goals\none\ntwo\nthree\n", "--yes")
    assert again.exit_code == 0, again.output
    _, second = sent(server.place)
    assert (second["period_from"], second["lines"], second["parts"]) == (f"{first.year}-04-01", 3, ["goals"])


def test_what_is_not_agreed_or_nobodys_is_not_stated(server: Server, us: Membership, agency: Party) -> None:
    nothing = submit(us, QUARTER, "--yes")
    assert nothing.exit_code == 1
    assert "nothing under an agreement" in nothing.output
    agree(us, agency)
    assert record(us, PEOPLE, "--yes").exit_code == 0
    assert submit(us, QUARTER.replace("Goals", "DOB"), "--yes").exit_code == 1
    assert submit(us, QUARTER.replace("Goals", "Shoe size"), "--yes").exit_code == 1
    stranger = submit(us, QUARTER.replace("C-3", "C-9"), "--yes")
    assert stranger.exit_code == 1
    assert "C-9" not in stranger.output
    assert "row 3" in stranger.output
    assert submit(us, QUARTER, "--yes", "--line", "7").exit_code == 2
    assert sent(server.place) == []


def test_only_the_organisations_own_key_may_ask_what_it_sends(server: Server, us: Membership, agency: Party) -> None:
    agree(us, agency)
    path, now = f"{server.url}/organisations/{us.organisation}/sendings", datetime.now(UTC)

    def asked(token: str, path: str = path) -> int:
        return httpx2.get(path, headers={"authorization": f"Bearer {token}"} if token else {}).status_code

    good = sendings.question(us, us.key(), now)
    assert asked(good) == 200
    assert asked("") == asked("x") == asked(good[:-4] + "AAAA") == 401
    assert asked(sendings.question(us, agency.key, now)) == 401, "another organisation's key"
    assert asked(sendings.question(us, SigningKey.generate(), now)) == 401, "nobody's key"
    assert asked(sendings.question(us, us.key(), now - timedelta(minutes=10))) == 401, "too long ago"
    assert asked(good, path.replace(us.organisation, agency.organisation)) == 401, "about another"
    public = bytes(us.key().verify_key)
    own = jwk.OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": b64(public), "d": b64(bytes(us.key()))})
    at = int(now.timestamp())
    whole = {"iss": us.organisation, "sub": us.organisation, "aud": us.ledger, "iat": at, "exp": at + 60}
    for change in ({"exp": at + 86_400}, {"aud": "elsewhere"}, {"iss": agency.organisation}, {"sub": "x"}):
        token = jwt.encode(
            {"alg": "Ed25519", "kid": jws.thumbprint(public)}, whole | change, own, algorithms=["Ed25519"]
        )
        assert asked(token) == 401, change
