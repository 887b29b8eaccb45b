"""Asking an engine for what only it knows: a question goes out over the bus, and the answer comes back over it."""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

from dialer.messaging.bus import Bus, Topic

ANSWER_WITHIN_S = 2.0


async def ask(
    bus: Bus, kind: str, *, campaign_id: int, within_s: float = ANSWER_WITHIN_S, **facts: Any
) -> Mapping[str, Any] | None:
    """Return what the engine that runs the campaign answers; None if none does in time."""
    number = secrets.token_hex(8)
    async with bus.subscribe(Topic.ANSWER) as answers:
        bus.publish(Topic.ASK, {**facts, "number": number, "kind": kind, "campaign_id": campaign_id})
        try:
            async with asyncio.timeout(within_s):
                async for answer in answers:
                    if answer.body.get("number") == number:
                        return answer.body
        except TimeoutError:
            pass
    return None
