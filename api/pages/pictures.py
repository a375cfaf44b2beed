"""A child's page with pictures or with words alone: the same words, as the reader likes it."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from api import wishes
from api.session import SignedIn, Viewing

router = APIRouter(prefix="/my", include_in_schema=False)


def shown(viewer: SignedIn) -> bool:
    """Pictures, until the reader asks for words alone."""
    return wishes.wish(viewer, wishes.PICTURES) != wishes.PLAIN


@router.post("/pictures")
def choose(viewer: Viewing, to: Annotated[str, Form(max_length=10)] = "") -> RedirectResponse:
    """Kept with the person, not with the browser: whoever uses it next is told nothing."""
    if to == wishes.PLAIN:
        wishes.keep(viewer, wishes.PICTURES, wishes.PLAIN)
    else:
        wishes.drop(viewer, wishes.PICTURES)
    return RedirectResponse("/my?as=child", 303)
