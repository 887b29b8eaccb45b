"""Asterisk is suspended, as by a busy or paused machine: the link is back soon after it goes on."""

import asyncio
import random

import pytest

from ami.address import AmiAddress
from ami.client import AmiClient, LinkState
from ami.events import AmiEvent, LinkUp
from dialer.core import clock
from dialer.engine.nodes.node_supervisor import TIMINGS
from tests.support.call_centre import until
from tests.support.lab import running_lab

pytestmark = pytest.mark.lab

# The longest pause between two tries, and as much again as a loaded machine takes to log in.
BACK_WITHIN_S = TIMINGS.retry_most_s + TIMINGS.greeting_s


async def test_the_link_to_an_asterisk_that_was_suspended_is_back_within_seconds() -> None:
    async with running_lab(agents=1) as lab:
        heard: list[AmiEvent] = []
        ami = lab.dialer.ami
        address = AmiAddress(host=ami.host, port=ami.port, username=ami.username, secret=ami.secret)
        client = AmiClient(address, heard.append, clock=clock.now, rng=random.Random(1), timings=TIMINGS)
        running = asyncio.create_task(client.run())

        async def up() -> bool:
            return client.state is LinkState.UP

        async def silent() -> bool:
            return "said nothing" in str(client.trouble)

        try:
            await until(up, "the link is up")
            lab.dialer.freeze()
            try:
                await until(silent, "a try to connect has met silence")
                assert client.state is not LinkState.REFUSED
            finally:
                lab.dialer.thaw()
            await until(up, "the link is up again", seconds=BACK_WITHIN_S)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        assert [event.restarted for event in heard if isinstance(event, LinkUp)] == [None, False]
