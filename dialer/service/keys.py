"""The secret keys of an installation, each in a file of the state folder that its owner alone can read.

They are made at the first start, never logged and never written to the database: whoever has only the database cannot
tell whose number a keyed hash stands for. A backup needs both.
"""

import os
import secrets
from pathlib import Path
from typing import Final

KEY_BYTES: Final = 32


def number_key(state_dir: Path) -> bytes:
    """The key of suppressed numbers and register answers, made if there is none. It is never changed:
    a hash cannot be turned into another key's without the number. Raises OSError, ValueError.
    """
    return _key(state_dir / "number-key")


def _key(path: Path) -> bytes:
    if not path.exists():
        write_secret(path, secrets.token_hex(KEY_BYTES) + "\n")
    key = bytes.fromhex(path.read_text().strip())
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path} does not hold a key of {KEY_BYTES} bytes")
    return key


def write_secret(path: Path, text: str) -> None:
    """Write a file for its owner alone, whole or not at all; a file that is there already is left as it is."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(made)  # of two processes that start at once the first wins
    except FileExistsError:
        pass
    finally:
        made.unlink()
