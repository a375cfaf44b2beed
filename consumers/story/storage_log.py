"""Beside the story, a real log that nobody here wrote: files read from a storage bucket in 2020 with stolen keys.

City Centre's document store stands in for the bucket. The file that was read is about one client, so that somebody is
there to be told. No purpose and no agreement is known for what happened, and none is given.
"""

from datetime import UTC, date, datetime
from pathlib import Path

from consumers import records
from consumers.client import Client, Line
from consumers.lines import HEADER
from consumers.mapped import Translation
from consumers.mapping import SHIPPED, Mapping
from consumers.membership import Membership
from consumers.repeatable import Repeatable
from consumers.story.gathering import register_of
from consumers.story.nztime import nz
from consumers.story.organisations import ORGANISATIONS, organisation_of, system_of, unit_of
from consumers.story.periods import ENDS
from consumers.story.plan import Plan
from consumers.story.seed import Seed
from consumers.story.signing import feed_uri, organisation_keys
from consumers.story.whanau import Person, Whanau
from ledger import disclosures, ids

LOG = Path(__file__).parent / "storage" / "cloudtrail-s3.jsonl"
OBJECT = "ring.txt"


def owner_of_the_file(whanau: Whanau) -> Person:
    """Whom the file that was read is about: the first adult of City Centre's first evening group."""
    return next(g for g in whanau.of("ccss", 0) if g.letter == "b").people[0]


def storage_log(story: Plan, url: str, ledger: str, folder: Path) -> list[Line]:
    """The store's feed and the log's events, signed by City Centre; ``folder`` keeps the store's index of its objects.

    Raises BadMapping or BadLog where the shipped files do not fit one another.
    """
    seed = story.seed
    mapping = Mapping.read(SHIPPED / "sample-bucket.toml")
    us = _membership(seed, url, ledger, folder)
    feed = mapping.feed or us.feed
    _write_index(folder / mapping.holding[0].index, owner_of_the_file(story.whanau))
    secret = Repeatable(seed.draw("storage"))
    now = datetime.combine(ENDS, datetime.min.time(), UTC)
    said = Translation(mapping, us, folder, secret, now).read(records.read(LOG)).sayings
    with Client(url, organisation_keys(seed)["ccss"], feed, verify=False) as client:
        first = min(saying.at for saying in said)
        ordered = sorted(said, key=lambda saying: saying.at)
        return [
            _register(client, seed, us, mapping.system or us.system, first.date()),
            *(client.sign(s.name, s.data, s.private, s.at, s.id) for s in ordered),
        ]


def _register(client: Client, seed: Seed, us: Membership, system: str, since: date) -> Line:
    at = nz(ENDS, "17:30")
    data = {
        "unit": us.unit,
        "system": system,
        "reports": ["accessed"],
        "since": since.isoformat(),
        "sequenced": False,
    }
    id = ids.uuid7(datetime.fromisoformat(at), seed.draw("storage feed", 10))
    private = [disclosures.make(0, "name", "Document store", seed.draw("storage feed salt", 16))]
    return client.sign("feed.registered.v1", data, private, at, id)


def _membership(seed: Seed, url: str, ledger: str, folder: Path) -> Membership:
    one = ORGANISATIONS["ccss"]
    return Membership(
        folder=folder,
        url=url,
        ledger=ledger,
        vkey="",
        name=one.name,
        kind=one.kind,
        organisation=organisation_of(seed, "ccss"),
        system=system_of(seed, "client-book"),
        feed=feed_uri(seed, ledger, "client-book"),
        holding=register_of(seed, "ccss"),
        units=[(unit_of(seed, "ccss-systems"), "systems", "")],
    )


def _write_index(path: Path, person: Person) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    rows = [",".join(HEADER), f"{OBJECT},1,{person.ref},"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    path.chmod(0o600)
