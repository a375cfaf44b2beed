"""Findings by hand: show a draft to providers, and bring what was found before those who decide on a contract."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from api import findings
from api.pages.acts import choices
from api.pages.acts.frame import Act, Field, Mistake, Options, Saying, Typed, terms
from api.reading import fresh
from api.session import SignedIn
from api.wording.dates import said_day
from api.wording.findings import QUALITIES
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.terms import PURPOSES
from ledger.matters.evidence import NOTICE_DAYS
from projections import tables
from projections.policy import Kind

UNIT = frozenset({Kind.UNIT})
PAYS = frozenset({Kind.CONTRACTING, Kind.UNIT})


def _uses(viewer: SignedIn) -> Options:
    """What the viewer's unit used, newest first."""
    use, act = tables.use.c, tables.act.c
    ours = [viewer.viewer.unit or "", *viewer.viewer.follows]
    query = (
        select(use.id, use.time, act.purpose, act.people).join(tables.act, act.idx == use.idx)
        .where(use.unit.in_(ours), act.retracted.is_(None)).order_by(use.idx.desc()).limit(100)
    )  # fmt: skip
    with fresh(viewer.site).views.connect() as connection:
        rows = connection.execute(query).all()
    return tuple(
        (
            row.id,
            f"{said_day(row.time)}, {counted(row.people or 0, 'person', 'people')}, "
            f"{said(PURPOSES, row.purpose, ADULT, 'no reason was given')}",
        )
        for row in rows
    )


def _fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    return (
        Field("text", "title", "What was found, in a line"),
        Field("words", "text", "What was found", hint="In words that a provider can reply to."),
        Field("ticks", "uses", "Which uses does it rest on?", _uses(viewer)),
        Field("ticks", "providers", "Whose people is it about?", choices.providers(viewer)),
        Field("ticks", "quality", "What must a reader know?", terms(QUALITIES), optional=True),
        Field("date", "reply_by", "Until which day can they reply?"),
        Field("choose", "programme", "For which programme?", choices.our_programmes(viewer), optional=True),
    )


def _finding(viewer: SignedIn, typed: Typed) -> Saying:
    members = ("uses", "providers", "reply_by", "programme")
    data = {"unit": viewer.viewer.unit, "quality": typed.get("quality", [])}
    data |= {name: typed[name] for name in members if name in typed}
    return data, {"title": typed["title"], "text": typed["text"]}


def _draft(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    data, words = _finding(viewer, typed)
    return {"finding": matter, "version": 1} | data, words


def _again(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    data, words = _finding(viewer, typed)
    return {"finding": matter, "version": findings.finding(viewer, matter).finding.version + 1} | data, words


def _as_drafted(viewer: SignedIn, matter: str) -> dict[str, Any]:
    told = findings.finding(viewer, matter)
    f = told.finding
    return {
        "title": told.title, "text": told.words, "uses": list(f.uses), "providers": [*f.heard, *f.awaited],
        "quality": list(f.quality), "reply_by": f.reply_by, "programme": f.programme or "",
    }  # fmt: skip


def _ours(viewer: SignedIn, *, released: bool) -> Options:
    return tuple(
        (one.finding.finding, one.title or "A finding")
        for one in findings.findings(viewer)
        if viewer.viewer.speaks_for(one.finding.unit) and (one.finding.released is not None) is released
    )


def _drafts(viewer: SignedIn) -> Options:
    return _ours(viewer, released=False)


def _released(viewer: SignedIn) -> Options:
    return _ours(viewer, released=True)


def _propose_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    earliest = date.fromisoformat(choices.today(viewer)) + timedelta(days=NOTICE_DAYS + 1)
    return (
        Field("choose", "to_unit", "Which unit decides?", choices.agency_units(viewer)),
        Field("date", "not_before", "Not before which day?",
              hint=f"From {said_day(earliest.isoformat())} on: until then the providers can say what must be known."),
    )  # fmt: skip


def _propose(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    f = findings.finding(viewer, matter).finding
    data = {
        "evidence": typed["new"], "finding": matter, "unit": viewer.viewer.unit, "to_unit": typed["to_unit"],
        "providers": [*f.heard, *f.awaited], "not_before": typed["not_before"],
    }  # fmt: skip
    return data, {}


def _to_enter(viewer: SignedIn) -> Options:
    """What was brought before the viewer's own unit and is not in a decision yet."""
    return tuple(
        (one.evidence.matter, one.finding.title or "A finding")
        for one in findings.pieces(viewer)
        if viewer.viewer.speaks_for(one.evidence.to_unit) and one.evidence.entered is None
    )


def _enter_fields(viewer: SignedIn, matter: str) -> tuple[Field, ...]:
    one = findings.evidence(viewer, matter).evidence
    with_it = counted(len(one.contexts), "reply or objection", "replies and objections")
    label = f"I have read it, with {with_it}. They go along with it."
    need = "Tick it once you have read all of it."
    return (Field("ticks", "read", "Before it is used", (("yes", label),), need=need),)


def _enter(viewer: SignedIn, matter: str, typed: Typed) -> Saying:
    one = findings.evidence(viewer, matter).evidence
    if choices.today(viewer) < one.not_before:
        raise Mistake("read", f"Wait until {said_day(one.not_before)}: until then the providers can object.")
    return {"evidence": matter, "unit": one.to_unit, "contexts": list(one.contexts)}, {}


def _drafted(data: dict[str, Any], called: Naming) -> str:
    who = listed([called.organisation(one) for one in data["providers"]])
    return f"Version {data['version']} of a draft was shown to {who}, who can reply until {said_day(data['reply_by'])}."


def _proposed(data: dict[str, Any], called: Naming) -> str:
    unit = capital(called.unit(data["to_unit"]))
    day = said_day(data["not_before"])
    return f"{unit} may use the finding in a decision from {day} on. The providers are told first."


def _entered(data: dict[str, Any], called: Naming) -> str:
    return f"The finding went before those who decide, with {counted(len(data['contexts']), 'reply', 'replies')}."


_GROUP = "Findings"
ACTS = (
    Act(
        "draft-finding", _GROUP, "Show a draft of what was found",
        "The providers whose people it is about reply before it is out, and their reply stays with it.",
        "finding.drafted.v1", UNIT, _fields, _draft, _drafted, new="finding",
    ),
    Act(
        "redraft-finding", _GROUP, "Show a new draft", "It begins as the last one is.",
        "finding.drafted.v1", UNIT, _fields, _again, _drafted, of=_drafts, start=_as_drafted, on="finding",
    ),
    Act(
        "bring-finding", _GROUP, "Bring a finding into a contract decision",
        "The providers are told first, and what they say goes along.",
        "evidence.proposed.v1", UNIT, _propose_fields, _propose, _proposed, new="evidence", of=_released, on="finding",
    ),
    Act(
        "enter-finding", _GROUP, "Say that a finding is used in a contract decision",
        "With every reply and objection. The providers see that it was.",
        "evidence.entered.v1", PAYS, _enter_fields, _enter, _entered, of=_to_enter, on="evidence",
    ),
)  # fmt: skip
