"""One key for each person. To erase the person, destroy the key.

Backups, replicas and exports then hold bytes that nobody can read, and nobody
has to rewrite a tape. It works only if two things hold: the key is stored
nowhere else, and the keys' own backups are shorter than the promise to erase.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NewType, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Subject = NewType("Subject", str)
NONCE_BYTES = 12


class Erased(LookupError):
    """The person's key is gone. This is an answer, not a failure."""


class Tampered(ValueError):
    """The bytes were not written by us, or not for this place."""


class Keys(Protocol):
    """Where the keys live: in production a separate database with its own backups."""

    def find(self, subject: Subject) -> bytes | None: ...

    def create(self, subject: Subject) -> bytes: ...

    def destroy(self, subject: Subject) -> datetime: ...


class MemoryKeys:
    """For tests and for reading; the real one wraps each key with a master key."""

    def __init__(self) -> None:
        self._keys: dict[Subject, bytes] = {}
        self._destroyed: dict[Subject, datetime] = {}

    def find(self, subject: Subject) -> bytes | None:
        return self._keys.get(subject)

    def create(self, subject: Subject) -> bytes:
        # A new key for an erased person would quietly undo the erasure.
        if subject in self._destroyed:
            raise Erased(subject)
        return self._keys.setdefault(subject, AESGCM.generate_key(bit_length=256))

    def destroy(self, subject: Subject) -> datetime:
        self._keys.pop(subject, None)
        return self._destroyed.setdefault(subject, datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value belongs. It is authenticated, so a value cannot be moved."""

    subject: Subject
    table: str
    column: str

    def label(self) -> bytes:
        # Length-prefixed: ("ab", "c") and ("a", "bc") must not look alike.
        parts = (self.subject, self.table, self.column)
        return b"".join(f"{len(part)}:{part};".encode() for part in parts)


@dataclass(frozen=True, slots=True)
class Vault:
    keys: Keys

    def seal(self, place: Place, text: str) -> bytes:
        key = self.keys.find(place.subject) or self.keys.create(place.subject)
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, text.encode(), place.label())

    def open(self, place: Place, sealed: bytes) -> str:
        key = self.keys.find(place.subject)
        if key is None:
            raise Erased(place.subject)
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return AESGCM(key).decrypt(nonce, body, place.label()).decode()
        except InvalidTag as error:
            # Say nothing about why: a reason would help whoever is trying.
            raise Tampered(f"{place.table}.{place.column}") from error
