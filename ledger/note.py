"""C2SP signed notes, checkpoints and verifier keys (signed-note v1.0.0, tlog-checkpoint v1.0.0). No I/O."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

ED25519 = b"\x01"
MAX_SIGNATURES = 100


def key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def vkey(name: str, public: bytes) -> str:
    """The verifier key text, ``name+keyid+base64``."""
    return f"{name}+{key_id(name, public).hex()}+{b64encode(ED25519 + public).decode()}"


@dataclass(frozen=True)
class Verifier:
    """A log's name and public key, from its vkey."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        """Raises ValueError on anything but a well-formed Ed25519 vkey."""
        name, _, key = text.strip().split("+", 2)
        raw = b64decode(key, validate=True)
        if raw[:1] != ED25519 or len(raw) != 33 or not is_name(name) or vkey(name, raw[1:]) != text.strip():
            raise ValueError("not an Ed25519 verifier key")
        return cls(name, raw[1:])

    @property
    def id(self) -> bytes:
        return key_id(self.name, self.public)


@dataclass(frozen=True)
class Checkpoint:
    """What a log commits to: its origin, number of leaves and root hash."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def sign(checkpoint: Checkpoint, *keys: SigningKey) -> str:
    """The checkpoint as a note signed by the log, whose key name is its origin; by two keys during a change."""
    text = checkpoint.text()
    lines = [
        line(checkpoint.origin, key_id(checkpoint.origin, bytes(key.verify_key)) + key.sign(text.encode()).signature)
        for key in keys
    ]
    return f"{text}\n{''.join(lines)}"


def line(name: str, raw: bytes) -> str:
    """A signature line: key id and signature under a key name."""
    return f"— {name} {b64encode(raw).decode()}\n"


def read_own(note: str) -> Checkpoint:
    """The checkpoint in a note of our own making, from our own database; nothing is checked."""
    origin, size, root, *_ = note.split("\n")
    return Checkpoint(origin, int(size), b64decode(root))


def split(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text of a note, which ends with its newline, and its signatures: (key name, key id and signature).

    Raises ValueError unless it is well formed. Nothing is verified.
    """
    if any(ord(c) < 32 and c != "\n" for c in note):
        raise ValueError("control characters in the note")
    text, gap, signatures = note.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        raise ValueError("not a signed note")
    lines = signatures[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise ValueError("too many signatures")
    return text + "\n", [_signature(one) for one in lines]


def open_checkpoint(note: str, *logs: Verifier) -> Checkpoint:
    """The checkpoint in a signed note. Raises ValueError unless it is well formed and one of ``logs`` signed it.

    ``logs`` are keys of one log, or of any that is acceptable. Unknown signers are ignored; a bad signature from a
    known key rejects the note.
    """
    text, signatures = split(note)
    checkpoint = read_text(text)
    known = {(log.name, log.id): log for log in logs if log.name == checkpoint.origin}
    if not known:
        raise ValueError("the checkpoint is of another log")
    signed = False
    for name, raw in signatures:
        log = known.get((name, raw[:4]))
        if log is not None:
            try:
                VerifyKey(log.public).verify(text.encode(), raw[4:])
            except (BadSignatureError, ValueError):
                raise ValueError("the log's signature on the checkpoint is wrong") from None
            signed = True
    if not signed:
        raise ValueError("the log did not sign this checkpoint")
    return checkpoint


def read_text(text: str) -> Checkpoint:
    """A checkpoint's first three lines; further lines are extensions, which may not be empty. Raises ValueError."""
    origin, *lines = text[:-1].split("\n")
    if len(lines) < 2 or not origin or not all(lines) or not (lines[0].isascii() and lines[0].isdecimal()):
        raise ValueError("not a checkpoint")
    if len(lines[0]) > 19:
        raise ValueError("a checkpoint of more statements than there can be")
    checkpoint = Checkpoint(origin, int(lines[0]), _b64(lines[1]))
    if len(checkpoint.root) != 32 or str(checkpoint.size) != lines[0]:
        raise ValueError("not a checkpoint")
    return checkpoint


def _signature(line: str) -> tuple[str, bytes]:
    """(key name, key id and signature) of a note's signature line."""
    dash, _, rest = line.partition(" ")
    name, _, blob = rest.partition(" ")
    if dash != "—" or not is_name(name) or len(raw := _b64(blob)) < 5:
        raise ValueError("not a signature line")
    return name, raw


def is_name(name: str) -> bool:
    """Whether a key may be called so: no space of any kind, no plus sign."""
    return bool(name) and "+" not in name and not any(c.isspace() for c in name)


def _b64(text: str) -> bytes:
    """Standard base64 in its one canonical spelling. Raises ValueError."""
    data = b64decode(text, validate=True)
    if b64encode(data).decode() != text:
        raise ValueError("not canonical base64")
    return data
