"""Projects what happened to information: one ``act`` per statement, the lines it touched, and lineage."""

import json
from typing import Any

from sqlalchemy import update

from projections import flags, tables
from projections.lineage import Lineage
from projections.memory import HeldBy, Memory
from projections.rows import Rows
from projections.statement import Statement

EVERYONE = 1_000_000


class Acts:
    def __init__(self, rows: Rows, memory: Memory) -> None:
        self._rows, self._memory = rows, memory
        self._lineage = Lineage(rows.connection)

    def collected(self, s: Statement) -> None:
        d = s.data
        last = d["lines"][-1][1]
        held = self._memory.holding(d["holding"])
        if held is None:
            self._holding(d["holding"], "register", s.organisation, d["unit"], d["system"], last, s.index)
        elif last > held.lines:
            held.lines = last
            self._rows.flush()
            table = tables.holding
            self._rows.connection.execute(update(table).where(table.c.id == d["holding"]).values(lines=last))
        self._lineage.add_lines(d["holding"], d["lines"])
        self._act(s, [(d["holding"], d["lines"], d["parts"])], reason=d["relation"])

    def transferred(self, s: Statement) -> None:
        d = s.data
        recipient = self._memory.units.get(d["to_unit"], "")
        self._holding(d["holding"], "received", recipient, d["to_unit"], None, d["lines"], s.index)
        touched = []
        for derived in d["derived"]:
            mapping = derived["mapping"]
            self._lineage.derive(d["holding"], derived["source"], mapping, d["lines"], "all", s.index)
            lines = [[a, b] for a, b, _ in mapping] if isinstance(mapping, list) else [[1, d["lines"]]]
            touched.append((derived["source"], "all" if mapping == "group" else lines, d["parts"]))
        self._act(s, touched, people=d["lines"], to=(d["to_unit"], recipient), transfer=d["transfer"])
        why = d["why"]
        self._rows.add(
            tables.transfer, id=d["transfer"], idx=s.index, time=s.event["time"], organisation=s.organisation,
            unit=d["unit"], to_organisation=recipient, to_unit=d["to_unit"], holding=d["holding"], lines=d["lines"],
            parts=json.dumps(d["parts"]), purpose=why.get("purpose"), period_from=d.get("period_from"),
            period_to=d.get("period_to"), due=d.get("due"), received_idx=None, received=None, received_lines=None,
            system=None,
        )  # fmt: skip

    def received(self, s: Statement) -> None:
        d, table = s.data, tables.transfer
        self._rows.flush()
        query = table.select().where(table.c.id == d["transfer"])
        sent = self._rows.connection.execute(query).first()
        extra = ["received-count-differs"] if sent is not None and sent.lines != d["lines"] else []
        self._act(s, [(d["holding"], "all", [])], people=d["lines"], transfer=d["transfer"], extra=extra)
        if sent is not None and sent.received is None and s.organisation == sent.to_organisation:
            change = {"received_idx": s.index, "received": s.event["time"], "received_lines": d["lines"]}
            self._rows.connection.execute(
                update(table).where(table.c.id == d["transfer"]).values(system=d["system"], **change)
            )
            self._rows.connection.execute(
                update(tables.holding).where(tables.holding.c.id == d["holding"]).values(system=d["system"])
            )

    def touched(self, s: Statement) -> None:
        """Accessed, refused, corrected: lines and parts of one holding."""
        d = s.data
        self._act(s, [(d["holding"], d["lines"], d["parts"])], reason=d.get("reason"))

    def destroyed(self, s: Statement) -> None:
        self._act(s, [(s.data["holding"], s.data["lines"], [])], reason=s.data["reason"])

    def notice_given(self, s: Statement) -> None:
        self._act(s, [(s.data["holding"], s.data["lines"], [])], mode=s.data["reader"])

    def used(self, s: Statement) -> None:
        d = s.data
        inputs = [(i["holding"], i["lines"], i["parts"]) for i in d["inputs"]]
        self._act(s, inputs, use=d["use"])
        self._rows.add(
            tables.use, id=d["use"], idx=s.index, unit=d["unit"], organisation=s.organisation, time=s.event["time"]
        )
        within = {holding: lines for holding, lines, _ in inputs}
        for p in d.get("products", ()):
            self._rows.add(tables.product, id=p["product"], use=d["use"], kind=p["kind"])
            self._holding(
                p["product"], "product", s.organisation, d["unit"], p.get("system"), p.get("lines", 0), s.index
            )
            for derived in p.get("derived", ()):
                lines = within.get(derived["source"], "all")
                self._lineage.derive(
                    p["product"], derived["source"], derived["mapping"], p.get("lines", 0), lines, s.index
                )

    def outcome(self, s: Statement) -> None:
        d = s.data
        self._rows.add(
            tables.outcome, id=d["outcome"], digest=s.digest, idx=s.index, time=s.event["time"],
            organisation=s.organisation, unit=d["unit"], kind=d["kind"], subject=d["subject"], scope=d["scope"], people=d["people"],
            reason=d.get("reason"), until=d.get("until"), retracted=None,
        )  # fmt: skip
        for use in d["uses"]:
            self._rows.add(tables.outcome_use, use=use, outcome=d["outcome"])

    def retracted(self, s: Statement) -> None:
        self._mark(s.data["statement"], retracted=s.data["reason"])

    def replaced(self, s: Statement) -> None:
        self._rows.flush()
        by = self._rows.connection.execute(tables.act.select().where(tables.act.c.digest == s.data["by"])).first()
        self._mark(s.data["statement"], retracted=s.data["reason"], replaced_by=by.idx if by else None)

    def trail_read(self, s: Statement) -> None:
        """A staff read is a line in the trail that was read."""
        lines: list[tuple[str, Any, list[str]]] = [(holding, [[line, line]], []) for holding, line in s.data["lines"]]
        self._act(s, lines, people=1, organisation=s.data["organisation"])

    def _mark(self, digest: str, **change: Any) -> None:
        self._rows.flush()
        act, outcome = tables.act, tables.outcome
        self._rows.connection.execute(update(act).where(act.c.digest == digest).values(**change))
        self._rows.connection.execute(
            update(outcome).where(outcome.c.digest == digest).values(retracted=change["retracted"])
        )

    def _holding(
        self, id: str, kind: str, organisation: str, unit: str, system: str | None, lines: int, index: int
    ) -> None:
        if self._memory.holding(id) is None:
            self._memory.keep_holding(id, HeldBy(organisation, kind, lines))
            self._rows.add(
                tables.holding, id=id, kind=kind, organisation=organisation, unit=unit, system=system, lines=lines,
                idx=index,
            )  # fmt: skip

    def _act(
        self, s: Statement, touched: list[tuple[str, Any, list[str]]], *, people: int | None = None,
        to: tuple[str, str] | None = None, extra: list[str] | None = None, organisation: str | None = None, **more: Any,
    ) -> None:  # fmt: skip
        d, why, total = s.data, s.data.get("why"), 0
        for holding, lines, parts in touched:
            held = self._memory.holding(holding)
            known = held.lines if held is not None else EVERYONE
            whole = lines == "all" or lines == [[1, known]]
            spans: list[list[int]] | None = None if whole else lines
            upto = known if whole else 0
            numbers: list[int] = [n for first, last in spans or () for n in range(first, last + 1)] or [0]
            for line in numbers:
                self._rows.add(
                    tables.touch, holding=holding, line=line, act=s.index, upto=upto or line, parts=json.dumps(parts)
                )
            total += known if spans is None and held is not None else sum(b - a + 1 for a, b in spans or ())
        ref = (why or {}).get("agreement") or {}
        who = organisation or s.organisation
        self._rows.add(
            tables.act, idx=s.index, digest=s.digest, type=s.type, time=s.event["time"],
            recorded=self._memory.recorded, kid=s.kid, source=s.event["source"], organisation=who, unit=d.get("unit"),
            role=d.get("role"), mode=more.get("mode") or d.get("mode"), purpose=(why or d).get("purpose"),
            basis=(why or {}).get("basis"), agreement=ref.get("agreement"), version=ref.get("version"),
            schedule_line=ref.get("line"), people=total if people is None else people,
            to_unit=to[0] if to else None, to_organisation=to[1] if to else None, transfer=more.get("transfer"),
            use=more.get("use"), reason=more.get("reason"),
            flags=" ".join(self._flags(s, touched, to) + (extra or [])), retracted=None, replaced_by=None,
            safety_sensitive=int(self._memory.safety.get(who, False)),
        )  # fmt: skip

    def _flags(self, s: Statement, touched: list[tuple[str, Any, list[str]]], to: tuple[str, str] | None) -> list[str]:
        why, found = s.data.get("why"), flags.of_time(s.event["time"], self._memory.recorded)
        held = [self._memory.holding(holding) for holding, _, _ in touched]
        if any(holding is None for holding in held):
            found.append("holding-unknown")
        if s.type in ("trail.read", "notice.given", "information.received", "information.destroyed"):
            return found
        if why is not None:
            found += flags.of_reason(s.type, why)
        known = [holding for holding in held if holding is not None]
        if any(holding.organisation != s.organisation for holding in known) and s.type != "access.refused":
            found.append("other-organisations-holding")
        if why is not None and s.type != "access.refused":
            own = to is None and len(known) == len(held) and all(
                holding.kind == "register" and holding.organisation == s.organisation for holding in known
            )  # fmt: skip
            ref = why.get("agreement")
            parts = {part for _, _, parts in touched for part in parts}
            unit = to[0] if to else s.data.get("unit", "")
            line = self._memory.schedule_line(ref) if ref else None
            found += flags.of_agreement(
                unit, parts, why.get("purpose"), s.event["time"][:10], line, named=bool(ref), own=own
            )
        key = self._memory.keys.get(s.kid)
        if key is not None and key["recovery"]:
            found.append("recovery-key")
        return found
