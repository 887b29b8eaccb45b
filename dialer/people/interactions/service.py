"""Interactions: begun with a call, noted while it lasts, and the drafts that belong to them."""

from collections.abc import Callable, Mapping
from types import EllipsisType
from typing import Any, Protocol

from dialer.core.card_numbers import check_no_card
from dialer.core.enums import AttemptState
from dialer.core.errors import UnknownAttempt
from dialer.messaging.bus import Bus, Topic
from dialer.people.interactions.model import HARD_MOOD, Draft, Interaction, check_size
from dialer.people.interactions.store.interactions import Interactions


class Call(Protocol):
    """What is asked of an attempt here."""

    @property
    def id(self) -> str: ...
    @property
    def agent_id(self) -> int | None: ...
    @property
    def state(self) -> AttemptState: ...


class InteractionService:
    """Requests about interactions."""

    def __init__(self, interactions: Interactions, bus: Bus, clock: Callable[[], float]) -> None:
        self._interactions, self._bus, self._clock = interactions, bus, clock

    async def open(self, attempt: Call, *, agent_id: int | None) -> Interaction:
        """The interaction of an attempt, with its person; it is made if it was not there.

        With `agent_id` it must be this agent's attempt. Just after a talk has begun the attempt does not say so yet:
        the agent's own screen does then. Raises `UnknownAttempt`.
        """
        if agent_id is not None and not await self.is_of(attempt, agent_id):
            raise UnknownAttempt(id=attempt.id)
        if attempt.agent_id is None and agent_id is None:
            raise UnknownAttempt(id=attempt.id)  # no agent has joined: there was no contact
        return await self._interactions.of_attempt(attempt.id, agent_id=agent_id, now=self._clock())

    async def is_of(self, attempt: Call, agent_id: int) -> bool:
        """Whether it is this agent's attempt: it says so, or, just after the talk began, the agent's screen does."""
        if attempt.agent_id is not None or attempt.state is AttemptState.ENDED:
            return attempt.agent_id == agent_id
        screen = await self._bus.latest(Topic.SCREEN, agent_id=agent_id) or {}
        return screen.get("attempt_id") == attempt.id

    async def change(
        self, interaction_id: int, values: Mapping[str, Any], *, expected: Interaction | EllipsisType = ...
    ) -> Interaction:
        """Note topic, mood, customer type or facts, which are merged into those noted before.

        Of a conflict in a contact that goes on the engine is told: the next hard call is another agent's.
        Raises `UnknownInteraction`, `Invalid`, `CardNumber`, `Changed`.
        """
        if "facts" in values:
            _check_fields(values["facts"], "facts")
        changed = await self._interactions.change(interaction_id, values, expected=expected)
        mood, goes_on = values.get("mood"), changed.finished_at is None and changed.agent_id is not None
        if mood is not None and mood <= HARD_MOOD and goes_on:
            self._bus.publish(Topic.COMMAND, {"kind": "hard_call", "agent_id": changed.agent_id})
        return changed

    async def draft(
        self, interaction_id: int, *, note: str, fields: Mapping[str, Any], typed_at: float
    ) -> tuple[Draft, bool]:
        """Keep what was typed, unless something typed later is kept; return the draft that counts, and if it is this.

        A page whose clock is ahead has typed now: otherwise nobody could write for as long as it is ahead.
        Raises `UnknownInteraction`, `Invalid`, `CardNumber`.
        """
        check_no_card(note, "note")
        _check_fields(fields, "fields")
        draft = {"note": note, "fields": dict(fields)}
        now = self._clock()
        return await self._interactions.draft(interaction_id, draft, typed_at=min(typed_at, now), now=now)


def _check_fields(fields: Mapping[str, Any], where: str) -> None:
    """Raise `Invalid` for too much, and `CardNumber` for a card number in a value."""
    check_size(fields, where)
    for name, value in fields.items():
        check_no_card(str(value), f"{where}.{name}")
