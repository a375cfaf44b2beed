"""What holds once all have signed it is told by one rule, the matters’ own: read models fold all through it."""

import pytest

from ledger.matters.mutual import Mutual
from projections.journal import Entry
from projections.signing import Signature, holds, signings

OURS, THEIRS = "ours", "theirs"


def said(index: int, type: str, who: str, version: int, content: str = "") -> Entry:
    data = {"version": version, "parties": [OURS, THEIRS], "content": content}
    return Entry(
        index, content if type == "proposed" else f"s{index}", type, f"t{index}", f"r{index}", who, "", "m", data, None
    )


ONE, TWO = said(0, "proposed", OURS, 1, "one"), said(3, "proposed", THEIRS, 2, "two")
BOTH = [said(1, "signed", THEIRS, 1, "one"), said(2, "signed", OURS, 1, "one")]


def test_a_version_holds_from_the_last_signature_on_and_until_all_have_signed_the_next() -> None:
    again = said(4, "signed", OURS, 2, "two")
    found = signings([ONE, *BOTH, TWO, again, again], "proposed", "signed", lambda e: e.data["parties"])
    first, second = found["one"], found["two"]
    assert first.signed == (Signature(1, "t1", "r1", THEIRS), Signature(2, "t2", "r2", OURS))
    assert (first.missing, first.agreed) == ((), Signature(2, "t2", "r2", OURS))
    assert (second.signed, second.missing, second.agreed) == ((Signature(4, "t4", "r4", OURS),), (THEIRS,), None)
    assert holds(found) == "one"
    assert holds(signings([ONE, BOTH[0]], "proposed", "signed", lambda e: e.data["parties"])) == ""


def test_a_signature_counts_for_no_other_content_than_it_names() -> None:
    """As where a newer version was taken back: what was signed of it is no signature of the older."""
    found = signings(
        [ONE, BOTH[0], said(5, "signed", OURS, 2, "two")], "proposed", "signed", lambda e: e.data["parties"]
    )
    assert found["one"].missing == (OURS,)
    assert found["one"].agreed is None


def test_read_models_have_no_rule_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def alone(self: Mutual, content: str, who: str) -> None:
        self.signed.add(who)
        self.agreed = self.revision

    monkeypatch.setattr(Mutual, "sign", alone)
    found = signings([ONE, BOTH[0]], "proposed", "signed", lambda e: e.data["parties"])
    assert found["one"].agreed == Signature(1, "t1", "r1", THEIRS)
