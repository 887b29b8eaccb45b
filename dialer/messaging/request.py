"""Requests that only an engine can answer: request and reply travel over the bus."""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

from dialer.messaging.boards import GONE_S
from dialer.messaging.bus import Bus, Topic

ANSWER_WITHIN_S = 2.0


async def ask(
    bus: Bus, kind: str, *, campaign_id: int, within_s: float = ANSWER_WITHIN_S, **facts: Any
) -> Mapping[str, Any] | None:
    """Return the answer of the engine that runs the campaign; None if none comes in time."""
    return await send(bus, Topic.ASK, {**facts, "kind": kind, "campaign_id": campaign_id}, within_s=within_s)


async def send(
    bus: Bus, topic: Topic, body: Mapping[str, Any], *, within_s: float = ANSWER_WITHIN_S
) -> Mapping[str, Any] | None:
    """Send a message and return the engine's reply to it; None if none comes in time."""
    number = secrets.token_hex(8)
    async with bus.subscribe(Topic.ANSWER) as answers:
        bus.publish(topic, {**body, "number": number})
        try:
            async with asyncio.timeout(within_s):
                async for answer in answers:
                    if answer.body.get("number") == number:
                        return answer.body
        except TimeoutError:
            pass
    return None


async def engine_is_there(bus: Bus, *, now: float) -> bool:
    """Whether an engine published a board within the last seconds, so that a reply is worth waiting for."""
    board = await bus.latest(Topic.BOARD)
    return board is not None and float(board.get("at", 0.0)) > now - GONE_S
