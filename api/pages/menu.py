"""The menu: what each kind of viewer goes to, in groups, so that no page is further than three steps from the first."""

from typing import Any

Link = tuple[str, str]
#: A heading and what is under it; without a heading, links that are always seen.
Group = tuple[str, tuple[Link, ...]]

_DO, _NEWS, _DUTIES = ("/do", "Say something"), ("/news", "What is new"), ("/duties", "To do")
_FLOWS, _PROMISED = ("/flows", "What flows where"), ("/flows/promised", "What was promised")
_MAY_USE, _FINDINGS = ("/flows/may-use", "May I use this?"), ("/findings", "What was found")
_PROGRAMMES, _AGREED = ("/programmes", "Programmes"), ("/agreements", "Agreements")
_STAGES = ("/stages", "The five stages")
_TENDERS, _STORIES, _LEARNINGS = ("/tenders", "Tenders"), ("/stories", "Stories"), ("/learnings", "Learnings")
_TOLD, _EXPLAIN, _NOTICES = ("/told", "Who has been told"), ("/flagged", "To explain"), ("/notices", "Notices")
_WORRIES, _FAN_OUT = ("/concerns", "Worries"), ("/fan-out", "Who must be told")
_REQUESTS, _FIGURES = ("/requests", "Requests"), ("/requests/figures", "How requests go")
_PROTOCOLS, _REFUSALS = ("/requests/protocols", "How we deal with requests"), ("/refusals", "What was turned away")
_REPORT, _COVERAGE = ("/board-report", "Board report"), ("/coverage", "Who reports")
_INQUIRIES, _CASES = ("/inquiries", "Who did it"), ("/cases", "A row of what we were sent")
_SENT, _STUDIES = ("/submissions", "Where our information went"), ("/studies", "Studies")

_WORK: Group = ("", (_DUTIES, _NEWS, _DO))
_TOGETHER = (_STAGES, _PROGRAMMES, _AGREED, _TENDERS, _LEARNINGS, _STUDIES, _FINDINGS)
_RIGHTS = (_REQUESTS, _FIGURES, _PROTOCOLS, _FAN_OUT)

MENU: dict[str, tuple[Group, ...]] = {
    "person": (("", (("/my", "My information"), ("/my/say", "Have a say"))),),
    "provider": (
        _WORK,
        ("Where it went", (_SENT, _FLOWS, _PROMISED, _EXPLAIN, _REFUSALS, _REPORT, _COVERAGE)),
        ("Families", (("/people", "Families"), _TOLD, _NOTICES, _WORRIES, _STORIES, *_RIGHTS)),
        ("Together", _TOGETHER),
    ),
    "board": (
        ("", (_SENT, _REPORT, _STAGES, ("/duties", "Owed"))),
        ("Rules kept", (_TOLD, _FLOWS, _PROMISED, _EXPLAIN, _REFUSALS, _COVERAGE)),
    ),
    "unit": (
        ("", (("/owe", "What we owe"), _DUTIES, _NEWS, _DO)),
        ("What we hold", (_FLOWS, _PROMISED, _MAY_USE, _COVERAGE)),
        ("Together", (_STAGES, _PROGRAMMES, _AGREED, _LEARNINGS, _STUDIES, _FINDINGS, _WORRIES)),
    ),
    "advisor": (
        _WORK,
        ("Together", _TOGETHER),
        ("Families", (_NOTICES, _WORRIES)),
        ("What flows", (_FLOWS, _COVERAGE)),
    ),
    "contracting": (
        ("", (("/owe", "What we owe"), _DUTIES, _NEWS, _DO)),
        ("Contracts", (_TENDERS, _AGREED, _FINDINGS)),
        ("What we hold", (_FLOWS, _MAY_USE, _COVERAGE)),
    ),
    "privacy": (
        _WORK,
        ("People", (("/people", "People"), _CASES, _TOLD, _NOTICES, _WORRIES, _STORIES, *_RIGHTS)),
        ("Where it went", (
            ("/submissions", "Where information went"), _FLOWS, _EXPLAIN, _INQUIRIES, _REFUSALS, _COVERAGE,
        )),
        ("Together", (_STAGES, _PROGRAMMES, _AGREED, _LEARNINGS, _STUDIES, _FINDINGS)),
    ),
    "representative": (("", (("/for", "Their information"), _COVERAGE)),),
    "auditor": (
        ("", (("/log", "The log"), ("/duties", "Open duties"), _INQUIRIES, _REFUSALS, _COVERAGE)),
        ("What was agreed", (_STAGES, _PROGRAMMES, _AGREED, _TENDERS, _STORIES, _FLOWS, _STUDIES, _FINDINGS)),
    ),
    "operator": (("", (("/catalogue", "Te reo Māori"), _COVERAGE)),),
}  # fmt: skip
#: Anybody can check a record.
EVERYONE = (("/check", "Check a record"),)


def menu(identity: dict[str, Any] | None) -> tuple[Group, ...]:
    """For whoever is signed in, or for nobody."""
    groups = MENU.get(identity["kind"], ()) if identity else ()
    return (*groups, ("", EVERYONE))
