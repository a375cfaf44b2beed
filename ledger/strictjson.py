"""JSON in and out: strict when read (duplicate keys, NaN and deep nesting are refused), compact when written."""

from typing import Any

import jiter
import orjson

from ledger.problems import Problem


def read(data: bytes, where: str = "") -> Any:
    """The value of UTF-8 JSON ``data``. Raises Problem ``bad-json``; the parser's own text is not passed on."""
    try:
        # What comes out as it went in, byte for byte, held no key twice; and compact JSON is what signers send.
        value = orjson.loads(data)
        if orjson.dumps(value) == data:
            return value
    except (ValueError, TypeError):
        pass  # the stricter parser decides
    try:
        return jiter.from_json(data, allow_inf_nan=False, catch_duplicate_keys=True, cache_mode="keys")
    except ValueError:
        raise Problem("bad-json", where) from None


def reread(data: bytes) -> Any:
    """The value of JSON in which no key can be repeated, or that was read strictly before. Raises ValueError."""
    return orjson.loads(data)


def write(value: Any) -> bytes:
    """Compact UTF-8 JSON of ``value``, keys in the order given."""
    return orjson.dumps(value)
