"""The secret keys of an installation, each in a file of the state folder that only its owner can read.

They are made at the first start, never logged and never written to the database: the database alone does not reveal the
number behind a keyed hash. A backup needs both.
"""

import base64
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson

from dialer.access.errors import KeyFileDamaged

KEY_BYTES: Final = 32


def number_key(state_dir: Path) -> bytes:
    """The key for suppressed numbers and register answers, made if missing. It never changes: without the number a
    hash cannot be converted to another key. Raises OSError, `KeyFileDamaged`.
    """
    return _key(state_dir / "number-key")


def sign_in_key(state_dir: Path) -> bytes:
    """The key for secrets of second factors, in the form of Fernet, made if missing.

    Raises OSError, `KeyFileDamaged`.
    """
    return base64.urlsafe_b64encode(_key(state_dir / "sign-in-key"))


def trunk_key(state_dir: Path) -> bytes:
    """The key for passwords of trunks, in the form of Fernet, made if missing. Raises OSError, `KeyFileDamaged`."""
    return base64.urlsafe_b64encode(_key(state_dir / "trunk-key"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonyms:
    """Pseudonyms of numbers in reports. Each begins with its key's name, `p1-…`: after a rotation a number gets another
    pseudonym, so that old and new reports cannot be matched.
    """

    newest: int
    keys: Mapping[int, bytes] = field(repr=False)
    made_at: float | None = None  # when the newest key was made, epoch seconds

    def of(self, number: str) -> str:
        """The pseudonym of a number under the newest key."""
        return self._of(number, self.newest)

    def matches(self, pseudonym: str, number: str) -> bool:
        """Whether this is the number's pseudonym under any key."""
        name = pseudonym.partition("-")[0].removeprefix("p")
        if not name.isdecimal() or int(name) not in self.keys:
            return False
        return hmac.compare_digest(pseudonym, self._of(number, int(name)))

    def _of(self, number: str, name: int) -> str:
        return f"p{name}-{hmac.digest(self.keys[name], b'report:' + number.encode(), 'sha256').hex()[:16]}"


def pseudonyms(state_dir: Path) -> Pseudonyms:
    """The keys of reports, made if missing. Raises OSError, `KeyFileDamaged`."""
    path = state_dir / "report-keys"
    if not path.exists():
        write_secret(path, _report_keys({1: secrets.token_hex(KEY_BYTES)}))
    try:
        read = {int(name): bytes.fromhex(key) for name, key in orjson.loads(path.read_bytes()).items()}
    except (ValueError, AttributeError, TypeError):
        raise KeyFileDamaged(name=str(path)) from None
    return Pseudonyms(newest=max(read), keys=read, made_at=path.stat().st_mtime)


def rotate_pseudonyms(state_dir: Path, *, forget: bool) -> Pseudonyms:
    """Make a new key for reports. With `forget` the older keys go: their pseudonyms can no longer be resolved."""
    before = pseudonyms(state_dir)
    kept = {} if forget else {name: key.hex() for name, key in before.keys.items()}
    path, aside = state_dir / "report-keys", state_dir / f".report-keys.{secrets.token_hex(4)}"
    write_secret(aside, _report_keys({**kept, before.newest + 1: secrets.token_hex(KEY_BYTES)}))
    aside.replace(path)
    return pseudonyms(state_dir)


def _report_keys(keys: Mapping[int, str]) -> str:
    return orjson.dumps({str(name): key for name, key in keys.items()}).decode() + "\n"


def _key(path: Path) -> bytes:
    if not path.exists():
        write_secret(path, secrets.token_hex(KEY_BYTES) + "\n")
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileDamaged(name=str(path))
    return key


def write_secret(path: Path, text: str) -> None:
    """Write a file readable only by its owner, atomically; an existing file is left unchanged."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(made)  # if two processes start at once the first wins
    except FileExistsError:
        pass
    finally:
        made.unlink()
