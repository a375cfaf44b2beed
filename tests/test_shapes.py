"""Bytes that are taken for a statement without being read must be what the strict reading would have taken."""

import json
import re
from contextlib import suppress
from functools import cache
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from ledger import strictjson
from ledger.problems import Problem
from ledger.statements import erasing, shapes, terms, types

NAMES = sorted(types.MODELS)
#: Types of which a log has many.
MANY = [name for name in NAMES if name.startswith(("lightwell.information.", "lightwell.access.", "lightwell.feed."))]
PATTERNED = {
    terms.Uuid: "01890a5d-ac96-4e6b-9c65-8d3f6b1e2a{:02x}",
    terms.Uuid7: "01890a5d-ac96-7e6b-9c65-8d3f6b1e2a{:02x}",
    terms.Feed: "urn:uuid:01890a5d-ac96-7e6b-9c65-8d3f6b1e2a{:02x}",
    terms.Digest: "ab" * 31 + "{:02x}",
    terms.KeyId: "A" * 41 + "{:02x}",
    terms.Signature: "A" * 84 + "{:02x}",
    terms.Time: "2026-02-28T12:34:56.{:02d}Z",
    terms.Date: "20{:02d}-06-01",
    terms.Sequence: "0000000000{:02d}",
    erasing.Disposal: "DA{:d}",
}
BY_PATTERN = {kind.__metadata__[0].metadata[0].pattern: text for kind, text in PATTERNED.items()}


@st.composite
def values(draw: Any, schema: dict[str, Any], defs: dict[str, Any]) -> Any:
    """A value that a schema allows, rules across members left aside."""
    if "$ref" in schema:
        return draw(values(defs[schema["$ref"].removeprefix("#/$defs/")], defs))
    if "anyOf" in schema:
        return draw(values(draw(st.sampled_from(schema["anyOf"])), defs))
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    match schema["type"]:
        case "string":
            return BY_PATTERN[schema["pattern"]].format(draw(st.integers(10, 30)))
        case "integer":
            return draw(st.integers(schema.get("minimum", 0), min(schema.get("maximum", 10**6), 10**6)))
        case "boolean":
            return draw(st.booleans())
        case "null":
            return None
        case "array" if "prefixItems" in schema:
            return [draw(values(one, defs)) for one in schema["prefixItems"]]
        case "array":
            least = schema.get("minItems", 0)
            some = [draw(values(schema["items"], defs)) for _ in range(draw(st.integers(least, least + 2)))]
            ranges = "prefixItems" in schema["items"] and all(type(number) is int for one in some for number in one)
            if ranges and draw(st.integers(0, 3)):  # mostly in order
                return [[20 * n + 1, 20 * n + draw(st.integers(1, 20)), 1][: len(one)] for n, one in enumerate(some)]
            return some
    wanted = [n for n in schema["properties"] if n in schema.get("required", ()) or draw(st.booleans())]
    return {name: draw(values(schema["properties"][name], defs)) for name in draw(st.permutations(wanted))}


@cache
def whole(name: str) -> st.SearchStrategy[bytes]:
    schema = types.MODELS[name].model_json_schema()
    inner = {key: value for key, value in schema.items() if key != "$defs"}
    return values(inner, schema.get("$defs", {})).map(orjson.dumps)


def strict(payload: bytes) -> dict[str, Any] | None:
    """What the strict reading says."""
    try:
        return types._check(payload)
    except Problem:
        return None


def taught(name: str, payload: bytes) -> shapes.Shapes:
    one = shapes.Shapes(name, types.MODELS[name])
    fields = strict(payload)
    if fields is not None:
        one.learn(payload, fields)
    return one


@st.composite
def spoilt(draw: Any, payload: bytes) -> bytes:
    """Bytes near to a payload: characters changed, put in, left out; parts of it said twice; spellings changed."""
    how = draw(st.sampled_from(("alike", "byte", "insert", "cut", "twice", "digits", "escape", "member", "space")))
    at = draw(st.integers(0, len(payload) - 1))
    odd = draw(
        st.sampled_from((b'"', b"\\", b"\xff", b"\xc3\xa9", b"0", b"9", b"-", b".", b"e1", b",", b"]", b"}", b"\n"))
    )
    end = draw(st.integers(at, min(len(payload), at + 60)))
    match how:
        case "alike":
            return re.sub(rb"[0-9a-f]{6}(?=\")", b"%06x" % draw(st.integers(0, 2**24 - 1)), payload)
        case "byte":
            return payload[:at] + odd + payload[at + 1 :]
        case "insert":
            return payload[:at] + odd + payload[at:]
        case "cut":
            return payload[:at] + payload[end:]
        case "twice":
            return payload[:end] + payload[at:]
        case "space":
            return payload[:at] + b" " + payload[at:]
        case "digits":
            number = draw(
                st.sampled_from((b"0", b"00", b"-1", b"1.0", b"1e2", b"1000001", b"9" * 20, b"null", b"true"))
            )
            return re.sub(rb"(?<=[:\[,])[0-9]+(?=[,\]}])", number, payload, count=draw(st.integers(1, 3)))
        case "escape":
            return payload[:at] + b"\\u%04x" % payload[at] + payload[at + 1 :]
    members = re.findall(rb'"[a-z_]+":(?:"[^"]*"|[0-9]+)', payload)
    chosen = draw(st.sampled_from(members))
    return payload.replace(draw(st.sampled_from(members)), chosen + b"," + chosen, 1)


@pytest.mark.parametrize("name", NAMES)
def test_what_matches_a_shape_is_what_the_strict_reading_takes(name: str) -> None:
    """Against the strict reading and an outside schema validator, on good statements and on ones nearly so."""
    validator = Draft202012Validator(types.json_schema(name))
    matched = 0

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(st.data())
    def compare(data: st.DataObject) -> None:
        nonlocal matched
        first = data.draw(whole(name))
        known = taught(name, first)
        others = [first, data.draw(whole(name)), data.draw(spoilt(first)), data.draw(spoilt(first))]
        for payload in others:
            told = known.match(payload)
            if told is None:
                continue
            matched += payload != first
            fields = strict(payload)
            assert fields is not None
            assert strictjson.reread(payload) == fields
            assert not list(validator.iter_errors(fields))
            assert orjson.dumps(fields) == payload
            shape, match = told
            assert shape.type == name
            for member, value in match.groupdict().items():
                private = fields["data"].get("private") or {}
                envelope = {key: one for key, one in fields.items() if key not in shapes.TOLD}
                meant = (fields["data"] | private | envelope)[member]
                assert value.decode() in (meant, orjson.dumps(meant).decode())
            assert {
                m for m in (*shapes.TOLD, "sequence", "previous") if (fields | fields["data"]).get(m) is not None
            } <= {*match.groupdict()}

    compare()
    assert matched > 0 or name not in MANY


@pytest.mark.parametrize("name", MANY)
def test_what_is_said_most_has_shapes(name: str) -> None:
    """Or all of it would be read the long way."""
    examples = 0

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(whole(name))
    def learn(payload: bytes) -> None:
        nonlocal examples
        examples += taught(name, payload).match(payload) is not None

    learn()
    assert examples > 0


EVENT = {
    "specversion": "1.0", "id": "01890a5d-ac96-7e6b-9c65-8d3f6b1e2a10",
    "source": "urn:uuid:01890a5d-ac96-7e6b-9c65-8d3f6b1e2a11", "type": "lightwell.information.accessed.v1",
    "time": "2026-02-28T12:34:56Z", "dataschema": types.schema_uri("information.accessed.v1"),
}  # fmt: skip
UUID = "01890a5d-ac96-4e6b-9c65-8d3f6b1e2a12"


def accessed(**data: Any) -> bytes:
    base = {"holding": UUID, "lines": [[1, 3]], "parts": ["goals"], "unit": UUID, "role": "system", "mode": "opened"}
    return orjson.dumps(EVENT | {"data": base | {"why": {}} | data})


def test_ranges_out_of_order_never_match() -> None:
    known = taught(EVENT["type"], accessed())
    assert known.match(accessed(lines=[[2, 2], [4, 9]]))
    for lines in ([[3, 1]], [[1, 3], [3, 4]], [[4, 5], [1, 2]], [[1, 999_999]], [[0, 1]], [], [[1]], [[1, 2, 3]]):
        assert known.match(accessed(lines=lines)) is None


def test_another_order_or_choice_of_members_is_read_strictly() -> None:
    payload = accessed()
    known = taught(EVENT["type"], payload)
    assert known.match(payload)
    assert known.match(json.dumps(json.loads(payload)).encode()) is None  # with spaces
    assert known.match(orjson.dumps(json.loads(payload), option=orjson.OPT_SORT_KEYS)) is None
    assert known.match(accessed(request=UUID)) is None
    assert known.match(payload + b"\n") is None
    assert known.match(b"\n" + payload) is None


def test_a_spaced_or_escaped_example_teaches_nothing() -> None:
    payload = accessed()
    for other in (json.dumps(json.loads(payload)).encode(), payload.replace(b'"system"', b'"\\u0073ystem"')):
        assert strict(other) is not None
        assert taught(EVENT["type"], other).match(other) is None


def test_examples_that_never_come_again_are_forgotten() -> None:
    known = shapes.Shapes(EVENT["type"], types.MODELS[EVENT["type"]])
    orders = [dict(list(json.loads(accessed())["data"].items())[n:] + list(json.loads(accessed())["data"].items())[:n])
              for n in range(7)]  # fmt: skip
    for turn in range(3 * shapes.TRIED):
        payload = orjson.dumps(EVENT | {"data": orders[turn % 7] | {"request": UUID} if turn % 2 else orders[turn % 7]})
        fields = strict(payload)
        assert fields is not None
        known.learn(payload, fields)
        assert len(known._shapes) <= shapes.KEPT
    assert known._shapes == ()


def test_what_is_seen_most_is_kept() -> None:
    known, payload = taught(EVENT["type"], accessed()), accessed()
    for _ in range(5_000):
        assert known.match(payload)
    for n in range(3 * shapes.TRIED):
        data = json.loads(payload)["data"]
        other = orjson.dumps(EVENT | {"data": dict(sorted(data.items(), key=lambda item: hash((item[0], n))))})
        fields = strict(other)
        assert fields is not None
        known.learn(other, fields)
    assert known.match(payload)


class Watched:
    """A model's instance, as its validators see it; remembers what they read."""

    def __init__(self, instance: BaseModel) -> None:
        self.instance, self.asked = instance, set[str]()

    def __getattr__(self, name: str) -> Any:
        self.asked.add(name)
        return getattr(self.instance, name)


def ruled() -> list[type[BaseModel]]:
    found, waiting = [], [terms.Data, types.Envelope]
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        if model.__pydantic_decorators__.model_validators:
            found.append(model)
    return found


@pytest.mark.parametrize("model", ruled(), ids=lambda model: model.__name__)
def test_rules_across_members_read_only_what_they_say(model: type[BaseModel]) -> None:
    schema = model.model_json_schema()
    names = set(getattr(model, "rules_read", model.model_fields))
    assert names <= set(model.model_fields)

    @settings(max_examples=50, deadline=None, derandomize=True)
    @given(values({key: value for key, value in schema.items() if key != "$defs"}, schema.get("$defs", {})))
    def read(fields: dict[str, Any]) -> None:
        instance = Watched(model.model_construct(**fields))
        for rule in model.__pydantic_decorators__.model_validators.values():
            with suppress(ValueError):
                rule.func(instance)
        assert instance.asked <= names

    read()


def test_no_two_models_share_a_name() -> None:
    """Rules are found by a model's name in the schema."""
    names, waiting = [], [terms.Data]
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        names.append(model.__name__)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("pattern", ["^a.b$", "^[^a]$", "^a\\wb$", "a$", "^a", '^"$', "^a$|^b$"])
def test_a_pattern_that_could_let_a_quote_through_makes_no_shape(pattern: str) -> None:
    with pytest.raises(shapes.Unshaped):
        shapes._plain(pattern)


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "minLength": 2, "pattern": "^[a-z]{4}$"}, "text"),
        ({"type": "integer", "const": 3}, 3),
        ({"type": "integer", "multipleOf": 3}, 3),
        ({"type": "integer", "minimum": 3}, 3),
        ({"type": "object"}, {"a": 1}),
        ({"type": "array", "items": {"type": "integer", "minimum": 0}}, [3]),
        ({"type": "number"}, 3),
        ({"enum": ["é"]}, "é"),
        ({"not": {"type": "string"}}, 3),
        ({}, 3),
    ],
)
def test_a_schema_that_is_not_understood_makes_no_shape(schema: dict[str, Any], example: Any) -> None:
    with pytest.raises(shapes.Unshaped):
        shapes._Maker({}, {}).value(schema, example, ())
