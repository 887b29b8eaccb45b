"""How Pronto reaches a node's Asterisk to write trunks: over its REST interface, else into its file."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from dialer.core.settings import Settings
from dialer.i18n.message import msg
from dialer.provisioning.errors import NoDoor
from dialer.telephony.nodes.ami_file_provisioner import AmiFileProvisioner, FileRefused
from dialer.telephony.nodes.ami_session import AmiSilent, ami_session
from dialer.telephony.nodes.ari_provisioner import AriProvisioner, AriRefused, AriSilent
from dialer.telephony.nodes.link_security import why_no_ari, why_no_link
from dialer.telephony.nodes.model import Node

ARI: Final = "ari"
AMI_FILE: Final = "file"
Door = AriProvisioner | AmiFileProvisioner
TROUBLE: Final = (AriSilent, AriRefused, AmiSilent, FileRefused)
"""What a door may fail with."""


def has_ari(node: Node, settings: Settings) -> bool:
    """Whether Pronto may use the node's web server and knows its secret; Asterisk is not asked."""
    return not why_no_ari(node, settings.ami_plain_hosts) and settings.secret_of(node.ari_secret_env) is not None


def door_of(node: Node, settings: Settings) -> str:
    """By which door this node's trunks are written. Raises `NoDoor`."""
    if has_ari(node, settings):
        return ARI
    if why := why_no_link(node, settings.ami_plain_hosts):
        raise NoDoor(node=node.name, why=msg("{what} {mend}", what=why[0], mend=why[1]))
    return AMI_FILE


@asynccontextmanager
async def open_door(node: Node, settings: Settings, clock: Callable[[], float]) -> AsyncIterator[Door]:
    """The node's door. Raises `NoDoor`, and `TROUBLE` when it is used."""
    if door_of(node, settings) == AMI_FILE:
        async with ami_session(node, settings, clock) as client:
            yield AmiFileProvisioner(client, f"{node.host}:{node.port}")
        return
    secret = settings.secret_of(node.ari_secret_env)
    assert secret is not None
    async with AriProvisioner(node.ari_url, username=node.ari_username, secret=secret.get_secret_value()) as ari:
        yield ari
