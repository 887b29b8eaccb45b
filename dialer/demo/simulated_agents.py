"""Simulated agents: each reads the screen, does the wrap-up and sets a disposition."""

import asyncio
import logging
import random
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from dialer.core.errors import DialerError
from dialer.core.request_errors import OutOfHours
from dialer.core.time_units import DAY_S
from dialer.messaging.bus import Bus, Topic
from dialer.services import Service

log = logging.getLogger("pronto.demo")

# Weights of the default dispositions.
DISPOSITIONS = {"not_interested": 60, "sale": 15, "call_back": 15, "do_not_call": 5, "wrong_number": 5}
CALLBACK_AFTER_S = DAY_S
ACTOR = "simulated agent"


class Crowd:
    """The simulated agents of a demonstration."""

    def __init__(
        self,
        service: Service,
        bus: Bus,
        *,
        wrap_up_mean_s: float,
        seed: int,
        clock: Any,
        wrap_up: Callable[[random.Random], float] | None = None,
        others: Collection[int] = (),
    ) -> None:
        """`others` are agents who work by themselves.

        Without `wrap_up`, wrap-ups are drawn from a gamma distribution whose coefficient of variation is 0.6.
        """
        self._service, self._bus, self._clock = service, bus, clock
        shape = 1 / 0.36
        self._others = others
        self._draw = wrap_up or (lambda chance: chance.gammavariate(shape, wrap_up_mean_s / shape))
        self._chance = random.Random(seed)  # noqa: S311 - a demonstration
        self.disposed = 0

    async def run(self) -> None:
        """Watch the agents' screens until cancelled."""
        async with asyncio.TaskGroup() as group, self._bus.subscribe(Topic.SCREEN) as screens:
            async for message in screens:
                if message.body.get("state") == "wrap_up" and message.body["agent_id"] not in self._others:
                    group.create_task(self._wrap_up(message.body))

    async def _wrap_up(self, screen: Mapping[str, Any]) -> None:
        await asyncio.sleep(self._draw(self._chance))
        code = self._chance.choices(list(DISPOSITIONS), weights=list(DISPOSITIONS.values()))[0]
        callback_at = self._clock() + CALLBACK_AFTER_S if code == "call_back" else None
        dispose = partial(
            self._service.dispositions.dispose,
            screen["attempt_id"],
            agent_id=screen["agent_id"],
            code=code,
            note="",
            actor=ACTOR,
        )
        try:
            try:
                await dispose(callback_at=callback_at)
            except OutOfHours as refused:  # tomorrow is a Sunday, say
                await dispose(callback_at=refused.opens_at)
            self.disposed += 1
        except DialerError as error:
            log.warning("a simulated agent could not dispose: %s", error)
