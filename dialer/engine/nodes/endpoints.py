"""Questions about PJSIP endpoints: whether a node has those of trunks and phones."""

from collections.abc import Mapping
from typing import Any, Final

from ami.errors import AmiError
from dialer.messaging.bus import Bus, Topic
from dialer.telephony.asterisk.endpoints import look
from dialer.telephony.asterisk.sounds import Asks

MOST: Final = 300  # endpoints in one question


async def tell_endpoints(links: Mapping[int, Asks], bus: Bus, question: Mapping[str, Any]) -> None:
    """Answer a question of kind `endpoints`: `node_id`, and `endpoints` by name. Others are ignored.

    Nothing is answered while the link is down: another engine may own the node by now.
    """
    link, asked = links.get(question.get("node_id", 0)), question.get("endpoints")
    if question.get("kind") != "endpoints" or link is None or not isinstance(asked, list):
        return
    try:
        found = {name: (await look(link, name)).value for name in map(str, asked[:MOST])}
    except AmiError:
        return
    bus.publish(Topic.ANSWER, {"number": question.get("number"), "endpoints": found})
