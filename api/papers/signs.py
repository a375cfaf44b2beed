"""Signs that no font of a paper has: names and people's own words come in every script, and the paper must leave."""

from functools import cache
from typing import Any
from unicodedata import category

import font_source_sans_pro
import typst

#: Stands for signs that cannot be set, however many follow each other.
GAP = "□"
#: Controls, joiners, what is no sign, and marks on the sign before: nobody misses them beside a gap.
_UNSEEN = ("Cc", "Cf", "Cn", "Mn")
_ALONE = b'#set document(title: "sign")\n#set text(font: "Source Sans Pro", lang: "en")\n#sys.inputs.sign'


@cache
def fonts() -> typst.Fonts:
    """Read once."""
    return typst.Fonts(include_system_fonts=False, font_paths=[font_source_sans_pro.font_directory])


def settable(found: Any) -> Any:
    """The same lists and mappings, with ``GAP`` in every string for what no font has."""
    if isinstance(found, str):
        return _settable(found)
    if isinstance(found, dict):
        return {name: settable(value) for name, value in found.items()}
    return [settable(one) for one in found] if isinstance(found, list | tuple) else found


def _settable(text: str) -> str:
    made: list[str] = []
    for sign in text:
        if sign in "\n\t" or (sign.isascii() and sign.isprintable()) or _is_set(sign):
            made.append(sign)
        elif category(sign) not in _UNSEEN and made[-1:] != [GAP]:
            made.append(GAP)
    return "".join(made)


@cache
def _is_set(sign: str) -> bool:
    """Asked of Typst itself, between letters, which takes some milliseconds for each sign, once."""
    try:
        typst.compile(
            _ALONE, font_paths=fonts(), ignore_system_fonts=True, sys_inputs={"sign": f"a{sign}a"}, format="pdf",
            pdf_standards="ua-1",
        )  # fmt: skip
    except typst.TypstError:
        return False
    return True
