"""Private parts at rest: each person under a key of their own, and nothing left of who is erased."""

from typing import Any

import pytest
from building import Line, Party, Place
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.admission import Sealed
from ledger.application import Ledger
from ledger.merkle import leaf_hash
from ledger.problems import Problem
from ledger.store.mapper import read_token
from ledger.vault import Vault
from ledger.wrapping import ZEROS, FileWrapping

pytestmark = pytest.mark.usefixtures("database")


def two_people(shelter: Party, holding: str) -> Line:
    people = {1: {"ref": "C-1", "given_name": "Aroha-Canary"}, 2: {"ref": "C-2", "given_name": "Wiremu-Canary"}}
    return shelter.collected(holding, [(1, 2)], shelter.people({0: {"worker": "Worker-Canary"}} | people))


def opened(ledger: Ledger, digest: bytes) -> list[tuple[int, str, str]]:
    """(line, name, value) of what the vault still gives of a statement."""
    with ledger.recorder.reader() as cursor:
        return [(d.line, d.name, d.value) for _, d in ledger.vault.open(cursor, digest)]


def rows(ledger: Ledger, sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with ledger.recorder.reader() as cursor:
        cursor.execute(sql, params)
        return list(map(tuple, cursor.fetchall()))


def person(ledger: Ledger, party: Party, ref: str) -> bytes:
    with ledger.recorder.reader() as cursor:
        found = ledger.vault.person(cursor, party.organisation, ref)
    assert found is not None
    return found


def test_a_private_part_comes_back_whole(place: Place, shelter: Party) -> None:
    line = two_people(shelter, place.id())
    place.seal(line)
    assert sorted(opened(place.ledger, line.digest)) == [
        (0, "worker", "Worker-Canary"), (1, "given_name", "Aroha-Canary"), (1, "ref", "C-1"),
        (2, "given_name", "Wiremu-Canary"), (2, "ref", "C-2"),
    ]  # fmt: skip


def test_each_person_has_one_key_of_their_own(place: Place, shelter: Party) -> None:
    first, second = two_people(shelter, place.id()), two_people(shelter, place.id())
    place.seal(first, second)
    subjects = rows(place.ledger, "SELECT digest, line, subject FROM disclosure")
    owner: dict[int, set[bytes]] = {}
    for _, line, subject in subjects:
        owner.setdefault(line, set()).add(bytes(subject))
    assert [len(owner[line]) for line in (0, 1, 2)] == [1, 1, 1]
    assert len(set.union(*owner.values())) == 3
    wrapped = [bytes(row[0]) for row in rows(place.ledger, "SELECT wrapped_key FROM subject")]
    assert len(set(wrapped)) == len(wrapped)


def test_staff_read_the_name_that_was_said_last(place: Place, shelter: Party) -> None:
    """The rows lie by digest, so whichever name has the greater one would be read, if the order were not asked for."""
    holding, names = place.id(), [f"Called-{n}" for n in range(12)]
    place.seal(two_people(shelter, holding))
    for name in names:
        place.seal(shelter.collected(holding, [(1, 1)], shelter.people({1: {"ref": "C-1", "given_name": name}})))
        with place.ledger.recorder.reader() as cursor:
            known = dict(place.ledger.vault.people(cursor, shelter.organisation))
        assert set(known.values()) == {name, "Wiremu-Canary"}


def test_a_name_is_found_however_much_was_said_since(place: Place, shelter: Party) -> None:
    """Some have one name, some two, said apart; what else is said of them does not hide it, nor do two references."""
    holding = place.id()

    def said(line: int, **words: str) -> Line:
        return shelter.collected(holding, [(line, line)], shelter.people({line: {"ref": f"C-{line}", **words}}))

    place.seal(said(1, family_name="Ngata"), said(2, given_name="Moana"), said(3))
    place.seal(*(said(1, given_name=f"Called-{n}") for n in range(6)), said(4, given_name="Rangi", family_name="Pene"))
    place.seal(*(said(line, note="came to the course") for line in (1, 2, 3, 4) for _ in range(8)))
    place.seal(link(shelter, "linked", "C-4", "C-2"))
    with place.ledger.recorder.reader() as cursor:
        everybody = place.ledger.vault.people(cursor, shelter.organisation)
    assert [name for _, name in everybody] == ["Called-5 Ngata", "Rangi Pene", "somebody not named"]


def test_two_organisations_with_one_reference_do_not_share_a_person(place: Place, shelter: Party) -> None:
    agency = place.organisation("agency")
    place.seal(two_people(shelter, place.id()), two_people(agency, place.id()))
    assert person(place.ledger, shelter, "C-1") != person(place.ledger, agency, "C-1")


def test_erasing_one_person_leaves_the_others_whole(place: Place, shelter: Party) -> None:
    line = two_people(shelter, place.id())
    place.seal(line)
    place.ledger.erase(person(place.ledger, shelter, "C-1"))
    assert sorted(opened(place.ledger, line.digest)) == [
        (0, "worker", "Worker-Canary"), (2, "given_name", "Wiremu-Canary"), (2, "ref", "C-2"),
    ]  # fmt: skip


def test_the_master_key_with_the_old_tables_opens_nothing_once_the_row_is_gone(place: Place, shelter: Party) -> None:
    line = two_people(shelter, place.id())
    place.seal(line)
    gone = person(place.ledger, shelter, "C-1")
    kept = rows(place.ledger, "SELECT leaf, sealed FROM disclosure WHERE subject = ?", gone)
    place.ledger.erase(gone)
    keys = [(bytes(id), bytes(key)) for id, key in rows(place.ledger, "SELECT id, wrapped_key FROM subject")]
    vault = Vault(place.keyring.wrapping())
    for id, wrapped in keys:
        for leaf, sealed in kept:
            with pytest.raises(InvalidTag):
                vault._open(vault._unwrap(id, wrapped), line.digest, leaf, bytes(sealed))


def test_the_same_bytes_again_bring_nobody_back(place: Place, shelter: Party) -> None:
    line = two_people(shelter, place.id())
    (sealed,) = place.seal(line)
    place.ledger.erase(person(place.ledger, shelter, "C-1"))
    assert place.record(line) == [Sealed(sealed.index, line.digest, new=False)]
    assert 1 not in {number for number, _, _ in opened(place.ledger, line.digest)}
    with place.ledger.recorder.reader() as cursor:
        assert place.ledger.vault.person(cursor, shelter.organisation, "C-1") is None


def test_an_erased_persons_line_is_nobody_elses_ever(place: Place, shelter: Party) -> None:
    """What is said of it again is sealed, for it happened; its words are not kept, and nobody is found by them."""
    holding = place.id()
    place.seal(two_people(shelter, holding))
    place.ledger.erase(person(place.ledger, shelter, "C-1"))
    for ref in ("C-9", "C-1"):
        words = shelter.people({0: {"note": "sent again"}, 1: {"ref": ref, "given_name": "Aroha"}, 2: {"ref": "C-2"}})
        again = shelter.collected(holding, [(1, 2)], words)
        spoken = shelter.say("telling.given.v1", telling(place, holding), shelter.people({1: {"ref": ref}}))
        place.seal(again, spoken)
        assert [(line, name) for line, name, _ in opened(place.ledger, again.digest)] == [(0, "note"), (2, "ref")]
        assert opened(place.ledger, spoken.digest) == []
        with place.ledger.recorder.reader() as cursor:
            assert place.ledger.vault.person(cursor, shelter.organisation, ref) is None
            assert place.ledger.vault.person_at(cursor, holding, 1) is None
            hashes = place.ledger.vault.leaves(cursor, again.digest)
        assert hashes == {n: leaf_hash(leaf) for n, leaf in enumerate(again.private)}, "the others can still be proven"


def telling(place: Place, holding: str) -> dict[str, Any]:
    return {"telling": place.id(), "holding": holding, "lines": [[1, 1]], "about": "flows", "reader": "adult"}


def test_the_receipt_of_an_erasure_names_the_lines_and_no_person(place: Place, shelter: Party) -> None:
    holding = place.id()
    place.seal(two_people(shelter, holding))
    gone = person(place.ledger, shelter, "C-1")
    sealed = place.ledger.erase(gone)
    token = place.ledger.statement(sealed.index) or b""
    assert read_token(token)[1]["data"] == {
        "organisation": shelter.organisation, "lines": [[holding, 1]], "disclosures": 2, "asked": "person",
        "copy_first": "declined",
    }  # fmt: skip


def test_an_erasure_that_cannot_be_sealed_erases_nothing(place: Place, shelter: Party) -> None:
    line = two_people(shelter, place.id())
    place.seal(line)
    before, size = opened(place.ledger, line.digest), place.ledger.size()
    sign = place.ledger.recorder.sign
    place.ledger.recorder.sign = lambda size, root: 1 // 0 and ""
    with pytest.raises(ZeroDivisionError):
        place.ledger.erase(person(place.ledger, shelter, "C-1"))
    place.ledger.recorder.sign = sign
    assert opened(place.ledger, line.digest) == before
    assert place.ledger.size() == size


# The scheme


def test_a_ciphertext_opens_only_in_its_own_place(place: Place, shelter: Party) -> None:
    line, other = two_people(shelter, place.id()), two_people(shelter, place.id())
    place.seal(line, other)
    with place.ledger.recorder.plain_writer() as cursor:
        cursor.execute("SELECT leaf, sealed FROM disclosure WHERE digest=? AND line=1 ORDER BY leaf", (line.digest,))
        (one, first), (two, second) = ((row[0], bytes(row[1])) for row in cursor.fetchall())
        for digest, leaf, moved in ((line.digest, one, second), (line.digest, two, first), (other.digest, one, first)):
            cursor.execute("SAVEPOINT moved")
            cursor.execute("UPDATE disclosure SET sealed=? WHERE digest=? AND leaf=?", (moved, digest, leaf))
            with pytest.raises(InvalidTag):
                place.ledger.vault.open(cursor, digest)
            cursor.execute("ROLLBACK TO moved")


def test_a_key_that_is_put_in_another_persons_row_opens_nothing(place: Place, shelter: Party) -> None:
    line = two_people(shelter, place.id())
    place.seal(line)
    one, two = person(place.ledger, shelter, "C-1"), person(place.ledger, shelter, "C-2")
    with place.ledger.recorder.plain_writer() as cursor:
        sql = "UPDATE subject SET wrapped_key = (SELECT wrapped_key FROM subject WHERE id=?) WHERE id=?"
        cursor.execute(sql, (one, two))
        with pytest.raises(InvalidTag):
            place.ledger.vault.open(cursor, line.digest)


def test_a_ciphertext_commits_to_its_key() -> None:
    """What decrypts under a key, but does not begin with the zero block, is not one of ours."""
    vault, key, digest, nonce = Vault(FileWrapping(bytes(32))), AESGCM(b"k" * 32), bytes(32), bytes(12)
    place = digest + (0).to_bytes(4, "big")
    good = b"\x01" + nonce + key.encrypt(nonce, ZEROS + b"leaf", place)
    assert vault._open(key, digest, 0, good) == b"leaf"
    bare = b"\x01" + nonce + key.encrypt(nonce, b"leaf" * 20, place)
    with pytest.raises(InvalidTag):
        vault._open(key, digest, 0, bare)
    with pytest.raises(InvalidTag):
        vault._open(AESGCM(b"l" * 32), digest, 0, good)
    with pytest.raises(ValueError, match="form"):
        vault._open(key, digest, 0, b"\x02" + good[1:])


def test_another_master_key_opens_nothing_and_finds_nobody(place: Place, shelter: Party) -> None:
    line = two_people(shelter, place.id())
    place.seal(line)
    other = Vault(FileWrapping(b"o" * 32))
    with place.ledger.recorder.reader() as cursor:
        assert other.person(cursor, shelter.organisation, "C-1") is None
        with pytest.raises(InvalidTag):
            other.open(cursor, line.digest)


# Who a line is


def refusal(place: Place, line: Line) -> str:
    (answer,) = place.record(line)
    assert isinstance(answer, Problem), answer
    return answer.code


def test_a_line_stays_one_person(place: Place, shelter: Party) -> None:
    holding = place.id()
    place.seal(shelter.collected(holding, [(1, 1)], shelter.people({1: {"ref": "C-1"}})))
    place.seal(shelter.collected(holding, [(1, 1)], shelter.people({1: {"ref": "C-1", "note": "again"}})))
    assert refusal(place, shelter.collected(holding, [(1, 1)], shelter.people({1: {"ref": "C-2"}}))) == "line-taken"
    first, second = place.record(
        shelter.collected(holding, [(2, 2)], shelter.people({2: {"ref": "C-3"}})),
        shelter.collected(holding, [(2, 2)], shelter.people({2: {"ref": "C-4"}})),
    )
    assert isinstance(first, Sealed)
    assert isinstance(second, Problem)
    assert second.code == "line-taken"


@pytest.mark.parametrize(
    "lines",
    [
        {1: {"given_name": "Nobody"}},
        {2: {"ref": "C-2"}},
        {1: {"ref": "C-1"}, 2: {"given_name": "Nobody"}},
    ],
    ids=["no ref", "a line that is not there", "one of two without a ref"],
)
def test_a_private_part_about_nobody_is_refused(place: Place, shelter: Party, lines: dict[int, dict[str, str]]) -> None:
    private = shelter.people(lines)
    assert refusal(place, shelter.collected(place.id(), [(1, 1)], private)) == "private-form"


def test_a_line_with_two_references_is_refused(place: Place, shelter: Party) -> None:
    private = shelter.people({1: {"ref": "C-1"}}) + shelter.people({1: {"ref": "C-2"}})
    assert refusal(place, shelter.collected(place.id(), [(1, 1)], private)) == "private-form"


def test_a_private_part_in_another_order_or_with_one_changed_is_refused(place: Place, shelter: Party) -> None:
    line = two_people(shelter, place.id())
    for private in (line.private[::-1], line.private[:-1], line.private + line.private[-1:], []):
        assert refusal(place, Line(line.token, private)) == "private-mismatch"
    place.seal(line)


def link(shelter: Party, name: str, *refs: str) -> Line:
    private = shelter.people({n: {"ref": ref} for n, ref in enumerate(refs, 1)})
    return shelter.say(f"subject.{name}.v1", {"lines": 2}, private)


def test_names_that_are_one_person_are_erased_together(place: Place, shelter: Party) -> None:
    holding = place.id()
    people = shelter.people({n: {"ref": f"C-{n}", "given_name": "Aroha"} for n in range(1, 5)})
    line = shelter.collected(holding, [(1, 4)], people)
    place.seal(line, link(shelter, "linked", "C-1", "C-2"), link(shelter, "linked", "C-3", "C-1"))
    one = person(place.ledger, shelter, "C-3")
    assert {person(place.ledger, shelter, f"C-{n}") for n in (1, 2, 3)} == {one}
    place.ledger.erase(one)
    assert {number for number, _, _ in opened(place.ledger, line.digest)} == {4}


def test_names_that_were_never_one_person_come_apart(place: Place, shelter: Party) -> None:
    place.seal(two_people(shelter, place.id()), link(shelter, "linked", "C-1", "C-2"))
    place.seal(link(shelter, "unlinked", "C-1", "C-2"))
    assert person(place.ledger, shelter, "C-1") != person(place.ledger, shelter, "C-2")


@pytest.mark.parametrize("name", ["linked", "unlinked"])
def test_a_link_does_not_make_known_again_who_was_erased(place: Place, shelter: Party, name: str) -> None:
    place.seal(two_people(shelter, place.id()))
    place.ledger.erase(person(place.ledger, shelter, "C-1"))
    known = rows(place.ledger, "SELECT id, ref_mac FROM subject ORDER BY id")
    for refs in (("C-1", "C-2"), ("C-2", "C-1"), ("C-1", "C-9")):
        assert refusal(place, link(shelter, name, *refs)) == "unknown-person"
    assert rows(place.ledger, "SELECT id, ref_mac FROM subject ORDER BY id") == known
    with place.ledger.recorder.reader() as cursor:
        assert place.ledger.vault.person(cursor, shelter.organisation, "C-1") is None


def test_a_link_may_come_with_the_first_word_of_those_it_names(place: Place, shelter: Party) -> None:
    line = two_people(shelter, place.id())
    assert refusal(place, link(shelter, "linked", "C-1", "C-2")) == "unknown-person"
    place.seal(line, link(shelter, "linked", "C-1", "C-2"))
    assert person(place.ledger, shelter, "C-1") == person(place.ledger, shelter, "C-2")


def test_a_link_of_one_name_is_refused(place: Place, shelter: Party) -> None:
    assert refusal(place, link(shelter, "linked", "C-1")) == "private-form"
    assert refusal(place, shelter.say("subject.linked.v1", {"lines": 2}, shelter.people({0: {"note": "x"}}))) == (
        "private-form"
    )


def test_a_disclosure_of_an_unknown_name_is_refused(place: Place, shelter: Party) -> None:
    private = shelter.people({1: {"ref": "C-1", "passport": "x"}})
    assert refusal(place, shelter.collected(place.id(), [(1, 1)], private)) == "private-form"
