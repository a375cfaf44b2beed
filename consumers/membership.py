"""lightwell.toml: an organisation's own note of which ledger it is in, as whom, and with which key file."""

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

import orjson
from nacl.signing import SigningKey

from consumers.client import Client

FILE = "lightwell.toml"


class NoMembership(Exception):
    """The folder holds no readable lightwell.toml, or its key is missing; the text says what to do."""


@dataclass(frozen=True)
class Membership:
    """``unit``, ``system``, ``feed`` and ``holding`` (the organisation's client register) are what statements name.

    ``vkey`` is the log's key as it was when the organisation joined: receipts are checked with it from then on.
    ``units`` are all units, the first of them ``unit``, as (id, kind, name).
    """

    folder: Path
    url: str
    ledger: str
    vkey: str
    name: str
    kind: str
    organisation: str
    system: str
    feed: str
    holding: str
    units: list[tuple[str, str, str]] = field(default_factory=list)
    safety_sensitive: bool = False
    key_file: str = "organisation.key"

    @property
    def unit(self) -> str:
        return self.units[0][0]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises NoMembership."""
        path = folder / FILE
        try:
            kept: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
            units = [(unit["unit"], unit["kind"], unit.get("name", "")) for unit in kept.pop("unit")]
            return cls(folder=folder, units=units, **kept)
        except FileNotFoundError:
            raise NoMembership(f"There is no {path}. Run lightwell onboard first, or say --data.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
            raise NoMembership(f"{path} cannot be read: {error}") from None

    def write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = [
            f"{item.name} = {_toml(getattr(self, item.name))}"
            for item in fields(self)
            if item.name not in ("folder", "units")
        ]
        for unit, kind, name in self.units:
            lines += ["", "[[unit]]", f"unit = {_toml(unit)}", f"kind = {_toml(kind)}", f"name = {_toml(name)}"]
        draft = self.folder / (FILE + ".new")
        draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
        draft.replace(self.folder / FILE)

    def key(self) -> SigningKey:
        """The organisation's key. Raises NoMembership where its file is missing or is not a key."""
        path = self.folder / self.key_file
        try:
            return read_key(path)
        except (OSError, ValueError):
            raise NoMembership(f"{path} is missing or is not a key: 64 hexadecimal digits in one line.") from None

    def client(self, feed: str | None = None, **options: Any) -> Client:
        """A client that speaks for the organisation's first feed, or another of its own; ``options`` as for Client."""
        return Client(self.url, self.key(), feed or self.feed, **({"vkey": self.vkey} | options))


def read_key(path: Path) -> SigningKey:
    """A signing key from its file: the 32-byte seed in hexadecimal. Raises OSError or ValueError."""
    return SigningKey(bytes.fromhex(path.read_text(encoding="ascii").strip()))


def make_key(path: Path) -> SigningKey:
    """A new signing key in a new file that only its owner may read; an existing file is read instead."""
    if path.exists():
        return read_key(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    key = SigningKey.generate()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(bytes(key).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def _toml(value: str | bool) -> str:
    """A TOML boolean or basic string: JSON's spelling of either is also TOML's, but for DEL."""
    return orjson.dumps(value).decode().replace("\x7f", "\\u007f")
