"""An auditor who replays the log sees that nobody was erased while a statement barred it, or which erasure it was."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from building import Line, Party, Place
from test_vault import two_people

from ledger.export import export
from ledger.tiles import WIDTH
from ledger.verify import verify

pytestmark = pytest.mark.usefixtures("database")

Said = tuple[Line, Line]  # what bars, and what ends it


def hold(place: Place, shelter: Party, book: str) -> Said:
    id = place.id()
    data = {"hold": id, "holding": book, "lines": [[1, 1]], "parts": ["goals"], "reason": "safety"}
    return shelter.say("hold.placed.v1", data), shelter.say("hold.lifted.v1", {"hold": id})


def preserved(ground: str) -> Callable[[Place, Party, str], Said]:
    def said(place: Place, shelter: Party, book: str) -> Said:
        id = place.id()
        data = {"preservation": id, "holding": book, "lines": [[1, 2]], "unit": shelter.unit, "ground": ground}
        ended = {"preservation": id, "unit": shelter.unit}
        return (
            shelter.say("preservation.ordered.v1", data | {"review": "2026-09-01"}),
            shelter.say("preservation.ended.v1", ended),
        )

    return said


def request(place: Place, shelter: Party, book: str) -> Said:
    about = {"request": place.id(), "voice": "relayed", "holding": book, "lines": [[1, 1]]}
    made = about | {
        "kind": "access", "by": "self", "to": shelter.organisation, "organisations": [shelter.organisation],
        "channel": "in_person", "child": False,
    }  # fmt: skip
    return shelter.say("request.made.v1", made), shelter.say("request.withdrawn.v1", about)


def concern(place: Place, shelter: Party, book: str) -> Said:
    id = place.id()
    data = {"concern": id, "voice": "relayed", "about": "seen", "to": shelter.organisation, "holding": book}
    answered = {"concern": id, "unit": shelter.unit, "result": "explained"}
    return shelter.say("concern.raised.v1", data | {"lines": [[1, 1]]}), shelter.say("concern.answered.v1", answered)


#: Why → what bars it, and the code that names it.
BARS = {
    "legal hold": (preserved("proceedings"), "erasure-held"), "care record": (preserved("care_record"), "erasure-held"),
    "hold for safety": (hold, "erasure-held"), "open concern": (concern, "erasure-concern-open"),
    "open request": (request, "erasure-request-open"),
}  # fmt: skip


def erased(organisation: str, book: str, **more: str) -> dict[str, Any]:
    told = {"organisation": organisation, "lines": [[book, 1]], "disclosures": 2}
    return told | {"asked": "person", "copy_first": "given"} | more


def broken(place: Place, folder: Path) -> list[tuple[int | None, str]]:
    export(place.ledger, folder)
    return [(finding.first, finding.code) for finding in verify(folder, 1).findings]


@pytest.mark.parametrize("why", BARS)
def test_an_erasure_while_something_stood_in_the_way_is_named(tmp_path: Path, why: str) -> None:
    place = Place(tmp_path / "data")
    shelter, book = place.organisation(), place.id()
    place.seal(two_people(shelter, book))
    said, code = BARS[why]
    bars, ends = said(place, shelter, book)
    place.seal(bars)
    # as an operator could who goes past the ledger's own guard
    wrong = place.ledger.say("subject.erased.v2", erased(shelter.organisation, book))
    older = place.ledger.say("subject.erased.v1", {"lines": [[book, 1]], "disclosures": 1})
    place.seal(ends)
    place.ledger.say("subject.erased.v2", erased(shelter.organisation, book))
    assert broken(place, tmp_path / "export") == [(wrong.index, code), (older.index, code)]


def test_what_bars_one_person_bars_nobody_else(tmp_path: Path) -> None:
    place = Place(tmp_path / "data")
    shelter, book = place.organisation(), place.id()
    place.seal(two_people(shelter, book))
    id = place.id()
    data = {"preservation": id, "holding": book, "lines": [[2, 2]], "unit": shelter.unit, "ground": "police"}
    place.seal(shelter.say("preservation.ordered.v1", data | {"review": "2026-09-01"}))
    place.ledger.say("subject.erased.v2", erased(shelter.organisation, book))
    assert broken(place, tmp_path / "export") == []


def test_a_public_office_without_authority_is_named(tmp_path: Path) -> None:
    place = Place(tmp_path / "data")
    agency, book = place.organisation("agency"), place.id()
    place.seal(two_people(agency, book))
    wrong = place.ledger.say("subject.erased.v2", erased(agency.organisation, book))
    place.ledger.say("subject.erased.v2", erased(agency.organisation, book, disposal="DA392"))
    assert broken(place, tmp_path / "export") == [(wrong.index, "erasure-no-authority")]


def test_an_erasure_far_down_the_log_is_judged_as_well(tmp_path: Path) -> None:
    """Beyond the first bundle the operator's key is known already: what needs no other statement is judged in runs."""
    place = Place(tmp_path / "data")
    shelter, book = place.organisation(), place.id()
    place.seal(two_people(shelter, book), *(shelter.heartbeat() for _ in range(2 * WIDTH)))
    place.ledger.say("subject.erased.v2", erased(shelter.organisation, book))
    assert broken(place, tmp_path / "first") == []
    place.seal(hold(place, shelter, book)[0])
    wrong = place.ledger.say("subject.erased.v1", {"lines": [[book, 1]], "disclosures": 1})
    assert broken(place, tmp_path / "second") == [(wrong.index, "erasure-held")]
