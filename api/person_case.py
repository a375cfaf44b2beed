"""One case of a privacy officer: all that was done with, said to and asked by one person, across the units."""

from dataclasses import dataclass

from api import families, reading
from api.families import Alert
from api.matters import may_read
from api.reading import fresh
from api.session import SignedIn
from ledger.problems import Problem
from projections import journal, withholdings
from projections.answers import Entry, Trail
from projections.asking import today
from projections.policy import Kind
from projections.withholdings import Withholding

#: What a case shows of the trail as readings: openings and uses by workers, and readings of the trail itself.
READS = ("trail.read", "information.accessed", "information.used")
#: The kinds of matters that a case gathers, in this order.
NOUNS = ("request", "concern", "representation", "inquiry", "held", "barring", "hold", "preservation", "copy")


@dataclass(frozen=True, slots=True)
class Matter:
    """``first`` and ``last`` of what was said in it, as (short type, when)."""

    noun: str
    matter: str
    first: tuple[str, str]
    last: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """``reads``: who opened, used or read, newest first; ``flagged``: those of them that break a rule; ``alerts``: by
    workers whom the person had named; ``late``: withholdings that wait too long for a decision or their review."""

    reason: str
    reads: tuple[Entry, ...]
    flagged: tuple[Entry, ...]
    alerts: tuple[Alert, ...]
    withheld: tuple[Withholding, ...]
    late: frozenset[str]
    matters: tuple[Matter, ...]


def case(signed: SignedIn, person: str) -> Case:
    """Only for what the officer has said that it is for; the reading is sealed with that. Raises Problem."""
    if signed.viewer.kind is not Kind.PRIVACY:
        raise Problem("not-allowed")
    found: Trail = reading.trail(signed, person)
    with signed.site.ledger.recorder.reader() as cursor:
        roots = signed.site.ledger.vault.lines_of(cursor, reading.id_of(person))
    with fresh(signed.site).views.connect() as connection:
        about = dict.fromkeys(entry.matter for entry in journal.about(connection, roots))
        threads = [journal.of(connection, matter) for matter in about]
        mine = [said for said in threads if may_read(connection, signed, said)]
        kept = withholdings.folded(entry for said in mine for entry in said)
        late = frozenset(one.withholding for one in kept if withholdings.late(one, today(connection)))
    reads = tuple(entry for entry in reversed(found.entries) if entry.type in READS)
    return Case(
        str(signed.viewer.reason), reads, tuple(entry for entry in reversed(found.entries) if entry.flags),
        tuple(one for one in families.alerts(signed) if (one.holding, one.line) in roots), tuple(reversed(kept)), late,
        tuple(in_short(said) for noun in NOUNS for said in mine if said[0].noun == noun),
    )  # fmt: skip


def in_short(said: list[journal.Entry]) -> Matter:
    """The first and the last of a matter."""
    first, last = said[0], said[-1]
    return Matter(first.noun, first.matter, (first.type, first.time), (last.type, last.time))
