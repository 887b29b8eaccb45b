"""What a desk phone is in PJSIP's terms, and where its telephone finds Asterisk. Pure."""

import ipaddress
import re
from collections.abc import Mapping
from typing import Final

from dialer.core.loopback import is_loopback
from dialer.i18n.message import Message, msg
from dialer.provisioning.desk_phones.model import PhoneServer, Transport
from dialer.provisioning.model import Options
from dialer.telephony.nodes.provisioning import PREFIX, Named, ObjectKind, PjsipObject, Told

NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$"
ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of secrets: nothing that is misread, for many are typed at a telephone's keys."""
SECRET_LENGTH: Final = 24  # 118 bits
OF_PHONES: Final = "phone-"  # behind Pronto's own prefix
SECTIONS: Final = {
    ObjectKind.AUTH: "pronto-agent-auth",
    ObjectKind.AOR: "pronto-agent-aor",
    ObjectKind.ENDPOINT: "pronto-agent",
}
"""The templates in asterisk-config/pjsip.conf on which all desk phones stand, in the order in which they are made."""
_PORT: Final = 5060
_TLS_PORT: Final = 5061
_BOUND: Final = re.compile(r"(?P<host>\[[^\]]*\]|[^:]*)(?::(?P<port>[0-9]{1,5}))?")
_CONTACT: Final = re.compile(r"sips?:(?:[^@;>]*@)?(?P<address>\[[^\]]+\](?::[0-9]+)?|[^;>?]+)")


def endpoint_name(phone: str) -> str:
    """The PJSIP endpoint of a phone; its other objects and its user have the same name."""
    return f"{PREFIX}{OF_PHONES}{phone}"


def dial_string(phone: str) -> str:
    """How Asterisk calls the phone: the agent's `phone`."""
    return f"PJSIP/{endpoint_name(phone)}"


def objects_of(
    base: Mapping[ObjectKind, Options], name: str, *, transport: Transport, secret: str
) -> tuple[PjsipObject, ...]:
    """The PJSIP objects of a phone, in the order in which they are made. `base` is what all phones have."""
    endpoint = endpoint_name(name)
    own: dict[ObjectKind, dict[str, str]] = {
        ObjectKind.AUTH: {"username": endpoint, "password": secret},
        ObjectKind.AOR: {},
        ObjectKind.ENDPOINT: {"aors": endpoint, "auth": endpoint, "transport": transport.section},
    }
    if transport is Transport.TLS:  # or the voice would go out clear beside encrypted signalling
        own[ObjectKind.ENDPOINT] |= {"media_encryption": "sdes", "media_encryption_optimistic": "no"}
    return tuple(PjsipObject(kind=kind, name=endpoint, fields={**_shared(base[kind]), **own[kind]}) for kind in own)


def all_names(endpoint: str) -> tuple[Named, ...]:
    """The objects of a phone, to be read or deleted."""
    return tuple((kind, endpoint) for kind in SECTIONS)


def without_contacts(told: Told) -> Told:
    """What is told of a phone's objects without where it is registered, which Asterisk tells as an aor's `contact`."""
    return {
        key: {option: value for option, value in fields.items() if (key[0], option) != (ObjectKind.AOR, "contact")}
        for key, fields in told.items()
    }


def server_of(transport: Transport, told: Mapping[str, str], node_host: str) -> PhoneServer:
    """Where a telephone finds Asterisk: where its transport listens, else where Pronto itself reaches it."""
    bound = _BOUND.fullmatch(told.get("bind", ""))
    port = _TLS_PORT if transport is Transport.TLS else _PORT
    host = ""
    if bound is not None:
        port = int(bound["port"] or port)
        host = "" if _is_any(bound["host"]) else bound["host"]
    if not host:
        host = "" if is_loopback(node_host) else node_host
    return PhoneServer(host=host or told.get("external_signaling_address", ""), port=port)


def notes_on(transport: Transport, server: PhoneServer) -> list[Message]:
    """What should be known before a telephone is given these settings."""
    notes = []
    if is_loopback(server.host):
        notes.append(
            msg(
                "Asterisk listens for phones on this machine alone ({host}): no telephone elsewhere reaches it. Write "
                "the address of its network as bind of {transport} into pjsip.conf, and restart Asterisk.",
                host=server.host,
                transport=transport.section,
            )
        )
    elif not server.host:
        notes.append(msg("Asterisk listens at all its addresses: type the one that telephones reach."))
    if transport is Transport.TLS:
        notes.append(msg("The telephone must trust Asterisk's certificate, and encrypt voice by SRTP (SDES)."))
    return notes


def contact_address(uri: str) -> str:
    """Host and port of a contact, without its user: `sip:pronto-phone-1001@192.0.2.7:5060;ob` is at 192.0.2.7:5060."""
    found = _CONTACT.match(uri)
    return found["address"] if found else ""


def _shared(options: Options) -> dict[str, str]:
    """The template's options. Its codecs stand in two lines, `disallow = all` and those allowed; Asterisk keeps one."""
    shared = {option: value for option, value in options.items() if option not in ("type", "disallow")}
    if "allow" in shared:
        shared["allow"] = ",".join(("!all", *shared["allow"].split(",")))
    return shared


def _is_any(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return not host
