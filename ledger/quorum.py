"""C2SP tlog-policy: which logs and witnesses are trusted, and how many witnesses must have cosigned. No I/O.

log <vkey> [<url>]
witness <name> <vkey> [<url>]
group <name> <k|any|all> <name>…
quorum <name|none>
"""

from collections.abc import Collection
from dataclasses import dataclass

from ledger import note
from ledger.cosignature import Cosigner

NONE = "none"


class BadPolicy(OSError):
    """The text is not a policy; the message names the line."""


@dataclass(frozen=True)
class Witness:
    """``name`` is the policy's own; ``url`` is the submission prefix, empty where the policy has none."""

    name: str
    key: Cosigner
    url: str = ""


@dataclass(frozen=True)
class Group:
    """Has witnessed what at least ``least`` of its ``members`` (witnesses or groups) have witnessed."""

    least: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """A checkpoint that a log of the policy signed, and when (POSIX seconds) which witness of it cosigned."""

    checkpoint: note.Checkpoint
    times: dict[str, int]
    met: bool


@dataclass(frozen=True)
class Policy:
    logs: tuple[note.Verifier, ...]
    witnesses: dict[str, Witness]
    groups: dict[str, Group]
    quorum: str

    @classmethod
    def parse(cls, data: bytes) -> "Policy":
        """Raises BadPolicy."""
        return _Reading().read(data)

    def met(self, cosigned: Collection[str]) -> bool:
        """Whether these witnesses, by the policy's names, are a quorum."""
        return self.quorum == NONE or self._witnessed(self.quorum, cosigned)

    def _witnessed(self, name: str, cosigned: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigned
        return sum(self._witnessed(member, cosigned) for member in group.members) >= group.least

    def check(self, signed: str, *logs: note.Verifier) -> Seen:
        """Opens a signed note of a log of this policy (or of ``logs``, where it names none).

        Raises ValueError when no such log signed it, or a known signature on it is wrong. Whether the witnesses are
        enough is in ``met``.
        """
        checkpoint = note.open_checkpoint(signed, *(self.logs or logs))
        times = {name: witness.key.time(signed) for name, witness in self.witnesses.items()}
        known = {name: time for name, time in times.items() if time is not None}
        return Seen(checkpoint, known, self.met(known))


class _Reading:
    def __init__(self) -> None:
        self.logs: list[note.Verifier] = []
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self.members: set[str] = set()

    def read(self, data: bytes) -> Policy:
        if any((byte < 32 and byte not in b"\t\n") or byte == 127 for byte in data):
            raise BadPolicy("a policy holds no control characters but tab and newline")
        # Names are octets: Latin-1 keeps each apart without knowing what they mean.
        for number, line in enumerate(data.decode("latin-1").split("\n"), 1):
            words = [word for word in line.replace("\t", " ").split(" ") if word]
            if words and not words[0].startswith("#"):
                try:
                    self._line(words)
                except ValueError as error:
                    raise BadPolicy(f"line {number} of the policy: {error}") from None
        if self.quorum is None:
            raise BadPolicy("the policy has no quorum line")
        return Policy(tuple(self.logs), self.witnesses, self.groups, self.quorum)

    def _line(self, words: list[str]) -> None:
        match words:
            case ["log", vkey, *url] if len(url) < 2:
                self._log(note.Verifier.parse(_utf8(vkey)))
            case ["witness", name, vkey, *url] if len(url) < 2:
                self._witness(Witness(name, Cosigner.parse(_utf8(vkey)), _utf8(url[0]) if url else ""))
            case ["group", name, least, *members]:
                self._group(name, least, members)
            case ["quorum", name]:
                if self.quorum is not None:
                    raise ValueError("there is another quorum line")
                if name != NONE and not self._known(name):
                    raise ValueError("the quorum is not named on an earlier line")
                self.quorum = name
            case _:
                raise ValueError("not log, witness, group or quorum as the specification has them")

    def _log(self, log: note.Verifier) -> None:
        if any(log.public == other.public for other in self.logs):
            raise ValueError("this log's key is there already")
        self.logs.append(log)

    def _witness(self, witness: Witness) -> None:
        self._new(witness.name)
        if any(witness.key.public == other.key.public for other in self.witnesses.values()):
            raise ValueError("this witness's key is there already")
        self.witnesses[witness.name] = witness

    def _group(self, name: str, least: str, members: list[str]) -> None:
        self._new(name)
        if not members or not all(map(self._known, members)):
            raise ValueError("a group has members, each named on an earlier line")
        if len(set(members)) != len(members) or self.members & set(members):
            raise ValueError("each name is a member once")
        if least not in ("any", "all") and not (least.isascii() and least.isdecimal() and len(least) < 6):
            raise ValueError("a group says any, all or a number")
        count = {"any": 1, "all": len(members)}.get(least) or int(least)
        if not 1 <= count <= len(members):
            raise ValueError("a group needs at least 1 and at most all of its members")
        self.members |= set(members)
        self.groups[name] = Group(count, tuple(members))

    def _known(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def _new(self, name: str) -> None:
        if name == NONE or self._known(name):
            raise ValueError("this name is there already")


def _utf8(text: str) -> str:
    return text.encode("latin-1").decode()
