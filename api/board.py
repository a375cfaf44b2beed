"""A Board's report: figures for a period, and as a file whose digest is sealed before it leaves."""

from base64 import b64encode
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from api import given
from api.given import Given
from api.reading import ask, fresh
from api.session import SignedIn, Viewing
from ledger import publication
from ledger.problems import Problem
from ledger.vocabulary import AnswerKind
from projections import copies, days
from projections.asking import header
from projections.board import BoardReport, board_report
from projections.policy import Question

router = APIRouter(prefix="/api", tags=["board"])
Day = Annotated[date | None, Query(description="A day in New Zealand; without it, the year up to now.")]
#: Of one report: each quarter in it is worked out from the log. So many days fit into ten years, and no more.
LONGEST = timedelta(days=3_653)
AHEAD = timedelta(days=366)


def report(signed: SignedIn, start: date | None, end: date | None, *, public: bool) -> BoardReport:
    """The viewer's own organisation's.

    Raises Problem ``bad-request`` where the period ends before it starts, is longer than ``LONGEST`` or ends further
    from now than ``AHEAD``.
    """
    organisation = signed.viewer.organisation or ""
    ask(signed, Question.BOARD_REPORT, organisation=organisation)
    with fresh(signed.site).views.connect() as connection:
        as_of = header(connection, "board-report").as_of
        today = days.day(as_of) if as_of else date.today()
        end = end or today
        if end > today + AHEAD:
            raise Problem("bad-request", errors=[("query.end", "the last day is at most a year from now")])
        start = start or _a_year_to(max(end, date.min + LONGEST))
        if start > end:
            raise Problem("bad-request", errors=[("query.start", "the first day comes before the last")])
        if end - start > LONGEST:
            raise Problem("bad-request", errors=[("query.start", "a report tells of ten years at most; ask for fewer")])
        return board_report(connection, organisation, start.isoformat(), end.isoformat(), public=public)


def _a_year_to(end: date) -> date:
    """The first day of the year that ends on a day: of one that ends on 30 September, 1 October."""
    after = end + timedelta(days=1)
    return date(after.year - 1, after.month, 1) + timedelta(days=after.day - 1)


def root_at(signed: SignedIn, size: int) -> str:
    """The root of the log's tree at this size, in base64 as a checkpoint has it (C2SP tlog-checkpoint)."""
    with signed.site.ledger.recorder.reader() as cursor:
        return b64encode(publication.root_at(cursor, size)).decode()


def report_copy(signed: SignedIn, start: date | None, end: date | None, *, public: bool) -> bytes:
    """The same as a file: its public body, whose digest ``answer.given`` seals (DESIGN §6)."""
    _, body, _ = given_report(signed, start, end, public=public)
    return body


def given_report(
    signed: SignedIn, start: date | None, end: date | None, *, public: bool
) -> tuple[BoardReport, bytes, Given]:
    """A report that leaves the house in whatever form: the answer, its public body, and what was sealed of it."""
    found = report(signed, start, end, public=public)
    body, made = copies.board_body(found), found.header
    size, asked = made.size or 0, made.query or ""  # a Board's report has both
    sealed = given.seal(signed.site, AnswerKind.BOARD_REPORT, size, made.as_of, made.rules, asked, body)
    return found, body, sealed


@router.get("/board-report")
def read_report(signed: Viewing, start: Day = None, end: Day = None, public: bool = False) -> BoardReport:
    """What came of what the house sent in a period, and what did not."""
    return report(signed, start, end, public=public)


class ReportFile(BaseModel):
    """The public body of a copy, byte for byte what the log replays to."""

    question: str
    answer: BoardReport


@router.post("/board-report/copies", response_class=Response, responses={200: {"model": ReportFile}})
def copy_report(signed: Viewing, start: Day = None, end: Day = None, public: bool = False) -> Response:
    """The report as a file. The digest of its bytes is sealed before it leaves."""
    headers = {"Content-Disposition": 'attachment; filename="board-report.json"'}
    return Response(report_copy(signed, start, end, public=public), media_type="application/json", headers=headers)
