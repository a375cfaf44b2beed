"""The README's pictures, taken of the story's pages in a real browser: ``make screenshots``.

Each is a PNG of few colours, so that the repository stays small.
"""

import argparse
import struct
import sys
import zlib
from collections import Counter
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright
from told import telling

FOLDER = Path(__file__).parent.parent / "api" / "static"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
#: File → who opens which page.
PICTURES = {
    "family-page.png": ("hera", "/my"),
    "child-page.png": ("mele", "/my"),
    "submissions-page.png": ("ccss-manager", "/submissions"),
    "board-report.png": ("ccss-board", "/board-report"),
    "log-page.png": ("auditor", "/log"),
}
SIZE = {"width": 800, "height": 1200}
COLOURS = 48


def taken(browser: Browser, url: str, who: str, path: str) -> bytes:
    """The top of one page as somebody of the story sees it. Raises OSError where they do not get it."""
    context = browser.new_context(base_url=url, viewport=SIZE, color_scheme="light")
    context.request.post("/demo/sign-in", form={"id": who}, max_redirects=0)
    page = context.new_page()
    answer = page.goto(path)
    if answer is None or answer.status != 200:
        raise OSError(f"{who} does not get {path}")
    made = page.screenshot()
    context.close()
    return with_few_colours(made)


def with_few_colours(png: bytes, colours: int = COLOURS) -> bytes:
    """The same picture with the colours that cover most of it (PNG, W3C 2003: colour type 3)."""
    width, rows = _pixels(png)
    counted = Counter(row[at : at + 3] for row in rows for at in range(0, 3 * width, 3))
    kept = [colour for colour, _ in counted.most_common(colours)]
    place = {colour: number for number, colour in enumerate(kept)}
    for colour in counted:
        place.setdefault(colour, min(range(len(kept)), key=lambda n: _apart(colour, kept[n])))
    lines = b"".join(b"\0" + bytes(place[row[at : at + 3]] for at in range(0, 3 * width, 3)) for row in rows)
    head = struct.pack(">2I5B", width, len(rows), 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", b"".join(kept)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return png[:8] + b"".join(_chunk(kind, body) for kind, body in parts)


def _apart(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _pixels(png: bytes) -> tuple[int, list[bytes]]:
    """Width, and each row as red, green, blue; of a PNG of 8 bits that is not interlaced, as browsers make them."""
    at, data, width, depth = 8, b"", 0, 3
    while at < len(png):
        (length,), kind = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        body = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, depth = struct.unpack(">I", body[:4])[0], {2: 3, 6: 4}[body[9]]
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    raw, step = zlib.decompress(data), width * depth + 1
    rows, above = [], bytes(width * depth)
    for start in range(0, len(raw), step):
        above = _unfiltered(raw[start], raw[start + 1 : start + step], above, depth)
        rows.append(above if depth == 3 else bytes(b for n, b in enumerate(above) if n % 4 < 3))
    return width, rows


def _unfiltered(kind: int, row: bytes, above: bytes, depth: int) -> bytes:
    """PNG, 9.2: none, sub, up, average, Paeth."""
    if kind == 0:
        return row
    made = bytearray(row)
    for n in range(len(made)):
        left, up = made[n - depth] if n >= depth else 0, above[n]
        corner = above[n - depth] if n >= depth else 0
        made[n] = made[n] + (left, up, (left + up) // 2, _paeth(left, up, corner))[kind - 1] & 255
    return bytes(made)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]


def main() -> None:
    asked = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    asked.add_argument("--out", type=Path, default=FOLDER, help="Where the pictures go.")
    out = asked.parse_args().out
    chromium = next(filter(None, map(which, CHROMIUM)), None)
    if chromium is None:
        sys.exit("There is no Chromium on this machine. Install one (Debian's package: chromium).")
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="lightwell-") as folder, telling(Path(folder)) as story, sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (who, path) in PICTURES.items():
            made = taken(browser, story.url, who, path)
            (out / name).write_bytes(made)
            print(f"{name}: {path} as {who} sees it, {len(made):,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
