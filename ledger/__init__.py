"""The ledger: statements are checked, sealed into one verifiable log, and can be proven."""
