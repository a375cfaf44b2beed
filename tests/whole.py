"""Is a ledger whole: do rows, tiles, checkpoints, ids, sequences and private parts say the same?"""

from hashlib import sha256
from typing import Any
from uuid import UUID

from ledger import merkle, note
from ledger.application import Ledger
from ledger.store.mapper import read_token
from ledger.tiles import HASH, WIDTH
from ledger.vault import NOBODY


def check_whole(ledger: Ledger) -> int:
    """Recomputes everything from the statements' bytes; returns how many there are. Fails on anything half there."""
    with ledger.recorder.reader() as cursor:

        def rows(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return list(map(tuple, cursor.fetchall()))

        stored = rows("SELECT rowid, topic, state FROM stored_events ORDER BY rowid")
        tokens = [bytes(state) for _, _, state in stored]
        size = len(tokens)
        assert [row[0] for row in stored] == list(range(1, size + 1)), "a gap in the log"
        events = [read_token(token)[1] for token in tokens]
        assert [topic for _, topic, _ in stored] == [event["type"] for event in events]

        _check_tiles(
            tokens, {(level, n): bytes(hashes) for level, n, hashes in rows("SELECT level, n, hashes FROM tile")}
        )
        _check_checkpoints(ledger, tokens, rows("SELECT size, note FROM checkpoint ORDER BY size"))

        taken = rows("SELECT id, source, digest, idx FROM said")
        said = {(bytes(id), bytes(source)): (bytes(digest), idx) for id, source, digest, idx in taken}
        digests = [sha256(token).digest() for token in tokens]
        assert said == {
            (UUID(event["id"]).bytes, UUID(event["source"]).bytes): (digest, index)
            for index, (event, digest) in enumerate(zip(events, digests, strict=True))
        }
        sequences = {
            (UUID(event["source"]).bytes, event["sequence"], digest)
            for event, digest in zip(events, digests, strict=True)
            if "sequence" in event
        }
        found = rows("SELECT source, sequence, digest FROM feed_sequence")
        assert {(bytes(source), sequence, bytes(digest)) for source, sequence, digest in found} == sequences

        promised = {d: event["data"]["private"]["count"] for d, event in zip(digests, events, strict=True)
                    if event["data"].get("private")}  # fmt: skip
        held = {bytes(d): count for d, count in rows("SELECT digest, COUNT(*) FROM disclosure GROUP BY digest")}
        erased = any(event["type"].startswith("lightwell.subject.erased.") for event in events)
        assert set(held) <= set(promised), "a private part without its statement"
        assert erased or held == promised, "a statement without its private part"
        for digest in held:
            ledger.vault.open(cursor, digest)
        people = {bytes(id) for (id,) in rows("SELECT id FROM subject")}
        assert {bytes(subject) for (subject,) in rows("SELECT subject FROM subject_line")} <= people | {NOBODY}
    return size


def _check_tiles(tokens: list[bytes], tiles: dict[tuple[int, int], bytes]) -> None:
    level, hashes = 0, [merkle.leaf_hash(token) for token in tokens]
    expected = {}
    while hashes:
        for at in range(0, len(hashes), WIDTH):
            expected[level, at // WIDTH] = b"".join(hashes[at : at + WIDTH])
        full = len(hashes) // WIDTH
        hashes = [merkle.root_of(hashes[n * WIDTH : (n + 1) * WIDTH]) for n in range(full)]
        level += 1
    assert tiles == expected
    assert all(len(tile) % HASH == 0 for tile in tiles.values())


def _check_checkpoints(ledger: Ledger, tokens: list[bytes], kept: list[tuple[Any, ...]]) -> None:
    if not tokens:
        assert kept == []
        return
    roots, frontier = {}, merkle.Frontier()
    for token in tokens:
        frontier.append(merkle.leaf_hash(token))
        roots[frontier.size] = frontier.root()
    assert kept[-1][0] == len(tokens), "the last seal has another size than the log"
    for size, signed in kept:
        checkpoint = note.open_checkpoint(signed, ledger.log_verifier)
        assert (checkpoint.size, checkpoint.root) == (size, roots[size])
