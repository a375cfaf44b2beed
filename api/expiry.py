"""What was fetched for somebody goes away on its day: the words of it are destroyed, here and now."""

from sqlalchemy import Connection

from api.site import Site
from projections import journal
from projections.asking import today


def sweep(site: Site, connection: Connection) -> None:
    """Destroys what is sealed in copies whose day has passed, wherever something of it is left."""
    day = today(connection)
    past = [e.digest for e in journal.every(connection, "request.supplied") if e.data.get("expires", day) < day]
    for digest in map(bytes.fromhex, past):
        with site.ledger.recorder.reader() as cursor:
            left = site.ledger.vault.open(cursor, digest)
        if left:
            with site.ledger.recorder.plain_writer() as cursor:
                site.ledger.vault.drop(cursor, digest)
            site.ledger.recorder.truncate(patience=1_000)  # of what is left of it beside the database
