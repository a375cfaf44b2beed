"""A catalogue as it lies on disk (gettext ``.po``), read, brought up to date, and looked over."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from api.wording.language import Language

FOLDER = Path(__file__).parent
#: Gaps for whoever is spoken to, which another language may say within a word of its own (mōu, tō).
PRONOUNS = frozenset(("you", "your", "you_are", "told", "them"))


@dataclass(frozen=True)
class Catalogue:
    """``path``: the ``.po`` file; ``data``: its exact bytes, which a review names."""

    path: Path
    data: bytes

    @classmethod
    def open(cls, folder: Path = FOLDER, tag: str = "mi") -> "Catalogue":
        path = folder / f"{tag}.po"
        return cls(path, path.read_bytes())

    @property
    def tag(self) -> str:
        return self.path.stem

    @property
    def digest(self) -> str:
        """SHA-256, hex."""
        return sha256(self.data).hexdigest()

    @cached_property
    def words(self) -> dict[str, str]:
        """English → its translation, "" where there is none yet."""
        with self.path.open("rb") as file:
            read = read_po(file, locale=None)
        return {str(one.id): str(one.string) for one in read if one.id}

    def preview(self) -> Language:
        """For the operator, before anybody has signed it."""
        return Language(self.tag, self.words, preview=True)

    def update(self, messages: list[str]) -> None:
        """Writes ``messages`` in their order, with what is translated already; what is said no more is left out."""
        made = Catalog(locale=None)
        for message in messages:
            made.add(message, self.words.get(message, ""))
        body = BytesIO()
        write_po(body, made, width=0, omit_header=True)
        self.path.write_bytes(_header(self.data) + body.getvalue())

    def faults(self, messages: list[str]) -> list[str]:
        """What keeps it from being used: out of date, or gaps that are not those of its English. One sentence each."""
        known = set(self.words)
        found = [f"Not in the catalogue: {message}" for message in messages if message not in known]
        found += [f"Said no more: {message}" for message in known - set(messages)]
        found += [
            f"Other gaps than the English: {message}"
            for message, said in self.words.items()
            if said and not gaps(message) - PRONOUNS <= gaps(said) <= gaps(message)
        ]
        return sorted(found)

    def missing(self) -> list[str]:
        """What is not translated yet."""
        return [message for message, said in self.words.items() if not said]


def _header(data: bytes) -> bytes:
    """The file's head up to its first message, which stays as it is."""
    head, _, _ = data.partition(b"\n\n")
    return head + b"\n\n"


def gaps(message: str) -> set[str]:
    """The names that are filled in."""
    return {name for _, name, _, _ in Formatter().parse(message) if name is not None}
