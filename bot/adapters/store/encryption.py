"""Seals text so that only this installation can read it, and nobody once a conversation's key is deleted.

Each conversation has a random key; it is stored wrapped by a key derived from the master key. Associated data binds
each ciphertext to its conversation and place, so that a row moved elsewhere cannot be read there.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES = 32
_NONCE_BYTES = 12
_OWNER_ONLY = 0o600
_OTHERS = 0o077


class SealBroken(Exception):
    """The sealed bytes were changed, moved, or belong to another master key."""


class MasterKeyError(Exception):
    """There is no usable master key; the house must not start without one."""


def read_master_key(path: Path, from_environment: str | None = None) -> bytes:
    """The 32 bytes from RUSBOT_MASTER_KEY, or from the file, which the first run makes for its owner only.

    Raises MasterKeyError when the key is not 32 bytes of base64, or when others may read the file.
    """
    if from_environment:
        return _decode(from_environment, "RUSBOT_MASTER_KEY")
    if not path.exists():
        _make(path)
    if path.stat().st_mode & _OTHERS:
        raise MasterKeyError(f"{path.name} can be read by others; run: chmod 600 {path.name}")
    return _decode(path.read_text(encoding="ascii", errors="replace"), path.name)


def _make(path: Path) -> None:
    """Written whole beside its place and then linked there: of two processes that start at once, one makes the key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _decode(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise MasterKeyError(f"{where} must hold 32 bytes of base64; make one with: openssl rand -base64 32")
    return key


@dataclass(frozen=True)
class Seal:
    """One conversation's key at work."""

    _key: bytes

    def close(self, plain: bytes, bound_to: str) -> bytes:
        """Encrypt; the result opens only with the same `bound_to`."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self._key).encrypt(nonce, plain, bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> bytes:
        """Decrypt; raises SealBroken."""
        try:
            return AESGCM(self._key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode())
        except (InvalidTag, ValueError):
            raise SealBroken from None


class Vault:
    """What the master key can do. The key itself cannot be read out of it."""

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != _KEY_BYTES:
            raise MasterKeyError("the master key must be 32 bytes")
        self._master = master_key
        self._wrapping = Seal(_derive(master_key, "wrap conversation keys"))
        self._lookup_key = _derive(master_key, "look up by keyed hash")

    def new_wrapped_key(self, conversation_id: str) -> bytes:
        """A fresh random key for one conversation, wrapped."""
        return self._wrapping.close(secrets.token_bytes(_KEY_BYTES), f"key:{conversation_id}")

    def unwrap(self, wrapped: bytes, conversation_id: str) -> Seal:
        """The seal of that conversation; raises SealBroken."""
        return Seal(self._wrapping.open(wrapped, f"key:{conversation_id}"))

    def seal(self, purpose: str) -> Seal:
        """A seal for things that belong to no conversation row of ours, one key a purpose."""
        return Seal(_derive(self._master, f"seal {purpose}"))

    def lookup(self, purpose: str, value: str) -> str:
        """A keyed hash to find `value` by, different for each purpose; useless without the master key."""
        return hmac.new(self._lookup_key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def proof_of(wrapped_key: bytes) -> str:
    """A short code that only whoever destroyed this key could know: four groups that can be read aloud."""
    letters = base64.b32encode(hashlib.sha256(b"erased" + wrapped_key).digest()).decode()
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))


def _derive(master_key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=f"rusprat {purpose}".encode()).derive(master_key)
