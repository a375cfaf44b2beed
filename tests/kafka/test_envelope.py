"""What is sealed to the ledger's key opens again, however large; nothing else does."""

from pathlib import Path

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey

from consumers.kafka.envelope import Envelopes
from ledger.disclosures import MAX_PRIVATE
from ledger.problems import Problem


@pytest.mark.parametrize("size", [1, 100_000, MAX_PRIVATE])
def test_the_largest_private_part_opens_as_the_smallest_does(tmp_path: Path, size: int) -> None:
    envelopes = Envelopes.open_file(tmp_path)
    assert envelopes.open(envelopes.seal(b"x" * size)) == b"x" * size


def test_no_other_way_of_sealing_is_opened(tmp_path: Path) -> None:
    envelopes = Envelopes.open_file(tmp_path)
    key = envelopes.public()
    for header in ({"enc": "A256GCM", "zip": "DEF"}, {"enc": "A128CBC-HS256"}):
        names = ["ECDH-ES", "A256GCM", "A128CBC-HS256", "DEF"]
        protected = {"alg": "ECDH-ES", "kid": key["kid"]} | header
        sealed = jwe.encrypt_compact(protected, b"x", ECKey.import_key(key), algorithms=names).encode()
        with pytest.raises(Problem, match="opened"):
            envelopes.open(sealed)
