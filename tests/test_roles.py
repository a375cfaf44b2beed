"""The roles of deploy/postgresql: the application adds to the log, and cannot change or remove what is in it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import databases
import flows
import psycopg
import pytest
from building import Place
from postgresql import Server
from whole import check_whole

from ledger.store import Database
from ledger.store.schema import NotMigrated

SQL = Path(__file__).parent.parent / "deploy" / "postgresql"
OWNER, APP = "lightwell_owner", "lightwell_app"


def psql(server: Server, url: str, file: str) -> None:
    command = [str(server.bin / "psql"), "-v", "ON_ERROR_STOP=1", "-q", "-d", url, "-f", str(SQL / file)]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def place(postgresql_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A log as the application sees it, in a database that is set up as the runbook says."""
    server, tmp_path = postgresql_server, tmp_path_factory.mktemp("log")
    name = server.database().rsplit("/", 1)[1]
    psql(server, server.url(name), "roles.sql")
    app = Database(server.url(name, APP))
    with pytest.raises(NotMigrated, match="lightwell migrate"):
        app.prepare(tmp_path)
    Database(server.url(name, OWNER)).prepare(tmp_path)
    psql(server, server.url(name, OWNER), "grants.sql")
    databases.use(server)
    databases.keep(tmp_path, app)
    made = Place(tmp_path)
    made.seal(*(made.organisation(sequenced=True).heartbeat(n, sequence=f"{n:012d}") for n in range(3)))
    yield made
    made.ledger.close()
    databases.use(None)


def test_the_application_can_do_all_that_it_must(place: Place, tmp_path: Path) -> None:
    shelter, book = place.organisation(sequenced=True), place.id()
    people = shelter.people({n: {"ref": f"C-{n}", "given_name": "Aroha"} for n in range(1, 4)})
    place.seal(shelter.collected(book, [(1, 3)], people))
    links = shelter.people({1: {"ref": "C-1"}, 2: {"ref": "C-2"}})
    place.seal(shelter.say("subject.linked.v1", {"lines": 2}, links))
    place.seal(*(shelter.heartbeat(n, sequence=f"{n:012d}") for n in range(600)))
    place.ledger.publish()
    size, _ = place.ledger.published()
    place.ledger.publication.cosigned(size, "— witness.example " + "A" * 104 + "\n")
    with place.ledger.recorder.reader() as cursor:
        person = place.ledger.vault.person(cursor, shelter.organisation, "C-1")
    assert person is not None
    place.ledger.erase(person)
    with place.ledger.recorder.reader() as cursor:
        assert place.ledger.vault.person(cursor, shelter.organisation, "C-2") is None
        cursor.execute("SELECT COUNT(*) FROM disclosure")
        assert cursor.fetchone()[0] == 2, "the third person's"
    check_whole(place.ledger)
    assert flows.rows(flows.projected(place, tmp_path))["act"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE stored_events SET state = 'x'",
        "DELETE FROM stored_events",
        "TRUNCATE stored_events",
        "DELETE FROM tile",
        "TRUNCATE tile",
        "UPDATE tile SET n = n + 1",
        "UPDATE tile SET hashes = substring(hashes FOR 32)",
        "UPDATE tile SET hashes = decode(repeat('00', length(hashes)), 'hex')",
        "UPDATE tile SET hashes = hashes || decode(repeat('00', 8192), 'hex')",
        "INSERT INTO tile SELECT level, n, 'x' FROM tile ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes",
        "ALTER TABLE tile DISABLE TRIGGER tile_grows",
        "DROP TRIGGER tile_grows ON tile",
        "CREATE OR REPLACE FUNCTION tile_grows() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
        "DELETE FROM checkpoint",
        "UPDATE checkpoint SET size = size + 1",
        "UPDATE checkpoint SET published = 0",
        "UPDATE checkpoint SET note = 'x'",
        "UPDATE said SET idx = 0",
        "DELETE FROM said",
        "UPDATE feed_sequence SET digest = 'x'",
        "UPDATE holding SET organisation = 'x'",
        "UPDATE disclosure SET sealed = 'x'",
        "UPDATE subject SET wrapped_key = 'x'",
        "DELETE FROM auditor",
        "UPDATE alembic_version SET version_num = '9'",
        "INSERT INTO moved VALUES ('elsewhere')",
        "DROP TABLE stored_events",
        "CREATE TABLE ledger.mine (x INTEGER)",
        "CREATE TABLE public.mine (x INTEGER)",
    ],
)
def test_the_application_cannot(place: Place, sql: str) -> None:
    refusals = (psycopg.errors.InsufficientPrivilege, psycopg.errors.IntegrityConstraintViolation)
    url = place.ledger.database.url
    with psycopg.connect(url, options="-c search_path=ledger") as connection, pytest.raises(refusals):
        connection.execute(sql.encode())
    check_whole(place.ledger)
