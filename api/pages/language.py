"""The switch between English and te reo Māori on families' pages."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from api.identity import cookies

router = APIRouter(prefix="/my", include_in_schema=False)
_PAGE = re.compile(r"/my(/[a-z0-9-]+)*(\?as=(adult|child))?")


@router.post("/language")
def switch(
    request: Request,
    to: Annotated[str, Form(max_length=10)] = "",
    back: Annotated[str, Form(max_length=200)] = "/my",
) -> RedirectResponse:
    """The page that the reader was on, in the other language; ``back`` leads nowhere but to their own pages."""
    response = RedirectResponse(back if _PAGE.fullmatch(back) else "/my", 303)
    if to == "mi":
        cookies.write(request, response, to, cookies.LANGUAGE)
    else:
        cookies.clear(request, response, cookies.LANGUAGE)
    return response
