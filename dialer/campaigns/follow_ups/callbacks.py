"""Actions on call-backs: move, cancel, and dial a lead next."""

from collections.abc import Callable
from types import EllipsisType

from dialer.campaigns.follow_ups.promise import LATEST_S, check_hours
from dialer.compliance.load import Profiles
from dialer.core.enums import CallbackKind
from dialer.core.errors import LeadNotFree
from dialer.core.request_errors import Invalid, ListNotDialled
from dialer.core.visibility import EVERYTHING
from dialer.i18n.labels import label
from dialer.i18n.message import msg
from dialer.messaging.bus import Bus, Topic
from dialer.people.callbacks.model import NEXT_FOR_AT_MOST_S, NEXT_FOR_S, Callback
from dialer.stores.campaigns import CampaignStore


class CallbackService:
    """Requests about call-backs."""

    def __init__(self, store: CampaignStore, bus: Bus, profiles: Profiles, clock: Callable[[], float]) -> None:
        self._store, self._bus, self._profiles, self._clock = store, bus, profiles, clock

    async def move(
        self,
        callback_id: int,
        *,
        due_at: float,
        agent_id: int | None,
        grace_s: float | None,
        asked: bool = False,
        actor: str,
        expected: Callback | EllipsisType = ...,
    ) -> Callback:
        """Promise another instant or another agent. Without `grace_s` the time from instant to deadline stays.

        `asked`: the actor confirms that the person asked for this instant, which alone lets a law's hours allow it.

        Raises `UnknownCallback`, `CallbackOver`, `BadReference`, `Invalid`, `OutOfHours`, `Changed`.
        """
        now = self._clock()
        before = await self._store.callbacks.get(callback_id, sees=EVERYTHING)
        if due_at != before.due_at and not now < due_at <= now + LATEST_S:
            raise Invalid([("due_at", msg("name an instant in the coming year"))])
        if asked and before.kind is not CallbackKind.PROMISE:
            raise Invalid([("asked", msg("nobody was promised this call: leave it out"))])
        if due_at != before.due_at and before.kind is CallbackKind.PROMISE:
            await self._check_hours(before, due_at, asked=asked)
        deadline_at = due_at + (grace_s if grace_s is not None else before.deadline_at - before.due_at)
        moved = await self._store.callbacks.move(
            callback_id,
            due_at=due_at,
            deadline_at=deadline_at,
            agent_id=agent_id,
            asked=asked,
            actor=actor,
            now=now,
            expected=expected,
        )
        self._bus.publish(Topic.CAMPAIGN, {"campaign_id": moved.campaign_id})
        return moved

    async def _check_hours(self, before: Callback, due_at: float, *, asked: bool) -> None:
        campaign = await self._store.campaigns.get(before.campaign_id, sees=EVERYTHING)
        lead = await self._store.leads.get(before.lead_id, sees=EVERYTHING)
        check_hours(campaign, self._profiles, lead, due_at, number=lead.next_number, asked=asked, where="due_at")

    async def cancel(self, callback_id: int, *, reopen: bool, actor: str) -> Callback:
        """Cancel a call-back; with `reopen` its lead becomes an ordinary one. Raises as `move`."""
        ended = await self._store.callbacks.cancel(callback_id, reopen=reopen, actor=actor, now=self._clock())
        self._bus.publish(Topic.CAMPAIGN, {"campaign_id": ended.campaign_id})
        return ended

    async def next(
        self, lead_id: int, *, agent_id: int | None = None, expires_s: float = NEXT_FOR_S, actor: str
    ) -> None:
        """Dial a lead next in its campaign, for anyone or for one agent.

        It precedes a full hopper, and passes the same gate as every call. After `expires_s` it is an ordinary lead
        again. Raises `UnknownLead`, `LeadNotFree`, `ListNotDialled`, `BadReference`.
        """
        now = self._clock()
        lead = await self._store.leads.get(lead_id, sees=EVERYTHING)
        listed = await self._store.lists.get(lead.list_id, sees=EVERYTHING)
        if listed.campaign_id is None or not listed.enabled or listed.archived_at is not None:
            raise ListNotDialled(list=listed.name)
        if agent_id is not None:
            await self._store.agents.get(agent_id, sees=EVERYTHING)
        booked = await self._store.callbacks.next(
            lead_id,
            campaign_id=listed.campaign_id,
            agent_id=agent_id,
            expires_at=now + min(expires_s, NEXT_FOR_AT_MOST_S),
            actor=actor,
            now=now,
        )
        if not booked:
            raise LeadNotFree(lead=lead_id, state=label("lead", lead.state))
        self._bus.publish(Topic.CAMPAIGN, {"campaign_id": listed.campaign_id})
