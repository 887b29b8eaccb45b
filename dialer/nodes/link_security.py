"""What the link to a node may be: which secret it proves, and to whom it may speak in plain text."""

import re
from collections.abc import Collection
from typing import Final

from dialer.core.loopback import is_loopback
from dialer.nodes.model import Node

SECRET_NAME: Final = r"^PRONTO_AMI_SECRET(_[A-Z0-9_]{1,40})?$"  # noqa: S105 - of a variable's name
_SECRET_NAME: Final = re.compile(SECRET_NAME.removeprefix("^").removesuffix("$"))


def why_no_link(node: Node, plain_hosts: Collection[str]) -> str:
    """Why no link is made to the node; empty if one may be. `plain_hosts` may be spoken to without TLS."""
    if not _SECRET_NAME.fullmatch(node.secret_env):
        return f"{node.secret_env} holds no AMI secret: name PRONTO_AMI_SECRET, or one that begins PRONTO_AMI_SECRET_"
    if not (node.tls or is_loopback(node.host) or node.host in plain_hosts):
        return f"plain AMI to {node.host} can be read on the way: switch its TLS on, or name it in {PLAIN_HOSTS}"
    return ""


PLAIN_HOSTS: Final = "PRONTO_AMI_PLAIN_HOSTS"
