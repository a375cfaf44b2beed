"""The description at ``/openapi.json``: what FastAPI finds, our own problems in place of its, and how to sign in."""

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
        for path, operations in found["paths"].items():
            for operation in operations.values():
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = RESPONSE
                if path.startswith(SIGNED_IN):
                    operation["security"] = [{name: []} for name in SCHEMES]
        return found

    app.openapi = described  # type: ignore[method-assign]
