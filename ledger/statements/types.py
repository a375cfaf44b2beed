"""The list of statement types, and the CloudEvents envelope around their data (CloudEvents 1.0 §3)."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from ledger import strictjson
from ledger.problems import Problem
from ledger.statements import (
    agreements,
    answers,
    erasing,
    families,
    flows,
    held,
    inquiries,
    parties,
    programmes,
    reporting,
    representations,
    requests,
    tenders,
    withholdings,
)
from ledger.statements.shapes import Shape, Shapes
from ledger.statements.terms import Data, Digest, Feed, Sequence, Time, Uuid7, check_ranges

D = TypeVar("D", bound=Data)


class Envelope(BaseModel, Generic[D]):
    """``time`` is when it happened: the signer's claim. ``sequence`` and ``previous`` are a feed's promise of order."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    specversion: Literal["1.0"]
    id: Uuid7
    source: Feed
    type: str
    time: Time
    dataschema: str
    sequence: Sequence | None = None
    previous: Digest | None = None
    data: D


#: Short name → model. A published type is never edited; a change is a new version with a new name.
DATA: dict[str, type[Data]] = {
    "ledger.opened.v1": parties.Opened,
    "ledger.ticked.v1": parties.Ticked,
    "ledger.rekeyed.v1": parties.Rekeyed,
    "organisation.registered.v1": parties.OrganisationRegistered,
    "unit.registered.v1": parties.UnitRegistered,
    "unit.succeeded.v1": parties.UnitSucceeded,
    "key.registered.v1": parties.KeyRegistered,
    "key.revoked.v1": parties.KeyRevoked,
    "key.compromised.v1": parties.KeyCompromised,
    "feed.registered.v1": parties.FeedRegistered,
    "feed.heartbeat.v1": parties.Heartbeat,
    "statement.retracted.v1": parties.Retracted,
    "statement.replaced.v1": parties.Replaced,
    **agreements.TYPES,
    "notice.published.v1": agreements.NoticePublished,
    "notice.given.v1": agreements.NoticeGiven,
    "information.collected.v1": flows.Collected,
    "information.written.v1": flows.Written,
    "information.transferred.v1": flows.Transferred,
    "information.received.v1": flows.Received,
    "information.accessed.v1": flows.Accessed,
    "information.used.v1": flows.Used,
    "information.corrected.v1": flows.Corrected,
    "information.destroyed.v1": flows.Destroyed,
    "access.refused.v1": flows.AccessRefused,
    "access.refused.v2": flows.AccessRefusedElsewhere,
    "outcome.reported.v1": flows.OutcomeReported,
    "answer.given.v1": answers.AnswerGiven,
    "trail.read.v1": answers.TrailRead,
    "trail.read.v2": answers.TrailReadFor,
    "refusal.recorded.v1": answers.RefusalRecorded,
    "viewer.refused.v1": answers.ViewerRefused,
    "subject.linked.v1": answers.SubjectLinked,
    "subject.unlinked.v1": answers.SubjectUnlinked,
    "subject.erased.v1": answers.SubjectErased,
    **erasing.TYPES,
    **programmes.TYPES,
    **tenders.TYPES,
    **families.TYPES,
    **requests.TYPES,
    **reporting.TYPES,
    **withholdings.TYPES,
    **representations.TYPES,
    **inquiries.TYPES,
    **held.TYPES,
}
PREFIX = "lightwell."


def schema_uri(name: str) -> str:
    """The stable address of a type's schema: a tag URI (RFC 4151); the bytes are served at /schemas/<type>."""
    return f"tag:lightwell.nz,2026:schema/{name}"


def _envelope(name: str, data: type[Data]) -> type[BaseModel]:
    fields: dict[str, Any] = {
        "type": (Literal[PREFIX + name], ...),
        "dataschema": (Literal[schema_uri(name)], ...),
        "data": (data, ...),
    }
    return create_model(name.replace(".", "_"), __base__=Envelope, __doc__=data.__doc__, **fields)


MODELS: dict[str, type[BaseModel]] = {PREFIX + name: _envelope(name, data) for name, data in DATA.items()}
_VALIDATORS = {name: model.__pydantic_validator__ for name, model in MODELS.items()}
_SHAPES = {name.encode(): Shapes(name, model) for name, model in MODELS.items()}


def json_schema(type_name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a statement's payload, with an example. Raises KeyError for an unknown type."""
    schema = MODELS[type_name].model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": schema_uri(type_name.removeprefix(PREFIX)),
        "examples": [example(type_name)],
    } | schema


def example(type_name: str) -> dict[str, Any]:
    """A payload of this type, mostly from the story. Raises KeyError for an unknown type."""
    found: dict[str, Any] = _examples()[type_name]
    return found


@cache
def _examples() -> dict[str, Any]:
    examples: dict[str, Any] = json.loads(Path(__file__).with_name("examples.json").read_text())
    return examples


def check(payload: bytes) -> dict[str, Any]:
    """The payload as a dictionary, once it fits the schema of its type.

    Raises Problem ``bad-json``, ``unknown-type`` or ``schema`` (each error a location and a rule, no value).
    """
    if like(payload) is not None:
        known: dict[str, Any] = strictjson.reread(payload)
        return known
    fields = _check(payload)
    _SHAPES[fields["type"].encode()].learn(payload, fields)
    return fields


def like(payload: bytes) -> tuple[Shape, re.Match[bytes]] | None:
    """The shape of a payload that is like others before it, and so fits its schema; and what it tells."""
    start = payload.find(b'"type":"', 0, 512) + 8
    shapes = _SHAPES.get(payload[start : payload.find(b'"', start)])
    return shapes.match(payload) if shapes else None


def _check(payload: bytes) -> dict[str, Any]:
    """``check`` of a payload that is read whole."""
    fields = strictjson.read(payload, "statement.payload")
    name = fields.get("type") if isinstance(fields, dict) else None
    validator = _VALIDATORS.get(name) if isinstance(name, str) else None
    if validator is None:
        raise Problem("unknown-type", "statement.payload.type")
    try:
        validator.validate_json(payload)
    except ValidationError as error:
        raise Problem("schema", "statement.payload", _places(error)) from None
    assert isinstance(fields, dict)
    lines = fields["data"].get("lines")
    if type(lines) is list and lines and type(lines[0][0]) is int:
        try:
            check_ranges(lines)
        except ValueError as error:
            raise Problem("schema", "statement.payload", [("data.lines", str(error))]) from None
    return fields


def _places(error: ValidationError) -> list[tuple[str, str]]:
    """Locations and rules. An unexpected key is personal until proven otherwise, so only its parent is named."""
    places = []
    for item in error.errors(include_url=False, include_input=False, include_context=False)[:20]:
        unexpected = item["type"] == "extra_forbidden"
        loc = item["loc"][:-1] if unexpected else item["loc"]
        rule = "a member that the schema does not have" if unexpected else item["msg"]
        places.append((".".join(str(part) for part in loc) or "payload", rule))
    return places


def build(name: str, data: dict[str, Any], *, id: str, source: str, time: str, **feed: str) -> bytes:
    """The payload bytes of a new statement of short type ``name``; ``feed``: sequence and previous, where promised."""
    event = {"specversion": "1.0", "id": id, "source": source, "type": PREFIX + name, "time": time}
    return strictjson.write(event | {"dataschema": schema_uri(name)} | feed | {"data": data})
