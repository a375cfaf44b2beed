"""Who looked at Tui's family at night: two others approve that City Centre's officer sees a name. For Ngaio
she may see it as well, and has not yet."""

from typing import Any

import httpx2

from consumers.client import problem_of
from consumers.story.plan import Plan
from ledger.problems import Problem

ASKER, SECOND, AGENCY = "ccss-privacy", "ccss-approver", "acf-privacy"


def inquiries(http: httpx2.Client, url: str, story: Plan) -> None:
    """Raises Problem with the first refusal."""
    tui = story.whanau.known["tui"].line
    as_(http, url, ASKER)
    (late,) = (one for one in http.get(f"{url}/api/alerts").json() if one["line"] == tui)
    about = {"statement": late["digest"], "holding": late["holding"]}
    seen = approved(http, url, about | {"line": tui, "ground": "barred"})
    approved(http, url, about | {"line": story.whanau.known["ngaio"].line, "ground": "purpose"})
    as_(http, url, ASKER)
    _send(http, f"{url}/api/inquiries/{seen}/name")


def approved(http: httpx2.Client, url: str, about: dict[str, Any]) -> str:
    """The id of an inquiry that two others approved."""
    as_(http, url, ASKER)
    id = str(_send(http, f"{url}/api/inquiries", about)["inquiry"])
    for who in (AGENCY, SECOND):
        as_(http, url, who)
        _send(http, f"{url}/api/inquiries/{id}/decisions", {"decision": "approve"})
    return id


def as_(http: httpx2.Client, url: str, who: str) -> None:
    _send(http, f"{url}/demo/sign-in", who=who)


def _send(http: httpx2.Client, address: str, body: dict[str, Any] | None = None, *, who: str = "") -> dict[str, Any]:
    answer = http.post(address, data={"id": who}) if who else http.post(address, json=body or {})
    if answer.status_code >= 400:
        raise (
            problem_of(answer.json()) if "json" in answer.headers["content-type"] else Problem("bad-request", "answer")
        )
    return {} if who else dict(answer.json())
