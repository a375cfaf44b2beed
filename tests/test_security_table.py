"""The table of ``api/SECURITY.md`` and the tests keep step: each item names tests, or says why it has none."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
TEXT = (TESTS.parent / "api" / "SECURITY.md").read_text()
#: Tests of who gets in and of the edge: each file shows some item, so that no such file is forgotten in the table.
EDGE = tuple(
    f"test_{name}.py" for name in ("sessions", "openid", "codes", "slips", "bounds", "custody", "schemathesis")
)
#: Chapters and items of ASVS 5.0 are numbered so.
ITEM = re.compile(r"^\| (\d{1,2}(?:\.\d{1,2}){0,2}) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def items() -> dict[str, str]:
    """Number → what shows it."""
    found = ITEM.findall(TEXT[TEXT.index("## OWASP ASVS") :])
    assert len({number for number, _, _ in found}) == len(found), "an item stands twice"
    return {number: shown for number, _, shown in found}


def named(shown: str) -> list[str]:
    return re.findall(r"`((?:journey/)?test_\w+\.py::test_\w+)`", shown)


def functions_of(file: str) -> set[str]:
    tree = ast.parse((TESTS / file).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_test_that_the_table_names_is_there() -> None:
    missing = []
    for number, shown in items().items():
        for name in named(shown):
            file, _, test = name.partition("::")
            if not (TESTS / file).exists() or test not in functions_of(file):
                missing.append(f"{number}: {name}")
    assert missing == []


def test_every_item_has_a_test_or_a_reason() -> None:
    assert [number for number, shown in items().items() if not named(shown) and not shown.startswith("– ")] == []
    assert len(items()) >= 80
    assert sum(bool(named(shown)) for shown in items().values()) >= 65


def test_the_items_are_in_order_and_of_every_chapter() -> None:
    numbers = [[int(part) for part in number.split(".")] for number in items()]
    assert numbers == sorted(numbers)
    assert {number[0] for number in numbers} == set(range(1, 18)) - {5}, "5 is about files that people upload"


def test_no_file_about_getting_in_is_forgotten() -> None:
    shown = {name.partition("::")[0] for text in items().values() for name in named(text)}
    assert set(EDGE) <= shown
