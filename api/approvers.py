"""Two people, and not who: what a statement says of the approver who signs in here (decision 0025)."""

import hmac
import os
from hashlib import sha256
from pathlib import Path

from api.session import SignedIn


def by(signed: SignedIn, matter: str) -> str:
    """The same for one person in one matter, another for another person, and of no use in any other matter."""
    secret = _secret(signed.site.settings.data / "keys" / "approvers.secret")
    return hmac.new(secret, f"{matter} {signed.identity['id']}".encode(), sha256).hexdigest()


def _secret(path: Path) -> bytes:
    """Made once; it outlives the master key, so that a proposer stays the proposer."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(made := os.urandom(32))
        file.flush()
        os.fsync(file.fileno())
    return made
