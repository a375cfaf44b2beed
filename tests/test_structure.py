"""How the code is laid out: small files, arrows one way, nothing private taken from next door."""

import ast
import re
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
PACKAGES = ("ledger", "projections", "consumers", "api")
#: What each package may import of the others.
MAY = {
    "ledger": set(),
    "projections": {"ledger"},
    "consumers": {"ledger", "projections"},
    "api": {"ledger", "projections"},
}


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def test_the_median_file_is_small_and_none_is_large() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in modules()}
    assert median(lengths.values()) <= 150
    assert {str(path) for path, length in lengths.items() if length > 400} == set()


def test_imports_point_one_way_and_take_nothing_private() -> None:
    wrong = []
    for path in modules():
        own = path.relative_to(ROOT).parts[0]
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                other = node.module.split(".")[0]
                if other in PACKAGES and other != own:
                    private = [alias.name for alias in node.names if alias.name.startswith("_")]
                    if other not in MAY[own] or private or "._" in node.module:
                        wrong.append(f"{path.relative_to(ROOT)}: {node.module} {private}")
    assert wrong == []


def test_nothing_private_of_another_file_is_touched() -> None:
    touched = []
    for path in modules():
        text = path.read_text()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute) and re.match(r"_[a-z]", node.attr):
                own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
                here = re.search(rf"(def |self\.|^\s*){node.attr}\b", text, re.MULTILINE)
                if not own and not here:
                    touched.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.attr}")
    public = {"_asdict", "_exit", "_make", "_mapping", "_replace"}  # in spite of their names
    assert [one for one in touched if one.split()[-1] not in public] == []


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in modules()
        if re.search(r"os\.environ|os\.getenv|getenv\(", path.read_text())
    ]
    assert readers == []


def test_the_locks_pin_every_package_by_hash_and_name_no_host() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        assert "://" not in text
        assert "index-url" not in text
        pins = re.split(r"\n(?=[a-z0-9])", text.strip(), flags=re.IGNORECASE)
        assert pins
        assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
