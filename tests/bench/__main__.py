"""``make bench [OUT=file.json]``: one run; the machine's limits measured in it, and ratios printed beside them.

``make bench ONLY=sqlite``, ``postgresql`` or ``intake``: a part of it.

``make bench LARGE=1000000``: instead, a log of so many statements is made and verified, and its memory printed.
"""

import argparse
import gc
import json
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import postgresql

from bench import intake, large, limits, load, pages, reading, recording, writers
from ledger.store import Database

SMALL, LARGE = 10_000, 100_000
ONE, CLIENTS, BULK, SEEN, WRITTEN = 300, 64, 20_000, 200, 20_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", choices=["sqlite", "postgresql", "intake"])
    parser.add_argument("--large", type=int, metavar="N")
    said = parser.parse_args()
    figures: dict[str, dict[str, object]] = {}
    if said.large:
        with tempfile.TemporaryDirectory(prefix="lightwell-bench-") as folder:
            print_large(large.verify(large.write(Path(folder), said.large)))
        return
    with tempfile.TemporaryDirectory(prefix="lightwell-bench-") as folder:
        if said.only in (None, "sqlite"):
            figures["sqlite"] = measure(Path(folder) / "sqlite")
        found = postgresql.binaries() if said.only in (None, "postgresql") else None
        if found is not None:
            with postgresql.running(found, durable=True) as server:
                figures["postgresql"] = measure(Path(folder) / "postgresql", server.database)
        elif said.only in (None, "postgresql"):
            print("left out: PostgreSQL, of which this machine has none (Debian's package: postgresql)")
    if said.only in (None, "intake"):
        print(f"machine: {recording.machine()}")
        figures["kafka"] = dict(intake.run())
    if said.out is not None:
        # SQLite's figures are the file's own; another database's are a member of it.
        written = figures.pop("sqlite", {}) | figures
        said.out.write_text(json.dumps(written, indent=2) + "\n")
        print(f"written to {said.out}")


def print_large(report: dict[str, Any]) -> None:
    verdict = "everything holds" if report["ok"] else "DOES NOT HOLD"
    print(f"{report['size']:,} statements: {verdict}; {report['per_s']:,.0f}/s in {report['processes']} processes")
    print(f"memory at most: {report['peak_mb']:.0f} MB in all of them together (wanted: less than 300)")
    print(f"  (the largest of them: {report['one_process_mb']:.0f} MB)")


def measure(folder: Path, fresh: Callable[..., str] | None = None) -> dict[str, object]:
    """The figures of one database, printed as they come. ``fresh`` gives the URL of a new PostgreSQL database."""
    gc.freeze()  # as the server does
    gc.set_threshold(100_000, 20, 20)
    rng = random.Random(2026)
    database, data = Database(fresh() if fresh else ""), folder / "ledger"
    sender = load.prepare(data, rng, database)
    lines = load.collections(sender, SMALL, SMALL // 10, rng)
    lines += load.collections(sender, LARGE - SMALL, LARGE // 10, rng, after=SMALL)
    one, rest = lines[:ONE], lines[ONE:]
    clients, rest = rest[: CLIENTS * 40], rest[CLIENTS * 40 :]
    early, rest = rest[: SMALL - ONE - len(clients)], rest[SMALL - ONE - len(clients) :]
    bulk, late = rest[:BULK], rest[BULK:]
    print(f"machine: {recording.machine()}, {database}")
    with recording.serving(data, database) as port:
        for line in load.founding(sender, rng):
            recording.bulk_per_s(port, [line + b"\n"], 1)
        singly = recording.one_per_s(port, one)
        together, p99, cpu = recording.clients_per_s(port, clients, CLIENTS)
        print(f"recorded one at a time: {singly:,.0f}/s; {CLIENTS} clients: {together:,.0f}/s, p99 {p99:.0f} ms")
        print(f"  (of which the {CLIENTS} clients themselves used {cpu:.1f} s of CPU)")
        recording.bulk_per_s(port, _bodies(early), len(early))
    reading.project(data, database)
    person, rows = reading.busy_person(data, sender, None, database)
    earlier = reading.Asked(*reading.kept(data, folder / "small", database, fresh), person)
    with recording.serving(data, database) as port:
        recording.bulk_per_s(port, _bodies(late[:1_000]), 1_000)  # its checking processes are up now
        rest, runs = late[1_000:], [recording.bulk_per_s(port, _bodies(bulk), BULK)]
        for _ in range(2):  # the best of three, as the limits are
            again, rest = rest[:BULK], rest[BULK:]
            runs.append(recording.bulk_per_s(port, _bodies(again), len(again)))
        pouring, bulk_cpu = max(runs)
        print(f"recorded in bulk: {pouring:,.0f}/s (the client used {bulk_cpu:.2f} s of CPU)")
        recording.bulk_per_s(port, _bodies(rest), len(rest))
    projected = reading.rebuilt(data, database)
    print(f"rebuilt all read models: {projected:,.0f}/s (wanted: at least 20,000, as for a trail's alone)")
    tokens = [orjson.loads(line)["statement"].encode() for line in bulk[:4_000]]
    verify = limits.verify_per_s(tokens, bytes(sender.key.verify_key))
    if fresh:
        insert = limits.copy_per_s(database.url, fresh, LARGE)
    else:
        insert = limits.insert_per_s(data / "ledger.db", folder, LARGE)
    limit = 1 / (1 / verify + 1 / insert)
    fsync = limits.fsync_ms(folder)
    print(f"limits: {verify:,} verifications/s, {insert:,} plain inserts/s, fsync {fsync} ms: {limit:,.0f}/s")
    print(f"bulk ÷ limit = {pouring / limit:.2f} (wanted: at least {0.5 if fresh else 0.4})")
    reading.export_to(folder / "export", data, database)
    share, verified = reading.share_verified(folder / "export", tokens, bytes(sender.key.verify_key))
    print(f"verify: {verified['per_s']:,.0f}/s, of bare checks {share:.2f} (wanted: at least 0.8)")
    proofs = reading.proofs_per_s(data, database)
    stored = reading.bytes_per_statement(data, folder / "export", database)
    print(f"proofs of inclusion: {proofs:,.0f}/s; bytes a statement: {stored}")
    person, like = reading.busy_person(data, sender, rows, database)
    small, busy = reading.trails_ms(sender, [earlier, reading.Asked(data, database, person)])
    print(f"trail of the 99th-percentile person at {SMALL:,}: {rows} lines, {small}")
    print(f"trail of a person with as many lines at {LARGE:,}: {like} lines, {busy}")
    print(reading.compared(small, busy, (SMALL, LARGE), 1.3))
    pages.sent(data, sender, LARGE // 10, rng, database)
    first = pages.first_bytes_ms(data, sender, person, database)
    for name, found in first.items():
        print(f"first byte of the {name} page at {LARGE:,}: {found} (wanted: less than 150 ms)")
    more = load.collections(sender, SEEN + 2 * WRITTEN, LARGE // 10, rng, after=LARGE)
    with recording.serving(data, database) as port:
        seen = recording.seen_ms(port, more[:SEEN])
    print(f"from sending a statement to having it in the read models: p50 {seen[0]:.0f} ms, p99 {seen[1]:.0f} ms")
    alone = writers.per_s(data, database, more[SEEN : SEEN + WRITTEN], 1)
    four = writers.per_s(data, database, more[SEEN + WRITTEN :], 4)
    print(
        f"checked and sealed by one process: {alone:,.0f}/s; by four: {four:,.0f}/s, {four / alone:.2f} times as many"
    )
    return {
        "machine": recording.machine(),
        "limits": {"verify_per_s": verify, "insert_per_s": insert, "fsync_ms": fsync},
        "record": {
            "one_per_s": round(singly), "clients64_per_s": round(together), "clients64_p99_ms": round(p99, 1),
            "bulk_per_s": round(pouring), "client_cpu_s": round(cpu, 2), "bulk_client_cpu_s": round(bulk_cpu, 2),
            "seen_p50_ms": round(seen[0], 1), "seen_p99_ms": round(seen[1], 1),
        },
        "writers": {"1_per_s": round(alone), "4_per_s": round(four)},
        "verify": {"per_s": round(verified["per_s"]), "processes": verified["processes"], "share": round(share, 3)},
        "proofs_per_s": round(proofs), "bytes_per_statement": stored,
        "project": {"per_s": round(projected)},
        "trail": {str(SMALL): small, str(LARGE): busy},
        "first_byte": first,
    }  # fmt: skip


def _bodies(lines: list[bytes]) -> list[bytes]:
    """Requests of ten thousand lines."""
    return [b"\n".join(lines[at : at + 10_000]) + b"\n" for at in range(0, len(lines), 10_000)]


if __name__ == "__main__":
    main()
