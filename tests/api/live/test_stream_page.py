"""The examples of docs/stream.md are what Pronto sends and takes."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.auth import not_allowed
from api.live.channels import Channel
from api.live.reader import COME_BACK
from api.live.stream import Stream
from api.problems import summary
from dialer.i18n.catalogue import with_words
from dialer.messaging.bus import MemoryBus, Message, Topic
from tests.support.hubs import Listeners

PAGE = (Path(__file__).parents[3] / "docs" / "stream.md").read_text()


def example(name: str) -> list[dict[str, Any]]:
    """The JSON objects of an example on the page."""
    [text] = re.findall(rf"<!-- example: {name} -->\n```json\n(.*?)```", PAGE, flags=re.DOTALL)
    return [orjson.loads(one) for one in re.split(r"\n(?=\{)", text.strip())]


def test_a_snapshot_and_the_changes_after_it_are_as_the_page_says() -> None:
    [whole], changes = example("snapshot"), example("changes")
    stream = Stream("board")
    stream.parts, stream.epoch = dict(whole["body"]), whole["epoch"]
    assert orjson.loads(stream.snapshot(now=whole["at"]).message("en")) == whole
    spare = {"trunk:2": changes[1]["body"]}
    first = whole["body"] | {"trunk:1": whole["body"]["trunk:1"] | {"channels": 30}}
    for parts, change in zip((first, first | spare, first), changes, strict=True):
        stream.show(parts, now=change["at"])
    events, _ = stream.since(0, now=changes[-1]["at"])
    assert [orjson.loads(event.message("en")) for event in events] == changes


async def test_events_of_the_connection_are_as_the_page_says() -> None:
    heartbeat, end = example("connection")
    there = Listeners(MemoryBus(), now=heartbeat["at"])
    reader = await there.listen("board")
    there.hub.take(Message(Topic.BOARD, {"at": heartbeat["body"]["engine_at"]}))
    there.hub.beat()
    assert heartbeat in there.sent(reader)
    there.now = end["at"]
    reader.end("recycled")
    assert there.sent(reader)[-1] == end
    for reason in ("recycled", "restart", "signed_out", "too_many_messages"):
        assert f"`{reason}`" in PAGE
    assert {"recycled", "restart"} == COME_BACK
    await there.hub.end()


def test_orders_and_refusals_are_as_the_page_says() -> None:
    assert [str(Channel.read(one["channel"])) for one in example("orders")] == ["agent:7", "board", "board"]
    [refused] = example("refused")
    assert refused["body"] == with_words(summary(not_allowed("agent.read")), "en")


@pytest.mark.parametrize("name", re.findall(r"^\| (`.*?`) \|", PAGE, flags=re.MULTILINE))
def test_every_channel_on_the_page_is_one(name: str) -> None:
    for one in name.split(", "):
        assert str(Channel.read(one.strip("`"))) == one.strip("`")
