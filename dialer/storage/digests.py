"""Phone numbers as keyed hashes: they record that a number must not be called without keeping the number.

A plain hash is not enough: all numbers of a country can be hashed in minutes. The key is in a file of the state folder
(dialer/access/key_files.py) and never in the database; without it nobody can tell which number a hash stands for.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from sqlalchemy import Connection, select

from dialer.core.errors import WrongKey
from dialer.storage.schema import KEY_CHECK
from dialer.storage.sql import insert_or_leave

_NAME: Final = "numbers"
BLOCK_BYTES: Final = 64  # of SHA-256
PSEUDONYM: Final = "~"  # first character of a pseudonym, which stands in for a number


@dataclass(frozen=True, slots=True)
class Digests:
    """Makes the hashes. An empty key is for stores that hold no numbers, as in tests."""

    key: bytes = field(default=b"", repr=False)

    def number(self, number: str) -> str:
        """HMAC-SHA256 of an E.164 number, 64 hexadecimal digits."""
        return _of_number(self.key, number)

    def many(self, numbers: Iterable[str]) -> list[str]:
        """The same for many numbers, in a third of the time for each."""
        return self._many(b"number:", numbers)

    def people(self, external_ids: Iterable[str]) -> list[str]:
        """As `person`, for many external ids."""
        return self._many(b"person:", external_ids)

    def _many(self, kind: bytes, texts: Iterable[str]) -> list[str]:
        """Mixes the key in only once for all texts (RFC 2104, section 4)."""
        block = self.key if len(self.key) <= BLOCK_BYTES else hashlib.sha256(self.key).digest()
        padded = block.ljust(BLOCK_BYTES, b"\0")
        inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded) + kind).copy
        outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded)).copy
        found = []
        for text in texts:
            first, second = inner(), outer()
            first.update(text.encode())
            second.update(first.digest())
            found.append(second.hexdigest())
        return found

    def by_number(self, numbers: Iterable[str]) -> dict[str, str]:
        """Maps each of the numbers to its hash."""
        asked = sorted(set(numbers))
        return dict(zip(asked, self.many(asked), strict=True))

    def person(self, external_id: str) -> str:
        """HMAC-SHA256 of a person's external id."""
        return hmac.digest(self.key, b"person:" + external_id.encode(), "sha256").hex()

    def request(self, text: bytes) -> str:
        """HMAC-SHA256 of a program's request, or of its idempotency key, to recognize a repetition."""
        return hmac.digest(self.key, b"request:" + text, "sha256").hex()

    @property
    def installation(self) -> str:
        """Tells installations apart, 8 hexadecimal digits: the key is made with one, never changes and is backed up."""
        return hmac.digest(self.key, b"installation", "sha256").hex()[:8]

    @property
    def check(self) -> str:
        """What a database keeps to recognize its key."""
        return hmac.digest(self.key, b"check", "sha256").hex()[:32]


@lru_cache(4096)
def _of_number(key: bytes, number: str) -> str:
    """Cached: a number that is dialled is looked up several times, and once a second while it rings."""
    return hmac.digest(key, b"number:" + number.encode(), "sha256").hex()


def stand_in_of(digest: str) -> str:
    """The pseudonym of an erased number in attempts, from its keyed hash: always the same, so it can be counted."""
    return PSEUDONYM + digest[:24]


def claim_key(connection: Connection, digests: Digests) -> None:
    """Bind a database without a key to this one. Raises WrongKey if it is bound to another.

    With another key no suppressed number would be found, so nothing may start.
    """
    connection.execute(insert_or_leave(connection, KEY_CHECK), {"name": _NAME, "check": digests.check})
    there = connection.execute(select(KEY_CHECK.c.check).where(KEY_CHECK.c.name == _NAME)).scalar_one()
    if not hmac.compare_digest(there, digests.check):
        raise WrongKey
