"""Rules for the link to a node: which variable holds its secret, and which hosts may be reached without TLS."""

import errno
import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from ami.errors import Fault
from dialer.core.loopback import is_loopback, is_protected
from dialer.i18n.message import Message, msg
from dialer.telephony.nodes.model import Node

SECRET_NAME: Final = r"^PRONTO_AMI_SECRET(_[A-Z0-9_]{1,40})?$"  # noqa: S105 - of a variable's name
ARI_SECRET_NAME: Final = r"^PRONTO_ARI_SECRET(_[A-Z0-9_]{1,40})?$"  # noqa: S105 - of a variable's name
ARI_URL: Final = r"^(https?://[A-Za-z0-9._\[\]:-]{1,200}(/[A-Za-z0-9._/-]{0,200})?)?$"
_ARI_SECRET_NAME: Final = re.compile(ARI_SECRET_NAME.removeprefix("^").removesuffix("$"))
_SECRET_NAME: Final = re.compile(SECRET_NAME.removeprefix("^").removesuffix("$"))


def why_no_link(node: Node, plain_hosts: Collection[str]) -> tuple[Message, Message] | None:
    """Why no link may be made to the node, with the remedy; None if one may.

    `plain_hosts` may be reached without TLS.
    """
    if not _SECRET_NAME.fullmatch(node.secret_env):
        what = msg("{variable} holds no AMI secret.", variable=node.secret_env)
        return what, msg("Name PRONTO_AMI_SECRET, or one that begins PRONTO_AMI_SECRET_.")
    if not (node.tls or is_loopback(node.host) or node.host in plain_hosts):
        what = msg("Plain AMI to {host} can be read on the way.", host=node.host)
        return what, msg("Switch its TLS on, or name it in {setting}.", setting=PLAIN_HOSTS)
    return None


def why_no_ari(node: Node, plain_hosts: Collection[str]) -> tuple[Message, Message] | None:
    """Why the node's web server may not be used for phones in the browser, with the remedy; None if it may."""
    if not node.ari_url:
        what = msg("The node names no address of Asterisk's web server.")
        return what, msg("Name it as `ari_url` of the node, as in {example}.", example="http://127.0.0.1:8088")
    if not _ARI_SECRET_NAME.fullmatch(node.ari_secret_env):
        what = msg("{variable} holds no ARI secret.", variable=node.ari_secret_env)
        return what, msg("Name PRONTO_ARI_SECRET, or one that begins PRONTO_ARI_SECRET_.")
    host = urlsplit(node.ari_url).hostname or ""
    if not (is_protected(node.ari_url) or host in plain_hosts):
        what = msg("Plain HTTP to {host} can be read on the way.", host=host)
        return what, msg("Switch its TLS on, or name it in {setting}.", setting=PLAIN_HOSTS)
    return None


def message_of_fault(fault: Fault) -> Message:
    """The message for a fault of a link."""
    facts = dict(fault.facts)
    if (known := _SYSTEM.get(facts.pop("errno", None))) is not None:
        facts["why"] = known
    told = {name: message_of_fault(value) if isinstance(value, Fault) else value for name, value in facts.items()}
    return Message(fault.text, told)


_SYSTEM: Final = {
    errno.ECONNREFUSED: msg("nobody listens there"),
    errno.ECONNRESET: msg("the other side closed it"),
    errno.ETIMEDOUT: msg("nobody answers there"),
    errno.EHOSTUNREACH: msg("no way leads to that host"),
    errno.ENETUNREACH: msg("no way leads to that network"),
    -2: msg("no host has this name"),
    -3: msg("the name cannot be looked up just now"),
}
"""Frequent errors of the operating system, by number, and of the resolver, below 0; others are shown as they come."""
PLAIN_HOSTS: Final = "PRONTO_AMI_PLAIN_HOSTS"
