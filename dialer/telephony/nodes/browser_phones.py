"""Names, options and life of phones in the browser. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from dialer.core.time_units import HOUR_S
from dialer.telephony.nodes.provisioning import PREFIX, Named, ObjectKind, PjsipObject

LIFE_S: Final = 4 * HOUR_S  # of an account; its page makes a new one in time
DOMAIN: Final = "pronto.invalid"  # Asterisk finds an account by its name alone
TAKEN: Final = (
    "trunk-",
    "phone-",
)  # behind Pronto's own prefix, by rules.py of provisioning and of its desk phones
TEMPLATES: Final = {
    ObjectKind.AUTH: "pronto-browser-auth",
    ObjectKind.AOR: "pronto-browser-aor",
    ObjectKind.ENDPOINT: "pronto-browser",
}
"""The templates in asterisk-config/pjsip-browser.conf."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9_.-]{1,60}")


def endpoint_name(agent: str) -> str:
    """The PJSIP endpoint of an agent of this name.

    Names that PJSIP cannot hold, and those of trunks and desk phones, keep what they can, and get a digest.
    """
    if _PLAIN.fullmatch(agent) and not agent.startswith(TAKEN):
        return f"{PREFIX}{agent}"
    folded = unicodedata.normalize("NFKD", agent).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^A-Za-z0-9_.-]+", "-", folded).strip("-")[:50]
    return "-".join(filter(None, (PREFIX.rstrip("-"), kept, hashlib.sha256(agent.encode()).hexdigest()[:8])))


def dial_string(agent: str) -> str:
    """How Asterisk calls the page of an agent of this name."""
    return f"PJSIP/{endpoint_name(agent)}"


def websocket_url(ari_url: str) -> str:
    """Where Asterisk's web server at this address takes SIP over WebSockets."""
    parts = urlsplit(ari_url)
    scheme = "wss" if parts.scheme == "https" else "ws"
    return urlunsplit((scheme, parts.netloc, f"{parts.path.rstrip('/')}/ws", "", ""))


def objects(templates: Mapping[ObjectKind, Mapping[str, str]], name: str, *, password: str) -> tuple[PjsipObject, ...]:
    """The PJSIP objects of an account, in the order in which they are made."""
    own: dict[ObjectKind, dict[str, str]] = {
        ObjectKind.AUTH: {"username": name, "password": password},
        ObjectKind.AOR: {},
        ObjectKind.ENDPOINT: {"aors": name, "auth": name},
    }
    return tuple(PjsipObject(kind=kind, name=name, fields={**templates[kind], **own[kind]}) for kind in own)


def names(endpoint: str) -> tuple[Named, ...]:
    """The PJSIP objects of an account, to be deleted."""
    return tuple((kind, endpoint) for kind in TEMPLATES)
