"""Choosing people: from a list where there are few; where there are many, by writing a number or a name of theirs."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from api import reading
from api.pages.forms import Form, Options
from api.pages.sheet import many as ticked
from api.session import SignedIn

#: Of more people than this no form lists all.
MANY = 50
#: At most so many of those who are found are offered.
MOST = 20
NOBODY = "Nobody in this list is called that. Check the number, or write less of the name."
TOO_MANY = "More people are called that than can be shown here. Write more of the name, or the number."
WHICH = "Several are called that. Choose below who is meant."
ALONE = "Is this who you mean? Choose the name below, or write another."
GONE = "What you ticked is no longer in this list: somebody may have done it already. Look at the list again."
ONE_WAY = "Choose one of these, or leave this field empty."


@dataclass(frozen=True, slots=True)
class Search:
    """How those who can be chosen are found: ``find`` by what was written, ``named`` by the values that stand for them,
    leaving out whatever stands for none. ``also``: what can be chosen besides, such as everybody. ``seen_next``: the
    page that comes next names whoever was chosen, before anything is said of them."""

    find: Callable[[str], Options]
    named: Callable[[Collection[str]], Options]
    also: Options = ()
    seen_next: bool = False


def are_many(viewer: SignedIn) -> bool:
    """Whether the viewer's organisation has named more people than a form lists."""
    return reading.count_people(viewer) > MANY


def everybody(viewer: SignedIn) -> Options:
    """The people of the viewer's organisation, by name; none of them where they are many."""
    return () if are_many(viewer) else _options(reading.people(viewer))


def of_ours(viewer: SignedIn, also: Options = (), *, seen_next: bool = False) -> Search:
    """Among the people of the viewer's organisation."""
    return Search(partial(_found, viewer), partial(_named, viewer), also, seen_next)


def one(search: Search, name: str, form: Form) -> str:
    """Who was chosen; empty where nobody was. What is wrong, and who is offered, is put beside the field.

    What is written counts, and what was chosen of those whom it finds: whoever corrects what they wrote is not left
    with whom they chose before. One who alone is found is named before anything is said of them: a mistyped number may
    be somebody else's.
    """
    wanted, given = form.values.get(written(name)), form.values.get(name)
    chosen = given if isinstance(given, str) else ""
    if not isinstance(wanted, str):  # the form was a list when it was opened, of a few
        return next((value for value, _ in (*search.also, *search.named([chosen])) if value == chosen), "")
    if not wanted.strip():
        form.offered[name] = search.also
        return chosen if chosen in dict(search.also) else ""
    found = _look(search, name, form, wanted)
    form.offered[name] = (*search.also, *found)
    if chosen in dict(search.also):
        form.errors.setdefault(name, ONE_WAY)
    elif chosen in dict(found):
        return chosen
    elif len(found) == 1 and search.seen_next:
        return found[0][0]
    elif found:
        form.errors[name] = WHICH if len(found) > 1 else ALONE
    return ""


def several(search: Search, name: str, form: Form) -> list[str]:
    """The same of as many as were ticked: whoever is ticked stays so, and what is written adds to them. Where it finds
    several, ticks among them count once they were shown; before that, somebody ticked earlier would pass for the
    choice."""
    chosen = ticked(form, name)
    besides = [value for value, _ in search.also if value in chosen]
    kept = search.named(chosen)
    wanted = str(form.values.get(written(name)) or "").strip()
    found = _look(search, name, form, wanted) if wanted else ()
    known = dict(kept)
    if not {*chosen} <= {*besides, *known}:
        form.errors[name] = GONE
    elif len(found) == 1 and not known.keys() >= dict(found).keys():
        form.errors[name] = ALONE  # ticked already, where they can be seen
        known |= dict(found)
    elif len(found) > 1 and (form.values.get(shown(name)) != wanted or known.keys().isdisjoint(dict(found))):
        form.errors[name] = WHICH
    if (found and name not in form.errors) or len(found) == 1:  # whoever is ticked off again is not found again
        form.values[written(name)] = ""
    form.offered[name] = tuple((dict(search.also) | dict(kept) | dict(found)).items())
    form.values[name] = besides + list(known)
    return besides + list(known)


def written(name: str) -> str:
    """The field into which the number or the name is written, of what is chosen under ``name``."""
    return f"{name}-wanted"


def shown(name: str) -> str:
    """The field that says what was written when those whom it finds were last shown."""
    return f"{name}-shown"


def _look(search: Search, name: str, form: Form, wanted: str) -> Options:
    found = search.find(wanted.strip())
    if not found:
        form.errors[name] = NOBODY
    elif len(found) > MOST:
        form.errors[name] = TOO_MANY
        return ()
    return found


def _found(viewer: SignedIn, wanted: str) -> Options:
    return _options(reading.look_for(viewer, wanted))


def _named(viewer: SignedIn, people: Collection[str]) -> Options:
    known = ((person, reading.known_as(viewer, person)) for person in people)
    return tuple((person, name) for person, name in known if name)


def _options(people: list[dict[str, str]]) -> Options:
    return tuple((one["person"], one["name"]) for one in people)
