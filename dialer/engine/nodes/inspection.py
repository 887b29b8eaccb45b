"""Questions about the whole of a node's Asterisk: what is missing in its configuration, and its endpoints."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from ami.errors import AmiError
from dialer.i18n.message import to_plain
from dialer.messaging.bus import Bus, Topic
from dialer.telephony.asterisk.endpoints import list_endpoints
from dialer.telephony.asterisk.sounds import Asks

MOST: Final = 1000  # endpoints in an answer


async def tell_inspection(
    links: Mapping[int, Asks], bus: Bus, question: Mapping[str, Any], clock: Callable[[], float]
) -> None:
    """Answer questions of kind `asterisk_check` and `asterisk_endpoints` about `node_id`.

    The first names the AMI `user`, and whether the node takes `browser_phones`. Nothing is answered while the link is
    down.
    """
    link, kind = links.get(question.get("node_id", 0)), question.get("kind")
    if link is None or kind not in ("asterisk_check", "asterisk_endpoints"):
        return
    try:
        if kind == "asterisk_check":
            user, phones = str(question.get("user", "")), bool(question.get("browser_phones"))
            answer = {"findings": await _findings(link, user, phones, clock)}
        else:
            answer = {"endpoints": [asdict(one) for one in (await list_endpoints(link))[:MOST]]}
    except AmiError:
        return
    bus.publish(Topic.ANSWER, {"number": question.get("number"), **answer})


async def _findings(link: Asks, user: str, phones: bool, clock: Callable[[], float]) -> list[dict[str, Any]]:
    # Nobody asks while calls are placed: an engine starts without them.
    from dialer.telephony.asterisk.browser_check import check_browser_phones
    from dialer.telephony.asterisk.check import check

    found = await check(link, user=user, clock=clock)
    if phones:
        found += await check_browser_phones(link)
    return [
        {"ok": one.ok, "what": to_plain(one.what), "where": to_plain(one.where), "mend": to_plain(one.mend)}
        for one in found
    ]
