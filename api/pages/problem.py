"""Errors as pages, in plain words. What does not exist and what is not yours read the same."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.pages.rendering import page
from ledger.problems import Problem

NOTHING = ("There is nothing here for you", ("The address may be wrong. Or this page is not yours to see.",))
WORDS: dict[int, tuple[str, tuple[str, ...]]] = {
    400: ("We did not understand that", ("Something in the address or the form is not right. Go back and try again.",)),
    401: ("Please sign in first", ("You are not signed in, or you have been away for a while.",)),
    403: NOTHING,
    404: NOTHING,
    413: ("That is too much to send at once", ("Send less, and try again.",)),
    500: ("Something went wrong here", ("It is our mistake, not yours. Nothing was lost. Try again in a minute.",)),
    429: ("Please wait a little", ("That was too often in a short time. Wait a few minutes, then try again.",)),
    503: ("We cannot answer just now", ("Nothing was lost. Wait a few seconds, then load the page again.",)),
}


#: Where a problem has words of its own, whatever its status.
OF_CODE: dict[str, tuple[str, tuple[str, ...]]] = {
    "cross-site": WORDS[400],
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
    )
