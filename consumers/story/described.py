"""Records what the API answers in the story, as the examples of ``/openapi.json``.

    LIGHTWELL_RATE_READ=99999/minute LIGHTWELL_RATE_OPEN=99999/minute make demo
    .venv/bin/python -m consumers.story.described http://127.0.0.1:8765 api/examples.json

Everybody in the story asks everything. Of each operation the fullest answer is kept, lists cut to their first members;
everybody in it is invented.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from time import sleep
from typing import Any

import httpx2
import orjson

#: Members of a list that are kept; values of parameters that a viewer tries, and answers with parameters that do.
KEPT, TRIED, ENOUGH = 1, 60, 3
#: Members of a list of plain values that are kept: pairs and threes are whole.
PAIR = 3
#: A dictionary of more texts than these is cut, too.
MANY = 20
_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}|[0-9a-f]{32}")
#: Values that no answer tells.
KNOWN = {
    "level": ["0"], "path": ["000"], "first": ["1"], "second": ["2"], "number": ["1"],
    "purpose": ["dpv:ServiceProvision"], "name": ["information.accessed.v1"], "part": ["attendance"],
}  # fmt: skip
#: Where answers call a parameter's value otherwise.
ELSEWHERE = {"challenge_id": "/api/agreements matter", "ref": "programme"}


class Told:
    """Every identifier that answers told: by the member it was in, by the path of the answer, and by both."""

    def __init__(self) -> None:
        self._by: dict[str, dict[str, None]] = defaultdict(dict)

    def take(self, path: str, answer: Any, name: str = "") -> None:
        match answer:
            case dict():
                for key, value in answer.items():
                    self.take(path, value, key)
            case list():
                for value in answer:
                    self.take(path, value, name)
            case str() if _IDS.fullmatch(answer):
                for where in (name, path, f"{path} {name}"):
                    self._by[where][answer] = None

    def values(self, path: str, name: str) -> list[str]:
        """For the parameter of this name: what the list it belongs to holds, then what answers call by it."""
        if name in KNOWN:
            return KNOWN[name]
        own = ELSEWHERE.get(name, name.removesuffix("_id"))
        of = path.partition("/{")[0]
        return list(self._by[f"{of} {own}"] | self._by[of] | self._by[name] | self._by[own])


def record(url: str) -> dict[str, Any]:
    """``"GET /path"`` → {"parameters": {name: value}, "answer": …}, of every operation that answers JSON to a GET."""
    http = httpx2.Client(base_url=url, timeout=60.0)
    paths = http.get("/openapi.json").json()["paths"]
    viewers = [_signed_in(url, one["id"]) for one in http.get("/demo/identities").json()]
    _replay(viewers)
    told, found = Told(), dict[str, Any]()
    for _ in range(2):  # what the second round asks for, the first has found
        for path in sorted(paths, key=lambda path: path.count("{")):
            if "get" in paths[path] and _answers_json(paths[path]["get"]):
                for values, answer in _answers(viewers, path, paths[path]["get"], told):
                    told.take(path, answer)
                    cut = {"parameters": values, "answer": _cut(answer)}
                    if _weight(cut) > _weight(found.get(f"GET {path}")):
                        found[f"GET {path}"] = cut
    return dict(sorted(found.items()))


def _replay(viewers: list[httpx2.Client]) -> None:
    """Begun by whoever may, and waited for, so that there is a verdict to show."""
    for client in viewers:
        if client.post("/api/log/replay").status_code == 202:
            while client.get("/api/log/replay").json()["state"] == "running":
                sleep(1)
            return


def _signed_in(url: str, who: str) -> httpx2.Client:
    client = httpx2.Client(base_url=url, timeout=60.0, headers={"Origin": url})
    client.post("/demo/sign-in", data={"id": who})
    return client


def _answers_json(operation: dict[str, Any]) -> bool:
    return any("application/json" in one.get("content", {}) for one in operation["responses"].values())


def _answers(
    viewers: list[httpx2.Client], path: str, operation: dict[str, Any], told: Told
) -> Iterator[tuple[dict[str, str], Any]]:
    """What the viewers get of this operation, with values that may exist."""
    names = [one["name"] for one in operation.get("parameters", ()) if one["required"]]
    answered = 0
    for client in viewers:
        for values in islice(product(*(told.values(path, name) for name in names)), TRIED):
            if names and answered == ENOUGH:
                return
            given = dict(zip(names, values, strict=True))
            inside = {name: value for name, value in given.items() if f"{{{name}}}" in path}
            rest = {name: value for name, value in given.items() if name not in inside}
            reply = client.get(path.format_map(inside), params=rest)
            if reply.status_code == 200:
                answered += 1
                yield given, reply.json()


def _cut(answer: Any) -> Any:
    match answer:
        case dict() if len(answer) > MANY and all(isinstance(value, str) for value in answer.values()):
            return dict(islice(answer.items(), KEPT))
        case dict():
            return {key: _cut(value) for key, value in answer.items()}
        case [dict() | list(), *_]:
            return [_cut(value) for value in answer[:KEPT]]
        case list():
            return answer[:PAIR]
    return answer


def _weight(example: Any) -> int:
    return len(orjson.dumps(example)) if example else 0


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(orjson.dumps(record(sys.argv[1]), option=orjson.OPT_INDENT_2) + b"\n")
