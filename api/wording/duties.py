"""What each kind of open duty is called, for whoever has it."""

#: Kind of a ``projections.duties.Due`` → (what is to be done, said to the one who owes it).
DUTIES: dict[str, str] = {
    # programmes
    # tenders and agreements
    # families
    # requests
    # reporting
}
