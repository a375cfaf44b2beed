"""An invented person's page, for reading a catalogue as a whole: one line of each kind, and each kind of choice."""

from typing import Any

from api import my
from api.pages.my import Own
from projections.answers import Entry, Feed, Header, Outcome, Trail, Whose

IDENTITY: dict[str, Any] = {"id": "example", "name": "Hana", "kind": "person"}
#: By when there is an answer to what is asked today.
BY = "2026-03-31"
_DAY = "2026-03-03T01:00:00Z"
_LINES = (
    ("information.collected", "us", "desk", Whose.OWN, 1, "from"),
    ("information.collected", "us", "desk", Whose.LIST, 58, None),
    ("information.written", "us", "desk", Whose.OWN, 1, None),
    ("information.transferred", "us", None, Whose.LIST, 58, None),
    ("information.received", "them", "study", Whose.LIST, 58, None),
    ("information.accessed", "them", "study", Whose.LIST, 58, None),
    ("information.accessed", "them", "study", Whose.OWN, 1, None),
    ("information.used", "them", "study", Whose.GROUP, 412, None),
    ("access.refused", "them", "study", Whose.OWN, 1, "not_authorised"),
    ("information.corrected", "us", "desk", Whose.OWN, 1, None),
    ("information.destroyed", "us", None, Whose.LIST, 58, "retention_ended"),
    ("notice.given", "us", "desk", Whose.LIST, 58, None),
    ("trail.read", "us", "desk", Whose.OWN, 1, None),
)


class _Names:
    """What the invented organisations are called."""

    def organisation(self, id: str, /) -> str:
        return "City Centre Social Services" if id == "us" else "Agency for Children and Families"

    def unit(self, id: str, /) -> str:
        return "Family workers" if id == "desk" else "Evaluation"

    def system(self, id: str, /) -> str:
        return "Warehouse S"


NAMES = _Names()


def _entry(index: int) -> Entry:
    type, organisation, unit, whose, people, reason = _LINES[index]
    came = (_DECISION,) if type == "information.used" else ()
    return Entry(
        index=index + 1, digest="0" * 64, type=type, time=f"2026-03-{index + 3:02}T01:00:00Z", recorded=_DAY,
        organisation=organisation, unit=unit, role="evaluation_analyst", mode="opened", parts=("name", "goals"),
        whose=whose, people=people, purpose="evaluation", basis="nz-pa2020:IPP10(1)(b)", agreement="a", schedule_line=2,
        to_unit="study", to_organisation="them", transfer=None, use=None, reason=reason,
        flags=("recorded-late",) if index == 5 else (), retracted=None, replaced_by=None, outcomes=came,
    )  # fmt: skip


_DECISION = Outcome("o", 9, _DAY, "them", "study", "decision", "funding", "group", 412, None, None, None)
_FEED = Feed("f", "them", "desk", "s", (), "2026-01-01", 9, None, "2026-02-01T00:00:00Z", ("000000000004",))
TRAIL = Trail(
    Header(99, "2026-06-01T00:00:00Z", 1, ""), tuple(_entry(n) for n in range(len(_LINES))), (), (_DECISION,), (_FEED,),
    "2026-01-02",
)  # fmt: skip
OWN = Own(
    [my.Notice(_DAY, "collection", 1, _DAY, "adult", True, ("us", "them"), True, "")],
    [my.Chosen("c", _DAY, _DAY, "some", "some", ("goals",), "evaluation", "study", "done", "", None, (_DAY,))],
    [my.Held(_DAY, ("goals",), "study", None, ())],
    [my.Copy(_DAY, "us", "adult", state, _DAY, ground, "2026-04-01")
     for state, ground in (("given", None), ("due", None), ("withheld", "nz-pa2020:s49(1)(b)"))],
    [my.Worry("w", _DAY, "person", "used", "", "them", "2026-04-01", ())],
    [my.Barred("b", _DAY, False)],
)  # fmt: skip
