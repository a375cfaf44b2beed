"""Forms of logs: how the bytes of a file become records. Each gives one record at a time, None where it cannot."""

from collections.abc import Callable, Iterable
from typing import Any, Literal

from consumers.forms import combined, fhir, jsonl, pgaudit, table

FormName = Literal["json", "csv", "pgaudit", "combined", "fhir"]
#: (bytes of the file, the member that holds the records of a JSON document) → records.
FORMS: dict[FormName, Callable[[bytes, str], Iterable[dict[str, Any] | None]]] = {
    "json": jsonl.records,
    "csv": table.records,
    "pgaudit": pgaudit.records,
    "combined": combined.records,
    "fhir": fhir.records,
}
