"""What people say by hand: the list of what one can do, each act as a form, and the receipt at the end."""

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api import matters, receipts, speaking
from api.pages.acts import ACTS, BY_NAME, ELSEWHERE, WANTS, choices
from api.pages.acts.frame import MOST_ROWS, Act, Field, Mistake, read, rows_of
from api.pages.family import case_reasons
from api.pages.forms import Form, typed
from api.pages.matters import duty, together
from api.pages.rendering import names, page
from api.session import SignedIn, Viewing
from ledger.problems import Problem
from projections.policy import Kind

router = APIRouter(include_in_schema=False)
Sent = Annotated[Form, Depends(typed)]
#: How many of what waits are shown; the rest is a press away.
MOST_WAITING = 6
Of = Annotated[str, Query(max_length=80)]


@router.get("/do")
def everything(request: Request, viewer: Viewing) -> Response:
    """What waits for the viewer now, and then all that they may say by hand, by what people want to do."""
    kind, groups = viewer.viewer.kind, dict[str, list[tuple[str, str, str]]]()
    for act in ACTS:
        if kind in act.may:
            groups.setdefault(act.group, []).append((f"/do/{act.name}", act.title, act.lead))
    for group, address, title, lead, may in ELSEWHERE:
        if kind in may:
            groups.setdefault(group, []).append((address, title, lead))
    if not groups:
        raise Problem("not-allowed")
    wants = [(want, [(g, groups[g]) for g in inside if g in groups]) for want, inside in WANTS]
    called = names(viewer.site)
    waiting = together(duty(due, called, viewer) for due in matters.duties(viewer).ours)
    return page(
        request, "do.html", wants=[(want, some) for want, some in wants if some], organisation=_ours(viewer),
        waiting=[one for one in waiting if one.address][:MOST_WAITING],
    )  # fmt: skip


@router.get("/do/{name}")
def form(request: Request, viewer: Viewing, name: str, of: Of = "") -> Response:
    """Of a matter: first which one, then the form."""
    act = _act(viewer, name)
    if act.of is not None and not of:
        return _which(request, viewer, act)
    about = _about(act, viewer, of)
    if act.case and viewer.viewer.kind is Kind.PRIVACY and not viewer.viewer.reason:
        return page(request, "case.html", reasons=case_reasons(), of=of, about=about)
    return _page(request, viewer, act, of, about, Form(act.start(viewer, of)), ())


@router.post("/do/{name}")
def say(request: Request, viewer: Viewing, name: str, form: Sent, of: Of = "") -> Response:
    """Says it, and leads to its receipt. ``more``: adds a row, and says nothing; nor does ``look``, which looks for
    somebody. Without the matter: finds the person whom it is about, and leads to the form."""
    act = _act(viewer, name)
    if act.person and not of:
        return _which(request, viewer, act, form)
    about, fields = _about(act, viewer, of), act.fields(viewer, of)
    if "more" in form.values:
        _one_more(fields, form)
        return _page(request, viewer, act, of, about, form, fields)
    if "look" in form.values:
        _look(fields, form)
        return _page(request, viewer, act, of, about, form, fields)
    found, new = read(fields, form), _new(form)
    if form.good:
        try:
            data, words = act.say(viewer, of or new, found | {"new": new})
            sealed = speaking.say(viewer, act.type, data, about=None, **words)
            return RedirectResponse(f"/receipts/{sealed.index}", 303)
        except Mistake as mistake:
            form.errors[mistake.name] = mistake.says
        except Problem as problem:
            if problem.code == "already-exists" and act.new:  # the button was pressed twice
                sent = receipts.said_before(viewer, act.type, new)
                if sent is not None:
                    return RedirectResponse(f"/receipts/{sent}", 303)
            _refused(fields, form, problem)
    return _page(request, viewer, act, of, about, form, fields)


def _which(request: Request, viewer: SignedIn, act: Act, form: Form | None = None) -> Response:
    """Of which matter: a list of them; of whom, where people are too many to be listed, by what is written. Whose trail
    the form reads is named and chosen first, even where one alone is found."""
    who = choices.somebody(viewer, "person", "Who is it about?", seen_next=not act.case) if act.person else None
    if form and who and (person := read((who,), form).get("person")):
        return RedirectResponse(f"/do/{act.name}?of={person}", 303)
    shown = who if who and who.search else None
    return page(
        request, "do_of.html", act=act, matters=act.of(viewer) if act.of else (), form=form or Form(), who=shown
    )


def _act(viewer: SignedIn, name: str) -> Act:
    act = BY_NAME.get(name)
    if act is None:
        raise Problem("not-found")
    if viewer.viewer.kind not in act.may:
        raise Problem("not-allowed")
    return act


def _about(act: Act, viewer: SignedIn, of: str) -> str:
    """What the matter is called; another's and one that does not exist look the same."""
    if act.of is None:
        return ""
    called = act.about(viewer, of)
    if not called:
        raise Problem("not-found")
    return called


def _new(form: Form) -> str:
    """The id of what begins here: given with the empty form, so that it is said once however often it is sent."""
    try:
        return str(UUID(str(form.values.get("new", ""))))
    except ValueError:
        return str(uuid4())


def _one_more(fields: tuple[Field, ...], form: Form) -> None:
    wanted = next((one for one in fields if one.rows and one.name == form.values["more"]), None)
    if wanted is not None:
        form.values[f"{wanted.name}-rows"] = str(min(rows_of(wanted, form) + 1, MOST_ROWS))
    del form.values["more"]
    read(fields, form)
    form.errors.clear()


def _look(fields: tuple[Field, ...], form: Form) -> None:
    """Looks, and leaves whatever else is missing for when it is said."""
    read(fields, form)
    looked = {one.name for one in fields if one.search}
    form.errors = {name: says for name, says in form.errors.items() if name in looked}


def _refused(fields: tuple[Field, ...], form: Form, problem: Problem) -> None:
    """What the ledger said, beside the field that it is about where there is one."""
    place = problem.where.rpartition(".")[2]
    if any(one.name == place for one in fields):
        form.errors[place] = f"{problem.title}. {problem.advice}"
    else:
        form.refuse(problem)


def _page(
    request: Request, viewer: SignedIn, act: Act, of: str, about: str, form: Form, fields: tuple[Field, ...]
) -> Response:  # fmt: skip
    fields = fields or act.fields(viewer, of)
    counts = {one.name: rows_of(one, form) for one in fields if one.rows}
    new = _new(form) if act.new else ""
    return page(
        request, "act.html", act=act, about=about, form=form, rows_and_fields=fields, counts=counts, new=new,
        wrong=_wrong(fields, form), organisation=_ours(viewer),
    )  # fmt: skip


def _wrong(fields: tuple[Field, ...], form: Form) -> list[tuple[str, str, str]]:
    """(where, label, what to do), in the order of the fields."""
    labels: dict[str, Any] = {}
    for one in fields:
        labels[one.name] = one.label
        for number in range(1, rows_of(one, form) + 1) if one.rows else ():
            before, of = f"{one.name}-{number}-", f"{one.title} {number}: "
            labels |= {before + inner.name: of + inner.label for inner in one.rows}
    return [(name, label, form.errors[name]) for name, label in labels.items() if name in form.errors]


def _ours(viewer: SignedIn) -> str:
    return names(viewer.site).organisation(viewer.viewer.organisation or "")
