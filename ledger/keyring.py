"""The ledger's own secrets, each in a file of its own outside the database: log key, operator's key, master key."""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from ledger.wrapping import PEOPLE, FileWrapping, Wrapping

RETIRING = "log.retiring.key"
#: A new master key, until everything is wrapped by it (``ledger.rotation``).
FOLLOWING = "master.key.new"


@dataclass(frozen=True)
class Keyring:
    """``log`` signs checkpoints, ``operator`` signs the ledger's own statements, ``master`` wraps people's keys.

    ``site`` keys the pseudonyms of those who sign in. ``retiring`` is the log's former key, which signs beside the new
    one until everybody knows that.
    """

    log: SigningKey
    operator: SigningKey
    master: bytes
    site: bytes
    retiring: SigningKey | None = None

    def wrapping(self, label: bytes = PEOPLE) -> Wrapping:
        """What wraps the keys of one kind of thing under the master key."""
        return FileWrapping(self.master, label)

    @property
    def log_keys(self) -> tuple[SigningKey, ...]:
        """Those that sign checkpoints, the newest first."""
        return (self.log,) if self.retiring is None else (self.log, self.retiring)

    @classmethod
    def open(cls, folder: Path, seed: bytes | None = None) -> "Keyring":
        """Reads the key files, making those that do not exist; from ``seed`` only for a demo or a test.

        Raises OSError while the master key is being changed.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if (folder / FOLLOWING).exists():
            raise OSError("a change of the master key was cut off: `lightwell rotate-master` finishes it")
        return cls(
            SigningKey(_secret(folder / "log.key", seed)),
            SigningKey(_secret(folder / "operator.key", seed)),
            _secret(folder / "master.key", seed),
            _secret(folder / "site.key", seed),
            SigningKey(_secret(folder / RETIRING, seed)) if (folder / RETIRING).exists() else None,
        )


def secret_key(path: Path) -> SigningKey:
    """The Ed25519 key in a file of its own, made where there is none."""
    return SigningKey(_secret(path, None))


def _secret(path: Path, seed: bytes | None) -> bytes:
    if not path.exists():
        make_secret(path, sha256(seed + path.name.encode()).digest() if seed else os.urandom(32))
    return read_secret(path)


def make_secret(path: Path, secret: bytes) -> None:
    """Writes a secret into a file of its own, whole or not at all."""
    draft = path.with_name(path.name + ".draft")
    _write(draft, secret.hex() + "\n", again=True)
    draft.replace(path)


def read_secret(path: Path) -> bytes:
    return bytes.fromhex(path.read_text().strip())


def follow_log_key(folder: Path) -> bool:
    """Makes a new log key, and keeps the present one as the retiring one. False where a change is under way already."""
    present, retiring = folder / "log.key", folder / RETIRING
    if retiring.exists() and retiring.read_text() != present.read_text():
        return False
    _write(retiring, present.read_text(), again=True)
    fresh = folder / "log.key.new"
    _write(fresh, os.urandom(32).hex() + "\n", again=True)
    fresh.replace(present)
    return True


def _write(path: Path, text: str, *, again: bool = False) -> None:
    """A file that only its owner may read, on disk when it returns; ``again``: one that is there is written over."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if again else os.O_EXCL), 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
