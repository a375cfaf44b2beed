"""The benchmark itself runs and writes what outside checks read; its figures are not judged here."""

from pathlib import Path

import bench.__main__ as benchmark
import pytest
from bench.reading import at


def test_the_benchmark_measures_everything_it_promises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SMALL": 600, "LARGE": 2_400, "ONE": 10, "CLIENTS": 4, "BULK": 500}.items():
        monkeypatch.setattr(benchmark, name, value)
    monkeypatch.setattr(benchmark.reading, "CALLS", 20)
    monkeypatch.setattr(benchmark.pages, "CALLS", 5)
    figures = benchmark.measure(tmp_path)
    assert set(figures) >= {"machine", "limits", "record", "verify", "trail"}
    assert {"verify_per_s", "insert_per_s", "fsync_ms"} <= set(figures["limits"])
    assert {"one_per_s", "clients64_per_s", "clients64_p99_ms", "bulk_per_s"} <= set(figures["record"])
    assert {"per_s", "processes", "share"} <= set(figures["verify"])
    assert figures["proofs_per_s"] > 0
    assert all(figures["bytes_per_statement"][where] > 600 for where in ("database", "export"))
    of_all = {path[1:] for path in benchmark.pages.OF_ALL}
    assert set(figures["first_byte"]) == {"family", "submissions"} | of_all
    for one in figures["first_byte"].values():
        assert set(one) == {"p50_ms", "p99_ms", "bare_p99_ms", "ratio"} and one["p50_ms"] > 0
    assert set(figures["trail"]) == {"600", "2400"}
    times = {"p50_ms", "p99_ms", "bare_p50_ms", "bare_p99_ms"}
    assert all(set(one) == times for one in figures["trail"].values())


def test_the_99th_of_a_hundred_is_not_the_worst() -> None:
    hundred = [float(n) for n in range(100, 0, -1)]
    assert (at(hundred, 0.99), at(hundred, 0.5), at([7.0], 0.99)) == (99.0, 50.0, 7.0)
