"""Statements like those before: which bytes fit a schema, told without reading them as JSON.

Systems say the same kind of thing over and over. Of one statement that was read strictly and fits its schema, a shape
is made: a regular expression of exactly its members, in its order, each value standing for those that the schema
allows there. Bytes that match a shape as a whole are compact ASCII JSON without a repeated key, and fit the schema.
What matches no shape is read strictly; nothing is refused here.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import orjson
from pydantic import BaseModel

from ledger.statements.terms import check_ranges

Schema = Mapping[str, Any]
#: Shapes kept of one type, and examples tried: first some, then one for each thousand statements.
KEPT, TRIED, EARNED = 6, 8, 1_000
#: Longer examples are rare, and would make slow expressions.
LONGEST = 4_096
#: What a schema may say of a value; one that says more has no shape.
_KNOWN = frozenset(
    (
        "type", "const", "enum", "pattern", "minimum", "maximum", "items", "prefixItems", "minItems", "maxItems",
        "properties", "required", "additionalProperties", "anyOf", "default", "title", "description",
    )
)  # fmt: skip
_CLOSED = frozenset(("type", "const", "enum"))
_DIGITS = 15  # of an integer below 2**53
#: Members that a match tells as they are written, patterned strings without their quotes. ``lines``: where ranges.
TOLD = ("unit", "to_unit", "holding", "voice", "products")
#: Members that each statement has of its own, and a match tells as well.
OWN = ("id", "time", "sequence", "previous", "lines", "root")
_NAMED = frozenset(
    {("source",), ("data", "private", "root"), *((name,) for name in OWN[:4]), *(("data", name) for name in TOLD)}
)


class Unshaped(Exception):
    """No expression can be made of this example."""


def expression(model: type[BaseModel], example: dict[str, Any]) -> tuple[str, Mapping[str, str]]:
    """The expression of every compact payload that fits ``model`` and is made like ``example``, and those of its named
    groups. Raises Unshaped.
    """
    schema = _schema(model)
    inner = {name: value for name, value in schema.items() if name != "$defs"}
    maker = _Maker(schema.get("$defs", {}), _ruled())
    return maker.value(inner, example, ()), maker.named


@cache
def _schema(model: type[BaseModel]) -> Schema:
    return model.model_json_schema()


@cache
def _ruled() -> Mapping[str, frozenset[str]]:
    """Models with rules that no JSON Schema shows → the members that their rules read: all, where they do not say."""
    found: dict[str, frozenset[str]] = {}
    waiting: list[type[BaseModel]] = [BaseModel]
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        rules = model.__pydantic_decorators__
        if rules.model_validators or rules.field_validators or rules.root_validators or rules.validators:
            read = frozenset(getattr(model, "rules_read", model.model_fields))
            found[model.__name__] = read | found.get(model.__name__, frozenset())
    return found


@dataclass
class _Maker:
    """Makes the expression of one example. ``ruled``: as ``_ruled`` gives it; ``named``: what is made for groups."""

    defs: Schema
    ruled: Mapping[str, frozenset[str]]
    named: dict[str, str] = field(default_factory=dict)

    def value(self, schema: Schema, example: Any, path: tuple[str, ...], read: frozenset[str] = frozenset()) -> str:
        """The expression of the values that ``schema`` allows and that are made like ``example``.

        ``read``: members that a rule reads, for which only the example itself will do. Raises Unshaped.
        """
        if "$ref" in schema:
            name = schema["$ref"].removeprefix("#/$defs/")
            read = self.ruled.get(name.rpartition("__")[2], frozenset())  # two models of one name: "module__Name"
            return self.value(self.defs[name], example, path, read)
        if not schema.keys() <= _KNOWN:
            raise Unshaped
        if "anyOf" in schema:
            return self._any(schema["anyOf"], example, path)
        match example:
            case dict() if not schema.get("additionalProperties", True):
                members = (self._member(schema, name, one, path, read) for name, one in example.items())
                return r"\{" + ",".join(members) + r"\}"
            case str() if "pattern" in schema:
                pattern = _plain(schema["pattern"])
                return f'"{self._group(path[-1], pattern)}"' if path in _NAMED else f'"{pattern}"'
            case str() if "enum" in schema:
                return "(?:" + "|".join(map(_text, schema["enum"])) + ")"
            case str() if "const" in schema:
                return _text(schema["const"])
            case bool() if schema.keys() & _CLOSED == {"type"} and schema["type"] == "boolean":
                return "(?:true|false)"
            case int() if schema.keys() & _CLOSED == {"type"} and schema["type"] == "integer":
                return _number(schema, example)
            case list() if example and schema.get("type") == "array":
                return self._list(schema, example, path)
            case None | []:
                return _text(example)
        raise Unshaped

    def _member(self, schema: Schema, name: str, example: Any, path: tuple[str, ...], read: frozenset[str]) -> str:
        path = (*path, name)
        made = _text(example) if name in read else self.value(schema["properties"][name], example, path)
        if path in _NAMED and example is not None and "(?P<" not in made:
            made = self._group(name, made)
        return f"{_text(name)}:{made}"

    def _any(self, schemas: Sequence[Schema], example: Any, path: tuple[str, ...]) -> str:
        """The first that the example itself fits."""
        text = orjson.dumps(example).decode()
        for schema in schemas:
            try:
                made = self.value(schema, example, path)
            except Unshaped:
                continue
            if re.fullmatch(made, text):
                return made
        raise Unshaped

    def _list(self, schema: Schema, example: list[Any], path: tuple[str, ...]) -> str:
        if "prefixItems" in schema:
            parts = zip(schema["prefixItems"], example, strict=True)
            return r"\[" + ",".join(self.value(one, inside, (*path, "0")) for one, inside in parts) + r"\]"
        one = self.value(schema["items"], example[0], (*path, "0"))
        least, most = schema.get("minItems", 0), schema.get("maxItems")
        if most is None or most < 1:
            raise Unshaped
        made = rf"\[{one}(?:,{one}){{{max(least - 1, 0)},{most - 1}}}+\]"
        ranges = path == ("data", "lines") and type(example[0]) is list and type(example[0][0]) is int
        return self._group("lines", made) if ranges else made

    def _group(self, name: str, made: str) -> str:
        self.named[name] = made
        return f"(?P<{name}>{made})"


def _text(value: Any) -> str:
    """The one spelling of a value, as an expression. Raises Unshaped where there could be others."""
    text = orjson.dumps(value).decode()
    if "\\" in text or not text.isascii():
        raise Unshaped
    return re.escape(text)


def _plain(pattern: str) -> str:
    """A schema's pattern without its anchors and groups. Raises Unshaped where it could match a quote or an escape."""
    if pattern[:1] != "^" or pattern[-1:] != "$" or re.search(r'\[\^|\\[^.]|(?<!\\)\.|"|(?<!^)\^|\$(?!$)', pattern):
        raise Unshaped
    return "(?:" + re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern[1:-1]) + ")"


def _number(schema: Schema, example: int) -> str:
    """Numbers that have too few digits to pass the maximum. Raises Unshaped for those that start elsewhere."""
    least, most = schema.get("minimum"), schema.get("maximum", 10**_DIGITS)
    if least == most:
        return str(example)
    digits = min(len(str(most)) - 1, _DIGITS)
    if least not in (0, 1) or digits < 1:
        raise Unshaped
    return ("(?:0|" if least == 0 else "(?:") + f"[1-9][0-9]{{0,{digits - 1}}})"


@lru_cache(maxsize=20_000)
def in_order(lines: bytes) -> bool:
    """Whether the ranges of this text keep ``check_ranges``."""
    try:
        check_ranges(orjson.loads(lines))
    except ValueError:
        return False
    return True


class Shape:
    """One expression. ``type``: full name of its statement type; ``told``: groups of id, source and ``TOLD``.

    ``own``: expressions of the groups of ``OWN``, in the order of the payload.
    """

    __slots__ = ("chained", "fullmatch", "hits", "own", "ranges", "sequenced", "told", "type")

    def __init__(self, type: str, made: str, named: Mapping[str, str]) -> None:
        expression = re.compile(made.encode())
        groups = expression.groupindex
        self.type, self.hits = type, 0
        self.fullmatch: Callable[[bytes], re.Match[bytes] | None] = expression.fullmatch
        self.ranges, self.sequenced, self.chained = groups.get("lines", 0), "sequence" in groups, "previous" in groups
        self.told = tuple(groups[name] for name in ("id", "source", *TOLD) if name in groups)
        self.own = {name: named[name].encode() for name in groups if name in OWN}


class Shapes:
    """The shapes of one statement type, made as statements come."""

    def __init__(self, type: str, model: type[BaseModel]) -> None:
        self._type, self._model = type, model
        self._shapes: tuple[Shape, ...] = ()
        self._tried = self._missed = 0

    def match(self, payload: bytes) -> tuple[Shape, re.Match[bytes]] | None:
        """The shape of bytes that fit the schema, and what they tell; None where they have to be read."""
        for shape in self._shapes:
            found = shape.fullmatch(payload)
            if found is not None:
                shape.hits += 1
                return (shape, found) if not shape.ranges or in_order(found[shape.ranges]) else None
        return None

    def learn(self, payload: bytes, event: dict[str, Any]) -> None:
        """Takes an example that was read strictly and fits the schema."""
        self._missed += 1
        seen = self._missed + sum(shape.hits for shape in self._shapes)
        if self._tried >= TRIED + seen // EARNED or len(payload) > LONGEST:
            self._shapes = tuple(shape for shape in self._shapes if shape.hits)
            return
        self._tried += 1
        try:
            made = Shape(self._type, *expression(self._model, event))
        except Unshaped:
            return
        if made.fullmatch(payload):  # not when it has spaces, escapes or unlike members in one list
            best = sorted(self._shapes, key=lambda shape: -shape.hits)[: KEPT - 1]
            self._shapes = (*best, made)
