"""The log over HTTP is what C2SP says it is: an outsider who knows only the key can check every byte."""

from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
from click.testing import Result
from hosting import House, hosting
from resealing import tokens_of
from typer.testing import CliRunner

from ledger import merkle, note, tiles
from ledger.auditor_commands import app

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[House]:
    with hosting(tmp_path_factory.mktemp("house")) as opened:
        shelter = opened.place.organisation()
        opened.many(*(shelter.heartbeat().token for _ in range(700)))
        opened.site.ledger.publish()
        yield opened


def checkpoint(house: House) -> note.Checkpoint:
    reply = house.send("GET", "/checkpoint")
    assert reply.kind.startswith("text/plain")
    log = note.Verifier.parse(house.send("GET", "/log.vkey").body.decode().strip())
    return note.open_checkpoint(reply.body.decode(), log)


def test_the_tiles_lead_to_the_signed_root(house: House) -> None:
    signed = checkpoint(house)
    assert signed.size > 700
    served = {}
    for level, n, width in tiles.tiles_of(signed.size):
        reply = house.send("GET", "/" + tiles.tile_path(level, n, width))
        assert (reply.status, reply.kind, len(reply.body)) == (200, "application/octet-stream", width * tiles.HASH)
        served[level, n] = reply.body
    node = tiles.node_reader(lambda level, n: served.get((level, n), b""))
    frontier = merkle.Frontier(signed.size, [node(level, at) for level, at in merkle.peaks_of(signed.size)])
    assert frontier.root() == signed.root


def test_a_served_tile_holds_the_leaf_hashes_of_the_statements(house: House) -> None:
    body = house.send("GET", "/tile/0/000").body
    for index in (0, 7, 255):
        token = house.site.ledger.statement(index)
        assert token is not None
        assert body[index * 32 : index * 32 + 32] == merkle.leaf_hash(token)


def test_a_partial_tile_is_the_beginning_of_the_whole_one(house: House) -> None:
    whole = house.send("GET", "/tile/0/001").body
    for width in (1, 100, 255):
        assert house.send("GET", f"/tile/0/001.p/{width}").body == whole[: width * 32]


@pytest.mark.parametrize(
    "path",
    [
        "0/0", "0/00", "0/0000", "0/x000/001", "0/001.p/0", "0/001.p/256", "0/001.p/01", "0/001.p/-1", "0/001.p/",
        "0/001.p/1e1", "0/001.p/%D9%A3", "0/000.p/5.p/5", "0/999", "9/000", "-1/000", "63/000", "64/000", "00/000x",
        "0/x999/x999/x999/x999/x999/999", "0/" + "x999/" * 9 + "999", "0/", "0/..%2f000",
        "0/001.p/" + "9" * 5_000, "9" * 300 + "/000",
    ],
    ids=lambda path: path[:24],
)  # fmt: skip
def test_another_spelling_or_what_is_not_there_is_not_found(house: House, path: str) -> None:
    reply = house.send("GET", "/tile/" + path)
    assert reply.status in (400, 404)
    assert reply.code in ("not-found", "bad-request")


def test_nothing_beyond_the_published_size_is_served(house: House) -> None:
    size = checkpoint(house).size
    n, width = divmod(size, 256)
    assert house.send("GET", f"/tile/0/{n:03d}.p/{width}").status == 200
    assert house.send("GET", f"/tile/0/{n:03d}.p/{width + 1}").code == "not-found"


def test_statements_are_not_public(house: House) -> None:
    """A feed and a time identify people in a small place."""
    for path in ("/tile/data/000", "/statements", "/statements/0"):
        assert house.send("GET", path).status in (400, 404, 405)
    for path in ("/tile/entries/000", "/tile/entries/nonsense", "/tile/entries/999"):
        assert house.send("GET", path).code == "token-needed"


def auditor(house: House, *words: str) -> Result:
    """``lightwell auditor`` on the house's ledger, wherever that is kept."""
    settings = house.site.settings
    env = {"LIGHTWELL_DATABASE": settings.database.get_secret_value()}
    return CliRunner().invoke(app, ["auditor", *words, "--data", str(settings.data)], env=env)


def test_an_auditor_with_a_token_reads_the_statements_until_it_is_revoked(house: House) -> None:
    told = auditor(house, "add", "Audit office")
    token = {"Authorization": f"Bearer {told.output.strip()}"}
    signed = checkpoint(house)
    tokens = tokens_of(house.site.ledger)[: signed.size]
    found: list[bytes] = []
    for n, width in tiles.bundles_of(signed.size):
        reply = house.send("GET", "/" + tiles.tile_path("entries", n, width), headers=token)
        assert (reply.status, reply.kind) == (200, "application/octet-stream")
        found += tiles.unpack(reply.body, width)
    assert found == tokens
    assert house.send("GET", f"/tile/entries/{signed.size // 256:03d}.p/255", headers=token).code == "not-found"
    assert house.send("GET", "/tile/entries/0", headers=token).code == "not-found"
    for wrong in ("Bearer " + told.output.strip()[:-1], "Bearer", "Basic " + told.output.strip(), "Bearer \xe9"):
        assert house.send("GET", "/tile/entries/000", headers={"Authorization": wrong}).code == "token-needed"
    with house.site.ledger.recorder.reader() as cursor:
        cursor.execute("SELECT * FROM auditor")
        assert told.output.strip() not in repr(list(map(tuple, cursor.fetchall())))
    again = auditor(house, "add", "Audit office")
    assert again.exit_code == 2
    ended = auditor(house, "revoke", "Audit office")
    assert ended.exit_code == 0
    assert house.send("GET", "/tile/entries/000", headers=token).code == "token-needed"
    listed = auditor(house, "list").output
    assert "Audit office: since" in listed
    assert "revoked" in listed
    assert CliRunner().invoke(app, ["auditor", "revoke", "Audit office", "--data", "nowhere"]).exit_code != 0


def test_a_bundle_may_be_kept_by_the_auditor_alone(house: House) -> None:
    told = auditor(house, "add", "Another")
    connection = HTTPConnection("127.0.0.1", house.port)
    connection.request("GET", "/tile/entries/000", headers={"Authorization": f"Bearer {told.output.strip()}"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert str(answer.headers["cache-control"]).startswith("private,")


def test_checkpoints_may_not_be_cached_and_whole_tiles_may_for_ever(house: House) -> None:
    def header(path: str) -> str:
        connection = HTTPConnection("127.0.0.1", house.port)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return str(answer.headers["cache-control"])

    assert header("/checkpoint") == "no-cache"
    assert "immutable" in header("/tile/0/000")
    assert "no-store" in header("/ledger")
