"""The README's pictures: those that ``make screenshots`` takes, there, small, and with words in their place."""

import re
import struct
import zlib
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from screenshots import FOLDER, PICTURES, SIZE, with_few_colours

ROOT = Path(__file__).parent.parent
SHOWN = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (ROOT / "README.md").read_text())


def test_the_readme_shows_each_picture_that_the_command_takes_and_no_other() -> None:
    assert [path for _, path in SHOWN] == [str((FOLDER / name).relative_to(ROOT)) for name in PICTURES]
    assert all(len(words) > 20 for words, _ in SHOWN), "who cannot see it reads what it shows"
    assert "-m screenshots" in (ROOT / "Makefile").read_text()


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_there_and_small(name: str) -> None:
    made = (FOLDER / name).read_bytes()
    assert _head(made) == (SIZE["width"], SIZE["height"], 8, 3), "colours from a list"
    assert len(made) <= 60_000


def test_few_colours_are_those_that_cover_most_and_others_become_the_nearest() -> None:
    white, green, nearly = b"\xff\xff\xff", b"\x0b\x4a\x42", b"\xf0\xff\xff"
    rows = [white + white + green, green + white + nearly]
    data = b"".join(b"\0" + row for row in rows)
    made = with_few_colours(_png(3, 2, data), 2)
    assert _head(made) == (3, 2, 8, 3)
    assert _parts(made)[b"PLTE"] == white + green
    assert zlib.decompress(_parts(made)[b"IDAT"]) == b"\0\0\0\1" + b"\0\1\0\0"


@pytest.mark.browser
def test_a_browsers_picture_keeps_what_is_on_it(chromium: str) -> None:
    """Whatever filters a browser wrote its rows with, the same pixels come back from the smaller file."""
    shown = "<body style='margin:0'><h1>Kia ora, Tīeke</h1><hr>"
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 240, "height": 120})
        page.set_content(shown)
        made = page.screenshot()
        small = with_few_colours(made, 256)
        script = """async data => { const image = new Image(); image.src = data; await image.decode();
            const canvas = new OffscreenCanvas(image.width, image.height), at = canvas.getContext('2d');
            at.drawImage(image, 0, 0); return [...at.getImageData(0, 0, image.width, image.height).data] }"""
        before, after = (page.evaluate(script, f"data:image/png;base64,{_base64(one)}") for one in (made, small))
        browser.close()
    assert len(set(zip(*[iter(before)] * 4, strict=True))) <= 256, "none of its colours is to be left out"
    assert after == before
    assert len(small) < len(made)


def _base64(data: bytes) -> str:
    return b64encode(data).decode()


def _parts(png: bytes) -> dict[bytes, bytes]:
    found, at = {}, 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        found[png[at + 4 : at + 8]] = png[at + 8 : at + 8 + length]
        at += 12 + length
    return found


def _head(png: bytes) -> tuple[int, ...]:
    """Width, height, bits and colour type."""
    return struct.unpack(">2I2B", _parts(png)[b"IHDR"][:10])


def _png(width: int, height: int, rows: bytes) -> bytes:
    made = b"\x89PNG\r\n\x1a\n"
    for kind, body in ((b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows))):
        made += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return made
