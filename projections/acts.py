"""Projects what happened to information: one ``act`` per statement, the lines it touched, and lineage."""

import json
from typing import Any

from sqlalchemy import update

from ledger.matters.grant import Grant
from ledger.matters.programme import Programme
from ledger.vocabulary import HELD_BASES
from projections import flags, on_behalf, tables, touched
from projections.agreed import Agreed
from projections.lineage import LAST, Derivation, Lineage
from projections.memory import HeldBy, Memory
from projections.receipts import Receipts
from projections.rows import Rows
from projections.statement import Statement
from projections.touched import Touched

#: Their ``people`` is what they say themselves, not what they touch.
_COUNTED = ("information.transferred", "information.received", "trail.read")


class Acts:
    def __init__(self, rows: Rows, memory: Memory, agreed: Agreed) -> None:
        self._rows, self._memory, self._agreed = rows, memory, agreed
        self._lineage, self._receipts = Lineage(rows), Receipts(rows)
        #: Registers that have more lines than their rows say.
        self._grown: dict[str, int] = {}

    def write(self) -> None:
        """Leaves what a batch added to rows that are there."""
        for id, lines in self._grown.items():
            self._rows.change(update(tables.holding).where(tables.holding.c.id == id).values(lines=lines))
        self._grown.clear()

    def collected(self, s: Statement) -> None:
        d = s.data
        last = d["lines"][-1][1]
        held = self._memory.holding(d["holding"])
        if held is None:
            self._holding(s, d["holding"], "register", s.organisation, d["unit"], d["system"], last)
        elif last > held.lines:
            held.lines = self._grown[d["holding"]] = last
        self._lineage.add_lines(d["holding"], d["lines"], self._held(s))
        self._act(s, [Touched(d["holding"], d["lines"], d["parts"])], reason=d["relation"])

    def transferred(self, s: Statement) -> None:
        d = s.data
        recipient = self._memory.units.get(d["to_unit"], "")
        before = self._memory.holding(d["holding"])
        taken = before is not None and before.maker not in (s.organisation, recipient)
        self._holding(s, d["holding"], "received", recipient, d["to_unit"], None, d["lines"])
        gone = []
        for n, derived in enumerate(d["derived"]):
            source, mapping = derived["source"], derived["mapping"]
            if not taken:  # else whoever was there before would seem to be the sender's people
                within = self._within([], source, mapping)
                new = Derivation(d["holding"], source, mapping, d["lines"], within, self._held(s, recipient))
                self._lineage.derive(new, s.index, n)
            spans = [[a, b] for a, b, _ in mapping] if isinstance(mapping, list) else [[1, d["lines"]]]
            gone.append(Touched(source, "all" if mapping == "group" else spans, d["parts"]))
        extra = ["holding-taken"] if taken else []
        self._act(
            s, gone, people=d["lines"], to=(d["to_unit"], recipient), transfer=d["transfer"], extra=extra,
        )  # fmt: skip
        why = d["why"]
        self._rows.add(
            tables.transfer, id=d["transfer"], idx=s.index, time=s.event["time"], organisation=s.organisation,
            unit=d["unit"], to_organisation=recipient, to_unit=d["to_unit"], holding=None if taken else d["holding"],
            lines=d["lines"], parts=json.dumps(d["parts"]), purpose=why.get("purpose"),
            period_from=d.get("period_from"), period_to=d.get("period_to"), due=d.get("due"), received_idx=None,
            received=None, received_lines=None, system=None,
        )  # fmt: skip
        self._receipts.settle(d["transfer"])

    def received(self, s: Statement) -> None:
        self._receipts.add(s)
        lines, transfer = s.data["lines"], s.data["transfer"]
        self._act(s, [Touched(s.data["holding"], "all", [])], people=lines, transfer=transfer)
        self._receipts.settle(transfer)

    def touched(self, s: Statement) -> None:
        """Accessed, refused, corrected: lines and parts of one holding."""
        d = s.data
        self._act(s, [Touched(d["holding"], d["lines"], d["parts"])], reason=d.get("reason"))

    def destroyed(self, s: Statement) -> None:
        self._act(s, [Touched(s.data["holding"], s.data["lines"], [])], reason=s.data["reason"])

    def notice_given(self, s: Statement) -> None:
        self._act(s, [Touched(s.data["holding"], s.data["lines"], [])], mode=s.data["reader"])

    def used(self, s: Statement) -> None:
        d = s.data
        inputs = [Touched(i["holding"], i["lines"], i["parts"]) for i in d["inputs"]]
        self._act(s, inputs, use=d["use"])
        self._rows.add(
            tables.use, id=d["use"], idx=s.index, unit=d["unit"], organisation=s.organisation, time=s.event["time"]
        )
        for p in d.get("products", ()):
            self._rows.add(tables.product, id=p["product"], use=d["use"], kind=p["kind"])
            lines = p.get("lines", 0)
            self._holding(s, p["product"], "product", s.organisation, d["unit"], p.get("system"), lines)
            # What a product is made of, where it does not say: of everybody whose information went in.
            made_of = p.get("derived") or [
                {"source": source, "mapping": "group"} for source in dict.fromkeys(one.holding for one in inputs)
            ]
            for n, derived in enumerate(made_of):
                within = self._within(inputs, derived["source"], derived["mapping"])
                new = Derivation(
                    p["product"], derived["source"], derived["mapping"], lines, within, self._held(s)
                )  # fmt: skip
                self._lineage.derive(new, s.index, n)

    def outcome(self, s: Statement) -> None:
        d = s.data
        self._rows.add(
            tables.outcome, id=d["outcome"], digest=s.digest, idx=s.index, time=s.event["time"],
            organisation=s.organisation, unit=d["unit"], kind=d["kind"], subject=d["subject"], scope=d["scope"],
            people=d["people"], reason=d.get("reason"), until=d.get("until"), retracted=None,
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
        lines = [Touched(holding, [[line, line]], []) for holding, line in s.data["lines"]]
        self._act(s, lines, people=1, organisation=s.data["organisation"])

    def _mark(self, digest: str, **change: Any) -> None:
        self._rows.flush()
        run, act, outcome = self._rows.connection.execute, tables.act, tables.outcome
        run(update(act).where(act.c.digest == digest).values(**change))
        run(update(outcome).where(outcome.c.digest == digest).values(retracted=change["retracted"]))
        marked = run(act.select().where(act.c.digest == digest, act.c.type == "information.received")).first()
        if marked is not None:
            self._receipts.settle(marked.transfer)

    def _holding(
        self, s: Statement, id: str, kind: str, organisation: str, unit: str, system: str | None, lines: int
    ) -> None:
        if self._memory.holding(id) is not None:
            return
        self._memory.keep_holding(id, HeldBy(organisation, kind, lines, s.organisation, unit))
        self._rows.add(
            tables.holding, id=id, kind=kind, organisation=organisation, unit=unit, system=system, lines=lines,
            idx=s.index, maker=s.organisation,
        )  # fmt: skip
        if kind == "received":
            self._rows.flush()
            self._count_late(id, lines)

    def _count_late(self, id: str, lines: int) -> None:
        """Acts on ``all`` of a holding before it was described touched as many lines as it turns out to have."""
        run, act, touch = self._rows.connection.execute, tables.act, tables.touch
        whole = (touch.c.holding == id, touch.c.line == 0, touch.c.upto == LAST)
        late = list(run(touch.select().where(*whole)))
        if late:
            run(
                update(act)
                .where(act.c.idx.in_([row.act for row in late]), act.c.type.not_in(_COUNTED))
                .values(people=act.c.people + lines)
            )
            run(update(touch).where(*whole).values(upto=lines))

    def _within(self, inputs: list[Touched], source: str, mapping: Any) -> list[list[int]]:
        """For a group: which of the source's lines went in. Who joins a register later did not."""
        if mapping != "group":
            return []
        held = self._memory.holding(source)
        known = None if held is None else held.lines
        return touched.ranges(inputs, source, known) or touched.ranges([Touched(source, "all", [])], source, known)

    def _held(self, s: Statement, recipient: str | None = None) -> int:
        """Whether what a statement makes is held from family-side viewers from the start (LAW "Safety")."""
        sensitive = self._memory.safety.get(s.organisation) or self._memory.safety.get(recipient or "")
        return int(bool(sensitive) or (s.data.get("why") or {}).get("basis") in HELD_BASES)

    def _act(
        self, s: Statement, said: list[Touched], *, people: int | None = None, to: tuple[str, str] | None = None,
        extra: list[str] | None = None, organisation: str | None = None, **more: Any,
    ) -> None:  # fmt: skip
        d, why = s.data, s.data.get("why") or {}
        for ref in filter(None, (d.get("programme"), d.get("grant"))):
            self._rows.add(tables.act_named, ref=ref, idx=s.index)
        rows, total = touched.rows(said, self._memory)
        for holding, line, upto, parts in rows:
            self._rows.add(tables.touch, act=s.index, holding=holding, line=line, upto=upto, parts=parts)
        ref = why.get("agreement") or {}
        who = organisation or s.organisation
        sensitive = self._memory.safety.get(who) or (to is not None and self._memory.safety.get(to[1]))
        self._rows.add(
            tables.act, idx=s.index, digest=s.digest, type=s.type, time=s.event["time"],
            recorded=self._memory.recorded, kid=s.kid, source=s.event["source"], organisation=who, unit=d.get("unit"),
            role=d.get("role"), mode=more.get("mode") or d.get("mode"), purpose=why.get("purpose") or d.get("purpose"),
            basis=why.get("basis"), agreement=ref.get("agreement"), version=ref.get("version"),
            schedule_line=ref.get("line"), people=total if people is None else people,
            to_unit=to[0] if to else None, to_organisation=to[1] if to else None, transfer=more.get("transfer"),
            use=more.get("use"), reason=more.get("reason"),
            flags=" ".join(self._flags(s, said, to) + (extra or [])), retracted=None, replaced_by=None,
            safety_sensitive=int(bool(sensitive)), request=d.get("request"),
            system=d.get("system") if s.type == "access.refused" else None,
        )  # fmt: skip

    def _at_request(self, s: Statement, elsewhere: bool) -> bool | None:
        """Whether it answers a request as it should: at home, or elsewhere with the checks and authority first. None:
        it names no request."""
        if s.data.get("request") is None:
            return None
        self._rows.flush()
        request = on_behalf.as_it_stood(self._rows.connection, s.data["request"], s.index)
        if elsewhere:
            return request.may_fetch(s.organisation, s.event["time"])
        return s.organisation in request.parties

    def _flags(self, s: Statement, said: list[Touched], to: tuple[str, str] | None) -> list[str]:
        d, time, now = s.data, s.event["time"], self._memory.now
        why, found = d.get("why"), flags.of_time(time, self._memory.recorded)
        holdings = [self._memory.holding(one.holding) for one in said]
        known = [holding for holding in holdings if holding is not None]
        if len(known) < len(holdings):
            found.append("holding-unknown")
        if s.type == "trail.read":
            return found
        foreign = [holding for holding in known if holding.organisation != s.organisation]
        at_request = self._at_request(s, bool(foreign))
        if at_request is False:
            found.append("asked-without-check")
        elif foreign and not at_request and s.type != "access.refused":
            found.append("other-organisations-holding")
        if d.get("programme"):
            found += flags.of_plan(self._agreed.matter(Programme, d["programme"]))
        if s.type == "information.accessed":
            found += self._grant_flags(d, time[:10])
        if why is not None and s.type != "access.refused":
            found += flags.of_reason(s.type, why)
            received = [holding for holding in known if holding.kind != "register"]
            of_itself = to is None and not foreign and len(known) == len(holdings)
            # What is its own register's, for a purpose that is named, needs no agreement, and neither does an answer to
            # a request.
            own = bool((of_itself and not received and why.get("purpose")) or at_request)
            ref = why.get("agreement")
            if ref or not own:
                unit, day = now(to[0] if to else d.get("unit", "")), time[:10]
                line = self._memory.schedule_line(ref, day) if ref else None
                parts = {part for one in said for part in one.parts}
                broken = flags.of_agreement(unit, parts, why.get("purpose"), day, line, named=bool(ref), own=own)
                found += broken
                if broken and to is None and not foreign:
                    found += flags.of_stream(unit, {now(one.unit) for one in received}, why.get("purpose"))
        key = self._memory.keys.get(s.kid)
        if key is not None and key["recovery"]:
            found.append("recovery-key")
        return found

    def _grant_flags(self, d: dict[str, Any], day: str) -> list[str]:
        grant = self._agreed.matter(Grant, d["grant"]) if d.get("grant") else None
        return flags.of_grant(grant, d["role"], d["unit"], d["holding"], d["parts"], d["why"].get("purpose"), day)
