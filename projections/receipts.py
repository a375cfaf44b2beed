"""Whether a transfer has arrived: both ends sign it, in whatever order their statements come (DESIGN §5)."""

from sqlalchemy import select, update

from projections.rows import Rows
from projections.statement import Statement
from projections.tables import act, holding, receipt, transfer

DIFFERS = "received-count-differs"


class Receipts:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def add(self, s: Statement) -> None:
        """One end's word; ``settle`` holds it against the other's."""
        d = s.data
        self._rows.add(
            receipt, transfer=d["transfer"], idx=s.index, time=s.event["time"], organisation=s.organisation,
            holding=d["holding"], lines=d["lines"], system=d["system"],
        )  # fmt: skip

    def settle(self, id: str) -> None:
        """The transfer was received as the recipient's first receipt says that still stands, if there is one."""
        self._rows.flush()
        run = self._rows.connection.execute
        sent = run(select(transfer).where(transfer.c.id == id)).first()
        if sent is None:
            return
        said = run(
            select(receipt, act.c.flags, act.c.retracted)
            .join(act, act.c.idx == receipt.c.idx)
            .where(receipt.c.transfer == id, receipt.c.organisation == sent.to_organisation)
            .where(receipt.c.holding == sent.holding)
            .order_by(receipt.c.idx)
        ).all()
        for one in said:
            if one.lines != sent.lines and DIFFERS not in one.flags.split():
                run(update(act).where(act.c.idx == one.idx).values(flags=f"{one.flags} {DIFFERS}".strip()))
        first = next((one for one in said if one.retracted is None), None)
        system = first.system if first else None
        run(
            update(transfer)
            .where(transfer.c.id == id)
            .values(
                received_idx=first.idx if first else None, received=first.time if first else None,
                received_lines=first.lines if first else None, system=system,
            )
        )  # fmt: skip
        run(update(holding).where(holding.c.id == sent.holding, holding.c.kind == "received").values(system=system))
