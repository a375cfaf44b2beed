"""Breaches by hand: put one on record, say more of it, notify the Commissioner, and tell the people."""

import re
from collections.abc import Collection
from datetime import UTC, datetime, time
from typing import Any

from api import fan_out, reading
from api.pages import picking
from api.pages.acts import choices
from api.pages.acts.frame import Act, Field, Mistake, Options, Saying, Typed, terms
from api.pages.rendering import names
from api.session import SignedIn
from api.wording.dates import ZONE, said_day
from api.wording.readers import Naming, capital, counted
from api.wording.requests import BREACHES, CHANNELS, HARMS
from ledger.statements.request_terms import Notified
from projections.breaches import Breach
from projections.fan_out import ranges
from projections.journal import Entry

EVERYBODY = "all"


def _ours(viewer: SignedIn) -> list[Breach]:
    return [one for one in fan_out.breaches(viewer) if one.organisation == viewer.viewer.organisation]


def _called(one: Breach) -> str:
    return f"{BREACHES[one.kind]}, {said_day(one.happened)}"


def _every(viewer: SignedIn) -> Options:
    return tuple((one.breach, _called(one)) for one in _ours(viewer))


def _unnotified(viewer: SignedIn) -> Options:
    return tuple((one.breach, _called(one)) for one in _ours(viewer) if one.commissioner is None)


def _touched(viewer: SignedIn) -> Options:
    """Those that touched people of the viewer's own register who have not all been told."""
    return tuple((one.breach, _called(one)) for one in fan_out.breaches(viewer) if _left(viewer, one))


def _to_tell(viewer: SignedIn) -> Options:
    """The viewer's own, of which a service whose people it touched has not been told."""
    return tuple((one.breach, _called(one)) for one in _ours(viewer) if _services(one))


def _services(one: Breach) -> list[str]:
    untold = (a.organisation for a in one.affected if a.organisation != one.organisation and a.told is None)
    return list(dict.fromkeys(untold))


def _left(viewer: SignedIn, one: Breach) -> list[tuple[str, list[int]]]:
    """(register, lines) of the viewer's own people who have not been told."""
    mine = (a for a in one.affected if a.organisation == viewer.viewer.organisation)
    left = ((a.holding, sorted(set(a.lines) - set(a.people_told))) for a in mine)
    return [(holding, lines) for holding, lines in left if lines]


def _record_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("choose", "kind", "What happened?", terms(BREACHES)),
        Field("choose", "holding", "To which information?", choices.our_holdings(viewer)),
        Field("text", "lines", "To which lines of it?", hint="Such as: 3, 7-9. Write “all” for everybody in it."),
        Field("ticks", "parts", "Which parts?", choices.EVERY_PART),
        Field("date", "happened", "When did it happen?"),
        Field("date", "found", "When was it found?", hint="The days to notify are counted from then."),
        Field("choose", "harm", "Is serious harm likely?", terms(HARMS)),
        Field("words", "text", "What is known, and what was done", hint="Name nobody.", optional=True),
    )


def _record(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    if typed["found"] < typed["happened"]:
        raise Mistake("found", "It cannot be found before it happened. Choose a later day.")
    if typed["found"] > choices.today(viewer):
        raise Mistake("found", "This day is still to come. Choose today or a day before.")
    found = datetime.combine(datetime.fromisoformat(typed["found"]), time(), ZONE)
    members = ("kind", "holding", "parts", "happened", "harm")
    data = {
        "breach": matter, "unit": viewer.viewer.unit, "lines": _lines(typed["lines"]),
        "found": found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    } | {name: typed[name] for name in members}  # fmt: skip
    return data, {"text": typed.get("text", "")}


def _lines(text: str) -> str | list[list[int]]:
    """ "3, 7-9" → [[3, 3], [7, 9]]; "all" → "all"."""
    if text.strip(" “”\"'").lower() == "all":
        return "all"
    found: list[list[int]] = []
    for one in re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", text.strip())):
        span = re.fullmatch(r"(\d{1,7})(?:-(\d{1,7}))?", one)
        if span is None:
            raise Mistake("lines", "Write the numbers of the lines, such as 3, 7-9; or all.")
        first = int(span[1])
        found.append([first, int(span[2] or first)])
    if any(last < first or first < 1 for first, last in found) or found != sorted(found):
        raise Mistake("lines", "Write them in order, the smallest first, such as 3, 7-9.")
    return found


def _as_known(viewer: SignedIn, matter: str) -> dict[str, Any]:
    """What was said of it last."""
    said: Entry = next(e for e in reversed(_entries(viewer, matter)) if e.type == "breach.recorded")
    d = said.data
    lines = d["lines"]
    text = lines if lines == "all" else ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in lines)
    found = datetime.fromisoformat(d["found"].replace("Z", "+00:00")).astimezone(ZONE).date().isoformat()
    same = {name: d[name] for name in ("kind", "holding", "parts", "happened", "harm")}
    return same | {"lines": text, "found": found}


def _entries(viewer: SignedIn, matter: str) -> list[Entry]:
    return next(said for said in choices.said_in(viewer, "breach.recorded") if said[0].matter == matter)


def _notify_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("choose", "channel", "How were they notified?", terms(CHANNELS)),
        Field("words", "note", "What they were told", optional=True),
    )


def _notify(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    data = {
        "breach": matter, "unit": viewer.viewer.unit, "whom": Notified.COMMISSIONER.value, "channel": typed["channel"],
    }  # fmt: skip
    return data, {"note": typed.get("note", "")}


def _breach(viewer: SignedIn, matter: str) -> Breach:
    return next(one for one in fan_out.breaches(viewer) if one.breach == matter)


def _people_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    """Of one register after the other: each value names its register too, and none passes for a line of the next."""
    holding, lines = _left(viewer, _breach(viewer, matter))[0]
    label, hint = "Who was told?", "These people of your register have not been told yet."
    if len(lines) > picking.MANY:
        hint = f"{counted(len(lines), 'person', 'people')} of your register have not been told yet."
        who = Field("people", "lines", label, hint=hint, search=_search(viewer, holding, frozenset(lines)))
    else:
        who = Field("ticks", "lines", label, _on(viewer, holding, lines), hint)
    return (
        who,
        Field("choose", "channel", "How?", terms(CHANNELS)),
        Field("words", "text", "What you told them"),
    )


def _on(viewer: SignedIn, holding: str, lines: Collection[int]) -> Options:
    """Who is on these lines of the viewer's own register."""
    with viewer.site.ledger.recorder.reader() as cursor:
        people = {line: viewer.site.ledger.vault.person_at(cursor, holding, line) for line in lines}
    known = reading.people(viewer, [person.hex() for person in people.values() if person])
    named = {one["person"]: one["name"] for one in known}
    called = ((line, named.get(person.hex(), "") if person else "") for line, person in people.items())
    return tuple((f"{holding}/{line}", name or f"Line {line} of your register") for line, name in called)


def _search(viewer: SignedIn, holding: str, left: frozenset[int]) -> picking.Search:
    """Among those on the lines of a register that are left."""

    def find(wanted: str) -> Options:
        people, found = reading.look_for(viewer, wanted), list[tuple[str, str]]()
        with viewer.site.ledger.recorder.reader() as cursor:
            for one in people:
                at = viewer.site.ledger.vault.lines_of(cursor, reading.id_of(one["person"]))
                found += [(f"{holding}/{line}", one["name"]) for of, line in at if of == holding and line in left]
        return tuple(found)

    def named(values: Collection[str]) -> Options:
        return _on(viewer, holding, [line for line in sorted(left) if f"{holding}/{line}" in values])

    return picking.Search(find, named, ((f"{holding}/{EVERYBODY}", "Everybody who has not been told yet"),))


def _people(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    holding = typed["lines"][0].partition("/")[0]
    told = [line for _, _, line in (value.partition("/") for value in typed["lines"])]
    left = dict(_left(viewer, _breach(viewer, matter))).get(holding, [])
    lines = ranges(left if EVERYBODY in told else sorted(map(int, told)))
    data = {
        "breach": matter, "unit": viewer.viewer.unit, "whom": Notified.PEOPLE.value, "holding": holding,
        "lines": lines, "channel": typed["channel"],
    }  # fmt: skip
    return data, {"text": typed["text"]}


def _service_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    called = names(viewer.site)
    left = tuple((id, called.organisation(id)) for id in _services(_breach(viewer, matter)))
    return (
        Field("choose", "to", "Which service did you tell?", left),
        Field("choose", "channel", "How?", terms(CHANNELS)),
    )


def _service(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    data = {"recipient": typed["new"], "unit": viewer.viewer.unit, "about": _breach(viewer, matter).digest}
    return data | {name: typed[name] for name in ("to", "channel")}, {}


def _recorded(data: dict[str, Any], called: Naming) -> str:
    what = f"{BREACHES[data['kind']]}, on {said_day(data['happened'])}"
    return f"A breach was recorded. {what}. {HARMS[data['harm']]}."


def _notified(data: dict[str, Any], called: Naming) -> str:
    how = CHANNELS[data["channel"]].lower()
    if data["whom"] == Notified.COMMISSIONER:
        return f"The Privacy Commissioner was notified, {how}."
    lines = data["lines"]
    number = 0 if lines == "all" else sum(last - first + 1 for first, last in lines)
    return f"{capital(counted(number, 'person was', 'people were')) if number else 'Everybody was'} told, {how}."


def _service_told(data: dict[str, Any], called: Naming) -> str:
    return f"{capital(called.organisation(data['to']))} was told, {CHANNELS[data['channel']].lower()}."


_GROUP = "When something went wrong"
ACTS = (
    Act(
        "record-breach", _GROUP, "Put a privacy breach on record",
        "You see at once whose people it touched, and who must be told by when.",
        "breach.recorded.v1", choices.GUARDIANS, _record_fields, _record, _recorded, new="breach",
    ),
    Act(
        "say-more-of-breach", _GROUP, "Say more of a breach", "It takes the place of what you said before.",
        "breach.recorded.v1", choices.GUARDIANS, _record_fields, _record, _recorded, of=_every, start=_as_known,
        on="breach",
    ),
    Act(
        "notify-commissioner", _GROUP, "Say that the Privacy Commissioner was notified",
        "The Commissioner has a form of their own for it. Here you put on record that it was sent.",
        "breach.notified.v1", choices.GUARDIANS, _notify_fields, _notify, _notified, of=_unnotified,
        on="breach", answers=("breach-commissioner",),
    ),
    Act(
        "tell-service", _GROUP, "Say that a service was told of a breach",
        "It can then tell the people on its register.",
        "recipient.told.v1", choices.GUARDIANS, _service_fields, _service, _service_told, new="recipient", of=_to_tell,
        on="breach", answers=("breach-tell",),
    ),
    Act(
        "tell-people", _GROUP, "Say that people were told of a breach", "So that nobody is left out, or told twice.",
        "breach.notified.v1", choices.GUARDIANS, _people_fields, _people, _notified, of=_touched,
        on="breach", answers=("breach-people",),
    ),
)  # fmt: skip
