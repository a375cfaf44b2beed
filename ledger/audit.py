"""What only an outsider can hold against a log: who cosigned its checkpoint, how old it is, what was seen before.

``verify`` shows that a log is whole in itself. A log that was rolled back, or that shows somebody else another face, is
whole in itself too.
"""

from dataclasses import dataclass
from pathlib import Path

from ledger import note, tiles
from ledger.export_files import CHECKPOINT, VKEY
from ledger.merkle import Frontier, peaks_of
from ledger.quorum import Policy
from ledger.tiles import HASH, WIDTH
from ledger.verification.report import Finding, Report


@dataclass(frozen=True)
class Against:
    """``policy``: whose cosignatures there must be. ``known``: a checkpoint (signed note) of this log seen before.

    ``hours``: how old the cosignatures that make the quorum may be at most, at ``now`` (POSIX seconds).
    """

    policy: Policy | None = None
    known: str | None = None
    hours: float | None = None
    now: int = 0


def audit(folder: Path, report: Report, against: Against) -> None:
    """Adds what does not hold to the report of the same folder."""
    try:
        log = note.Verifier.parse((folder / VKEY).read_text())
        signed = (folder / CHECKPOINT).read_text()
        note.open_checkpoint(signed, log)
    except (OSError, ValueError):
        return  # the report says so already
    if against.policy is not None:
        _cosigned(report, against, against.policy, signed, log)
    if against.known is not None:
        _grown(folder, report, against.known, log)


def _cosigned(report: Report, against: Against, policy: Policy, signed: str, log: note.Verifier) -> None:
    try:
        seen = policy.check(signed, log)
    except ValueError as error:
        report.add(Finding("cosignature", str(error), where=CHECKPOINT))
        return
    report.witnesses = seen.times
    if not seen.met:
        who = ", ".join(sorted(seen.times)) or "none of its witnesses"
        words = f"the policy's quorum has not cosigned this checkpoint: {who} did"
        report.add(Finding("quorum", words, where=CHECKPOINT))
    elif against.hours is not None:
        oldest = against.now - against.hours * 3600
        if not policy.met([name for name, time in seen.times.items() if time >= oldest]):
            words = f"no quorum has cosigned it in the last {against.hours:g} hours: an old checkpoint is shown"
            report.add(Finding("stale-checkpoint", words, where=CHECKPOINT))


def _grown(folder: Path, report: Report, known: str, log: note.Verifier) -> None:
    """Whatever leads to the log's own root it has grown from, also where a key signed that another has followed since;
    only what the log's key signed can be held against it."""
    try:
        before = note.read_text(note.split(known)[0])
        whole = report.size
        if before.origin == log.name and before.size <= whole and root_of(folder, before.size, whole) == before.root:
            return
        note.open_checkpoint(known, log)
    except ValueError as error:
        report.add(Finding("known-checkpoint", f"the checkpoint known before: {error}"))
        return
    if before.size > report.size:
        words = f"a checkpoint of {before.size:,} statements was seen before, and this log ends at {report.size:,}"
        report.add(Finding("rolled-back", words, where=CHECKPOINT))
    else:
        words = f"its first {before.size:,} statements are not those of the checkpoint seen before: keep both as proof"
        report.add(Finding("forked", words, where=CHECKPOINT))


def root_of(folder: Path, size: int, whole: int) -> bytes:
    """The root of the first ``size`` statements of an export of ``whole``, by its tiles; empty where one is missing."""

    def tile(level: int, n: int) -> bytes:
        width = min(WIDTH, (whole >> 8 * level) - n * WIDTH)
        path = folder / tiles.tile_path(level, n, width)
        data = path.read_bytes() if path.is_file() else b""
        return data if len(data) == width * HASH else b""

    try:
        node = tiles.node_reader(tile)
        return Frontier(size, [node(level, index) for level, index in peaks_of(size)]).root()
    except ValueError:
        return b""
