"""Projects who there is: organisations, units, keys, feeds, agreements."""

import json
from typing import Any

from sqlalchemy import update

from ledger import jws
from ledger.encoding import unb64
from ledger.matters.mutual import Mutual
from projections import tables
from projections.memory import Memory
from projections.rows import Rows
from projections.statement import Statement


class Parties:
    def __init__(self, rows: Rows, memory: Memory) -> None:
        self._rows, self._memory = rows, memory

    def opened(self, s: Statement) -> None:
        self._organisation(s.data["operator"], "operator", False, s.index)
        self._key(s.data["operator"], s.data["key"], -1, custodial=True, recovery=False)

    def ticked(self, s: Statement) -> None:
        self._rows.add(tables.tick, idx=s.index, at=s.data["at"])
        self._memory.recorded = s.data["at"]

    def organisation(self, s: Statement) -> None:
        self._organisation(s.data["organisation"], s.data["kind"], s.data["safety_sensitive"], s.index)

    def unit(self, s: Statement) -> None:
        self._rows.add(tables.unit, id=s.data["unit"], organisation=s.organisation, kind=s.data["kind"], idx=s.index)
        self._memory.units[s.data["unit"]] = s.organisation

    def key(self, s: Statement) -> None:
        organisation = s.data["organisation"]
        known = any(key["organisation"] == organisation for key in self._memory.keys.values())
        recovery = known and s.organisation != organisation
        self._key(organisation, s.data["key"], s.index, custodial=s.data["custodial"], recovery=recovery)

    def key_ended(self, s: Statement) -> None:
        kid, key = s.data["kid"], self._memory.keys[s.data["kid"]]
        revoked = s.index if key["revoked"] is None else key["revoked"]
        compromised = s.data.get("from_index", key["compromised_from"])
        key |= {"revoked": revoked, "compromised_from": compromised}
        self._rows.flush()
        change = {"revoked": revoked, "compromised_from": compromised}
        self._rows.connection.execute(update(tables.key).where(tables.key.c.kid == kid).values(**change))
        if "from_index" in s.data:
            acts = tables.act
            self._rows.connection.execute(
                update(acts)
                .where(acts.c.kid == kid, acts.c.idx >= compromised, ~acts.c.flags.contains("key-compromised"))
                .values(flags=acts.c.flags + " key-compromised")
            )

    def feed(self, s: Statement) -> None:
        d = s.data
        self._rows.add(
            tables.feed, source=s.event["source"], organisation=s.organisation, unit=d["unit"], system=d["system"],
            reports=json.dumps(d["reports"]), since=d["since"], heartbeat_hours=d.get("heartbeat_hours"), idx=s.index,
            statements=0, last_heard=None, last_heartbeat=None,
        )  # fmt: skip
        self._memory.feeds.add(s.event["source"])

    def agreement_proposed(self, s: Statement) -> None:
        d = s.data
        row = {
            "id": d["agreement"], "version": d["version"], "content": s.digest, "parties": json.dumps(d["parties"]),
            "starts": d["starts"], "ends": d["ends"], "idx": s.index, "in_force_from": None,
        }  # fmt: skip
        self._rows.add(tables.agreement, **row)
        self._memory.agreements[d["agreement"], d["version"]] = row
        self._memory.texts.setdefault(d["agreement"], Mutual()).propose(d["version"], s.digest, d["parties"])
        for line in d["schedule"]:
            self._rows.add(
                tables.schedule, agreement=d["agreement"], version=d["version"], line=line["line"],
                to_unit=line["to_unit"], parts=json.dumps(line["parts"]), purpose=line["purpose"],
                basis=line["basis"], every_months=line.get("every_months"),
            )  # fmt: skip
        self._rows.flush()
        self._memory.load_schedule()

    def agreement_signed(self, s: Statement) -> None:
        version = (s.data["agreement"], s.data["version"])
        self._rows.add(tables.signature, agreement=version[0], version=version[1], organisation=s.organisation)
        text = self._memory.texts[version[0]]
        text.sign(s.data["content"], s.organisation)
        agreement = self._memory.agreements[version]
        if agreement["in_force_from"] is None and text.in_force:
            agreement["in_force_from"] = s.index
            self._rows.flush()
            table = tables.agreement
            self._rows.connection.execute(
                update(table)
                .where(table.c.id == version[0], table.c.version == version[1])
                .values(in_force_from=s.index)
            )

    def agreement_ended(self, s: Statement) -> None:
        d, offer = s.data, s.data.get("content") or s.digest
        self._rows.add(
            tables.ending, idx=s.index, agreement=d["agreement"], organisation=s.organisation, offer=offer,
            kind=d["kind"], ends_on=d["ends_on"],
        )  # fmt: skip
        bound = self._memory.texts[d["agreement"]].bound
        self._memory.endings[d["agreement"]].say(s.organisation, d["kind"], offer, d["ends_on"], bound)

    def unit_succeeded(self, s: Statement) -> None:
        d = s.data
        self._rows.add(tables.succession, unit=d["unit"], by=d["by"], since=d["since"], idx=s.index)
        self._memory.followed[d["unit"]] = d["by"]

    def _organisation(self, id: str, kind: str, sensitive: bool, index: int) -> None:
        self._rows.add(tables.organisation, id=id, kind=kind, safety_sensitive=int(sensitive), idx=index)
        self._memory.safety[id] = sensitive

    def _key(self, organisation: str, jwk: dict[str, Any], registered: int, *, custodial: bool, recovery: bool) -> None:
        row = {
            "kid": jws.thumbprint(unb64(jwk["x"])), "organisation": organisation, "registered": registered,
            "custodial": int(custodial), "recovery": int(recovery), "revoked": None, "compromised_from": None,
        }  # fmt: skip
        self._rows.add(tables.key, **row)
        self._memory.keys[row["kid"]] = row
