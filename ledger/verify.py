"""Verifying an export offline: no database, server or key of ours; everything in it is computed again.

1. ``log.vkey`` is well formed, and that key signed the checkpoint; the genesis, or ``ledger.rekeyed``, names it.
2. Every tile and bundle of the checkpoint's size is there, and nothing beyond; leaf hashes lead to the signed root.
3. Every statement is a JWS of the one form, fits the schema of its type, and its signature is its key's.
4. Replayed in order, every statement keeps the rules (``ledger.rules``): keys valid at their index, issuers, feeds
   that never fork, ids used once, agreements.

Memory does not grow with the log; an id takes 40 bytes of temporary disk.

What it cannot show: that statements are true or complete, or that nobody was given another log. Compare the
checkpoint with one that somebody else holds.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from ledger import note
from ledger.progress import Progress, silent
from ledger.tiles import WIDTH
from ledger.verification import bundle, tree
from ledger.verification.names import Names
from ledger.verification.replay import Replay
from ledger.verification.report import Finding, Findings, Report
from ledger.verification.work import Work

ALONE = 16  # bundles below which more processes take longer to start than to work


def verify(folder: Path, processes: int | None = None, progress: Progress = silent) -> Report:
    """Verifies the export in ``folder``. ``processes``: None for one per core, or one where that is faster.

    Raises nothing for a bad export: each fault is a finding of the report, and ``report.ok`` says whether all holds.
    A script that calls this with several processes needs the usual ``if __name__ == "__main__"``.
    """
    started = perf_counter()
    findings, report = Findings(), Report()
    opened = _open(folder, findings)
    if opened is not None:
        log, checkpoint = opened
        report.origin, report.vkey = checkpoint.origin, note.vkey(log.name, log.public)
        report.size, report.root = checkpoint.size, checkpoint.root.hex()
        report.processes = processes or (1 if checkpoint.size <= ALONE * WIDTH else _cores())
        with _uncollected(), Names() as names:
            work = Work(folder, checkpoint.size, report.processes, progress)
            replay = Replay(findings, work.mentions(), names)
            _verify(work, log, checkpoint, replay)
        _sum_up(report, replay)
    report.findings, report.found = sorted(findings.kept, key=_place), findings.count
    report.failed = len(findings.named)
    report.verified = report.size - report.failed
    report.seconds = perf_counter() - started
    report.per_s = report.size / report.seconds
    return report


def _cores() -> int:
    """Those that this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _open(folder: Path, findings: Findings) -> tuple[note.Verifier, note.Checkpoint] | None:
    """The log's key and the checkpoint it signed; None, and a finding, when there is nothing to verify against."""
    texts: list[str] = []
    for name in ("log.vkey", "checkpoint"):
        missing: list[Finding] = []
        data = bundle.read_file(folder, name, missing)
        try:
            texts.append((data or b"").decode())
        except UnicodeDecodeError:
            missing.append(Finding("bad-text", "the file is not UTF-8", where=name))
        findings.extend(missing)
    if findings.count:
        return None
    try:
        log = note.Verifier.parse(texts[0])
    except ValueError as error:
        findings.add(Finding("log-key", str(error), where="log.vkey"))
        return None
    try:
        checkpoint = note.open_checkpoint(texts[1], log)
    except ValueError as error:
        findings.add(Finding("checkpoint", str(error), where="checkpoint"))
        return None
    files = sum(1 for path in (folder / "tile" / "entries").rglob("*") if path.is_file())
    if checkpoint.size == 0 or checkpoint.size > WIDTH * (2 * files + 1000):
        words = f"the checkpoint speaks of {checkpoint.size} statements; the folder holds {files} bundles"
        findings.add(Finding("incomplete", words, where="checkpoint"))
        return None
    return log, checkpoint


@contextmanager
def _uncollected() -> Iterator[None]:
    """Millions of small objects and no cycles: looking for cycles took a third of the time beside the signatures."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _verify(work: Work, log: note.Verifier, checkpoint: note.Checkpoint, replay: Replay) -> None:
    folder, size, findings = work.folder, checkpoint.size, replay.findings
    roots: list[tree.Both] = []
    edge: tuple[list[bytes], list[bytes]] = ([], [])
    found = tree.unexpected(folder, size)
    for chunk in work.chunks(lambda: replay.keys, replay.mentioned):
        replay.take(chunk)
        roots.extend(chunk.roots)
        edge = chunk.edge
    replay.finish()
    levels = tree.check_levels(folder, size, roots, found)
    if not tree.leads_to(checkpoint.root, size, edge, levels):
        words = "the statements lead to another root than the one that the log signed"
        found.append(Finding("root", words, where="checkpoint"))
    if sha256(log.public).hexdigest() not in replay.state.log_keys:
        found.append(Finding("log-key", "neither genesis nor operator names this log key", where="log.vkey"))
    findings.extend(found)


def _sum_up(report: Report, replay: Replay) -> None:
    state = replay.state
    report.ledger, report.operator = state.ledger, state.operator
    report.organisations, report.units, report.feeds = len(state.organisations), len(state.units), len(state.feeds)
    report.keys, report.gaps = replay.key_totals(), replay.gaps()
    report.custodial_statements, report.flagged = replay.custodial_statements(), replay.flagged()


def _place(finding: Finding) -> tuple[int, str]:
    """The log as a whole first, then statement by statement."""
    return (-1 if finding.first is None else finding.first), finding.where
