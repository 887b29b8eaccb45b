"""The secrets that Pronto gives out: their form, and what is kept of them.

Each has 256 random bits, so a plain SHA-256 suffices to recognise it. A key also has a prefix, by which scanners of
repositories find it, and a checksum, by which a mistyped one is told from one that is unknown.
"""

import hashlib
import hmac
import secrets
from typing import Final
from zlib import crc32

KEY_PREFIX: Final = "pronto_key_"
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RANDOM_DIGITS: Final = 43  # 62^43 > 2^256
_CHECK_DIGITS: Final = 6  # 62^6 > 2^32
BACKUP_CODES: Final = 10
_CODE_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """The secret of a session, a link or a board."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """The secret of an API key: prefix, 256 random bits, checksum."""
    body = KEY_PREFIX + "".join(secrets.choice(_DIGITS) for _ in range(_RANDOM_DIGITS))
    return body + _checksum(body)


def is_well_formed(key: str) -> bool:
    """Whether a key was typed or copied whole. Tokens of 0.1.0, which have no prefix, always pass."""
    if not key.startswith(KEY_PREFIX):
        return True
    return _checksum(key[:-_CHECK_DIGITS]) == key[-_CHECK_DIGITS:]


def _checksum(body: str) -> str:
    number, digits = crc32(body.encode()), ""
    for _ in range(_CHECK_DIGITS):
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits


def new_backup_codes() -> list[str]:
    """Codes for a sheet of paper: 50 random bits each, and few tries."""
    return [
        "-".join("".join(secrets.choice(_CODE_LETTERS) for _ in range(5)) for _ in range(2))
        for _ in range(BACKUP_CODES)
    ]


def backup_code_digest(key: bytes, user_id: int, code: str) -> str:
    """What is kept of a backup code. It is short, so it is hashed with a key that the database does not hold."""
    plain = code.strip().lower().replace("-", "").replace(" ", "")
    return hmac.digest(key, f"backup:{user_id}:{plain}".encode(), "sha256").hex()
