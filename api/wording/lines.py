"""One line of a trail as a person would say it: who did what, to whose record."""

from api.wording.language import tr
from api.wording.readers import Naming, Reader, Voice, capital, said
from api.wording.terms import DESTRUCTIONS, REFUSALS, ROLES
from projections.answers import Entry, Whose


def place(unit: str | None, organisation: str, names: Naming) -> str:
    """ "Evaluation unit, Agency of the story"."""
    if not organisation:
        return tr("someone who is not named")
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
    if entry.whose == "own":
        return tr("Your own record")
    return tr("A list you are on") if entry.whose == "list" else tr("A report that includes you")


def sentence(entry: Entry, voice: Voice, names: Naming) -> str:
    """What happened, in one or two short sentences."""
    told = _TOLD.get(entry.type)
    if told is None:
        return tr("{who} recorded something about {you}.", who=_organisation(entry, names), you=tr(voice.you))
    return capital(told(entry, voice, names))


def _organisation(entry: Entry, names: Naming) -> str:
    return names.organisation(entry.organisation)


def _someone(entry: Entry, voice: Voice) -> str:
    return said(ROLES, entry.role, voice, tr("someone"))


def _many(entry: Entry) -> bool:
    return entry.whose is not Whose.OWN and entry.people > 1


def _told_by(pair: tuple[str, str], many: tuple[str, str], entry: Entry, voice: Voice, **parts: str) -> str:
    """The sentence about one person, or that about many with the person in it; each as (adult, child)."""
    people, you = f"{entry.people:,}", tr(voice.you)
    if not _many(entry):
        return tr(pair[voice.child], you=you, **parts)
    return f"{tr(many[voice.child], people=people, **parts)} {tr('{you_are} one of them.', you_are=tr(voice.you_are))}"


def _thing(entry: Entry, voice: Voice) -> str:
    """What was touched, and how the person is in it."""
    if entry.whose is Whose.OWN:
        return tr("{your} record.", your=tr(voice.your))
    people, you_are = f"{entry.people:,}", tr(voice.you_are)
    if entry.people <= 1:
        them = "them" if voice.reader is Reader.STAFF else tr("you")
        if entry.whose is Whose.LIST:
            return tr("a list that has {them} on it.", them=them)
        return tr("a report that includes {them}.", them=them)
    if entry.whose is Whose.LIST:
        return tr("a list of {people} people. {you_are} on it.", people=people, you_are=you_are)
    return tr("a report about {people} people. {you_are} one of them.", people=people, you_are=you_are)


def _of_organisation(entry: Entry, voice: Voice, names: Naming) -> str:
    one, many = ORGANISATION[entry.type]
    return _told_by(one, many, entry, voice, who=_organisation(entry, names))


def _collected(entry: Entry, voice: Voice, names: Naming) -> str:
    if entry.reason != "from":
        return _of_organisation(entry, voice, names)
    told = "this person" if voice.reader is Reader.STAFF else tr("you")
    return _told_by(TOLD_US[0], TOLD_US[1], entry, voice, who=_organisation(entry, names), told=told)


def _transferred(entry: Entry, voice: Voice, names: Naming) -> str:
    to = place(entry.to_unit, entry.to_organisation or "", names)
    return f"{_of_organisation(entry, voice, names)} {tr('It went to: {to}.', to=to)}"


def _touched(entry: Entry, voice: Voice, names: Naming) -> str:
    way = "used" if entry.type == "information.used" else entry.mode or "opened"
    verb = TOUCHED.get(way, TOUCHED["opened"])[voice.child]
    return tr(verb, someone=_someone(entry, voice), thing=_thing(entry, voice))


def _refused(entry: Entry, voice: Voice, names: Naming) -> str:
    because = said(REFUSALS, entry.reason, voice)
    tried = tr("{someone} tried to open {thing}", someone=_someone(entry, voice), thing=_thing(entry, voice))
    if entry.system:
        no = tr("Their system, {system}, said no", system=names.system(entry.system))
    else:
        no = tr("The system said no")
    return f"{tried} {no}: {because}." if because else f"{tried} {no}."


def _destroyed(entry: Entry, voice: Voice, names: Naming) -> str:
    why = said(DESTRUCTIONS, entry.reason, voice)
    return _of_organisation(entry, voice, names) + (f" {capital(why)}." if why else "")


def _read(entry: Entry, voice: Voice, names: Naming) -> str:
    if voice.reader is Reader.STAFF:
        return f"{_someone(entry, voice)} read this person's page."
    return tr("{someone} read this page.", someone=_someone(entry, voice))


Pair = tuple[str, str]
#: Statement type → (what an organisation did with one person's information, with many people's); each (adult, child).
ORGANISATION: dict[str, tuple[Pair, Pair]] = {
    "information.collected": (
        ("{who} noted information about {you}.", "{who} took down facts about {you}."),
        ("{who} noted information about {people} people.", "{who} took down facts about {people} people."),
    ),
    "information.written": (
        ("{who} wrote notes about {you}.", "{who} wrote notes about {you}."),
        ("{who} wrote notes on {people} people.", "{who} wrote notes on {people} people."),
    ),
    "information.transferred": (
        ("{who} sent information about {you}.", "{who} sent facts about {you}."),
        ("{who} sent information about {people} people.", "{who} sent facts about {people} people."),
    ),
    "information.received": (
        ("{who} got information about {you}.", "{who} got facts about {you}."),
        ("{who} got information about {people} people.", "{who} got facts about {people} people."),
    ),
    "information.corrected": (
        ("{who} put right information about {you}.", "{who} fixed facts about {you}."),
        ("{who} put right information about {people} people.", "{who} fixed facts about {people} people."),
    ),
    "information.destroyed": (
        ("{who} destroyed information about {you}.", "{who} threw out facts about {you}."),
        ("{who} destroyed information about {people} people.", "{who} threw out facts about {people} people."),
    ),
    "notice.given": (
        ("{who} told {you} how information is used.", "{who} told {you} how the facts are used."),
        ("{who} told {people} people how information is used.", "{who} told {people} people how the facts are used."),
    ),
}
#: What people said themselves.
TOLD_US: tuple[Pair, Pair] = (
    ("{who} wrote down what {told} told them.", "{who} wrote what {told} told them."),
    ("{who} wrote down what {people} people told them.", "{who} wrote what {people} people told them."),
)
#: How somebody touched a record.
TOUCHED: dict[str, Pair] = {
    "opened": ("{someone} opened {thing}", "{someone} opened {thing}"),
    "listed": ("{someone} looked at {thing}", "{someone} looked at {thing}"),
    "searched": ("{someone} searched {thing}", "{someone} searched {thing}"),
    "exported": ("{someone} took a file of {thing}", "{someone} saved {thing}"),
    "copied": ("{someone} copied {thing}", "{someone} copied {thing}"),
    "used": ("{someone} used {thing}", "{someone} used {thing}"),
}
_BY_ORGANISATION = frozenset(
    (
        "information.collected", "information.written", "information.transferred", "information.received",
        "information.corrected", "information.destroyed", "notice.given",
    )
)  # fmt: skip
_TOLD = {
    "information.collected": _collected,
    "information.written": _of_organisation,
    "information.transferred": _transferred,
    "information.received": _of_organisation,
    "information.accessed": _touched,
    "information.used": _touched,
    "information.corrected": _of_organisation,
    "information.destroyed": _destroyed,
    "access.refused": _refused,
    "notice.given": _of_organisation,
    "trail.read": _read,
}
