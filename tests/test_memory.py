"""Memory does not grow with the log."""

import gc
import os
import tracemalloc
from pathlib import Path

import pytest
from bench import large

from ledger.statements import types
from ledger.statements.shapes import Shapes
from ledger.verification import names
from ledger.verify import verify

SOAK = os.environ.get("LIGHTWELL_SOAK") == "1"
#: Of each statement the verifier may keep so much on average: its share of the hashes of full tiles, and little else.
BYTES = 16


def peak(folder: Path) -> int:
    """Bytes that Python had at most while it verified."""
    gc.collect()
    tracemalloc.start()
    try:
        assert verify(folder, 1).ok
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_verifier_keeps_nothing_of_a_statement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "HELD", 1_000)  # or else there would be nothing on disk yet
    monkeypatch.setattr(names, "ONCE", 10_000)
    fresh = {name: Shapes(name.decode(), types.MODELS[name.decode()]) for name in types._SHAPES}
    monkeypatch.setattr(types, "_SHAPES", fresh)  # others may have learnt from odd statements here
    folders = {size: large.write(tmp_path / str(size), size) for size in (8_000, 16_000)}  # whole tasks of both
    peak(folders[16_000])  # fills the caches, which have an end
    growth = peak(folders[16_000]) - peak(folders[8_000])
    assert growth < 8_000 * BYTES


def test_a_large_log_is_verified_in_little_memory(tmp_path: Path) -> None:
    """A million statements in ``make soak``."""
    size = 1_000_000 if SOAK else 20_000
    report = large.verify(large.write(tmp_path, size))
    assert report["ok"]
    assert report["size"] == size
    assert 30 < report["peak_mb"] < 300
