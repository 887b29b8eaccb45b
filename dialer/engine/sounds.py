"""Questions whether Asterisk has the sounds that a campaign plays."""

from collections.abc import Mapping
from typing import Any, Final

from dialer.asterisk.sounds import Asks, is_there
from dialer.live.bus import Bus, Topic

MOST: Final = 8  # sounds in one question


async def tell_sounds(links: Mapping[int, Asks], bus: Bus, question: Mapping[str, Any]) -> None:
    """Answer a question of kind `sounds`: `node_id`, and `sounds` as campaigns name them. Others are left alone."""
    link, names = links.get(question.get("node_id", 0)), question.get("sounds")
    if question.get("kind") != "sounds" or link is None or not isinstance(names, list):
        return
    there = {str(name): await is_there(link, str(name)) for name in names[:MOST]}
    bus.publish(Topic.ANSWER, {"number": question.get("number"), "sounds": there})
