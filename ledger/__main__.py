"""``python -m ledger`` is the command ``lightwell``."""

from ledger.commands import main

main()
