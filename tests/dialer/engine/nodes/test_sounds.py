"""What proves which sounds were played: files as Asterisk sees them, and their hash where the same file is here."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from ami.action import Action
from ami.answer import Answer
from ami.errors import AmiDown
from ami.wire import Headers
from dialer.engine.nodes.sounds import tell_sounds
from dialer.messaging.bus import MemoryBus, Topic
from dialer.telephony.asterisk.sounds import Sound, SoundFile, read_sound

CHANGED = 1_750_000_000


@pytest.mark.parametrize(
    ("said", "sound"),
    [
        ("none", Sound(there=False)),
        ("found", Sound(there=True)),  # the dialplan of an older Pronto
        (
            f"found alaw 16000 {CHANGED} ulaw 0 0 wav 0 0",
            Sound(there=True, files=(SoundFile(form="alaw", bytes=16000, changed_at=CHANGED),)),
        ),
        ("found alaw x y ulaw", Sound(there=True)),
        ("found alaw  ulaw  ", Sound(there=True)),
    ],
)
def test_the_dialplan_tells_which_files_there_are(said: str, sound: Sound) -> None:
    assert read_sound(said) == sound


class PaperAsterisk:
    """Has these files, by the sound's name."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files, self.asked = files, ""

    async def ask(self, action: Action) -> Answer:
        fields = dict(action.headers)
        if action.name == "Originate":
            pairs = (value.split("=", 1) for name, value in action.headers if name == "Variable")
            self.asked = {name: value.strip('"') for name, value in pairs}["PRONTO_SOUND"]
        if action.name == "GetConfig":
            said = [("Category-000000", "jazz")] if fields["Category"] == "jazz" else []
            return Answer(action=action.name, success=True, message="", headers=Headers(said), items=())
        items = (Headers([("Val", self.files.get(self.asked, "none"))]),) if action.name == "DBGet" else ()
        return Answer(action=action.name, success=True, message="", headers=Headers(list(fields.items())), items=items)


async def test_a_file_is_hashed_only_where_size_and_date_are_those_that_asterisk_sees(tmp_path: Path) -> None:
    (tmp_path / "comfort").mkdir()
    for name in ("sorry.alaw", "other.alaw", "comfort/comfort.alaw"):
        (tmp_path / name).write_bytes(name.encode())
        os.utime(tmp_path / name, (CHANGED, CHANGED))
    asterisk = PaperAsterisk(
        {
            "sorry": f"found alaw 10 {CHANGED} ulaw 7 {CHANGED} wav 0 0",
            "other": f"found alaw 10 {CHANGED + 1} ulaw 0 0 wav 0 0",
            "comfort/comfort": f"found alaw 20 {CHANGED} ulaw 0 0 wav 0 0",
        }
    )
    answer = await told(asterisk, tmp_path, proof=True)
    assert answer["sounds"] == {"sorry": True, "other": True, "gone": False}
    assert {row["file"]: row["sha256"] for row in answer["files"]} == {
        "sorry.alaw": hashlib.sha256(b"sorry.alaw").hexdigest(),
        "sorry.ulaw": None,
        "other.alaw": None,
        "comfort/comfort.alaw": hashlib.sha256(b"comfort/comfort.alaw").hexdigest(),
    }
    assert "files" not in await told(asterisk, tmp_path)


async def test_music_classes_are_told_beside_sounds_and_alone(tmp_path: Path) -> None:
    asterisk = PaperAsterisk({"sorry": "found"})
    answer = await told(asterisk, tmp_path, music=["jazz", "blues"])
    assert (answer["sounds"]["sorry"], answer["music"]) == (True, {"jazz": True, "blues": False})
    assert (await told(asterisk, tmp_path, sounds=[], music=["blues"]))["music"] == {"blues": False}


class DeadLink:
    """To an Asterisk that another engine runs by now."""

    async def ask(self, _: Action) -> Answer:
        raise AmiDown("the link is closed")


async def test_an_engine_whose_link_is_gone_leaves_the_answer_to_the_one_that_runs_the_node(tmp_path: Path) -> None:
    bus = MemoryBus()
    asked = {"kind": "sounds", "number": "7", "node_id": 1}
    async with bus.subscribe(Topic.ANSWER) as answers:
        for question in (asked | {"sounds": ["sorry"]}, asked | {"sounds": [], "music": ["jazz"]}):
            await tell_sounds({1: DeadLink()}, bus, question, tmp_path)
        assert answers.get_nowait() is None


async def told(asterisk: PaperAsterisk, folder: Path, **more: Any) -> dict[str, Any]:
    bus = MemoryBus()
    question = {"kind": "sounds", "number": "7", "node_id": 1, "sounds": ["sorry", "other", "gone"], **more}
    async with bus.subscribe(Topic.ANSWER) as answers:
        await tell_sounds({1: asterisk}, bus, question, folder)
        async for message in answers:
            return dict(message.body)
    raise AssertionError
