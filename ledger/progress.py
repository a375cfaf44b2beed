"""How long work tells whoever waits for it how far it is."""

from collections.abc import Callable

#: Called with what is being done, how many statements are done, and of how many.
Progress = Callable[[str, int, int], None]


def silent(doing: str, done: int, total: int) -> None:
    """Nobody waits."""
