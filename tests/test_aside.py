"""What a person keeps beside the log opens under their own key alone, and under none once they are erased."""

from pathlib import Path

import pytest
from building import Place
from test_vault import person, two_people

from ledger import aside

pytestmark = pytest.mark.usefixtures("database")


def test_it_opens_for_its_person_and_label_until_they_are_erased(tmp_path: Path) -> None:
    place = Place(tmp_path)
    shelter, holding = place.organisation(), place.id()
    place.seal(two_people(shelter, holding))
    ledger, us = place.ledger, shelter.organisation
    with ledger.recorder.reader() as cursor:
        content = aside.sealed(ledger.vault, cursor, us, "C-1", "address", "kind@example.org")
        again = aside.sealed(ledger.vault, cursor, us, "C-1", "address", "kind@example.org")
        assert content and again and content != again and b"kind" not in content

        def opened(ref: str = "C-1", label: str = "address", content: bytes = content) -> str | None:
            return aside.opened(ledger.vault, cursor, us, ref, label, content)

        assert opened() == "kind@example.org"
        for ref, label, damaged in (
            ("C-2", "address", content), ("C-1", "other", content), ("C-1", "address", content[:-1]),
            ("C-1", "address", b"\x02" + content[1:]), ("C-9", "address", content), ("C-1", "address", b""),
        ):  # fmt: skip
            assert opened(ref, label, damaged) is None
        assert aside.sealed(ledger.vault, cursor, us, "C-9", "address", "x") is None
    ledger.erase(person(ledger, shelter, "C-1"))
    with ledger.recorder.reader() as cursor:
        assert aside.opened(ledger.vault, cursor, us, "C-1", "address", content) is None
        assert aside.sealed(ledger.vault, cursor, us, "C-1", "address", "x") is None
