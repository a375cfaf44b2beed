"""The whole API under generated requests of every kind of viewer: no server error, nothing outside its description."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from hosting import House, hosting
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from consumers.story.loader import load

SOAK = os.environ.get("LIGHTWELL_SOAK") == "1"
LEAST = 20_000 if SOAK else 2_000
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
WHO = ("hera", "mele", "ccss-manager", "ccss-board", "ccss-privacy", "acf-evaluation", "acf-contracting", "auditor", "")
#: What is sent as it is.
for _kind in ("application/jose", "application/x-ndjson"):
    schemathesis.serializer(_kind)(lambda context, value: str(value).encode())


@dataclass
class Api:
    house: House
    cookies: dict[str, dict[str, str]]
    known: dict[str, list[str]]
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.house.port}"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder: Path = tmp_path_factory.mktemp("api")
    rates = dict.fromkeys(("rate_read", "rate_open", "rate_sign_in", "rate_code"), "1000000/minute")
    with hosting(folder, demo=True, **rates) as house:
        url = f"http://127.0.0.1:{house.port}"
        load(url, folder, house.site.ledger.keyring.operator)
        cookies: dict[str, dict[str, str]] = {"": {}}
        seen: dict[str, Any] = {}
        for who in filter(None, WHO):
            with httpx2.Client(base_url=url, timeout=60) as client:
                client.post("/demo/sign-in", data={"id": who})
                cookies[who] = dict(client.cookies)
                if who == "ccss-manager":
                    seen |= {"people": client.get("/api/people").json(), "sent": client.get("/api/submissions").json()}
                if who == "acf-evaluation":
                    seen |= {"owed": client.get("/api/owed").json()}
                if who == "auditor":
                    seen |= {"log": client.get("/api/log").json()}
        known = {
            "person": [one["person"] for one in seen["people"][:40]],
            "transfer": [one["transfer"] for one in seen["sent"]["submissions"]],
            "outcome": [one["outcome"] for one in seen["owed"]["answered"]],
            "digest": [one["digest"] for one in seen["log"]],
            "organisation": sorted({one["organisation"] for one in seen["log"]}),
            "name": list(httpx2.get(f"{url}/schemas").json()),
            "level": ["0", "1"],
            "path": ["000", "000.p/1"],
        }
        assert all(known.values()), {name: len(values) for name, values in known.items()}
        yield Api(house, cookies, known)


def test_generated_requests_meet_no_server_error_and_nothing_that_is_not_described(api: Api) -> None:
    """Every operation as everybody, with values that exist and values that do not."""
    described = schemathesis.openapi.from_url(f"{api.url}/openapi.json")
    described.config.generation.with_security_parameters = False  # our own cookies instead
    operations = [found.ok() for found in described.get_all_operations()]
    failures: list[str] = []
    start = 0
    while not failures and api.answers.total() < LEAST:  # an operation without parameters has few different requests
        start += 1
        for operation in operations:
            if start > 1 and api.answers.total() >= LEAST:
                break
            try:
                _try(api, operation, start)
            except (Exception, BaseExceptionGroup) as error:  # every operation is tried before the test fails
                failures.append(f"{operation.method.upper()} {operation.path}: {error}")
    assert not failures, "\n\n".join(failures)
    statuses = Counter(status for _, status in api.answers.elements())
    assert statuses[200] > LEAST // 20, "only refusals would prove little"
    assert not any(status >= 500 for status in statuses), statuses
    touched = {name for name, _ in api.answers}
    assert len(touched) == len(operations)
    print(f"{sum(statuses.values())} requests to {len(operations)} operations: {dict(sorted(statuses.items()))}")


def _try(api: Api, operation: Any, start: int) -> None:
    names = [one.name for one in operation.path_parameters if one.name in api.known]

    @seed(start)
    @settings(
        max_examples=20, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), who=st.sampled_from(WHO), real=st.booleans(), data=st.data())
    def tried(case: Any, who: str, real: bool, data: Any) -> None:
        if real:
            for name in names:
                case.path_parameters[name] = data.draw(st.sampled_from(api.known[name]))
        answer = case.call(base_url=api.url, cookies=api.cookies[who], allow_redirects=False, timeout=120)
        api.answers[f"{operation.method} {operation.path}", answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    tried()


def test_the_description_names_a_schema_for_every_json_answer(api: Api) -> None:
    described = httpx2.get(f"{api.url}/openapi.json").json()
    open_ended = []
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                for kind, content in response.get("content", {}).items():
                    schema = content.get("schema", {})
                    loose = not schema or (
                        schema.get("type") == "object" and schema.get("additionalProperties") is True
                    )
                    if "json" in kind and "schema+json" not in kind and loose:
                        open_ended.append(f"{method} {path} {status}")
    assert open_ended == []
    assert "HTTPValidationError" not in json.dumps(described)
