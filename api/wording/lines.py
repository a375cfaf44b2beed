"""One line of a trail as a person would say it: who did what, to whose record."""

from api.wording.readers import Naming, Reader, Voice, capital, said
from api.wording.terms import DESTRUCTIONS, REFUSALS, ROLES
from projections.answers import Entry, Whose


def place(unit: str | None, organisation: str, names: Naming) -> str:
    """ "Evaluation unit, Agency of the story"."""
    if not organisation:
        return "someone who is not named"
    return f"{names.unit(unit)}, {names.organisation(organisation)}" if unit else names.organisation(organisation)


def who(entry: Entry, names: Naming) -> str:
    """The unit, with its organisation unless the sentence has named that already; "" for nothing to add."""
    if entry.type in _BY_ORGANISATION and not entry.redacted:
        return names.unit(entry.unit) if entry.unit else ""
    return place(entry.unit, entry.organisation, names)


def whose(entry: Entry, voice: Voice) -> str:
    """A label: the person's own record, a list they are on, or something about many."""
    if voice.reader is Reader.STAFF:
        return {"own": "Their own record", "list": "A list they are on"}.get(entry.whose, "A report that includes them")
    return {"own": "Your own record", "list": "A list you are on"}.get(entry.whose, "A report that includes you")


def sentence(entry: Entry, voice: Voice, names: Naming) -> str:
    """What happened, in one or two short sentences."""
    told = _TOLD.get(entry.type)
    if told is None:
        return f"{_organisation(entry, names)} recorded something about {voice.you}."
    return capital(told(entry, voice, names))


def _organisation(entry: Entry, names: Naming) -> str:
    return names.organisation(entry.organisation)


def _someone(entry: Entry, voice: Voice) -> str:
    return said(ROLES, entry.role, voice, "someone")


def _thing(entry: Entry, voice: Voice, own: str) -> str:
    """What was touched, and how the person is in it."""
    if entry.whose is Whose.OWN:
        return f"{own}."
    if entry.people <= 1:
        them = "them" if voice.reader is Reader.STAFF else "you"
        return f"a list that has {them} on it." if entry.whose is Whose.LIST else f"a report that includes {them}."
    if entry.whose is Whose.LIST:
        return f"a list of {entry.people:,} people. {voice.you_are} on it."
    return f"a report about {entry.people:,} people. {voice.you_are} one of them."


def _about(entry: Entry, voice: Voice) -> str:
    """After "information": about you, or about how many."""
    facts = "facts" if voice.child else "information"
    if entry.whose is Whose.OWN or entry.people <= 1:
        return f"{facts} about {voice.you}."
    return f"{facts} about {entry.people:,} people. {voice.you_are} one of them."


def _collected(entry: Entry, voice: Voice, names: Naming) -> str:
    who, alone = _organisation(entry, names), entry.whose is Whose.OWN or entry.people <= 1
    if entry.reason != "from":
        return f"{who} {'took down' if voice.child else 'noted'} {_about(entry, voice)}"
    verb = "wrote" if voice.child else "wrote down"
    if alone:
        told = "this person" if voice.reader is Reader.STAFF else "you"
        return f"{who} {verb} what {told} told them."
    return f"{who} {verb} what {entry.people:,} people told them. {voice.you_are} one of them."


def _written(entry: Entry, voice: Voice, names: Naming) -> str:
    what = "notes" if entry.whose is Whose.OWN or entry.people <= 1 else f"notes on {entry.people:,} people"
    more = f" about {voice.you}." if what == "notes" else f". {voice.you_are} one of them."
    return f"{_organisation(entry, names)} wrote {what}{more}"


def _transferred(entry: Entry, voice: Voice, names: Naming) -> str:
    to = place(entry.to_unit, entry.to_organisation or "", names)
    return f"{_organisation(entry, names)} sent {_about(entry, voice)} It went to: {to}."


def _received(entry: Entry, voice: Voice, names: Naming) -> str:
    return f"{_organisation(entry, names)} got {_about(entry, voice)}"


def _accessed(entry: Entry, voice: Voice, names: Naming) -> str:
    did = {"listed": "looked at", "searched": "searched", "exported": "took a file of", "copied": "copied"}
    verb = did.get(entry.mode or "", "opened")
    if voice.child and verb == "took a file of":
        verb = "saved"
    return f"{_someone(entry, voice)} {verb} {_thing(entry, voice, f'{voice.your} record')}"


def _used(entry: Entry, voice: Voice, names: Naming) -> str:
    return f"{_someone(entry, voice)} used {_thing(entry, voice, f'{voice.your} record')}"


def _refused(entry: Entry, voice: Voice, names: Naming) -> str:
    because = said(REFUSALS, entry.reason, voice)
    why = f": {because}." if because else "."
    system = f"Their system, {names.system(entry.system)}," if entry.system else "The system"
    return (
        f"{_someone(entry, voice)} tried to open {_thing(entry, voice, f'{voice.your} record')} {system} said no{why}"
    )


def _corrected(entry: Entry, voice: Voice, names: Naming) -> str:
    if voice.child:
        return f"{_organisation(entry, names)} fixed {_about(entry, voice)}"
    return f"{_organisation(entry, names)} put right {_about(entry, voice)}"


def _destroyed(entry: Entry, voice: Voice, names: Naming) -> str:
    why = said(DESTRUCTIONS, entry.reason, voice)
    verb = "threw out" if voice.child else "destroyed"
    return f"{_organisation(entry, names)} {verb} {_about(entry, voice)}" + (f" {capital(why)}." if why else "")


def _noticed(entry: Entry, voice: Voice, names: Naming) -> str:
    facts = "the facts are" if voice.child else "information is"
    people = voice.you if entry.people <= 1 else f"{entry.people:,} people"
    also = "" if entry.people <= 1 else f" {voice.you_are} one of them."
    return f"{_organisation(entry, names)} told {people} how {facts} used.{also}"


def _read(entry: Entry, voice: Voice, names: Naming) -> str:
    page = "this page" if voice.reader is not Reader.STAFF else "this person's page"
    return f"{_someone(entry, voice)} read {page}."


_BY_ORGANISATION = frozenset(
    (
        "information.collected", "information.written", "information.transferred", "information.received",
        "information.corrected", "information.destroyed", "notice.given",
    )
)  # fmt: skip
_TOLD = {
    "information.collected": _collected,
    "information.written": _written,
    "information.transferred": _transferred,
    "information.received": _received,
    "information.accessed": _accessed,
    "information.used": _used,
    "information.corrected": _corrected,
    "information.destroyed": _destroyed,
    "access.refused": _refused,
    "notice.given": _noticed,
    "trail.read": _read,
}
