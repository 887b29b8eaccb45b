"""Questions whether a trunk is there: asked by OPTIONS now, and registered."""

from collections.abc import Mapping
from typing import Any

from ami.errors import AmiError
from dialer.messaging.bus import Bus, Topic
from dialer.telephony.asterisk.sounds import Asks
from dialer.telephony.asterisk.trunk_proof import PATIENCE_S, prove


async def tell_trunk_proof(links: Mapping[int, Asks], bus: Bus, question: Mapping[str, Any]) -> None:
    """Answer a question of kind `trunk_proof`: `node_id`, `endpoint`, whether it `registers`. Others are ignored.

    With `patience_s` it is answered by then, also if nothing is there yet. Nothing is answered while the link is down.
    """
    link = links.get(question.get("node_id", 0))
    if question.get("kind") != "trunk_proof" or link is None:
        return
    endpoint, registers = str(question.get("endpoint", "")), bool(question.get("registers"))
    patience_s = min(float(question.get("patience_s", PATIENCE_S)), PATIENCE_S)
    try:
        found = await prove(link, endpoint, registers=registers, patience_s=patience_s)
    except AmiError:
        return
    bus.publish(Topic.ANSWER, {"number": question.get("number"), **found.as_plain()})
