"""Catalogues for tests, signed by a reviewer of the test's own.

site.languages = signed(tmp_path)                  # our own catalogue, as if a reviewer had signed it
site.languages = signed(tmp_path, marked)          # every message in brackets: what has none is no message
"""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from nacl.signing import SigningKey

from api.catalogue import review
from api.catalogue.catalogue import FOLDER, Catalogue
from api.catalogue.messages import messages
from api.languages import Languages
from ledger import note

KEY = SigningKey(b"a reviewer for the tests, nobody")
REVIEW = review.Review("Hēmi Example", date(2026, 5, 4))


def marked(message: str) -> str:
    return f"⟦{message}⟧"


def copied(folder: Path, translate: Callable[[str], str] | None = None) -> Catalogue:
    """A catalogue in a folder of its own: ours, or each message as ``translate`` makes it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "mi.po"
    data = (FOLDER / "mi.po").read_bytes()
    if translate is not None:
        head = data.partition(b"\n\n")[0].decode()
        quoted = [(_po(message), _po(translate(message))) for message in messages()]
        data = (head + "\n\n" + "\n".join(f"msgid {a}\nmsgstr {b}\n" for a, b in quoted)).encode()
    path.write_bytes(data)
    return Catalogue.open(folder)


def known(folder: Path, key: SigningKey = KEY) -> Path:
    """A site's file of reviewers."""
    path = folder / "reviewers"
    path.write_text(f"# who may sign\n{note.vkey('hemi.example', bytes(key.verify_key))}\n")
    return path


def signed(folder: Path, translate: Callable[[str], str] | None = None) -> Languages:
    catalogue = copied(folder, translate)
    review.beside(catalogue).write_text(review.sign(catalogue, REVIEW, "hemi.example", KEY))
    return Languages.open(folder, known(folder))


def outside(text: str) -> str:
    """What of a text made with ``marked`` is in no message."""
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = shorter
    return text


def _po(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
