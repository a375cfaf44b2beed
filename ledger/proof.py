"""Proofs that stand alone: a statement's receipt, and the C2SP ``.tlog-proof`` file made of it. No I/O."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ledger import merkle, note

HEAD = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 63


@dataclass(frozen=True)
class Proof:
    """Leaf ``index`` is under the signed ``checkpoint`` (a note), where ``hashes`` lead; ``extra`` is anything else."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    def text(self) -> str:
        """The ``.tlog-proof`` file (C2SP tlog-proof)."""
        extra = [f"extra {b64encode(self.extra).decode()}"] if self.extra else []
        lines = [HEAD, *extra, f"index {self.index}", *(b64encode(one).decode() for one in self.hashes)]
        return "\n".join(lines) + "\n\n" + self.checkpoint

    @classmethod
    def parse(cls, text: str) -> "Proof":
        """Reads a ``.tlog-proof`` file. Raises ValueError unless it is spelled as ``text`` spells it."""
        head, gap, checkpoint = text.partition("\n\n")
        first, *lines = head.split("\n")
        if first != HEAD or not gap:
            raise ValueError("not a tlog-proof file")
        extra = b""
        if lines and lines[0].startswith("extra "):
            extra = b64decode(lines.pop(0).removeprefix("extra "), validate=True)
        name, _, index = lines.pop(0).partition(" ") if lines else ("", "", "")
        if name != "index" or not (index.isascii() and index.isdecimal()) or len(index) > 19 or len(lines) > MAX_HASHES:
            raise ValueError("not a tlog-proof file")
        proof = cls(int(index), tuple(b64decode(line, validate=True) for line in lines), checkpoint, extra)
        if proof.text() != text:
            raise ValueError("not a tlog-proof file in its canonical spelling")
        return proof

    def check(self, token: bytes, log: note.Verifier) -> note.Checkpoint:
        """The checkpoint that covers ``token``, the exact statement bytes. Raises ValueError when it proves nothing."""
        checkpoint = note.open_checkpoint(self.checkpoint, log)
        root = merkle.root_from_inclusion(merkle.leaf_hash(token), self.index, checkpoint.size, self.hashes)
        if root != checkpoint.root:
            raise ValueError("the proof leads to another root than the one that the log signed")
        return checkpoint


def build(index: int, checkpoint: note.Checkpoint, signed: str, node: merkle.SubtreeHash) -> Proof:
    """The proof of leaf ``index`` under ``checkpoint``, whose note is ``signed``. Raises ValueError beyond its size."""
    return Proof(index, tuple(merkle.inclusion_proof(index, checkpoint.size, node)), signed)


def receipt(proof: Proof, token: bytes, *, new: bool) -> dict[str, Any]:
    """The receipt for ``token``: index, digest (hex), new, checkpoint (note), proof (base64 hashes, leaf upwards), and
    the same as the text of a ``.tlog-proof`` file."""
    return {
        "index": proof.index,
        "digest": sha256(token).hexdigest(),
        "new": new,
        "checkpoint": proof.checkpoint,
        "proof": [b64encode(one).decode() for one in proof.hashes],
        "tlog_proof": proof.text(),
    }


def check_receipt(receipt: Mapping[str, Any], token: bytes, log: note.Verifier) -> note.Checkpoint:
    """The checkpoint under which ``token`` (the exact JWS bytes) is sealed.

    Raises ValueError when the receipt does not prove it: keep such a receipt, it is evidence against the server.
    """
    match receipt:
        case {"index": int(index), "digest": str(digest), "checkpoint": str(signed), "proof": [*steps]} if type(
            index
        ) is int and all(isinstance(step, str) for step in steps):
            pass
        case _:
            raise ValueError("the receipt lacks index, digest, checkpoint or proof")
    if digest != sha256(token).hexdigest():
        raise ValueError("the receipt is for another statement")
    hashes = tuple(b64decode(step, validate=True) for step in steps)
    standing = Proof(index, hashes, signed)
    if receipt.get("tlog_proof") != standing.text():
        raise ValueError("the receipt's proof file is not of this receipt")
    return standing.check(token, log)
