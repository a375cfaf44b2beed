"""A real OpenID provider in a process of its own: ``oidc-provider-mock``, made to check PKCE, that can be told to err.

with providing() as provider:
    provider.person("kiri", groups=["lightwell-evaluation"])
    provider.twist(aud="somebody else")             # what the next ID tokens say instead
    provider.rotate()                               # a new signing key; the old one is not published any more
    provider.token(aud="api", sub="kiri")           # a token of any claims, signed with its key
    provider.agree(url, "kiri")                     # what a person does at the provider; where they are sent then
"""

import base64
import hashlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic, sleep, time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2


@dataclass
class Provider:
    port: int

    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.port}"

    def person(self, sub: str, **claims: Any) -> None:
        assert httpx2.put(f"{self.issuer}/users/{sub}", json=claims).status_code == 204

    def twist(self, **claims: Any) -> None:
        assert httpx2.post(f"{self.issuer}/twist", json=claims).status_code == 200

    def rotate(self) -> None:
        assert httpx2.post(f"{self.issuer}/rotate").status_code == 200

    def keys(self) -> list[dict[str, Any]]:
        return list(httpx2.get(f"{self.issuer}/jwks").json()["keys"])

    def fetches(self) -> int:
        """How often its keys were asked for, this question not counted."""
        return int(httpx2.get(f"{self.issuer}/fetches").text)

    def token(self, **claims: Any) -> str:
        now = int(time())
        return httpx2.post(f"{self.issuer}/sign", json={"iss": self.issuer, "iat": now, "exp": now + 300} | claims).text

    def agree(self, url: str, sub: str) -> str:
        return str(httpx2.post(url, data={"sub": sub}).headers["location"])


@contextmanager
def providing() -> Iterator[Provider]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    output = open(os.devnull, "w")  # noqa: SIM115
    process = subprocess.Popen([sys.executable, __file__, str(port)], stdout=output, stderr=output)
    try:
        until = monotonic() + 30
        while monotonic() < until:
            try:
                httpx2.get(f"http://localhost:{port}/jwks")
                break
            except httpx2.TransportError:
                assert process.poll() is None, "the provider did not start"
                sleep(0.05)
        yield Provider(port)
    finally:
        process.terminate()
        process.wait()
        output.close()


def serve(port: int) -> None:
    """The provider's own process."""
    import flask
    from authlib import jose
    from oidc_provider_mock import app as make
    from oidc_provider_mock._storage import storage
    from werkzeug.serving import run_simple

    app, challenges, twisted, fetches = make(require_nonce=True), {}, {}, [0]

    def signed(claims: dict[str, Any]) -> str:
        header = {"alg": "RS256", "kid": storage.jwk.as_dict(add_kid=True)["kid"], "typ": "JWT"}
        return str(jose.jwt.encode(header, claims, storage.jwk).decode())

    @app.before_request
    def _pkce() -> Any:
        fetches[0] += flask.request.path == "/jwks"
        if flask.request.path == "/oauth2/token":
            verifier = flask.request.form.get("code_verifier", "")
            challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
            if challenges.get(flask.request.form.get("code", "")) != challenge:
                return flask.jsonify({"error": "invalid_grant"}), 400
        return None

    @app.after_request
    def _after(answer: flask.Response) -> flask.Response:
        args = flask.request.args
        if flask.request.path == "/oauth2/authorize" and "location" in answer.headers:
            code = parse_qs(urlsplit(answer.headers["location"]).query).get("code", [""])[0]
            assert args["code_challenge_method"] == "S256"
            challenges[code] = args["code_challenge"]
        if flask.request.path == "/oauth2/token" and answer.status_code == 200 and twisted:
            found = answer.get_json()
            claims = json.loads(base64.urlsafe_b64decode(found["id_token"].split(".")[1] + "=="))
            answer.set_data(json.dumps(found | {"id_token": signed(claims | twisted)}))
        return answer

    @app.post("/twist")
    def _twist() -> str:
        twisted.clear()
        twisted.update(flask.request.get_json())
        return ""

    @app.post("/rotate")
    def _rotate() -> str:
        storage.jwk = jose.RSAKey.generate_key(is_private=True)
        return ""

    @app.post("/sign")
    def _sign() -> str:
        return signed(flask.request.get_json())

    @app.get("/fetches")
    def _fetches() -> str:
        return str(fetches[0])

    run_simple("localhost", port, app, threaded=True)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
