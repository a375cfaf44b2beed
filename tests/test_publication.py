"""The checkpoint outside the database: a ledger that has lost statements notices when it starts, and does not write."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from building import Place

from ledger import note
from ledger.problems import Problem


def again(tmp_path: Path) -> Place:
    return Place(tmp_path / "data")


def test_the_newest_published_checkpoint_is_kept_outside_the_database(tmp_path: Path) -> None:
    place = again(tmp_path)
    for _ in range(3):
        place.organisation()
        place.ledger.publish()
        kept = (tmp_path / "data" / "published").read_text()
        assert note.open_checkpoint(kept, place.ledger.log_verifier).size == place.ledger.size()
        assert kept == place.ledger.published()[1]
    place.ledger.close()
    assert again(tmp_path).ledger.publication.frozen == ""


def restored(tmp_path: Path, lost: int = 5) -> Place:
    """The place after its database was put back to a backup that lacks ``lost`` statements or more."""
    place = again(tmp_path)
    shelter = place.organisation()
    place.ledger.close()
    shutil.copy(tmp_path / "data" / "ledger.db", tmp_path / "backup.db")
    place = again(tmp_path)
    place.seal(*(shelter.heartbeat() for _ in range(lost)))
    place.ledger.publish()
    place.ledger.close()
    for leftover in (tmp_path / "data").glob("ledger.db*"):
        leftover.unlink()
    shutil.copy(tmp_path / "backup.db", tmp_path / "data" / "ledger.db")
    return again(tmp_path)


def test_a_database_restored_from_an_old_backup_is_noticed_and_nothing_is_written(tmp_path: Path) -> None:
    place = restored(tmp_path)
    size, kept = place.ledger.size(), (tmp_path / "data" / "published").read_text()
    assert "restored from an old backup" in place.ledger.publication.frozen
    assert "deploy/RESTORE.md" in place.ledger.publication.frozen
    with pytest.raises(Problem, match="does not accept statements"):
        place.ledger.say("ledger.ticked.v1", {"at": "2026-03-02T10:00:00Z"})
    with pytest.raises(Problem, match="does not accept statements"):
        place.ledger.erase(bytes(16))
    place.ledger.publish()
    assert place.ledger.size() == size
    assert (tmp_path / "data" / "published").read_text() == kept
    assert place.ledger.receipt(0)["index"] == 0
    assert Path(__file__).parent.parent.joinpath("deploy", "RESTORE.md").exists()


def test_it_writes_again_once_the_whole_database_is_back(tmp_path: Path) -> None:
    place = again(tmp_path)
    place.organisation()
    place.ledger.close()
    shutil.copy(tmp_path / "data" / "ledger.db", tmp_path / "whole.db")
    sql = "DELETE FROM stored_events WHERE rowid = (SELECT MAX(rowid) FROM stored_events)"
    with sqlite3.connect(tmp_path / "data" / "ledger.db") as database:
        database.execute(sql)
    with pytest.raises(OSError, match="damaged"):
        again(tmp_path)
    for leftover in (tmp_path / "data").glob("ledger.db*"):
        leftover.unlink()
    shutil.copy(tmp_path / "whole.db", tmp_path / "data" / "ledger.db")
    restarted = Place(tmp_path / "data", seed=b"later")
    assert restarted.organisation()


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM tile WHERE level = 0",
        "UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE level = 0",
        "UPDATE stored_events SET state = x'00' WHERE rowid = 3",
        "DELETE FROM checkpoint WHERE size = (SELECT MAX(size) FROM checkpoint)",
        "DELETE FROM stored_events WHERE rowid = 2",
    ],
)
def test_a_damaged_edge_is_noticed(tmp_path: Path, damage: str) -> None:
    place = again(tmp_path)
    place.organisation()
    place.ledger.close()
    with sqlite3.connect(tmp_path / "data" / "ledger.db") as database:
        database.execute(damage)
    with pytest.raises(OSError, match=r"damaged.*RESTORE"):
        again(tmp_path)


def test_another_history_of_the_same_length_is_noticed(tmp_path: Path) -> None:
    place = again(tmp_path)
    shelter = place.organisation()
    place.ledger.close()
    shutil.copytree(tmp_path / "data", tmp_path / "fork")
    for folder in ("data", "fork"):
        grown = Place(tmp_path / folder)
        grown.seal(*(shelter.heartbeat() for _ in range(3)))
        grown.ledger.publish()
        grown.ledger.close()
    shutil.copy(tmp_path / "fork" / "published", tmp_path / "data" / "published")
    assert "other statements" in again(tmp_path).ledger.publication.frozen


def test_an_empty_database_beside_a_published_checkpoint_does_not_begin_anew(tmp_path: Path) -> None:
    again(tmp_path).ledger.close()
    for leftover in (tmp_path / "data").glob("ledger.db*"):
        leftover.unlink()
    with pytest.raises(OSError, match="restored from an old backup"):
        again(tmp_path)


def test_a_file_that_is_not_this_logs_checkpoint_is_noticed(tmp_path: Path) -> None:
    again(tmp_path).ledger.close()
    (tmp_path / "data" / "published").write_text("nonsense")
    assert "does not hold a checkpoint of this log" in again(tmp_path).ledger.publication.frozen
