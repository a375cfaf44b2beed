"""A log that signs whatever it is told to: growing trees, forks and roll-backs, for those who must notice."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nacl.signing import SigningKey

from ledger import merkle, note
from ledger.witness import Submission


@dataclass
class Log:
    """``leaves`` are entries; ``checkpoint(n)`` is the signed note of the first ``n``."""

    origin: str = "log.test/a"
    key: SigningKey = field(default_factory=lambda: SigningKey(b"\1" * 32))
    leaves: list[bytes] = field(default_factory=list)

    @property
    def verifier(self) -> note.Verifier:
        return note.Verifier(self.origin, bytes(self.key.verify_key))

    def grow(self, count: int, text: bytes = b"entry") -> "Log":
        self.leaves += [text + b" %d" % (len(self.leaves) + n) for n in range(count)]
        return self

    def fork(self, size: int) -> "Log":
        """Another log under the same name and key, which differs from index ``size`` on."""
        return Log(self.origin, self.key, self.leaves[:size])

    def root(self, size: int) -> bytes:
        return merkle.root_of([merkle.leaf_hash(leaf) for leaf in self.leaves[:size]])

    def checkpoint(self, size: int) -> str:
        return note.sign(note.Checkpoint(self.origin, size, self.root(size)), self.key)

    def proof(self, old: int, new: int) -> list[bytes]:
        return merkle.consistency_proof(old, new, self.node)

    def node(self, level: int, index: int) -> bytes:
        first = index << level
        return merkle.root_of([merkle.leaf_hash(leaf) for leaf in self.leaves[first : first + (1 << level)]])

    def submission(self, old: int, new: int, proof: Sequence[bytes] | None = None) -> bytes:
        """The body of ``add-checkpoint``."""
        steps = self.proof(old, new) if proof is None else proof
        return Submission(old, tuple(steps), self.checkpoint(new)).body()
