"""Who may say what, at which index: the trust rules in one place, without I/O. Version 1.

The state is built only from statements, in log order, so an auditor's replay reaches the same verdicts.

1. Leaf 0 opens the log and registers the operator's first key; its feed is the ledger's own.
2. The operator registers organisations and each one's first key. Later keys are signed by a key of the organisation;
   an operator's key for an organisation that has one already is a recovery, and is flagged.
3. A key is valid from the index after its registration up to its revocation, whatever ``time`` says.
4. A statement's feed belongs to the signer's organisation, and so does its unit.
5. Only the operator ticks, answers, records reads, refusals and erasures, and only on the ledger's own feed.
6. One sequence number of a feed carries one statement. Gaps are evidence, not errors.
7. An agreement's parties sign the digest of its newest version; proposals come from a party.
8. The first statement about a holding fixes whose it is: the collector's, the maker's, or a transfer's recipient's.
   Nobody else collects, writes or receives into it, or makes it.
9. A statement is taken back or replaced only by the organisation that issued it.
10. What a person says on our pages is written down by the operator, on the ledger's own feed (``voice``: ``person``);
    nobody else may say it in their name, and an organisation that passes on what it was told says so (``relayed``).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ledger import jws
from ledger.encoding import unb64
from ledger.problems import Problem
from ledger.statements.parties import possession_text
from ledger.statements.types import DATA, PREFIX

VERSION = 1
OPERATOR_ONLY = frozenset(
    PREFIX + name
    for name in (
        "ledger.opened.v1", "ledger.ticked.v1", "ledger.rekeyed.v1", "organisation.registered.v1", "answer.given.v1",
        "trail.read.v1", "trail.read.v2", "learning.read.v1", "refusal.recorded.v1", "viewer.refused.v1",
        "subject.erased.v1", "subject.erased.v2", "inquiry.answered.v1",
    )
)  # fmt: skip


@dataclass(slots=True)
class Key:
    organisation: str
    public: bytes
    registered: int
    custodial: bool
    recovery: bool = False
    revoked: int | None = None
    compromised_from: int | None = None

    def valid_at(self, index: int) -> bool:
        return self.registered < index and (self.revoked is None or index <= self.revoked)


@dataclass(slots=True)
class State:
    """What the rules need to remember. ``size`` is how many statements it has seen.

    What grows with the log is looked up instead: ``find_issuer(digest)`` gives the organisation that issued a
    statement, ``find_sequence(source, sequence)`` the digest of what a feed said there, ``find_holding(id)`` whose a
    holding is; None where there is nothing.
    """

    find_issuer: Callable[[bytes], str | None]
    find_sequence: Callable[[str, str], bytes | None]
    find_holding: Callable[[str], str | None]
    size: int = 0
    ledger: str = ""
    operator: str = ""
    log_keys: set[str] = field(default_factory=set)
    keys: dict[str, Key] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    feeds: dict[str, str] = field(default_factory=dict)

    def public_keys(self) -> dict[str, bytes]:
        return {kid: key.public for kid, key in self.keys.items()}

    def check(self, event: dict[str, Any], kid: str, digest: bytes) -> None:
        """Raises Problem unless the holder of ``kid`` may say this as statement number ``self.size``."""
        index, kind, data = self.size, event["type"], event["data"]
        if index == 0:
            if kind != PREFIX + "ledger.opened.v1":
                raise Problem("unknown-type", "statement.payload.type")
            if kid != jws.thumbprint(unb64(data["key"]["x"])) or event["source"] != f"urn:uuid:{data['ledger']}":
                raise Problem("wrong-issuer", "statement.header.kid")
            return
        key = self.keys.get(kid)
        if key is None:
            raise Problem("key-not-registered", "statement.header.kid")
        if not key.valid_at(index):
            raise Problem("key-revoked", "statement.header.kid")
        who, source = key.organisation, event["source"]
        owner = self.feeds.get(source)
        if kind == _FEED_REGISTERED:
            if owner is not None:
                raise Problem("already-exists", "statement.payload.source")
        elif owner is None and not self._founding(kind, who):
            raise Problem("unknown-feed", "statement.payload.source")
        elif owner is not None and owner != who:
            raise Problem("wrong-issuer", "statement.payload.source")
        if kind in OPERATOR_ONLY and (who != self.operator or kind == PREFIX + "ledger.opened.v1"):
            raise Problem("wrong-issuer", "statement.payload.type")
        if kind in _VOICED and (data.get("voice") == "person") != (who == self.operator):
            raise Problem("wrong-issuer", "statement.payload.data.voice")
        unit = data.get("unit")
        if unit is not None and kind != _UNIT_REGISTERED and kind not in OPERATOR_ONLY:
            self._own_unit(unit, who)
        sequence = event.get("sequence")
        if sequence is not None and self.find_sequence(source, sequence) not in (None, digest):
            raise Problem("feed-fork", "statement.payload.sequence")
        rule = _CHECKS.get(kind)
        if rule is not None:
            rule(self, data, who)
        for holding, owner in self.new_holdings(event, who):
            if self.find_holding(holding) not in (None, owner):
                raise Problem("holding-taken", "statement.payload.data")

    def new_holdings(self, event: dict[str, Any], who: str) -> list[tuple[str, str]]:
        """(holding, its organisation) that a statement fixes. Raises Problem when a transfer's recipient is unknown."""
        kind, data = event["type"], event["data"]
        if kind in _HELD:
            return [(data["holding"], who)]
        if kind == PREFIX + "information.transferred.v1":
            recipient = self.units.get(data["to_unit"])
            if recipient is None:
                raise Problem("unknown-unit", "statement.payload.data.to_unit")
            return [(data["holding"], recipient)]
        if kind == PREFIX + "information.used.v1":
            return [(product["product"], who) for product in data.get("products", ())]
        return []

    def apply(self, event: dict[str, Any], kid: str) -> None:
        """Takes statement number ``self.size`` into account; it must have passed ``check``."""
        kind, data = event["type"], event["data"]
        who = self.keys[kid].organisation if self.size else ""
        change = _CHANGES.get(kind)
        if change is not None:
            change(self, data, event, who)
        self.size += 1

    def _founding(self, kind: str, who: str) -> bool:
        """Units and keys are named before an organisation has any feed of its own."""
        return kind in (_UNIT_REGISTERED, _KEY_REGISTERED) and who in self.organisations

    def _own_unit(self, unit: str, who: str) -> None:
        owner = self.units.get(unit)
        if owner is None:
            raise Problem("unknown-unit", "statement.payload.data.unit")
        if owner != who:
            raise Problem("wrong-issuer", "statement.payload.data.unit")

    def _check_organisation(self, data: dict[str, Any], who: str) -> None:
        if data["organisation"] in self.organisations:
            raise Problem("already-exists", "statement.payload.data.organisation")

    def _check_unit(self, data: dict[str, Any], who: str) -> None:
        if data["unit"] in self.units:
            raise Problem("already-exists", "statement.payload.data.unit")

    def _check_key(self, data: dict[str, Any], who: str) -> None:
        organisation = data["organisation"]
        if organisation not in self.organisations:
            raise Problem("unknown-organisation", "statement.payload.data.organisation")
        if who not in (organisation, self.operator):
            raise Problem("wrong-issuer", "statement.payload.data.organisation")
        try:
            public = unb64(data["key"]["x"])
        except ValueError:  # the schema's pattern does not see spare bits
            raise Problem("key-weak", "statement.payload.data.key") from None
        jws.check_public_key(public)
        kid = jws.thumbprint(public)
        if kid in self.keys:
            raise Problem("already-exists", "statement.payload.data.key")
        text = possession_text(self.ledger, organisation, kid)
        try:
            jws.verify(jws.Token(kid, b"", text, unb64(data["possession"])), public)
        except (Problem, ValueError):
            raise Problem("no-possession", "statement.payload.data.possession") from None

    def _check_key_end(self, data: dict[str, Any], who: str) -> None:
        key = self.keys.get(data["kid"])
        if key is None:
            raise Problem("key-not-registered", "statement.payload.data.kid")
        if who not in (key.organisation, self.operator):
            raise Problem("wrong-issuer", "statement.payload.data.kid")

    def _check_own_statement(self, data: dict[str, Any], who: str) -> None:
        for name in ("statement", "by"):
            if name in data:
                issuer = self.find_issuer(bytes.fromhex(data[name]))
                if issuer is None:
                    raise Problem("unknown-statement", f"statement.payload.data.{name}")
                if issuer != who:
                    raise Problem("wrong-issuer", f"statement.payload.data.{name}")

    def _open(self, data: dict[str, Any], event: dict[str, Any], who: str) -> None:
        public = unb64(data["key"]["x"])
        self.ledger, self.operator = data["ledger"], data["operator"]
        self.log_keys.add(data["log_key"])
        self.organisations[self.operator] = "operator"
        self.keys[jws.thumbprint(public)] = Key(self.operator, public, -1, custodial=True)
        self.feeds[event["source"]] = self.operator

    def _rekey(self, data: dict[str, Any], event: dict[str, Any], who: str) -> None:
        self.log_keys.add(data["log_key"])

    def _register_key(self, data: dict[str, Any], event: dict[str, Any], who: str) -> None:
        organisation, public = data["organisation"], unb64(data["key"]["x"])
        first = all(key.organisation != organisation for key in self.keys.values())
        recovery = who != organisation and not first
        self.keys[jws.thumbprint(public)] = Key(organisation, public, self.size, data["custodial"], recovery)

    def _revoke(self, data: dict[str, Any], event: dict[str, Any], who: str) -> None:
        key = self.keys[data["kid"]]
        key.revoked = self.size if key.revoked is None else key.revoked
        key.compromised_from = data.get("from_index", key.compromised_from)

    def _register_organisation(self, data: dict[str, Any], event: dict[str, Any], who: str) -> None:
        self.organisations[data["organisation"]] = data["kind"]

    def _register_unit(self, data: dict[str, Any], event: dict[str, Any], who: str) -> None:
        self.units[data["unit"]] = who

    def _register_feed(self, data: dict[str, Any], event: dict[str, Any], who: str) -> None:
        self.feeds[event["source"]] = who


_VOICED = frozenset(PREFIX + name for name, model in DATA.items() if "voice" in model.model_fields)
_FEED_REGISTERED = PREFIX + "feed.registered.v1"
_HELD = frozenset(PREFIX + f"information.{act}.v1" for act in ("collected", "written", "received"))
_UNIT_REGISTERED = PREFIX + "unit.registered.v1"
_KEY_REGISTERED = PREFIX + "key.registered.v1"
#: Types that speak of an earlier statement, which ``find_issuer`` must know.
OF_STATEMENTS = (PREFIX + "statement.retracted.v1", PREFIX + "statement.replaced.v1")
_CHECKS = {
    PREFIX + "organisation.registered.v1": State._check_organisation,
    _UNIT_REGISTERED: State._check_unit,
    _KEY_REGISTERED: State._check_key,
    PREFIX + "key.revoked.v1": State._check_key_end,
    PREFIX + "key.compromised.v1": State._check_key_end,
    **dict.fromkeys(OF_STATEMENTS, State._check_own_statement),
}
_CHANGES = {
    PREFIX + "ledger.opened.v1": State._open,
    PREFIX + "ledger.rekeyed.v1": State._rekey,
    PREFIX + "organisation.registered.v1": State._register_organisation,
    _UNIT_REGISTERED: State._register_unit,
    _KEY_REGISTERED: State._register_key,
    _FEED_REGISTERED: State._register_feed,
    PREFIX + "key.revoked.v1": State._revoke,
    PREFIX + "key.compromised.v1": State._revoke,
}
#: Types that change the state: the only ones a restarting ledger reads again.
GOVERNING = tuple(_CHANGES)
