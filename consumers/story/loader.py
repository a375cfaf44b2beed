"""Loads the story through the public API, each statement signed with its organisation's own key."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx2
from nacl.signing import SigningKey

from consumers.client import Client, Line, problem_of
from consumers.custody import admit
from consumers.story.entry import Entry
from consumers.story.identities import identities, write_identities
from consumers.story.incidents import erased_person
from consumers.story.inquiries import inquiries
from consumers.story.organisations import LEDGER, organisation_of, unit_of
from consumers.story.plan import Plan, plan
from consumers.story.seed import Seed
from consumers.story.signing import Signer, keep_keys, organisation_keys
from consumers.story.storage_log import storage_log
from ledger.problems import Problem

#: A request carries at most this many lines, and never more than a week of the story: the ledger's clock follows.
CHUNK = 500
#: Seconds to wait for what the server still does after an answer.
PATIENCE = 30
PRIVACY_OFFICER, MANAGER, BOARD = "ccss-privacy", "ccss-manager", "ccss-board"


@dataclass(frozen=True, slots=True)
class Loaded:
    """``statements``: how many are in the log now that this load sent; ``new``: how many were not there before."""

    statements: int
    new: int
    seconds: float
    plan: Plan


def load(
    url: str,
    data: Path,
    operator: SigningKey,
    seed: Seed | None = None,
    http: httpx2.Client | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Loaded:
    """Registers everybody, records everything in time order, writes ``data``/demo, and has one person erased.

    Loading again sends the same bytes, and the ledger answers that it has them. Raises Problem with the first
    refusal; what was recorded before it stays.
    """
    began = monotonic()
    http = http or httpx2.Client(timeout=120.0)
    story = plan(seed)
    keep_keys(data / "demo" / "keys", organisation_keys(story.seed))
    client = Client(url, operator, "", http=http, verify=False)
    about = client.ledger()
    signer = Signer(story.seed, about["ledger"], operator)
    counts: Counter[int] = Counter()
    for chunk in chunks(signer.lines(story.entries)):
        _record(client, chunk, counts)
        progress(counts.total(), len(story.entries))
    _record(client, storage_log(story, url, about["ledger"], data / "demo" / "storage"), counts)
    _give_custody(url, http, story, about["ledger"])
    write_identities(data / "demo" / "identities.json", identities(story, about["operator"]))
    erase(url, http, story)
    if counts[201]:
        _ending(client, signer, http, url, story)
    return Loaded(counts.total(), counts[201], monotonic() - began, story)


def chunks(lines: Iterable[tuple[Entry, Line]]) -> Iterator[list[Line]]:
    """Lines for one request each: the operator's by themselves, so that everybody's key is known to what follows."""
    chunk: list[Line] = []
    last: tuple[bool, int] | None = None
    for entry, line in lines:
        place = (entry.feed == LEDGER, date.fromisoformat(entry.time[:10]).toordinal() // 7)
        if chunk and (place != last or len(chunk) >= CHUNK):
            yield chunk
            chunk = []
        last = place
        chunk.append(line)
    if chunk:
        yield chunk


def _give_custody(url: str, http: httpx2.Client, story: Plan, ledger: str) -> None:
    """Every organisation lets the pages sign for it, from the end of the story on."""
    for slug, key in organisation_keys(story.seed).items():
        with_key = Client(url, key, "", http=http, verify=False)
        admit(with_key, organisation_of(story.seed, slug), story.entries[-1].time)


def _ending(client: Client, signer: Signer, http: httpx2.Client, url: str, story: Plan) -> None:
    """The last day: a manager reads somebody's trail, the Board takes its report along, officers inquire who looked,
    the agency signs a text that nobody proposed, and City Centre tells in a tender a story that was kept back: both are
    refused. So is the Board, where it asks for somebody's trail. All are in the log."""
    _post(http, f"{url}/demo/sign-in", data={"id": MANAGER})
    somebody = http.get(f"{url}/api/people").json()[-1]["person"]
    http.get(f"{url}/api/people/{somebody}/trail").raise_for_status()
    _post(http, f"{url}/demo/sign-in", data={"id": BOARD})
    _post(http, f"{url}/api/board-report/copies")
    if http.get(f"{url}/api/people/{somebody}/trail").status_code != 404:
        raise Problem("bad-request", "story")
    _until_sealed(http, f"{url}/healthz")
    inquiries(http, url, story)
    http.cookies.clear()
    text = {"agreement": story.seed.uid("agreement:acf-ccss"), "version": 9, "content": "0" * 64}
    told = {
        "release": story.seed.uid("release:kept-back"), "tender": story.seed.uid("tender:summer"),
        "unit": unit_of(story.seed, "ccss-front-line"), "to_unit": unit_of(story.seed, "acf-contracting"),
        "items": [story.seed.uid("item:move")],
    }  # fmt: skip
    tried = (("acf", "desk", "agreement.signed.v1", text), ("ccss", "client-book", "release.made.v1", told))
    lines = [signer.sign(Entry(story.entries[-1].time, *one)) for one in tried]
    if not all("problem" in refused for refused in client.record_many(lines)):
        raise Problem("bad-request", "story")


def _until_sealed(http: httpx2.Client, health: str) -> None:
    """That somebody was turned away is sealed once they have their answer."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        if http.get(health).json()["sign_in"].get("turned away", {}).get("sealed"):
            return
        sleep(0.05)
    raise Problem("busy", "story")


def erase(url: str, http: httpx2.Client, story: Plan) -> None:
    """City Centre's privacy officer signs in and has the person who asked for it erased. Raises Problem."""
    _post(http, f"{url}/demo/sign-in", data={"id": PRIVACY_OFFICER})
    who = {"organisation": organisation_of(story.seed, "ccss"), "ref": erased_person(story.whanau).ref}
    who |= {"asked": "person", "copy_first": "given"}
    try:
        _post(http, f"{url}/people/erasures", json=who)
    except Problem as problem:
        if problem.code != "not-found":  # erased when the story was loaded before
            raise
    http.cookies.clear()


def _post(http: httpx2.Client, address: str, **body: Any) -> None:
    answer = http.post(address, follow_redirects=False, **body)
    if answer.status_code >= 400:
        is_json = "json" in answer.headers.get("content-type", "")
        raise problem_of(answer.json()) if is_json else Problem("bad-request", "answer")


def _record(client: Client, chunk: list[Line], counts: Counter[int]) -> None:
    for result in client.record_many(chunk):
        if "problem" in result:
            raise problem_of(result["problem"])
        counts[result["status"]] += 1
