"""Live calls to numbers that have just been suppressed: called off, and awaited before the suppression is acknowledged.

Every placing after a suppression sees it (store/suppressions.py). Calls placed before may not have
been sent to Asterisk yet, which only their engine knows. So a suppression is acknowledged when each of these calls has
ended or been answered; or, if an engine does not respond, when none of them can be sent any longer.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from dialer.core.call_times import SENT_WITHIN_S
from dialer.messaging.bus import Bus, Topic
from dialer.storage.database import TROUBLE
from dialer.stores.people import PeopleStore

SURE_AFTER_S: Final = SENT_WITHIN_S + 0.5  # after the suppression, by any clock, since the calls were decided before it
LOOK_EVERY_S: Final = 0.05


async def call_off(store: PeopleStore, bus: Bus, attempt_ids: Sequence[str], *, now: float) -> None:
    """Tell engines to call off these calls, by id; return when none of them rings or may still be sent.

    Engines are told even without a call: an agent may have the person in preview.
    """
    tell_engines(bus, attempt_ids, now=now)
    await quiet(store, attempt_ids)


def tell_engines(bus: Bus, attempt_ids: Sequence[str], *, now: float) -> None:
    """Tell engines which calls to call off. An engine that misses the message reads the store within a second."""
    bus.publish(Topic.SUPPRESSED, {"attempt_ids": attempt_ids, "at": now})


async def quiet(store: PeopleStore, attempt_ids: Sequence[str], *, sure_after_s: float = SURE_AFTER_S) -> None:
    """Return when each call has ended or been answered, at the latest after `sure_after_s`."""
    clock = asyncio.get_running_loop().time
    until, left = clock() + sure_after_s, attempt_ids
    while left and clock() < until:
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            left = await store.suppressions.unanswered(left)
        except TROUBLE:
            continue  # without the store the time limit decides
