"""Names as people spell them: without accents, case and marks, since nobody knows how another is written."""

import re
import unicodedata


def plain(name: str) -> frozenset[str]:
    """The words of a name."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return frozenset(re.findall(r"\w+", "".join(c for c in letters if not unicodedata.combining(c))))
