"""Staff sign in at a real OpenID provider's process; what is not right about a token is refused, with its reason."""

import hashlib
import hmac
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from building import Party
from hosting import House, hosting
from provider import Provider, providing

from api.identity.issuers import Issuers
from api.identity.pending import Pending
from api.identity.tokens import FETCHES, REASONS, WINDOW, Keys, Refused
from ledger.encoding import b64

AUDIENCE = "https://ledger.example/api"
CLIENT = "lightwell"
ORGANISATION, UNIT = "0197aaaa-0000-7000-8000-000000000001", "0197aaaa-0000-7000-8000-000000000002"


@dataclass
class Agency:
    house: House
    provider: Provider
    party: Party

    def visitor(self) -> httpx2.Client:
        return httpx2.Client(base_url=f"http://127.0.0.1:{self.house.port}", timeout=30)

    def sign_in(self, visitor: httpx2.Client, who: str) -> httpx2.Response:
        """From the sign-in page to the provider, and back."""
        away = visitor.get("/sign-in/with/acf")
        assert away.status_code == 303, away.text
        return visitor.get(self.provider.agree(away.headers["location"], who))

    def bearer(self, token: str, path: str = "/api/owed") -> Any:
        return self.house.send("GET", path, headers={"authorization": f"Bearer {token}"})

    def counts(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = json.loads(self.house.send("GET", "/healthz").body)["sign_in"]
        return found


def write_issuers(folder: Path, issuer: str = "https://login.example", **more: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "acf.secret").write_text("a secret\n")
    path = folder / "sign-in.toml"
    fields = {
        "slug": "acf", "name": "Agency for Children", "issuer": issuer, "client_id": CLIENT,
        "client_secret_file": "acf.secret", "audience": AUDIENCE,
    } | more  # fmt: skip
    rule = {
        "claim": "groups", "value": "lightwell-evaluation", "kind": "unit", "organisation": ORGANISATION, "unit": UNIT
    }  # fmt: skip
    officer = {"claim": "lightwell", "value": "auditor", "kind": "auditor"}
    text = "[[issuer]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in fields.items())
    for one in (rule, officer):
        text += "\n[[issuer.staff]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in one.items())
    path.write_text(text)
    return path


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    folder = tmp_path_factory.mktemp("openid")
    with providing() as provider:
        path = write_issuers(folder, provider.issuer)
        with hosting(folder / "ledger", sign_in=path) as house:
            party = house.place.organisation("agency", unit_kind="evaluation")
            provider.person("kiri", groups=["staff", "lightwell-evaluation"], name="Kiri Fictional")
            provider.person("audrey", lightwell="auditor", name="Audrey Fictional")
            provider.person("nobody", groups=["staff"])
            yield Agency(house, provider, party)


@pytest.fixture(autouse=True)
def _straight(agency: Agency) -> Iterator[None]:
    yield
    agency.provider.twist()


def test_staff_sign_in_where_they_work_and_are_who_the_rules_say(agency: Agency) -> None:
    with agency.visitor() as visitor:
        assert "Agency for Children" in visitor.get("/sign-in").text
        back = agency.sign_in(visitor, "kiri")
        assert back.status_code == 200
        assert "Welcome, Kiri Fictional" in back.text
        assert back.headers["refresh"] == "0; url=/owe"
        assert {"HttpOnly", "SameSite=strict"} <= set(re.split("; ", back.headers.get_list("set-cookie")[0]))
        assert visitor.get("/api/owed").status_code == 200
        assert visitor.get("/api/log").status_code == 403
        assert visitor.post("/sign-out").status_code == 303
        assert visitor.get("/api/owed").status_code == 401
    with agency.visitor() as visitor:
        assert agency.sign_in(visitor, "audrey").headers["refresh"] == "0; url=/log"
        assert visitor.get("/api/log").status_code == 200


def test_what_goes_to_the_provider_is_bound_to_this_browser_and_this_once(agency: Agency) -> None:
    with agency.visitor() as visitor:
        first, second = (visitor.get("/sign-in/with/acf") for _ in range(2))
        asked = [parse_qs(urlsplit(one.headers["location"]).query) for one in (first, second)]
        for query in asked:
            assert query["response_type"] == ["code"]
            assert query["code_challenge_method"] == ["S256"]
            assert query["redirect_uri"] == [f"http://127.0.0.1:{agency.house.port}/sign-in/callback"]
        for name in ("state", "nonce", "code_challenge"):
            assert asked[0][name] != asked[1][name]
            assert len(asked[0][name][0]) >= 43
        cookie = first.headers["set-cookie"]
        assert "SameSite=lax" in cookie
        assert "HttpOnly" in cookie
        assert asked[0]["state"][0] not in cookie


def reason(answer: httpx2.Response) -> str:
    assert answer.status_code in (401, 503), answer.text
    (error,) = answer.json()["errors"]
    return str(error["rule"])


TWISTS = {
    "audience": ({"aud": "another client"}, "is meant for somebody else"),
    "also for another": ({"aud": [CLIENT, "another"], "azp": "another"}, "is meant for somebody else"),
    "issuer": ({"iss": "https://evil.example"}, "is from an issuer that is not known here"),
    "expired": ({"exp": int(time()) - 3600}, "has expired"),
    "not yet": ({"nbf": int(time()) + 3600}, "is not valid yet"),
    "from tomorrow": ({"iat": int(time()) + 86_400}, "is not valid yet"),
    "never ends": ({"exp": None}, "lacks a claim that it must have"),
    "nobody's": ({"sub": None}, "lacks a claim that it must have"),
    "another nonce": ({"nonce": "of an older sign-in"}, "does not belong to this sign-in"),
    "no nonce": ({"nonce": None}, "does not belong to this sign-in"),
}


@pytest.mark.parametrize("name", TWISTS)
def test_an_id_token_that_is_not_for_this_sign_in_is_refused(agency: Agency, name: str) -> None:
    twist, why = TWISTS[name]
    agency.provider.twist(**twist)
    with agency.visitor() as visitor:
        assert reason(agency.sign_in(visitor, "kiri")) == why
        assert "lightwell_session" not in visitor.cookies


def test_somebody_without_a_role_here_is_told_so(agency: Agency) -> None:
    with agency.visitor() as visitor:
        assert reason(agency.sign_in(visitor, "nobody")) == "is of somebody who has no role here"
        page = visitor.get("/sign-in/callback", headers={"accept": "text/html"})
    assert page.status_code == 401
    assert "You could not be signed in" in page.text


def test_a_code_works_once_and_only_where_it_was_asked_for(agency: Agency) -> None:
    with agency.visitor() as visitor, agency.visitor() as thief:
        away = visitor.get("/sign-in/with/acf").headers["location"]
        back = agency.provider.agree(away, "kiri")
        assert "a sign-in that this browser began" in reason(thief.get(back)), "another browser"
        thief.get("/sign-in/with/acf")
        assert "a sign-in that this browser began" in reason(thief.get(back)), "with a sign-in of its own"
        assert visitor.get(back).status_code == 200
        assert "a sign-in that this browser began" in reason(visitor.get(back)), "replayed by the same browser"
        # A thief who has a sign-in of their own and puts the used code into it: the provider refuses it (PKCE, too).
        own = parse_qs(urlsplit(thief.get("/sign-in/with/acf").headers["location"]).query)
        code = parse_qs(urlsplit(back).query)["code"][0]
        replayed = thief.get("/sign-in/callback", params={"code": code, "state": own["state"][0]})
        assert "a code works once" in reason(replayed)


def test_a_stolen_unused_code_is_worth_nothing_without_the_verifier(agency: Agency) -> None:
    with agency.visitor() as visitor, agency.visitor() as thief:
        back = agency.provider.agree(visitor.get("/sign-in/with/acf").headers["location"], "kiri")
        own = parse_qs(urlsplit(thief.get("/sign-in/with/acf").headers["location"]).query)
        code = parse_qs(urlsplit(back).query)["code"][0]
        injected = thief.get("/sign-in/callback", params={"code": code, "state": own["state"][0]})
        assert "a code works once" in reason(injected)


def test_what_the_provider_or_another_one_says_instead_is_refused(agency: Agency) -> None:
    for answer, why in (
        ({"error": "access_denied"}, "was ended at the issuer"),
        ({"code": "a"}, "a code works once"),
        ({"code": "a", "iss": "https://evil.example"}, "is from an issuer that is not known here"),
        ({"code": "a", "state": "another"}, "a sign-in that this browser began"),
    ):
        with agency.visitor() as visitor:
            own = parse_qs(urlsplit(visitor.get("/sign-in/with/acf").headers["location"]).query)
            sent = {"state": own["state"][0]} | answer
            assert why in reason(visitor.get("/sign-in/callback", params=sent))


def test_somebody_is_the_same_viewer_by_cookie_and_by_token(agency: Agency) -> None:
    """Known by issuer and sub: another name or group changes nothing, another sub is somebody else."""
    issuer = agency.house.site.providers.issuers.all[0]
    claims = {"sub": "kiri", "groups": ["lightwell-evaluation"], "name": "Kiri"}
    known, renamed = issuer.identity(claims), issuer.identity(claims | {"name": "Other", "email": "x@example.org"})
    other = issuer.identity(claims | {"sub": "kiri2"})
    assert known
    assert renamed
    assert other
    assert known["id"] == renamed["id"] != other["id"]
    with agency.visitor() as visitor:
        agency.sign_in(visitor, "kiri")
        cookie = visitor.cookies["lightwell_session"]
    assert agency.house.site.sessions.find(cookie)["id"] == known["id"]
    token = agency.provider.token(aud=AUDIENCE, **claims)
    assert agency.house.site.providers.bearer(token)["id"] == known["id"]


def test_a_provider_that_changes_its_keys_loses_nobody_and_its_old_key_is_worth_nothing(agency: Agency) -> None:
    before = agency.provider.token(aud=AUDIENCE, sub="kiri", groups=["lightwell-evaluation"])
    with agency.visitor() as signed_in, agency.visitor() as later:
        agency.sign_in(signed_in, "kiri")
        assert agency.bearer(before).status == 200
        agency.provider.rotate()
        after = agency.provider.token(aud=AUDIENCE, sub="kiri", groups=["lightwell-evaluation"])
        assert agency.bearer(after).status == 200
        assert agency.bearer(before).json()["errors"][0]["rule"].startswith("is signed with a key that its issuer")
        assert agency.sign_in(later, "kiri").status_code == 200, "its ID tokens name no key"
        assert signed_in.get("/api/owed").status_code == 200, "a session is ours, not the provider's"


# Bearer tokens


def test_a_bearer_token_reads_what_its_owners_role_may_read(agency: Agency) -> None:
    token = agency.provider.token(aud=AUDIENCE, sub="kiri", groups=["lightwell-evaluation"])
    assert agency.bearer(token).status == 200
    assert agency.bearer(token, "/api/log").code == "not-allowed"
    assert agency.bearer(token, "/owe").status == 200
    several = agency.provider.token(aud=["other", AUDIENCE], sub="kiri", groups="lightwell-evaluation")
    assert agency.bearer(several).status == 200


BAD = {
    "an ID token": ({"aud": CLIENT}, "is meant for somebody else"),
    "for nobody": ({"aud": None}, "lacks a claim that it must have"),
    "expired": ({"exp": int(time()) - 120}, "has expired"),
    "not a number": ({"exp": "tomorrow"}, "lacks a claim that it must have"),
    "not yet": ({"nbf": int(time()) + 3600}, "is not valid yet"),
    "of an unknown issuer": ({"iss": "https://evil.example"}, "is from an issuer that is not known here"),
    "of nobody with a role": ({"groups": ["staff"]}, "is of somebody who has no role here"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bearer_token_that_is_not_for_us_now_is_refused(agency: Agency, name: str) -> None:
    claims, why = BAD[name]
    token = agency.provider.token(**{"aud": AUDIENCE, "sub": "kiri", "groups": ["lightwell-evaluation"]} | claims)
    answer = agency.bearer(token)
    assert (answer.status, answer.code) == (401, "bad-token")
    assert answer.json()["errors"][0]["rule"] == why
    assert token.split(".")[1].encode() not in answer.body


def forged(agency: Agency, header: dict[str, Any], sign: Any = lambda text: b"") -> str:
    now = int(time())
    claims = {
        "iss": agency.provider.issuer, "aud": AUDIENCE, "sub": "kiri", "groups": ["lightwell-evaluation"],
        "iat": now, "exp": now + 300,
    }  # fmt: skip
    text = b64(json.dumps(header).encode()) + "." + b64(json.dumps(claims).encode())
    return f"{text}.{b64(sign(text.encode()))}"


def test_another_kind_of_token_is_no_access_token(agency: Agency) -> None:
    token = forged(agency, {"alg": "RS256", "typ": "logout+jwt", "kid": agency.provider.keys()[0]["kid"]})
    assert agency.bearer(token).json()["errors"][0]["rule"] == "is not an access token"


@pytest.mark.parametrize("spelling", ["none", "None", "NONE", "nOnE", ""])
def test_a_token_without_a_signature_is_refused(agency: Agency, spelling: str) -> None:
    answer = agency.bearer(forged(agency, {"alg": spelling, "kid": agency.provider.keys()[0]["kid"]}))
    assert answer.json()["errors"][0]["rule"].startswith("must be signed with one of")


def test_a_public_key_never_does_as_a_shared_secret(agency: Agency) -> None:
    (key,) = agency.provider.keys()
    for secret in (key["n"].encode(), json.dumps(key).encode()):
        token = forged(
            agency, {"alg": "HS256", "kid": key["kid"]}, lambda text, s=secret: hmac.digest(s, text, hashlib.sha256)
        )
        assert agency.bearer(token).json()["errors"][0]["rule"].startswith("must be signed with one of")


def test_a_token_signed_by_another_or_carrying_its_own_key_is_refused(agency: Agency) -> None:
    good = agency.provider.token(aud=AUDIENCE, sub="kiri", groups=["lightwell-evaluation"])
    head, claims, signature = good.split(".")
    spoilt = json.loads(urlsafe_b64decode(claims + "=="))
    other = urlsafe_b64encode(json.dumps(spoilt | {"sub": "somebody"}).encode()).rstrip(b"=").decode()
    assert agency.bearer(f"{head}.{other}.{signature}").json()["errors"][0]["rule"] == REASONS["signature"]
    kid = agency.provider.keys()[0]["kid"]
    for header in ({"kid": kid, "crit": ["b64"], "b64": False}, {"kid": kid, "jwk": agency.provider.keys()[0]}):
        answer = agency.bearer(forged(agency, {"alg": "RS256"} | header, lambda text: b"x" * 256))
        assert answer.json()["errors"][0]["rule"] == REASONS["signature"]


REFUSED = {
    "signature": "has a signature that does not match",
    "malformed": "is not a signed token (JWS) of at most 16 KB",
}


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "....", "e30.e30.", "bnVsbA.bnVsbA.bnVsbA", "x" * 20_000])
def test_what_is_no_token_is_refused(agency: Agency, token: str) -> None:
    answer = agency.bearer(token)
    assert (answer.status, answer.code) == (401, "bad-token")


def test_refusals_are_counted_by_reason_and_say_nothing_of_anybody(agency: Agency) -> None:
    before = agency.counts()["bearer"].get("audience", 0)
    size = agency.house.site.ledger.size()
    agency.bearer(agency.provider.token(aud="x", sub="kiri"))
    counts = agency.counts()
    assert counts["bearer"]["audience"] == before + 1
    assert "kiri" not in json.dumps(counts)
    assert agency.house.site.ledger.size() == size, "strangers fill no log"
    logged = "\n".join(agency.house.log).lower()
    assert "bearer: audience" in logged and "kiri" not in logged


def test_unknown_keys_do_not_make_us_ask_the_issuer_again_and_again(agency: Agency) -> None:
    clock = [1_000.0]
    keys = Keys(lambda: f"{agency.provider.issuer}/jwks", httpx2.Client(), lambda: clock[0])
    before = agency.provider.fetches()
    for number in range(20):
        with pytest.raises(Refused, match="unknown-key"):
            keys.find(f"key {number}")
    assert agency.provider.fetches() - before == FETCHES
    agency.provider.rotate()
    new = agency.provider.keys()[0]["kid"]
    with pytest.raises(Refused, match="unknown-key"):
        keys.find(new)
    clock[0] += WINDOW
    assert keys.find(new)


def test_an_issuer_that_calls_itself_otherwise_is_not_believed(agency: Agency, tmp_path: Path) -> None:
    path = write_issuers(tmp_path, agency.provider.issuer + "/")
    with hosting(tmp_path / "ledger", sign_in=path) as house:
        assert house.send("GET", "/sign-in/with/acf").code == "busy"


def test_an_issuer_that_does_not_answer_is_no_wrong_password(tmp_path: Path) -> None:
    path = write_issuers(tmp_path, "http://127.0.0.1:1")
    with hosting(tmp_path / "ledger", sign_in=path) as house:
        answer = house.send("GET", "/sign-in/with/acf")
        assert (answer.status, answer.code) == (503, "busy")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"issuer": "http://login.example"}, "issuer must be https"),
        ({"audience": CLIENT}, "audience and client_id must differ"),
        ({"colour": "red"}, "Extra inputs"),
        ({"slug": "A B"}, "slug"),
    ],
)
def test_settings_that_are_not_safe_are_not_taken(tmp_path: Path, more: dict[str, str], why: str) -> None:
    path = write_issuers(tmp_path)
    assert [one.slug for one in Issuers.read(path).all] == ["acf"]
    path = write_issuers(tmp_path, more.pop("issuer", "https://login.example"), **more)
    with pytest.raises(ValueError, match=why):
        Issuers.read(path)


def test_an_issuer_of_staff_speaks_for_no_person_and_for_no_other_organisation(tmp_path: Path) -> None:
    path = write_issuers(tmp_path)
    path.write_text(path.read_text().replace('"unit"\n', '"person"\n'))
    with pytest.raises(ValueError, match="a code of their own"):
        Issuers.read(path)


def test_a_sign_in_that_was_begun_ends_by_itself(agency: Agency) -> None:
    at = [datetime(2026, 3, 3, tzinfo=UTC)]
    pending = Pending(agency.house.site.store, lambda: at[0])
    cookie, begun = pending.begin("acf")
    late, _ = pending.begin("acf")
    assert pending.take(cookie) == begun
    assert pending.take(cookie) is None
    at[0] += timedelta(minutes=10)
    assert pending.take(late) is None
