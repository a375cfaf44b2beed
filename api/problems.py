"""Problems as problem+json (RFC 9457) or, to a browser, as a page. No value that was sent is ever echoed."""

from typing import Any

from eventsourcing.persistence import PersistenceError
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DBAPIError, TimeoutError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.headers import HEADERS
from api.turning_away import afterwards
from ledger.problems import ADVICE, Problem

#: Statuses that are not 422: the statement or the request was understood and breaks a rule.
STATUS = {
    "too-large": 413, "not-jws": 400, "bad-header": 400, "bad-json": 400, "bad-request": 400, "bad-signature": 401,
    "sign-in": 401, "key-not-registered": 403, "key-revoked": 403, "wrong-issuer": 403, "not-a-party": 403,
    "not-allowed": 403, "reason-needed": 403, "cross-site": 403, "metrics-closed": 403,
    "not-found": 404, "id-reused": 409, "feed-fork": 409, "already-exists": 409,
    "holding-taken": 409, "line-taken": 409, "digest-differs": 409, "no-custody": 409,
    "erasure-request-open": 409, "erasure-concern-open": 409, "erasure-held": 409, "erasure-of-worker": 403,
    "approvers-needed": 409, "given-once": 409,
    "busy": 503, "read-only": 503,
    "too-often": 429, "too-slow": 408,
    "sign-in-failed": 401, "bad-code": 401, "bad-token": 401, "token-needed": 401, "not-published": 503,
}  # fmt: skip
#: Refusals that say something of who asks; counted, and shown by ``/healthz``.
COUNTED = frozenset({"sign-in", "not-allowed"})
#: Seconds to wait before the next try.
RETRY = {429: "60", 503: "2"}
#: RFC 6750 §3.
CHALLENGE = {
    "token-needed": 'Bearer realm="auditors"',
    "sign-in": 'Bearer realm="lightwell"',
    "bad-token": 'Bearer realm="lightwell", error="invalid_token"',
}
TYPE = "tag:lightwell.nz,2026:problem/"


def status_of(problem: Problem) -> int:
    return STATUS.get(problem.code, 422)


def body(problem: Problem) -> dict[str, Any]:
    return {"type": TYPE + problem.code, "status": status_of(problem)} | problem.as_json()


def install(app: FastAPI) -> None:
    """Every error of the application leaves in one of these forms."""

    @app.exception_handler(Problem)
    def _problem(request: Request, problem: Problem) -> Response:
        if problem.code in COUNTED:
            request.app.state.site.counters.count("refused", problem.code)
        response = answer(request, problem)
        response.background = afterwards(request, problem)
        return response

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        places = [(".".join(str(part) for part in e["loc"][:2]), e["type"]) for e in error.errors()[:20]]
        return answer(request, Problem("bad-request", errors=places))

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return answer(request, Problem("not-found"))
        if error.status_code == 405:
            return answer(request, Problem("bad-request", errors=[("method", "not for this address")]), 405)
        return answer(request, Problem("bad-request"), error.status_code)

    @app.exception_handler(ClientDisconnect)
    def _gone(request: Request, error: ClientDisconnect) -> Response:
        return Response(status_code=400)  # nobody is there to read it

    @app.exception_handler(PersistenceError)
    @app.exception_handler(DBAPIError)
    @app.exception_handler(TimeoutError)
    def _away(request: Request, error: Exception) -> Response:
        """The database is away, or has no connection left: sending the same bytes again is safe."""
        return answer(request, Problem("busy"))

    @app.exception_handler(Exception)
    def _unforeseen(request: Request, error: Exception) -> Response:
        response = answer(request, Problem("busy"), 500)
        for name, value in HEADERS.items():  # it leaves past every middleware
            response.headers.setdefault(name, value)
        return response


def answer(request: Request, problem: Problem, status: int | None = None) -> Response:
    """A problem as this request's client reads it."""
    status = status or status_of(problem)
    page = getattr(request.app.state, "problem_page", None)
    if page is not None and "text/html" in request.headers.get("accept", ""):
        response: Response = page(request, problem, status)
        return response
    headers = {}
    if status in RETRY:
        headers["Retry-After"] = RETRY[status]
    if problem.code in CHALLENGE:
        headers["WWW-Authenticate"] = CHALLENGE[problem.code]
    return JSONResponse(body(problem) | {"status": status}, status, headers, "application/problem+json")


assert set(STATUS) <= set(ADVICE)
