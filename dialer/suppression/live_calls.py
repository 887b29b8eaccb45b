"""Calls under way to numbers that were suppressed just now: called off, and waited for before anybody is told.

A suppression that is written is seen by every later placing (dialer/suppression/store/suppressions.py). What was placed
before may not have been sent to Asterisk yet, which only its engine knows. So a no is acknowledged when each of these
calls has ended or was answered; or, if an engine keeps silent, when none of them can be sent any more.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from dialer.attempts.model import SENT_WITHIN_S
from dialer.messaging.bus import Bus, Topic
from dialer.storage.database import TROUBLE
from dialer.stores import Store

SURE_AFTER_S: Final = SENT_WITHIN_S + 0.5  # from the suppression on, by any clock: the calls were decided on before it
LOOK_EVERY_S: Final = 0.05


async def call_off(store: Store, bus: Bus, attempt_ids: Sequence[str], *, now: float) -> None:
    """Tell engines to call these calls off, by id, and return when none of them rings or may still be sent.

    Engines are told also where there is no call: an agent may look at the person.
    """
    tell_engines(bus, attempt_ids, now=now)
    await quiet(store, attempt_ids)


def tell_engines(bus: Bus, attempt_ids: Sequence[str], *, now: float) -> None:
    """Tell engines which calls are to be called off. Who does not hear it reads so within a second."""
    bus.publish(Topic.SUPPRESSED, {"attempt_ids": attempt_ids, "at": now})


async def quiet(store: Store, attempt_ids: Sequence[str], *, sure_after_s: float = SURE_AFTER_S) -> None:
    """Return when each of the calls has ended or was answered, and after so long at the latest."""
    clock = asyncio.get_running_loop().time
    until, left = clock() + sure_after_s, attempt_ids
    while left and clock() < until:
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            left = await store.suppressions.unanswered(left)
        except TROUBLE:
            continue  # then time alone makes sure
