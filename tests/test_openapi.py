"""The description of the API has an example of everything, and each is what its schema says."""

from typing import Any

import pytest
from hosting import hosting
from jsonschema import Draft202012Validator

#: What is asked with a token signed by the organisation's own key, which nobody in the story does over HTTP.
BY_KEY = {"GET /organisations/{organisation}/sendings"}


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with hosting(tmp_path_factory.mktemp("openapi"), demo=True) as house:
        found: dict[str, Any] = house.send("GET", "/openapi.json").json()
    return found


def contents(described: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Each operation that answers a GET with JSON, and its answer's description."""
    return [
        (f"GET {path}", operations["get"]["responses"]["200"]["content"]["application/json"])
        for path, operations in described["paths"].items()
        if "application/json" in operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
    ]


def errors(described: dict[str, Any], schema: dict[str, Any], example: Any) -> list[str]:
    whole = schema | {"components": described["components"]}
    return [error.message[:200] for error in Draft202012Validator(whole).iter_errors(example)]


def test_every_answer_has_an_example_that_fits_its_schema(described):
    found = contents(described)
    assert len(found) > 80
    assert {name for name, content in found if "example" not in content} <= BY_KEY
    for name, content in found:
        if "example" in content:
            assert (name, errors(described, content["schema"], content["example"])) == (name, [])


def test_every_parameter_of_a_path_with_an_example_has_a_value(described):
    for path, operations in described["paths"].items():
        operation = operations.get("get", {})
        if "application/json" in operation.get("responses", {}).get("200", {}).get("content", {}):
            wanted = [one for one in operation.get("parameters", ()) if one["required"] and one["in"] == "path"]
            if f"GET {path}" not in BY_KEY:
                assert (path, [one["name"] for one in wanted if "example" not in one]) == (path, [])


def test_everything_that_is_sent_as_json_has_an_example_that_fits_its_schema(described):
    schemas, sent = described["components"]["schemas"], 0
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body is None or "example" in body:
                continue
            refs = [body["schema"], *body["schema"].get("anyOf", ())]
            name = next(one["$ref"] for one in refs if "$ref" in one).rpartition("/")[2]
            assert "example" in schemas[name], f"{method.upper()} {path}: {name}"
            assert (name, errors(described, schemas[name], schemas[name]["example"])) == (name, [])
            sent += 1
    assert sent > 12
