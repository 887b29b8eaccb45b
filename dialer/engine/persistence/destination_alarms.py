"""Alarms about destinations and caps, written to the log and the audit."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Final

from dialer.audit.actions import ENGINE, TRUNK_ALARM
from dialer.audit.store import NewLine
from dialer.storage.database import TROUBLE
from dialer.stores.everything import Store
from dialer.telephony.destinations.model import Alarm, Refusal

log = logging.getLogger("pronto.engine")

TRIES: Final = 5
AGAIN_S: Final = 5.0


async def note_alarms(store: Store, alarms: Sequence[Alarm]) -> None:
    """Write the alarms; if the database does not take them for a while, they stand in the log alone."""
    for alarm in alarms:
        log.warning("trunk %s: %s", alarm.trunk, _said(alarm))
    lines = [
        NewLine(at=one.at, actor=ENGINE, action=TRUNK_ALARM, subject=f"trunk:{one.trunk_id}", facts=_facts(one))
        for one in alarms
    ]
    for _ in range(TRIES):
        try:
            await store.audit.add_many(lines)
        except TROUBLE as error:
            log.warning("alarms of trunks could not be written to the audit: %s", type(error).__name__)
            await asyncio.sleep(AGAIN_S)
        else:
            return


def _said(alarm: Alarm) -> str:
    if isinstance(alarm.what, Refusal):
        return f"a call to {alarm.prefix}... was refused ({alarm.what})"
    return f"the cap on {alarm.what} of an hour is reached: {alarm.used:g} of {alarm.most:g}"


def _facts(alarm: Alarm) -> dict[str, Any]:
    facts: dict[str, Any] = {"what": alarm.what.value}
    if isinstance(alarm.what, Refusal):
        return {**facts, "prefix": alarm.prefix, "calls": alarm.calls, "campaign": alarm.campaign}
    return {**facts, "used": round(alarm.used, 2), "cap": alarm.most}
