"""Whether Asterisk has a sound, and its files. Only the dialplan can tell, so it is asked there."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Final, Protocol

from ami.action import Action
from ami.actions import db_del, db_get, originate
from ami.answer import Answer
from ami.errors import AmiError, BadHeader

FAMILY: Final = "pronto-check"  # the dialplan context, and the family of its answer in Asterisk's database
MUSIC_FILE: Final = "musiconhold.conf"
DENIED: Final = "Permission denied"
WITHIN_S: Final = 1.5
LOOK_EVERY_S: Final = 0.05


class Asks(Protocol):
    """A client that can ask Asterisk, such as `ami.client.AmiClient`."""

    async def ask(self, action: Action) -> Answer:
        """Send one action and return its answer, list items included."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundFile:
    """A file that Asterisk may play for a sound, as Asterisk sees it."""

    form: str  # alaw, ulaw, wav: the file name's extension
    bytes: int
    changed_at: int  # epoch seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Asterisk's answer about a sound; without files if its dialplan is from an older Pronto."""

    there: bool
    files: tuple[SoundFile, ...] = ()


async def has_music(asks: Asks, name: str) -> bool | None:
    """Whether Asterisk's musiconhold.conf has the class; None if unknown: no link, or no right to read it."""
    try:
        answer = await asks.ask(Action("GetConfig", (("Filename", MUSIC_FILE), ("Category", name))))
    except (AmiError, BadHeader):
        return None
    if answer.success:  # also where there is no such category: then no line of one follows
        return any(name.startswith(("Category-", "Line-")) for name, _ in answer.headers.items())
    return None if answer.message == DENIED else False


async def is_there(asks: Asks, sound: str) -> bool | None:
    """Whether Asterisk can play the sound; None if unknown: no link, or a dialplan without that context."""
    found = await look(asks, sound)
    return None if found is None else found.there


async def look(asks: Asks, sound: str) -> Sound | None:
    """Asterisk's answer about the sound; None if unknown."""
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
    """Read the dialplan's answer: `none`, or `found` and three words for each format; one of 0 bytes does not exist.

    A malformed answer means no files.
    """
    first, *words = said.split()
    files = [
        SoundFile(form=form, bytes=int(size), changed_at=int(changed))
        for form, size, changed in zip(words[::3], words[1::3], words[2::3], strict=False)
        if size.isdecimal() and changed.isdecimal() and int(size)
    ]
    return Sound(there=first == "found", files=tuple(files))


async def _read(asks: Asks, key: str) -> Answer:
    """Poll until the dialplan has answered: it sends no event."""
    said = await asks.ask(db_get(FAMILY, key))
    while not said.success:
        await asyncio.sleep(LOOK_EVERY_S)
        said = await asks.ask(db_get(FAMILY, key))
    return said
