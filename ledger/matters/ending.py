"""How something that all had to sign comes to an end before its last day.

The rule stands here alone. Matters ask it, and so do read models, which fold the same statements through it.
"""

from collections.abc import Collection


class Ending:
    """``offers``: digest of a first word that it should end → the day; ``ends_on``: its last day, empty before it has
    one."""

    def __init__(self) -> None:
        self.offers: dict[str, str] = {}
        self.ends_on = ""
        self._agreed: dict[str, set[str]] = {}

    def say(self, who: str, kind: str, offer: str, ends_on: str, bound: Collection[str]) -> bool:
        """A word that it should end; whether it does by that.

        ``kind``: ``notice``, which is enough alone, or ``agreed``, which needs the word of all that are ``bound``;
        ``offer``: the digest of the first word that this one agrees to, or its own.
        """
        if kind != "notice":
            self.offers[offer] = ends_on
            self._agreed.setdefault(offer, set()).add(who)
            if self.awaits(offer, bound):
                return False
        self.ends_on = self.ends_on or ends_on
        return True

    def awaits(self, offer: str, bound: Collection[str]) -> set[str]:
        """Those without whose word it does not end."""
        return set(bound) - self._agreed.get(offer, set())
