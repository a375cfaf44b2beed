"""CPU time of all who take part: on a machine that others use too, it compares two ways better than a clock does."""

from pathlib import Path

import postgresql
import psutil


def spent(server: postgresql.Server) -> float:
    """Seconds of CPU so far of every process that this one started, and of PostgreSQL's, which is nobody's child."""
    postmaster = int((Path(server.folder) / "data" / "postmaster.pid").read_text().split()[0])
    started = psutil.Process().children(recursive=True)
    roots = {process.pid: process for process in (*started, psutil.Process(postmaster))}
    roots |= {child.pid: child for child in psutil.Process(postmaster).children(recursive=True)}
    return sum(_of(process) for process in roots.values())


def _of(process: psutil.Process) -> float:
    """With what its children that have ended used."""
    try:
        return float(sum(process.cpu_times()[:4]))
    except psutil.Error:
        return 0.0  # it has just ended
