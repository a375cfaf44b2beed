"""English that stands in on a page of another language, marked with ``lang`` (WCAG 2.2, 3.1.2: language of parts)."""

import re

from api.wording.language import ENDS, STARTS, plain

#: What holds text and no elements: it says one language, that of most of its letters.
TEXT_ONLY = ("title", "option", "textarea")
_MARKED = re.compile(f"{STARTS}[^{ENDS}]*{ENDS}")


def with_languages(html: str) -> str:
    """The page with each such passage in a ``span``. An attribute cannot say its language: its marks go."""
    if STARTS not in html:
        return html
    made: list[str] = []
    inside, holder = False, ""
    for part in re.split(r"(<[^>]*>)", html):
        if part.startswith("<"):
            made.append(plain(part))
            holder = (re.findall(r"^<([a-z]+)", part) or [""])[0]
        elif holder in TEXT_ONLY:
            if _letters("".join(_MARKED.findall(part))) > _letters(_MARKED.sub("", part)):
                made[-1] = made[-1].removesuffix(">") + ' lang="en">'
            made.append(plain(part))
        else:
            for words in re.split(f"([{STARTS}{ENDS}])", part):
                if words in (STARTS, ENDS):
                    inside = words == STARTS
                else:
                    made.append(f'<span lang="en">{words}</span>' if inside and words.strip() else words)
    return "".join(made)


def _letters(text: str) -> int:
    return sum(letter.isalpha() for letter in text)
