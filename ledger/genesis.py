"""Leaf 0: the statement that opens a log, made from its operator's keys and its name."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid5

from ledger import ids, jws, rules
from ledger.door import Checked, check, genesis_keys
from ledger.encoding import b64
from ledger.keyring import Keyring
from ledger.statements import types


def genesis(keyring: Keyring, origin: str, now: datetime) -> Checked:
    """Signed by the operator's own key, which it registers."""
    public = bytes(keyring.operator.verify_key)
    ledger = uuid5(UUID(bytes=sha256(public).digest()[:16], version=4), origin)
    data = {
        "ledger": str(ledger),
        "operator": str(uuid5(ledger, "operator")),
        "key": {"kty": "OKP", "crv": "Ed25519", "x": b64(public)},
        "log_key": sha256(bytes(keyring.log.verify_key)).hexdigest(),
        "rules": rules.VERSION,
    }
    time = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    payload = types.build("ledger.opened.v1", data, id=ids.uuid7(now), source=f"urn:uuid:{ledger}", time=time)
    token = jws.sign(payload, keyring.operator)
    return check(token, [], genesis_keys(token), now)
