"""The intake's keys in their file: a JWK set, the newest first, with when each older one was followed by another.

``made``: when the newest was, and ``retired``: kid → when, in POSIX seconds. ``forgotten``: the log size up to which
erasures have been seen to.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey, OKPKey

FILE = "intake.jwks"
ALGORITHM = "ECDH-ES"


class Curve(StrEnum):
    """X25519 is the quicker to open; P-256 is for senders whose tools do not know it."""

    X25519 = "X25519"
    P256 = "P-256"


def read(folder: Path) -> dict[str, Any]:
    """What the file holds; no keys where there is none."""
    path = folder / FILE
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {"keys": []}
    return found


def write(folder: Path, held: dict[str, Any]) -> None:
    """Puts this in place of what the file holds, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / FILE
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(held, file)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def renewed(held: dict[str, Any], now: float, curve: Curve | None = None) -> dict[str, Any]:
    """With a new key before the others, which are retired from now on. ``curve``: by default that of the newest, for
    what senders can do does not change with a key."""
    curve = curve or Curve(next((one["crv"] for one in held["keys"]), Curve.X25519))
    key = OKPKey.generate_key("X25519") if curve is Curve.X25519 else ECKey.generate_key("P-256")
    made = {"kid": key.thumbprint(), "use": "enc", "alg": ALGORITHM} | key.as_dict(private=True)
    older = {one["kid"]: now for one in held["keys"]}
    return held | {"keys": [made, *held["keys"]], "retired": older | held.get("retired", {})}


def without(held: dict[str, Any], kids: set[str]) -> dict[str, Any]:
    """With these keys destroyed."""
    retired = {kid: at for kid, at in held.get("retired", {}).items() if kid not in kids}
    return held | {"keys": [one for one in held["keys"] if one["kid"] not in kids], "retired": retired}


@contextmanager
def alone(folder: Path, *, wait: bool = False) -> Iterator[bool]:
    """Whether nobody else works on the file meanwhile; True after however long it takes where we ``wait``."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(folder / "intake.lock", os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
