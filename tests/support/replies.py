"""An engine that replies to what agents ask for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from dialer.messaging.bus import Message, Topic
from tests.support.api_clients import Door

READY: Final[dict[str, Any]] = {"state": "ready", "since": 1000.0, "attempt_id": None}


@asynccontextmanager
async def replying(door: Door, *replies: dict[str, Any]) -> AsyncIterator[list[Message]]:
    """An engine that replies so, one after the other, the last again and again; yields what it heard."""
    heard: list[Message] = []
    door.parts.bus.publish(Topic.BOARD, {"at": door.parts.clock() + 60.0})

    async def reply() -> None:
        left = list(replies)
        async for message in news:
            heard.append(message)
            said = left.pop(0) if len(left) > 1 else left[0]
            door.parts.bus.publish(Topic.ANSWER, {"number": message.body["number"], **said})

    async with door.parts.bus.subscribe(Topic.COMMAND, Topic.AGENT) as news:
        task = asyncio.create_task(reply())
        yield heard
        task.cancel()
