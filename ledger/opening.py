"""The ledger in a data folder, for the commands that need one."""

from pathlib import Path

from ledger.application import Ledger
from ledger.keyring import Keyring
from ledger.settings import Settings


def open_ledger(data: Path) -> Ledger:
    """The ledger in a data folder, for commands. Raises FileNotFoundError where there is none."""
    settings = Settings()
    if not (data / ("keys" if settings.log.url else "ledger.db")).exists():
        raise FileNotFoundError(f"there is no ledger in {data}: give the folder that serve was started with (--data)")
    return Ledger(data, Keyring.open(data / "keys"), settings.origin, anchor=settings.anchor, database=settings.log)
