"""Passwords of trunks: encrypted with a key of the state folder, so that the database alone does not tell them."""

from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from dialer.access.key_files import trunk_key
from dialer.provisioning.errors import PasswordLost


def seal(state_dir: Path, password: str) -> str:
    """A password as it is stored."""
    return Fernet(trunk_key(state_dir)).encrypt(password.encode()).decode()


def unseal(state_dir: Path, sealed: str | None) -> str:
    """A stored password; empty where there is none. Raises `PasswordLost`."""
    if sealed is None:
        return ""
    try:
        return Fernet(trunk_key(state_dir)).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise PasswordLost from None
