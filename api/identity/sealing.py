"""What only the holder of a secret can open: found by the secret's hash, encrypted under a key made from it.

A copy of the store, even with every other key, opens nothing. For secrets of 128 random bits or more: the hash is fast.
"""

import os
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def hashed(purpose: str, secret: str) -> bytes:
    return sha256(f"lightwell {purpose} v1 hash\n{secret}".encode()).digest()


def sealed(purpose: str, secret: str, content: bytes) -> bytes:
    """AES-256-GCM; the hash is associated data, so that no row opens in another's place."""
    nonce = os.urandom(12)
    return nonce + _key(purpose, secret).encrypt(nonce, content, hashed(purpose, secret))


def opened(purpose: str, secret: str, content: bytes) -> bytes:
    """Raises InvalidTag where the content was sealed for another secret."""
    return _key(purpose, secret).decrypt(content[:12], content[12:], hashed(purpose, secret))


def _key(purpose: str, secret: str) -> AESGCM:
    return AESGCM(sha256(f"lightwell {purpose} v1 key\n{secret}".encode()).digest())
