"""A PDF as a reader's programs see it: its words, its tags, what is inside it, and what it looks like."""

import re
import subprocess
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

#: What stands at the foot of each page.
FOOT = re.compile(r"(My information|Report to the Board)\.[\s\S]{0,90}?Page\s*\d+\s*of\s*\d+")


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def words(pdf: bytes) -> str:
    """All words without any space, for a line may break anywhere; without the pages' feet."""
    text = "".join(FOOT.sub("", page.extract_text()) for page in read(pdf).pages)
    return squeezed(text)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def tags(pdf: bytes) -> dict[str, list[DictionaryObject]]:
    """Kind of structure element (H1, P, Table, TH, Figure …) → those elements, in reading order."""
    found: dict[str, list[DictionaryObject]] = {}

    def walk(node: Any) -> None:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.setdefault(str(node["/S"]).strip("/"), []).append(node)
            walk(node.get("/K"))

    walk(read(pdf).root_object["/StructTreeRoot"]["/K"])  # type: ignore[index]
    return found


def assert_for_everybody(pdf: bytes) -> None:
    """What PDF/UA-1 (ISO 14289-1) asks of a file and a program can see: 5 the flag, 7.1 title, tags and language,
    7.3 figures have words, 7.4 headings skip no level, 7.21 every font is inside."""
    found, root = read(pdf), read(pdf).root_object
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()  # type: ignore[attr-defined]
    assert root["/MarkInfo"]["/Marked"].value is True  # type: ignore[index]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True  # type: ignore[index]
    assert str(root["/Lang"]).startswith("en")
    assert found.metadata is not None
    assert found.metadata.title
    levels = [int(kind[1]) for kind in _in_order(pdf) if re.fullmatch("H[1-6]", kind)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), levels
    assert all(figure.get("/Alt") for figure in tags(pdf).get("Figure", []))
    for page in found.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            (inner,) = font.get_object()["/DescendantFonts"]
            assert {"/FontFile2", "/FontFile3"} & set(inner.get_object()["/FontDescriptor"].keys())
    for table in tags(pdf).get("Table", []):
        assert "TH" in _kinds(table), "a table without headings"


def _in_order(pdf: bytes) -> list[str]:
    return _kinds(read(pdf).root_object["/StructTreeRoot"])  # type: ignore[arg-type]


def _kinds(node: Any) -> list[str]:
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        return [kind for child in node for kind in _kinds(child)]
    if not isinstance(node, DictionaryObject):
        return []
    own = [str(node["/S"]).strip("/")] if "/S" in node else []
    return own + _kinds(node.get("/K"))


def attached(pdf: bytes) -> dict[str, bytes]:
    return {name: data[0] for name, data in read(pdf).attachments.items()}


def assert_nothing_cropped(pdf: bytes, pdftoppm: str, folder: Path) -> None:
    """Drawn by another program, no ink comes within 12 mm of a page's edge, and no page is empty."""
    (folder / "paper.pdf").write_bytes(pdf)
    subprocess.run([pdftoppm, "-gray", "-r", "50", "paper.pdf", "page"], cwd=folder, check=True, capture_output=True)
    pages = sorted(folder.glob("page*.pgm"))
    assert len(pages) == len(read(pdf).pages)
    for page in pages:
        (size, depth), pixels = _pgm(page.read_bytes())
        width, height = size
        edge = int(12 / 25.4 * 50)
        rows = [pixels[at : at + width] for at in range(0, width * height, width)]
        inked = [n for n, row in enumerate(rows) if min(row) < depth - 8]
        columns = [n for n in range(width) if min(row[n] for row in rows) < depth - 8]
        assert inked[0] >= edge and inked[-1] < height - edge, f"{page.name}: ink at rows {inked[0]} to {inked[-1]}"
        assert columns[0] >= edge and columns[-1] < width - edge, f"{page.name}: ink at columns {columns[0]} …"


def _pgm(data: bytes) -> tuple[tuple[tuple[int, int], int], bytes]:
    found = re.match(rb"P5\s+(\d+)\s+(\d+)\s+(\d+)\s", data)
    assert found
    width, height, depth = (int(number) for number in found.groups())
    return ((width, height), depth), data[found.end() :]
