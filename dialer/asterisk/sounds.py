"""Whether Asterisk has a sound, and which files it is: only the dialplan can tell, and it is asked there."""

import asyncio
import secrets
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundFile:
    """A file that Asterisk may play for a sound, as Asterisk sees it."""

    form: str  # alaw, ulaw, wav: the end of its name
    bytes: int
    changed_at: int  # epoch seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What Asterisk says of a sound; without files where its dialplan is of an older Pronto."""

    there: bool
    files: tuple[SoundFile, ...] = ()


async def is_there(asks: Asks, sound: str) -> bool | None:
    """Whether Asterisk can play the sound; None if it does not tell: no link, or a dialplan without that context."""
    found = await look(asks, sound)
    return None if found is None else found.there


async def look(asks: Asks, sound: str) -> Sound | None:
    """What Asterisk says of the sound; None if it does not tell."""
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
    return read_sound(said.items[0].get("Val", "")) if said.items else None


def read_sound(said: str) -> Sound:
    """Read the dialplan's words: `none`, or `found` and three words for each form; one without bytes is not there.

    What makes no sense tells of no files.
    """
    first, *words = said.split()
    files = [
        SoundFile(form=form, bytes=int(size), changed_at=int(changed))
        for form, size, changed in zip(words[::3], words[1::3], words[2::3], strict=False)
        if size.isdecimal() and changed.isdecimal() and int(size)
    ]
    return Sound(there=first == "found", files=tuple(files))


async def _read(asks: Asks, key: str) -> Answer:
    """Look until the dialplan has answered: it tells nobody when it does."""
    said = await asks.ask(db_get(FAMILY, key))
    while not said.success:
        await asyncio.sleep(LOOK_EVERY_S)
        said = await asks.ask(db_get(FAMILY, key))
    return said
