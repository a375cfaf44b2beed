"""Errors as pages, in plain words: what to do next, and a way back. What does not exist and what is not yours read the
same."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.pages.menu import menu
from api.pages.rendering import page
from api.session import HOME, identity_of
from ledger.problems import Problem

NOTHING = ("There is nothing here for you", ("The address may be wrong. Or this page is not yours to see.",))
WORDS: dict[int, tuple[str, tuple[str, ...]]] = {
    400: ("We did not understand that", ("Something in the address or the form is not right. Go back and try again.",)),
    401: ("Please sign in first", ("You are not signed in, or you have been away for a while.",)),
    403: NOTHING,
    404: NOTHING,
    405: ("This page opens from a form", ("Go back to the page with the form, fill it in, and press its button.",)),
    408: ("That took too long to get here", ("Nothing of it was kept. Go back and send it again.",)),
    409: ("That does not fit any more", ("It was done already, or changed. Go back and load the page again.",)),
    413: ("That is too much to send at once", ("Nothing of it was kept. Go back, send less, and try again.",)),
    422: ("Something in that is not right", ("Go back, look at what you filled in, and send it again.",)),
    500: ("Something went wrong here", ("It is our mistake, not yours. Nothing was lost. Try again in a minute.",)),
    429: ("Please wait a little", ("That was too often in a short time. Wait a few minutes, then try again.",)),
    503: ("We cannot answer just now", ("Nothing was lost. Wait a few seconds, then load the page again.",)),
}
#: The same page may well be there in a while.
AGAIN = frozenset({429, 500, 503})
#: Where a problem has words of its own, whatever its status.
OF_CODE: dict[str, tuple[str, tuple[str, ...]]] = {
    "cross-site": (
        "We did not take that",
        ("It came from another site, or your browser did not say where from. Open the page here, and do it there.",),
    ),
    "reason-needed": (
        "Say first what you read this for",
        ("Open the person from your list of people, and choose a reason. It is recorded.",),
    ),
    "approvers-needed": (
        "Two other people must approve this first",
        ("Two officers decide, and neither is who asked. One of them is of the house whose worker it is.",),
    ),
    "given-once": ("The name was shown already", ("It is shown once. Ask again if it is needed again.",)),
    "sign-in-failed": ("You could not be signed in", ("Something went wrong on the way. Go back and begin again.",)),
}


def problem_page(request: Request, problem: Problem, status: int) -> HTMLResponse:
    """For a browser; other clients get problem+json."""
    heading, sentences = OF_CODE.get(problem.code) or WORDS.get(status, WORDS[400])
    if problem.code == "sign-in-failed":
        sentences = (*sentences, *(f"What came back {rule}." for _, rule in problem.errors))
    return page(
        request,
        "problem.html",
        status=404 if (heading, sentences) == NOTHING else status,
        heading=heading,
        sentences=sentences,
        again=status in AGAIN and request.method == "GET",
        back=_back(request, status),
    )


def _back(request: Request, status: int) -> tuple[str, str]:
    """(address, words) of where whoever asks begins."""
    identity = identity_of(request)
    if identity is None:
        return ("/sign-in", "Sign in") if status == 401 else ("", "")
    first = HOME[identity["kind"]]
    return first, next((words for _, links in menu(identity) for address, words in links if address == first), "")
