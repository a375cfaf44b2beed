"""The programmes that one takes part in; and one of them, stage by stage: what is done, and what is open."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api import learnings, programmes, speaking
from api.pages.acts.here import here
from api.pages.forms import Form, typed
from api.pages.meetings import meeting_item
from api.pages.rendering import names
from api.pages.sheet import Ask, Item, Section, sheet
from api.pages.together import decision_item, grant_item, interest_item
from api.session import SignedIn, Viewing
from api.wording.dates import said_day, said_moment
from api.wording.programmes import CONTESTS, EVIDENCE, LEARNT, PLACES, WAYS
from api.wording.readers import ADULT, Naming, capital, counted, listed, said
from api.wording.rules import RULES
from api.wording.terms import PARTS, PURPOSES
from ledger.statements.terms import Uuid
from projections.programmes import Need, Plan, Programme, Use
from projections.sides import Count

router = APIRouter(include_in_schema=False)
Typed = Annotated[Form, Depends(typed)]
Words = dict[str, dict[str, str]]


@router.get("/programmes")
def ours(request: Request, viewer: Viewing) -> Response:
    """What one takes part in, newest first."""
    called = names(viewer.site)
    items = tuple(_row(told.answer, told.words, called) for told in programmes.ours(viewer))
    return sheet(
        request, "Programmes", Section("What we take part in", items, "No programme names us yet."),
        lead="How each one is planned together, and what was learned.",
    )  # fmt: skip


@router.get("/programmes/{programme}")
def one(request: Request, viewer: Viewing, programme: Uuid) -> Response:
    return _page(request, viewer, programme, Form())


@router.post("/programmes/{programme}")
def sign(request: Request, viewer: Viewing, programme: Uuid, form: Typed) -> Response:
    """Signs the newest plan, as it was shown."""
    data = {"programme": programme, "version": form.number("version") or 0, "content": form.values.get("content")}
    with form:
        speaking.say(viewer, "plan.signed.v1", data)
        return RedirectResponse(f"/programmes/{programme}", 303)
    return _page(request, viewer, programme, form)


def _page(request: Request, viewer: SignedIn, programme: str, form: Form) -> Response:
    told, called = programmes.one(viewer, programme), names(viewer.site)
    found, words = told.answer, told.words
    last = found.plans[-1] if found.plans else None
    asks, hidden = None, {}
    if last is not None and viewer.viewer.organisation in last.missing and viewer.viewer.kind in speaking.STAFF:
        asks = Ask(f"Sign version {last.version} of the plan", (), "We sign this plan")
        hidden = {"version": str(last.version), "content": last.digest}
    title = words.get(found.digest, {}).get("title", "A programme")
    sections = (
        *_design(viewer, found, words, called), *_agreement(viewer, programme, called),
        *_reporting(viewer, found, called), _requests(), *_sharing(viewer, programme, called),
    )  # fmt: skip
    at_a_glance = Item("What is done, what is open, and who owes it", f"/stages/{programme}")
    return sheet(
        request, title, Section("The five stages", (at_a_glance,)), *sections,
        back=("/programmes", "All programmes"), lead=_lead(found, called), asks=asks, form=form, hidden=hidden,
        here=here(viewer, "programme", programme),
    )  # fmt: skip


def _row(p: Programme, words: Words, called: Naming) -> Item:
    plan = f"Version {p.in_force} of the plan is agreed." if p.in_force else "There is no agreed plan yet."
    title = words.get(p.digest, {}).get("title", "A programme")
    return Item(title, f"/programmes/{p.programme}", (_lead(p, called), plan), late=not p.in_force)


def _lead(p: Programme, called: Naming) -> str:
    providers = listed([called.organisation(one) for one in p.providers])
    return f"{capital(called.organisation(p.agency))} with {providers}, on record since {said_day(p.time)}."


def _design(viewer: SignedIn, p: Programme, words: Words, called: Naming) -> tuple[Section, ...]:
    at = f"/programmes/{p.programme}"
    memory = programmes.remembers(viewer, p.programme).answer
    still = sum(one.open for one in memory)
    standing = programmes.viewed(viewer, p.programme).answer.standing
    success = programmes.success(viewer, p.programme).answer.proposed
    talks = programmes.met(viewer, p.programme)
    meetings = [meeting_item(one, talks.words, called) for one in talks.answer if one.kind == "codesign"]
    told = (
        Item(
            "What earlier programmes taught", f"{at}/remembered",
            (f"{counted(len(memory), 'thing')} to learn from.",), tag=f"{still} open" if still else "All answered",
            late=bool(still),
        ),
        Item(
            "What people think of it", f"{at}/views",
            (f"{counted(_given(standing.given), 'view')}, {standing.answered} answered.",),
            tag="Answers owed" if _given(standing.given) > standing.answered else "",
            late=_given(standing.given) > standing.answered,
        ),
        Item(
            "What success is", f"{at}/success",
            (f"Agency {success.agency}, providers {success.providers}, families {success.families}.",),
        ),
        *meetings,
    )  # fmt: skip
    return (
        Section("1. Design: why it is needed", tuple(_need(n, words, called) for n in p.needs), "Nobody has said why."),
        Section(
            "1. Design: the plan",
            tuple(_plan(plan, called, plan is p.plans[-1]) for plan in reversed(p.plans)),
            "There is no plan yet.",
        ),
        Section("1. Design: together", told, more=((f"{at}/meetings", "Meetings, and invite to one"),)),
    )


def _given(count: Count) -> int:
    return count.agency + count.providers + count.families


def _need(need: Need, words: Words, called: Naming) -> Item:
    contests = tuple(
        f"{capital(called.organisation(c.organisation))} does not accept this: "
        f"{said(CONTESTS, c.ground, ADULT).lower()}. {_quoted(words, c.digest)}{_when(c.time, c.recorded, c.index)}"
        for c in need.contested
    )
    lines = (f"{capital(called.organisation(need.organisation))}, {_when(need.time, need.recorded, need.index)}",)
    spoken = tuple(words.get(need.digest, {}).values())
    tag = "Contested" if contests else ""
    return Item(f"Shown by {said(EVIDENCE, need.evidence, ADULT)}", "", lines + contests, spoken, tag, bool(contests))


def _quoted(words: Words, digest: str) -> str:
    return "".join(f"“{text}” " for text in words.get(digest, {}).values())


def _plan(plan: Plan, called: Naming, newest: bool) -> Item:
    waits = listed([called.organisation(one) for one in plan.missing]) if newest else ""
    lines = [f"Proposed by {called.organisation(plan.organisation)}, {_when(plan.time, plan.recorded, plan.index)}"]
    lines += [_use(use, called) for use in plan.uses]
    lines += [
        f"Signed by {called.organisation(s.organisation)}, {_when(s.time, s.recorded, s.index)}" for s in plan.signed
    ]
    if not plan.signed:
        lines.append("Signed by nobody yet." if newest else "Signed by nobody.")
    if waits:
        lines.append(f"Waiting for {waits}.")
    lines += [
        f"Agreed with the last signature, {said_day(last.time)}, number {last.index:,} in the record."
        for last in plan.signed
        if last.index == plan.agreed
    ]
    if not plan.before_collection:
        lines.append("Information was collected before this version was proposed.")
    tag = "Agreed" if plan.agreed is not None else "Not agreed" if newest else "Never agreed"
    return Item(f"Version {plan.version}", "", tuple(lines), (), tag, newest and plan.agreed is None)


def _use(use: Use, called: Naming) -> str:
    parts = listed([said(PARTS, part, ADULT) for part in use.parts])
    who = "People can be recognised." if use.identifiable else "Nobody can be recognised."
    how = f"{said(PLACES, use.place, ADULT)}, {said(WAYS, use.way, ADULT)}"
    rule = RULES[use.basis].number if use.basis in RULES else use.basis
    return (
        f"{capital(parts)}: to {called.unit(use.to_unit)}, {said(PURPOSES, use.purpose, ADULT)}; {how}. {who} ({rule})"
    )


def _when(time: str, recorded: str, index: int) -> str:
    return f"{said_day(time)}. Recorded {said_moment(recorded)}, number {index:,} in the record."


def _agreement(viewer: SignedIn, programme: str, called: Naming) -> tuple[Section, ...]:
    talks = programmes.met(viewer, programme)
    items = [meeting_item(one, talks.words, called) for one in talks.answer if one.kind in _CONTRACT]
    for one in programmes.agreed(viewer, programme):
        parties = listed([called.organisation(party) for party in one.parties])
        state = "In force" if one.in_force else "Not in force"
        items.append(
            Item(
                f"Agreement between {parties}", f"/agreements/{one.agreement}", (f"Version {one.version}.",), (), state,
                not one.in_force,
            )
        )  # fmt: skip
    return (Section("2. Tender and agreement", tuple(items)),)


_CONTRACT = ("contract_talk", "session_with_service_users")


def _reporting(viewer: SignedIn, p: Programme, called: Naming) -> tuple[Section, ...]:
    items = []
    if p.collected.statements:
        since = f"The first on {said_day(p.collected.first_time)}, number {p.collected.first or 0:,} in the record."
        number = counted(p.collected.statements, "record")
        items.append(Item(f"{capital(number)} of information collected for it", "", (since,)))
    items += [
        Item(
            "Collected before a plan was agreed", "",
            (f"{capital(called.organisation(e.organisation))}, {counted(e.people, 'person', 'people')}, "
             f"{_when(e.time, e.recorded, e.index)}",), (), "Too soon", True,
        )
        for e in p.collected.early
    ]  # fmt: skip
    told = programmes.decided(viewer, p.programme)
    return (
        Section("3. Reporting", tuple(items), "Nothing has been collected for it yet."),
        Section(
            "3. Reporting: decided together", tuple(decision_item(one, told.words, called) for one in told.answer),
            more=((f"/programmes/{p.programme}/decide", "Propose a decision"),),
        ),
    )  # fmt: skip


def _requests() -> Section:
    return Section(
        "4. Service user requests", (),
        "What families ask is theirs, and not shown here. Their services see it, with its next step.",
    )  # fmt: skip


def _sharing(viewer: SignedIn, programme: str, called: Naming) -> tuple[Section, ...]:
    talks = programmes.met(viewer, programme)
    items = [meeting_item(one, talks.words, called) for one in talks.answer if one.kind in ("workshop", "training")]
    items += [
        Item(
            f"Learning from {called.organisation(one.organisation)}", f"/learnings/{one.learning}",
            (f"Shared on {said_day(one.time)}.",), (),
            capital(said(LEARNT, one.closed.outcome, ADULT)) if one.closed else "Waits for an answer",
            one.overdue,
        )
        for one in learnings.ours(viewer)
        if one.programme == programme
    ]  # fmt: skip
    grants, interests = programmes.granted(viewer, programme), programmes.interested(viewer, programme)
    return (
        Section("5. Sharing what was learned", tuple(items), more=(("/learnings", "Share a learning"),)),
        Section(
            "5. Sharing: learning by doing", tuple(grant_item(one, called) for one in grants.answer), "Nobody yet."
        ),
        Section(
            "5. Sharing: Māori interests",
            tuple(interest_item(one, interests.words) for one in interests.answer),
            "None told.",
        ),
    )
