"""A short link of one's own to a node's manager interface, for what must not pass over the bus, such as passwords."""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from ami.address import AmiAddress
from ami.client import AmiClient, LinkState
from dialer.core.request_errors import EngineSilent
from dialer.core.settings import Settings
from dialer.i18n.message import mark, msg
from dialer.telephony.nodes.link_security import message_of_fault
from dialer.telephony.nodes.model import Node

WITHIN_S: Final = 5.0


class AmiSilent(EngineSilent):
    problem = "ami-silent"
    title = mark("Asterisk's manager interface does not answer")
    sentence = mark("Asterisk's manager interface cannot be reached: `pronto asterisk check` says what is wrong.")


@asynccontextmanager
async def ami_session(node: Node, settings: Settings, clock: Callable[[], float]) -> AsyncIterator[AmiClient]:
    """A client that is logged in. Raises `AmiSilent`."""
    secret = settings.secret_of(node.secret_env)
    address = AmiAddress(
        host=node.host,
        port=node.port,
        username=node.username,
        secret=secret.get_secret_value() if secret else "-",
        tls=ssl.create_default_context() if node.tls else None,
    )
    client = AmiClient(address, lambda _: None, clock=clock, rng=random.Random())  # noqa: S311 - jitter
    running = asyncio.create_task(client.run())
    try:
        try:
            async with asyncio.timeout(WITHIN_S):
                state = await client.settled()
        except TimeoutError:
            state = client.state
        if state is not LinkState.UP:
            fault = client.trouble
            raise AmiSilent(why=message_of_fault(fault) if fault is not None else msg("no answer"))
        yield client
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
