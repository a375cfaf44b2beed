"""What the story's answers must be, worked out by hand from the plan (`consumers/story/`), not by any projection.

Times are UTC; New Zealand is 12 hours ahead until 28 September 2025, 13 until 5 April 2026, then 12 until the end.

How a trail was worked out. A person belongs to one group, and City Centre's groups ``b`` take part in one quarter only.
``gathering.py`` gives what City Centre says of them, in days after the group's first Monday: enrolment (its day is
Monday - 12 + the family's place in the group (3), a Saturday, so the Monday after; minutes 9 apart within the family),
notice (+0), roll call (+1), goals (+2) and scores (+3 and +51) 6 minutes apart among the group's adults, child
development (+24) 5 minutes apart among its children, the family's note (+30), sheets (+11, +25, +39, +53).
``quarters.py`` and ``readings.py`` give the two streams: sent on the 8th after the quarter, received the day after,
listed 6 and 9 days after sending, used 13 and 24 days after (weekends go to Monday). ``followed.py``, ``incidents.py``,
``onward.py`` and ``year_one.py`` give the rest. Single openings by analysts never fall on these families.

Whose: ``own`` where the statement touched one line, this person's; ``list`` where it touched more; ``group`` where the
person is only in something made of many (mapping "group"). Parts are those that the statement itself names: a receipt,
and a notice, name none. Flags follow the rules of the thing; ``retracted`` and ``replaced`` stand for what a later
statement said of this one.
"""

from typing import NamedTuple


class Row(NamedTuple):
    """One line of a trail."""

    type: str
    when: str
    unit: str | None
    whose: str
    parts: tuple[str, ...]
    flags: tuple[str, ...] = ()


class Came(NamedTuple):
    """An outcome that a person's information informed. ``people``: how many it was about."""

    kind: str
    subject: str
    when: str
    unit: str
    scope: str
    people: int


ADULT = ("name", "date_of_birth", "age_band", "contact", "address", "suburb", "ethnicity", "family_members")
CHILD = ("name", "date_of_birth", "age_band", "suburb", "ethnicity", "school")
SCORES = ("parenting_score", "wellbeing_score")
SERVICE = ("age_band", "suburb", "attendance", "goals")
EVALUATION = ("age_band", "ethnicity", "attendance", "parenting_score", "wellbeing_score", "child_development")
STUDY = ("attendance", "parenting_score", "wellbeing_score", "child_development")
LISTED_SERVICE = ("age_band", "attendance", "goals")
LISTED_STUDY = ("age_band", "attendance", "parenting_score", "wellbeing_score")
FRONT, REPORTING, EVALUATING = "ccss-front-line", "acf-reporting", "acf-evaluation"

#: The year's data set was made of analyses of April to December 2025: Hera and Mele are in it, Tui (2026) is not.
#: 15:30:35 on 20 May, 10:15:35 on 8 June, 14:45:35 on 10 June 2026, all at +12.
YEAR_ONE = (
    Row("information.used", "2026-05-20T03:30:35Z", EVALUATING, "group", STUDY),
    Row("information.accessed", "2026-06-07T22:15:35Z", "acf-policy", "group", STUDY),
    Row("information.used", "2026-06-10T02:45:35Z", "acf-policy", "group", STUDY),
)
#: In it: City Centre's lines 1-213, Kererū Corner's 1-82 (its third quarter was never opened), Small Steps' 1-65.
YEAR_ONE_CAME = (
    Came("report", "public_report", "2026-06-03T00:00:35Z", EVALUATING, "group", 360),
    Came("advice", "minister_advice", "2026-07-01T21:20:35Z", "acf-policy", "group", 360),
)

#: Hera, C-0124: July to September 2025, first Monday 21 July, the group's seventh adult (13:36), first of her family.
HERA = (
    Row("information.collected", "2025-07-14T01:45:15Z", FRONT, "own", ADULT),
    Row("notice.given", "2025-07-20T22:05:15Z", None, "list", ()),
    Row("information.accessed", "2025-07-21T20:50:15Z", FRONT, "list", ("name", "contact")),
    Row("information.collected", "2025-07-22T03:40:55Z", FRONT, "own", ("goals", "income"), ("replaced",)),
    Row("information.collected", "2025-07-23T01:36:15Z", FRONT, "own", ("goals",)),
    Row("information.collected", "2025-07-23T05:05:55Z", FRONT, "own", ("goals",)),
    Row("information.collected", "2025-07-24T01:36:15Z", FRONT, "own", SCORES),
    # How to ask, explained to her group a week after it began: 10:17:41 on 28 July, at +12.
    Row("notice.given", "2025-07-27T22:17:41Z", None, "list", ()),
    Row("information.collected", "2025-08-01T04:30:15Z", FRONT, "list", ("attendance",)),
    Row("information.collected", "2025-08-15T04:30:15Z", FRONT, "list", ("attendance",)),
    Row("information.written", "2025-08-20T03:21:15Z", FRONT, "list", ("case_notes",)),
    Row("information.collected", "2025-08-29T04:30:15Z", FRONT, "list", ("attendance",)),
    Row("information.collected", "2025-09-10T01:36:15Z", FRONT, "own", SCORES),
    Row("information.collected", "2025-09-12T04:30:15Z", FRONT, "list", ("attendance",)),
    Row("information.transferred", "2025-10-08T01:10:05Z", FRONT, "list", SERVICE),
    Row("information.transferred", "2025-10-08T02:10:05Z", FRONT, "list", EVALUATION),
    Row("information.received", "2025-10-08T20:10:05Z", REPORTING, "list", ()),
    Row("information.received", "2025-10-08T20:10:35Z", EVALUATING, "list", ()),
    Row("information.accessed", "2025-10-13T21:10:05Z", REPORTING, "list", LISTED_SERVICE),
    Row("information.accessed", "2025-10-16T22:10:05Z", EVALUATING, "list", LISTED_STUDY),
    Row("information.used", "2025-10-21T01:10:25Z", REPORTING, "list", ("attendance", "goals")),
    Row("information.accessed", "2025-10-27T21:40:55Z", REPORTING, "own", ("attendance", "goals")),
    Row("information.used", "2025-10-29T00:10:55Z", REPORTING, "own", ("attendance", "goals")),
    Row("access.refused", "2025-10-29T22:20:55Z", REPORTING, "list", ("parenting_score",)),
    # 1 November is a Saturday.
    Row("information.used", "2025-11-03T02:10:25Z", EVALUATING, "list", STUDY),
    *YEAR_ONE,
)
#: 109 lines of City Centre's that quarter (40 at home visits, 34 + 35 new), 38 of Kererū Corner's, 21 of Small Steps'.
HERA_INFORMED = (
    Came("decision", "service_hours", "2025-11-11T20:30:55Z", REPORTING, "person", 1),
    Came("decision", "programme_design", "2025-11-18T21:00:15Z", REPORTING, "group", 147),
    Came("advice", "programme_design", "2025-11-25T22:00:15Z", EVALUATING, "group", 168),
    *YEAR_ONE_CAME,
)

#: Mele, C-0191: October to December 2025, first Monday 20 October, the sixth child (10:25), third of the family.
MELE = (
    Row("information.collected", "2025-10-13T01:03:15Z", FRONT, "own", CHILD),
    Row("notice.given", "2025-10-19T21:35:15Z", None, "list", ()),
    Row("information.accessed", "2025-10-20T19:50:15Z", FRONT, "list", ("name", "contact")),
    Row("information.collected", "2025-10-31T03:30:15Z", FRONT, "list", ("attendance",)),
    Row("information.collected", "2025-11-12T21:25:15Z", FRONT, "own", ("child_development",)),
    Row("information.collected", "2025-11-14T03:30:15Z", FRONT, "list", ("attendance",)),
    Row("information.written", "2025-11-19T02:21:15Z", FRONT, "list", ("case_notes",)),
    Row("information.collected", "2025-11-28T03:30:15Z", FRONT, "list", ("attendance",)),
    Row("information.collected", "2025-12-12T03:30:15Z", FRONT, "list", ("attendance",)),
    Row("information.transferred", "2026-01-08T01:10:05Z", FRONT, "list", SERVICE),
    Row("information.transferred", "2026-01-08T02:10:05Z", FRONT, "list", EVALUATION),
    Row("information.received", "2026-01-08T20:10:05Z", REPORTING, "list", ()),
    Row("information.received", "2026-01-08T20:10:35Z", EVALUATING, "list", ()),
    Row("information.accessed", "2026-01-13T21:10:05Z", REPORTING, "list", LISTED_SERVICE),
    # 17 January is a Saturday.
    Row("information.accessed", "2026-01-18T22:10:05Z", EVALUATING, "list", LISTED_STUDY),
    Row("information.used", "2026-01-21T01:10:25Z", REPORTING, "list", ("attendance", "goals")),
    # The schedule line is named, and its parts and unit fit; only the purpose was not given.
    Row("information.accessed", "2026-01-23T04:45:55Z", REPORTING, "list", LISTED_SERVICE, ("purpose-not-given",)),
    # 1 February is a Sunday.
    Row("information.used", "2026-02-02T02:10:25Z", EVALUATING, "list", STUDY),
    Row("information.transferred", "2026-02-10T21:20:55Z", REPORTING, "list", ("age_band", "suburb")),
    Row("information.received", "2026-02-11T20:40:55Z", "owh-policy", "list", ()),
    Row("information.accessed", "2026-02-18T00:30:55Z", "owh-policy", "list", ("suburb",)),
    Row("information.used", "2026-02-24T01:00:55Z", "owh-policy", "list", ("suburb",)),
    Row("information.corrected", "2026-03-09T21:00:55Z", FRONT, "own", ("date_of_birth", "age_band")),
    Row("information.corrected", "2026-03-18T01:30:55Z", REPORTING, "own", ("age_band",)),
    *YEAR_ONE,
)
#: 101 lines of City Centre's that quarter (34 at home visits, 30 + 37 new), 37 of Kererū Corner's, 22 of Small Steps'.
MELE_INFORMED = (
    Came("decision", "staffing", "2026-02-24T21:00:15Z", REPORTING, "group", 138),
    Came("led_nowhere", "none", "2026-03-16T21:10:55Z", "owh-policy", "group", 101),
    Came("report", "public_report", "2026-03-31T22:00:15Z", EVALUATING, "group", 123),
    *YEAR_ONE_CAME,
)
#: Who had received Mele's age band when it was put right on 9 March, and has not said that it put it right too.
MELE_CORRECTION_OWED_BY = ("acf-evaluation", "owh-policy")

#: Tui, C-0266: January to March 2026, first Monday 2 February, the sixth child (10:25), second of the family.
TUI = (
    Row("information.collected", "2026-01-26T00:54:15Z", FRONT, "own", CHILD),
    Row("notice.given", "2026-02-01T21:35:15Z", None, "list", ()),
    Row("information.accessed", "2026-02-02T19:50:15Z", FRONT, "list", ("name", "contact")),
    Row("information.collected", "2026-02-13T03:30:15Z", FRONT, "list", ("attendance",)),
    Row("information.collected", "2026-02-25T21:25:15Z", FRONT, "own", ("child_development",)),
    Row("information.collected", "2026-02-27T03:30:15Z", FRONT, "list", ("attendance",)),
    Row("information.written", "2026-03-03T03:20:55Z", FRONT, "own", ("case_notes",), ("retracted",)),
    Row("information.written", "2026-03-04T02:21:15Z", FRONT, "list", ("case_notes",)),
    Row("information.collected", "2026-03-13T03:30:15Z", FRONT, "list", ("attendance",)),
    Row("information.collected", "2026-03-27T03:30:15Z", FRONT, "list", ("attendance",)),
    Row("information.transferred", "2026-04-08T02:10:05Z", FRONT, "list", SERVICE),
    Row("information.transferred", "2026-04-08T03:10:05Z", FRONT, "list", EVALUATION),
    Row("information.received", "2026-04-08T21:10:05Z", REPORTING, "list", ()),
    Row("information.received", "2026-04-08T21:10:35Z", EVALUATING, "list", ()),
    Row("information.accessed", "2026-04-13T22:10:05Z", REPORTING, "list", LISTED_SERVICE),
    Row("information.accessed", "2026-04-16T23:10:05Z", EVALUATING, "list", LISTED_STUDY),
    Row("information.used", "2026-04-21T02:10:25Z", REPORTING, "list", ("attendance", "goals")),
    # 2 May is a Saturday.
    Row("information.used", "2026-05-04T03:10:25Z", EVALUATING, "list", STUDY),
    Row("information.accessed", "2026-05-06T09:40:55Z", REPORTING, "list", ("attendance", "goals")),
    # The contracting unit's schedule line is for attendance and service costs; this had been sent to evaluation.
    Row(
        "information.used", "2026-07-08T01:25:55Z", "acf-contracting", "list", ("attendance", "parenting_score"),
        ("outside-schedule", "other-stream"),
    ),
)  # fmt: skip
#: 101 lines of City Centre's that quarter (30 at home visits, 40 + 31 new), 37 of Kererū Corner's, 23 of Small Steps'.
TUI_INFORMED = (
    Came("cannot_tell", "funding", "2026-05-19T22:00:15Z", REPORTING, "group", 138),
    Came("led_nowhere", "none", "2026-06-16T23:00:15Z", EVALUATING, "group", 161),
    Came("decision", "funding", "2026-07-22T04:00:55Z", "acf-contracting", "group", 101),
)

TRAILS = {"hera": HERA, "mele": MELE, "tui": TUI}
#: Everything that came of uses the person is in, in the order of the log.
INFORMED = {"hera": HERA_INFORMED, "mele": MELE_INFORMED, "tui": TUI_INFORMED}
#: Of these, the decisions: about the person alone, and about a group.
ABOUT_YOU = {
    "hera": ("2025-11-11T20:30:55Z",),
    "mele": (),
    "tui": (),
}
ABOUT_GROUPS = {
    "hera": ("2025-11-18T21:00:15Z",),
    "mele": ("2026-02-24T21:00:15Z",),
    "tui": ("2026-07-22T04:00:55Z",),
}

#: Sela, Mele's mother (C-0189): what her own page must not show in any way, and the privacy officer must see.
SELA_HELD = Row("information.used", "2025-11-20T02:05:55Z", FRONT, "own", ("contact", "family_members"))


class PartDone(NamedTuple):
    """What became of one part: how many statements opened it, and how many used it."""

    openings: int
    uses: int


class Submission(NamedTuple):
    """What became of a submission, by its slug in the plan."""

    sent: str
    lines: int
    received: str | None
    received_lines: int | None
    late_days: int
    opened: str
    blind: str | None
    parts: dict[str, PartDone]
    outcomes: tuple[str, ...]


SUBMISSIONS = {
    # Listed once without suburb; 18 single openings of attendance and goals, and Hera's; used for the quarter's report
    # and for Hera. Outcomes in log order: about Hera (12 November), programme design (19 November).
    "ccss-q1-service": Submission(
        "2025-10-08T01:10:05Z", 109, "2025-10-08T20:10:05Z", 109, 0, "opened", None,
        {
            "age_band": PartDone(1, 0),
            "suburb": PartDone(0, 0),
            "attendance": PartDone(20, 2),
            "goals": PartDone(20, 2),
        },
        ("service_hours", "programme_design"),
    ),
    # Kererū Corner's 10th is a Saturday: sent Monday 12 January 15:25, received Tuesday 09:25. The Study Vault reports
    # every opening since it started, has a heartbeat each week and no gap; nothing names this holding.
    "kereru-q2-study": Submission(
        "2026-01-12T02:25:05Z", 37, "2026-01-12T20:25:35Z", 37, 0, "not_opened", None,
        dict.fromkeys(EVALUATION, PartDone(0, 0)), (),
    ),
    # Due 20 January 2026, sent 26 February. It lies in Warehouse S, which reports what reaches it and nothing else.
    "steps-q2-service": Submission(
        "2026-02-26T01:40:05Z", 22, "2026-02-26T20:40:05Z", 22, 37, "cannot_tell", "does-not-report",
        dict.fromkeys(SERVICE, PartDone(0, 0)), (),
    ),
    # The receipt counts one line fewer than was sent.
    "steps-q3-service": Submission(
        "2026-04-14T02:40:05Z", 23, "2026-04-14T21:40:05Z", 22, 0, "cannot_tell", "does-not-report",
        dict.fromkeys(SERVICE, PartDone(0, 0)), (),
    ),
    # Nobody ever said that it arrived.
    "kereru-q4-service": Submission(
        "2026-07-10T02:25:05Z", 39, None, None, 0, "cannot_tell", "not-received",
        dict.fromkeys(SERVICE, PartDone(0, 0)), (),
    ),
}  # fmt: skip


class Behind(NamedTuple):
    """A submission behind a decision: how many of its lines, and which of its parts, were used."""

    submission: str
    lines: int
    parts: tuple[str, ...]


#: By the outcome's name in the plan (``outcome:<name>``): what it goes back to.
DECISIONS = {
    # Two quarterly reports informed it; Small Steps' lie in Warehouse S, from which no use is on record.
    "q1-service": (
        Behind("ccss-q1-service", 109, ("attendance", "goals")),
        Behind("kereru-q1-service", 38, ("attendance", "goals")),
    ),
    "hera": (Behind("ccss-q1-service", 1, ("attendance", "goals")),),
}
