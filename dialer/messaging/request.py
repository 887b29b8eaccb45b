"""Questions that only an engine can answer: question and answer travel over the bus."""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

from dialer.messaging.bus import Bus, Topic

ANSWER_WITHIN_S = 2.0


async def ask(
    bus: Bus, kind: str, *, campaign_id: int, within_s: float = ANSWER_WITHIN_S, **facts: Any
) -> Mapping[str, Any] | None:
    """Return the answer of the engine that runs the campaign; None if none comes in time."""
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
