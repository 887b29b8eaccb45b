"""Rules for the link to a node: which variable holds its secret, and which hosts may be reached without TLS."""

import errno
import re
from collections.abc import Collection
from typing import Final

from ami.errors import Fault
from dialer.core.loopback import is_loopback
from dialer.i18n.message import Message, msg
from dialer.nodes.model import Node

SECRET_NAME: Final = r"^PRONTO_AMI_SECRET(_[A-Z0-9_]{1,40})?$"  # noqa: S105 - of a variable's name
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
