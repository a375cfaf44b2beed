"""The story, told to a real server: what each of its people sees on which page.

with telling(tmp_path) as told:
    told.page("hera", "/my").text      # the words in the page's main part, one block a line
"""

import atexit
import html
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import httpx2
from hosting import hosting

from api.site import Site
from consumers.story.loader import load

BLOCKS = "p|h[1-6]|li|td|th|tr|caption|div|dt|dd|summary|ul|ol|section|table|details|article"


@dataclass(frozen=True)
class Page:
    status: int
    html: str
    headers: dict[str, str]
    size: int

    @cached_property
    def main(self) -> str:
        return self._part("main")

    @cached_property
    def foot(self) -> str:
        return words(self._part("footer"))

    @cached_property
    def text(self) -> str:
        return words(self.main)

    def _part(self, name: str) -> str:
        found = re.search(rf"<{name}\b.*?</{name}>", self.html, re.DOTALL)
        assert found, f"the page has no {name}"
        return found.group(0)


def words(part: str) -> str:
    """What is read, one block a line; without what is chosen or pressed."""
    text = re.sub(r"<(option|select|label|button|textarea)\b[^>]*>.*?</\1>", " ", part, flags=re.DOTALL)
    text = re.sub(rf"</?({BLOCKS})\b[^>]*>", "\n", text)
    text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return re.sub(r"[ \t]*\n\s*", "\n", re.sub(r"[ \t]+", " ", text)).strip()


@dataclass
class Told:
    url: str
    site: Site

    @contextmanager
    def visitor(self, who: str | None = None) -> Iterator[httpx2.Client]:
        """A browser's client, signed in as one of the story's people."""
        with httpx2.Client(base_url=self.url, headers={"accept": "text/html"}, timeout=60) as client:
            if who:
                assert client.post("/demo/sign-in", data={"id": who}).status_code == 303
            yield client

    def page(self, who: str | None, path: str, **form: Any) -> Page:
        with self.visitor(who) as client:
            answer = client.post(path, data=form) if form else client.get(path)
        return Page(answer.status_code, answer.text, dict(answer.headers), len(answer.content))

    def links(self, who: str, path: str, pattern: str) -> list[str]:
        """Addresses on a page that match, in its order."""
        return [html.unescape(a) for a in re.findall(rf'href="({pattern})"', self.page(who, path).html)]


@contextmanager
def telling(folder: Path) -> Iterator[Told]:
    """A server of its own, in SQLite, on a copy of the story in this folder."""
    shutil.copytree(_told(), folder, dirs_exist_ok=True)
    with hosting(folder, demo=True) as house:
        yield Told(f"http://127.0.0.1:{house.port}", house.site)


@cache
def _told() -> Path:
    """The folder of a server that was told the story and has stopped; told once in a run."""
    folder = Path(tempfile.mkdtemp(prefix="lightwell-told-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with hosting(folder, demo=True) as house:
        load(f"http://127.0.0.1:{house.port}", folder, house.site.ledger.keyring.operator)
    return folder
