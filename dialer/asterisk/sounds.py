"""Whether Asterisk has a sound: only the dialplan can tell, and it is asked there."""

import asyncio
import secrets
from typing import Final, Protocol

from ami.action import Action
from ami.actions import db_del, db_get, originate
from ami.answer import Answer
from ami.errors import AmiError, BadHeader

FAMILY: Final = "pronto-check"  # the context of the dialplan, and where in Asterisk's database its answer stands
WITHIN_S: Final = 1.5
LOOK_EVERY_S: Final = 0.05


class Asks(Protocol):
    """Whoever can ask Asterisk; `ami.client.AmiClient` does."""

    async def ask(self, action: Action) -> Answer:
        """Send one action and return its answer, list items included."""
        ...


async def is_there(asks: Asks, sound: str) -> bool | None:
    """Whether Asterisk can play the sound; None if it does not tell: no link, or a dialplan without that context."""
    key = secrets.token_hex(8)
    try:
        looks = originate(
            channel=f"Local/sound@{FAMILY}",
            channel_id=f"check-{key}",
            context=FAMILY,
            exten="sound",
            ring_timeout_ms=int(WITHIN_S * 1000),
            variables={"PRONTO_SOUND": sound, "PRONTO_CHECK": key},
        )
        if not (await asks.ask(looks)).success:
            return None
        async with asyncio.timeout(WITHIN_S):
            said = await _read(asks, key)
        await asks.ask(db_del(FAMILY, key))
    except (AmiError, BadHeader, TimeoutError):
        return None
    return bool(said.items[0].get("Val") == "found") if said.items else None


async def _read(asks: Asks, key: str) -> Answer:
    """Look until the dialplan has answered: it tells nobody when it does."""
    said = await asks.ask(db_get(FAMILY, key))
    while not said.success:
        await asyncio.sleep(LOOK_EVERY_S)
        said = await asks.ask(db_get(FAMILY, key))
    return said
