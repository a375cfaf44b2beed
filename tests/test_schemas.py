"""No statement can hold free text: every string of every schema is closed, or a digest, an identifier or a time."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ledger import strictjson
from ledger.statements import types

#: What no pattern may let through: words with a space, punctuation of prose, letters beyond ASCII, line breaks.
PROSE = ("Aroha Rimu", "a note", "Pat", "ngā", "Calmer bedtimes.", "C-0124", "x\ny", "2026-03-02 ", "")


def strings(schema: Any, path: str, definitions: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, subschema) of every place where a string may stand; also of objects that take any member."""
    if isinstance(schema, list):
        for n, one in enumerate(schema):
            yield from strings(one, f"{path}/{n}", definitions)
        return
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        yield from strings(definitions[schema["$ref"].removeprefix("#/$defs/")], path, definitions)
        return
    kinds = schema.get("type", [])
    closed = "const" in schema or "enum" in schema
    if "string" in ([kinds] if isinstance(kinds, str) else kinds):
        yield path, schema
    elif kinds == "object":
        assert schema.get("additionalProperties") is False, f"{path} takes members that nobody named"
        for name, one in schema["properties"].items():
            yield from strings(one, f"{path}.{name}", definitions)
    elif kinds == "array":
        assert "maxItems" in schema or schema.get("prefixItems"), f"{path} is a list without an end"
        yield from strings(schema.get("items", {}), f"{path}[]", definitions)
        yield from strings(schema.get("prefixItems", []), path, definitions)
    elif not kinds and not closed and schema:
        for word in ("anyOf", "oneOf", "allOf"):
            yield from strings(schema.get(word, []), path, definitions)
        assert {"anyOf", "oneOf", "allOf"} & set(schema), f"{path} takes anything"


def is_closed(schema: dict[str, Any]) -> bool:
    if "const" in schema or "enum" in schema:
        return True
    pattern = schema.get("pattern", "")
    anchored = pattern.startswith("^") and pattern.endswith("$") and "*" not in pattern and "+" not in pattern
    return anchored and not any(re.search(pattern, prose) for prose in PROSE)


@pytest.mark.parametrize("name", types.MODELS)
def test_a_statement_has_no_room_for_free_text(name: str) -> None:
    schema = types.json_schema(name)
    Draft202012Validator.check_schema(schema)
    found = list(strings({key: value for key, value in schema.items() if key != "$defs"}, "$", schema["$defs"]))
    assert len(found) >= 6
    assert [where for where, one in found if not is_closed(one)] == []


def test_the_search_for_free_text_finds_it() -> None:
    note = {"type": "object", "additionalProperties": False, "properties": {"note": {"type": "string"}}}
    ((where, schema),) = strings(note, "$", {})
    assert (where, is_closed(schema)) == ("$.note", False)
    assert not is_closed({"type": "string", "pattern": "^[A-Za-z ]+$"})
    with pytest.raises(AssertionError, match="nobody named"):
        list(strings({"type": "object", "properties": {}}, "$", {}))


def test_every_type_has_an_example_that_fits_and_none_is_left_over() -> None:
    kept = json.loads((Path(types.__file__).parent / "examples.json").read_text())
    assert set(kept) == set(types.MODELS)
    for name, example in kept.items():
        assert example["type"] == name
        assert types.check(strictjson.write(example)) == example
        Draft202012Validator(types.json_schema(name)).validate(example)
