"""Who there is in the story: organisations, their units and their systems' feeds. All of them are invented."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from consumers.story.entry import Entry, KeyOf, PossessionOf
from consumers.story.nztime import later, nz
from consumers.story.periods import FOUNDED
from consumers.story.seed import Seed

LEDGER = "ledger"  # the ledger's own feed, and the operator's
OPERATOR = "operator"


class Organisation(NamedTuple):
    kind: str
    name: str
    custodial: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A system that says things. ``heartbeat`` in hours; ``silent_from``: an ISO date after which nothing came."""

    organisation: str
    unit: str
    name: str
    reports: tuple[str, ...]
    heartbeat: int | None = 192
    sequenced: bool = False
    silent_from: str = "9999"


ORGANISATIONS = {
    "ccss": Organisation("provider", "City Centre Social Services"),
    "kereru": Organisation("provider", "Kererū Corner Whānau Trust"),
    "steps": Organisation("provider", "Small Steps Playgroup", custodial=True),
    "acf": Organisation("agency", "Agency for Children and Families"),
    "owh": Organisation("agency", "Office for Warm Homes"),
}
PROVIDERS = ("ccss", "kereru", "steps")

#: Slug → (organisation, kind, name). The Board of a provider is no unit: it sees figures about the whole house.
UNITS = {
    "ccss-front-line": ("ccss", "front_line", "Family workers"),
    "ccss-systems": ("ccss", "systems", "Computer systems"),
    "ccss-privacy": ("ccss", "privacy", "Privacy officer"),
    "kereru-front-line": ("kereru", "front_line", "Family workers"),
    "steps-front-line": ("steps", "front_line", "Playgroup leaders"),
    "acf-reporting": ("acf", "reporting", "Service reporting"),
    "acf-evaluation": ("acf", "evaluation", "Evaluation"),
    "acf-policy": ("acf", "policy", "Family policy"),
    "acf-contracting": ("acf", "contracting", "Contracts"),
    "acf-privacy": ("acf", "privacy", "Privacy office"),
    "acf-data-services": ("acf", "data_services", "Data services"),
    "owh-policy": ("owh", "policy", "Homes policy"),
}

FEEDS = {
    "client-book": Feed("ccss", "ccss-front-line", "Client Book", ("collected", "transferred", "accessed", "used")),
    "casebook": Feed("kereru", "kereru-front-line", "Casebook", ("collected", "transferred"), sequenced=True),
    "spreadsheet": Feed("steps", "steps-front-line", "Spreadsheet, by hand", ("collected", "transferred"), None),
    "desk": Feed("acf", "acf-reporting", "Monitoring Desk", ("received", "accessed", "used", "outcomes")),
    "vault": Feed("acf", "acf-evaluation", "Study Vault", ("received", "accessed", "used", "outcomes"), sequenced=True),
    # It says what reached it and nothing else: whether anybody opened that, nobody can tell.
    "warehouse": Feed("acf", "acf-data-services", "Warehouse S", ("received",)),
    "shelf": Feed("acf", "acf-policy", "Policy Shelf", ("accessed", "used", "outcomes")),
    "contracts": Feed("acf", "acf-contracting", "Contract Register", ("accessed", "used", "outcomes")),
    "privacy-case-book": Feed("acf", "acf-privacy", "Privacy Case Book", ("accessed",)),
    "homes-index": Feed(
        "owh", "owh-policy", "Homes Index", ("received", "accessed", "used", "outcomes"), silent_from="2026-06-15"
    ),
}
#: The provider's own system, and so its feed.
REGISTER_FEED = {"ccss": "client-book", "kereru": "casebook", "steps": "spreadsheet"}
FRONT_LINE = {"ccss": "ccss-front-line", "kereru": "kereru-front-line", "steps": "steps-front-line"}


def unit_of(seed: Seed, slug: str) -> str:
    return seed.uid(f"unit:{slug}")


def system_of(seed: Seed, feed: str) -> str:
    return seed.uid(f"system:{feed}")


def organisation_of(seed: Seed, slug: str) -> str:
    return seed.uid(f"organisation:{slug}")


def founding(seed: Seed) -> list[Entry]:
    """Organisations and keys (said by the operator), then each one's units and feeds (said by itself)."""
    at = nz(FOUNDED, "09:00")
    entries: list[Entry] = []

    def say(organisation: str, feed: str, name: str, data: dict[str, Any], label: str = "") -> None:
        private = ((0, "name", label),) if label else ()
        entries.append(Entry(later(at, 20 * len(entries)), organisation, feed, name, data, private))

    for slug, one in ORGANISATIONS.items():
        id = organisation_of(seed, slug)
        data = {"organisation": id, "kind": one.kind, "safety_sensitive": False}
        say(OPERATOR, LEDGER, "organisation.registered.v1", data, one.name)
        proof = {"key": KeyOf(slug), "possession": PossessionOf(slug), "custodial": one.custodial}
        say(OPERATOR, LEDGER, "key.registered.v1", {"organisation": id, **proof})
    first = {
        organisation: next(f for f, feed in FEEDS.items() if feed.organisation == organisation)
        for organisation in ORGANISATIONS
    }
    for slug, (organisation, kind, label) in UNITS.items():
        say(organisation, first[organisation], "unit.registered.v1", {"unit": unit_of(seed, slug), "kind": kind}, label)
    for slug, feed in FEEDS.items():
        promise: dict[str, Any] = {
            "unit": unit_of(seed, feed.unit),
            "system": system_of(seed, slug),
            "reports": list(feed.reports),
        }
        promise |= {"since": FOUNDED.isoformat(), "sequenced": feed.sequenced}
        if feed.heartbeat:
            promise["heartbeat_hours"] = feed.heartbeat
        say(feed.organisation, slug, "feed.registered.v1", promise, feed.name)
    return entries
