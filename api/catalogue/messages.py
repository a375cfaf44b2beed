"""Every message of families' pages: what they say through ``tr``, and the tables of words they look up."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2.ext import babel_extract

from api.pages import have_say, menu, summary
from api.wording import dates, families, flags, letters, lines, outcomes, programmes, requests, rules, terms
from api.wording.readers import ADULT

API = Path(__file__).parent.parent
#: The templates of families' pages.
TEMPLATES = ("layout.html", "family*.html", "my_*.html", "decided.html", "timeline.html", "sheet_body.html")
#: Tables that families' pages look words up in, beside those that are named in ``tr`` itself.
TABLES: tuple[Any, ...] = (
    dates.MONTHS, ADULT.you, ADULT.your, ADULT.you_are, menu.MENU["person"][0][1], menu.EVERYONE,
    terms.PARTS, terms.ROLES, terms.PURPOSES, terms.SUBJECTS, terms.NO_OUTCOME, terms.REFUSALS, terms.DESTRUCTIONS,
    terms.RETRACTIONS, terms.REPORTS, flags.FLAGS,
    [(r.number, r.adult, r.child) for r in (*rules.RULES.values(), rules.NO_RULE)],
    lines.ORGANISATION, lines.TOLD_US, lines.TOUCHED, outcomes.ALONE, outcomes.GROUPS, outcomes.OTHERS, summary.TIMES,
    summary.MISSING, families.TOLD, families.OFFERED, families.ANSWERS, families.PICKS, families.HEEDED,
    families.UNDERSTOOD, families.HELD, families.HELD_UNTIL, families.ABOUT, families.HELPS, families.RESULTS,
    families.READERS, families.GROUNDS, families.SPEAKERS,
    requests.KINDS, requests.DUE, requests.STEPS, requests.DECISIONS, requests.GROUNDS, requests.EXTENSIONS,
    requests.FORMS,
    requests.MARKS, requests.HELPED, requests.WHO_ASKED, requests.OVER, requests.RULES,
    programmes.BECAME, programmes.COMING, programmes.CONTESTS, programmes.CREDITS, programmes.MEETINGS,
    programmes.METHODS, programmes.PLACES, programmes.RATINGS, programmes.SAFEGUARDS, programmes.SIDES,
    programmes.TOPICS, programmes.WAYS, programmes.WHY_NOT, have_say.AGAINST, letters.LETTER,
)  # fmt: skip


def messages() -> list[str]:
    """Each message once, in the order in which a reader meets it: pages first, then tables."""
    return list(dict.fromkeys((*_of_templates(), *_of_code(), *_of_tables(TABLES))))


def templates() -> list[Path]:
    """The templates of families' pages."""
    found = (path for pattern in TEMPLATES for path in sorted((API / "templates").glob(pattern)))
    return list(dict.fromkeys(found))


def _of_templates() -> Iterator[str]:
    for path in templates():
        with path.open("rb") as file:
            for _, _, message, _ in babel_extract(file, ["tr"], [], {"trimmed": "true", "silent": "false"}):
                said = message[0] if isinstance(message, tuple) else message  # a tuple where gaps are filled in
                if said is not None:
                    yield said


def _of_code() -> Iterator[str]:
    """What is written out in a call of ``tr``, in both branches where there are two."""
    for path in sorted((*(API / "wording").glob("*.py"), *(API / "pages").glob("*.py"), API / "names.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr" and node.args:
                first = node.args[0]
                found = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
                yield from (one.value for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _of_tables(table: Any) -> Iterator[str]:
    """The words in a table, without its keys and without addresses."""
    if isinstance(table, str):
        if table and not table.startswith("/"):
            yield str(table)
        return
    values: Iterable[Any] = table.values() if isinstance(table, Mapping) else table
    for value in values:
        yield from _of_tables(value)
