"""Whether a host is this machine itself."""

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`, a name or an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def stays_here(url: str) -> bool:
    """Whether an address leads to this machine itself, so that no proxy stands on the way."""
    return is_loopback(urlsplit(url).hostname or "")


def is_protected(url: str) -> bool:
    """Whether nobody on the way can read or change what goes to an address: it speaks TLS, or does not leave here."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))
