"""Questions about Asterisk's sounds: whether they exist, and what identifies their files."""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from dialer.messaging.bus import Bus, Topic
from dialer.telephony.asterisk.sounds import Asks, Sound, SoundFile, has_music, look

MOST: Final = 8  # sounds in one question
NOISE: Final = "comfort"  # the folder of the noise that waiting people hear


async def tell_sounds(links: Mapping[int, Asks], bus: Bus, question: Mapping[str, Any], folder: Path) -> None:
    """Answer a question of kind `sounds`: `node_id`, `sounds` and classes of `music` as campaigns name them.

    Other kinds are ignored.

    With `proof`, the answer describes the files too, comfort noise included; `folder` is that of Asterisk's sounds, if
    it is visible from here.
    """
    link, asked = links.get(question.get("node_id", 0)), question.get("sounds")
    if question.get("kind") != "sounds" or link is None or not isinstance(asked, list):
        return
    proves = bool(question.get("proof"))
    names = [str(name) for name in asked[:MOST]]
    noise = await asyncio.to_thread(_noise, folder) if proves else []
    found = {name: await look(link, name) for name in (*names, *noise)}
    music = {str(name): await has_music(link, str(name)) for name in (question.get("music") or [])[:MOST]}
    if (found or music) and not any(found.values()) and all(there is None for there in music.values()):
        return  # the link is down, or another engine has the node by now and may answer
    answer: dict[str, Any] = {"sounds": {name: sound and sound.there for name, sound in found.items() if name in names}}
    answer["music"] = music
    if proves:
        answer["files"] = await asyncio.to_thread(lambda: list(_files(found, folder)))
    bus.publish(Topic.ANSWER, {"number": question.get("number"), **answer})


def _noise(folder: Path) -> list[str]:
    return sorted({f"{NOISE}/{file.stem}" for file in (folder / NOISE).glob("*.*")})[:MOST]


def _files(found: Mapping[str, Sound | None], folder: Path) -> Iterator[dict[str, Any]]:
    """One row per file; the hash is None where this machine has no such file, or a different one."""
    for name, sound in found.items():
        for file in sound.files if sound is not None else ():
            facts = {"bytes": file.bytes, "changed_at": file.changed_at}
            yield {"file": f"{name}.{file.form}", **facts, "sha256": _sha256(folder / f"{name}.{file.form}", file)}


def _sha256(path: Path, file: SoundFile) -> str | None:
    try:
        seen = path.stat()
        if (seen.st_size, int(seen.st_mtime)) != (file.bytes, file.changed_at):
            return None
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
