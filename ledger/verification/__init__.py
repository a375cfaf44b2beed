"""The parts of ``ledger.verify``: reading an export, its tree, the replay of the rules, and the report."""
