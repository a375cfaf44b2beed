"""The description at ``/openapi.json``: what FastAPI finds, our own problems in place of its, how to sign in, examples.

``examples.json`` holds answers that the story gave (``consumers.story.described``), ``examples_sent.json`` what people
send, by the name of its schema. Everybody in them is invented.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI

PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "Problem details (RFC 9457). No value that was sent is ever echoed.",
    "required": ["type", "status", "code", "title", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "description": "What is wrong; never changes its meaning."},
        "title": {"type": "string"},
        "detail": {"type": "string", "description": "What to do next."},
        "location": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["location", "rule"],
                "properties": {"location": {"type": "string"}, "rule": {"type": "string"}},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
RESPONSE = {
    "description": "Anything else: what is wrong, and what to do next.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": "lightwell_session", "description": "Of somebody signed in."},
    "staff": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token of an issuer that this ledger believes.",
    },
}
#: Addresses below which somebody must be signed in.
SIGNED_IN = ("/api/", "/people/")


def install(app: FastAPI) -> None:
    """Describes every route's problems, and signing in where a route asks for it."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        found = plain()
        components = found.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        schemas["Problem"] = PROBLEM
        components["securitySchemes"] = components.get("securitySchemes", {}) | SCHEMES
        for name, example in _examples("examples_sent.json").items():
            if name in schemas:
                schemas[name] = schemas[name] | {"example": example}
        for path, operations in found["paths"].items():
            for method, operation in operations.items():
                _exemplify(operation, _examples("examples.json").get(f"{method.upper()} {path}"))
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = RESPONSE
                if path.startswith(SIGNED_IN):
                    operation["security"] = [{name: []} for name in SCHEMES]
        return found

    app.openapi = described  # type: ignore[method-assign]


@cache
def _examples(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(Path(__file__).with_name(name).read_text())
    return read


def _exemplify(operation: dict[str, Any], example: dict[str, Any] | None) -> None:
    """Puts an example beside what is asked and what is answered, where there is one."""
    if example is None:
        return
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in example["parameters"]:
            parameter["example"] = example["parameters"][parameter["name"]]
    for response in operation["responses"].values():
        if "application/json" in response.get("content", {}):
            response["content"]["application/json"]["example"] = example["answer"]
