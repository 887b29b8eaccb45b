"""What agents say of their calls: a disposition, the call-back that it promises, and what follows for the lead."""

from asyncio import to_thread
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from dialer.audit.actions import RULING
from dialer.campaigns.attempts.disposition_check import check_given
from dialer.campaigns.attempts.model import UNDO_S, AttemptRecord, DisposedAttempt, UndoneDisposition
from dialer.campaigns.attempts.sales import check_sale, items_to_say, sale_ruling
from dialer.campaigns.follow_ups.promise import LATEST_S, check_hours, check_promise, hours_of, promise
from dialer.campaigns.model import CampaignConfig, Required
from dialer.compliance.hours import read_hours
from dialer.compliance.load import Profiles
from dialer.compliance.openings import CallbackTime, callback_times
from dialer.compliance.ruling_record import logged
from dialer.compliance.vocabulary import Point
from dialer.core.card_numbers import check_no_card
from dialer.core.enums import AttemptState, LeadState, Outcome
from dialer.core.request_errors import Invalid
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import message_of, msg
from dialer.messaging.bus import Bus, Topic
from dialer.people.leads.model import LeadRecord
from dialer.people.leads.rules.contact_facts import place_of
from dialer.people.leads.rules.day_parts import Times, times_of
from dialer.people.leads.rules.retry import LeadStep, next_step
from dialer.people.suppression.live_calls import call_off
from dialer.stores.campaigns import CampaignStore

RULES_AGE_S = 2.0
UNDO_GRACE_S = 2.0  # for a key that was pressed in time and whose request took its time


class DispositionService:
    """Dispositions, as agents give them."""

    def __init__(self, store: CampaignStore, bus: Bus, profiles: Profiles, clock: Callable[[], float]) -> None:
        self._store, self._bus, self._profiles, self._clock = store, bus, profiles, clock
        self._campaigns: dict[int, tuple[float, CampaignConfig]] = {}  # as last read, with the time

    async def dispose(
        self,
        attempt_id: str,
        *,
        agent_id: int | None,
        code: str,
        note: str,
        callback_at: float | None,
        callback_mine: bool = False,
        callback_asked: bool = False,
        actor: str,
        disclosed: Collection[str] = (),
        reason: str | None = None,
    ) -> DisposedAttempt:
        """Write an agent's disposition of a call, and when the lead is called again, if ever.

        `callback_at` is epoch seconds; `callback_mine` reserves that call for the agent who talked, and
        `callback_asked` confirms that the person asked for this very time. `disclosed` is what the agent confirms to
        have said, which is stored: a success is refused if anything is missing that the rules require. `reason` is one
        of the disposition's own. Raises `UnknownAttempt`, `AttemptOfAnother`, `UnknownDisposition`, `NoPromise`,
        `Invalid`, `OutOfHours`, `CardNumber`, `CampaignArchived`, and
        `CampaignClosed` if a call-back is to be promised.
        """
        now = self._clock()
        check_no_card(note, "note")
        attempt = await self._store.attempts.get(attempt_id, sees=EVERYTHING)
        campaign = await self._campaign(attempt.campaign_id, now)
        check_promise(campaign, code, callback_at, asked=callback_asked, now=now)
        lead = await self._store.leads.get(attempt.lead_id, sees=EVERYTHING)
        if callback_at is not None:
            check_hours(
                campaign,
                self._profiles,
                lead,
                callback_at,
                number=attempt.number,
                asked=callback_asked,
                where="callback_at",
            )
        step = self._step(attempt, lead, campaign, code, callback_at, now)
        await self._check_given(attempt_id, campaign, code, note=note, reason=reason, objects=step.suppress)
        if any(one.code == code and one.is_success for one in campaign.dispositions):
            await self._check_sale(attempt, lead, campaign, disclosed, actor)
        booking = None
        if callback_at is not None and step.state is LeadState.BOOKED:
            mine = (attempt.agent_id if attempt.agent_id is not None else agent_id) if callback_mine else None
            booking = promise(campaign, callback_at, agent_id=mine, note=note, asked=callback_asked)
        disposed = await self._store.attempts.dispose(
            attempt_id,
            agent_id=agent_id,
            code=code,
            note=note,
            now=now,
            step=step,
            suppress=step.suppress,
            actor=actor,
            booking=booking,
            disclosed=disclosed,
            reason=reason,
        )
        await self._tell(disposed, now, objected=step.suppress)
        return disposed

    async def undo(self, attempt_id: str, *, agent_id: int | None, actor: str) -> UndoneDisposition:
        """Take back the disposition that was given a moment ago, with its call-back and its objection.

        A disposition that it had replaced is given again. Raises `UnknownAttempt`, `AttemptOfAnother`, `UndoOver`.
        """
        now = self._clock()
        attempt = await self._store.attempts.get(attempt_id, sees=EVERYTHING)
        again = None
        if (before := attempt.replaced) is not None and before["code"] is not None:
            campaign = await self._campaign(attempt.campaign_id, now)
            lead = await self._store.leads.get(attempt.lead_id, sees=EVERYTHING)
            promised = before["callback"]
            again = self._step(attempt, lead, campaign, before["code"], promised and promised["due_at"], now)
        undone = await self._store.attempts.undo(
            attempt_id, agent_id=agent_id, since=now - UNDO_S - UNDO_GRACE_S, now=now, again=again, actor=actor
        )
        said = {"attempt_id": undone.id, "agent_id": undone.agent_id, "code": undone.code, "at": now}
        said |= {"is_undone": undone.code is None, "met": undone.met, "met_at": undone.met_at}
        self._bus.publish(Topic.DISPOSED, said)
        return undone

    async def callback_times(self, campaign_id: int, lead_id: int, times: Sequence[float]) -> list[CallbackTime]:
        """Whether this lead may be called back at these times (epoch seconds), by its own clocks.

        Raises `UnknownCampaign`, `UnknownLead`, `Invalid`.
        """
        now = self._clock()
        if any(not now - DAY_S <= at <= now + LATEST_S for at in times):
            raise Invalid([("at", msg("name an instant in the coming year"))])
        campaign = await self._campaign(campaign_id, now)
        lead = await self._store.leads.get(lead_id, sees=EVERYTHING)
        try:
            hours = hours_of(campaign, self._profiles, lead, number=lead.next_number)
            return await to_thread(callback_times, *hours, times)
        except ValueError as error:
            raise Invalid([("hours", message_of(error))]) from None

    async def _check_given(
        self, attempt_id: str, campaign: CampaignConfig, code: str, *, note: str, reason: str | None, objects: bool
    ) -> None:
        """Raise `Invalid` for what the disposition requires and was not given, and for a reason it does not have.

        With `objects` the person must not be called again: that waits for nothing that is required.
        """
        [chosen] = [one for one in campaign.dispositions if one.code == code]
        if objects:
            chosen = replace(chosen, requires=())
        given: dict[str, object] = {"note": note.strip(), "reason": reason}
        if {Required.TOPIC, Required.MOOD} & set(chosen.requires or ()):
            noted = await self._store.interactions.noted(attempt_id)
            given |= {"topic": noted and noted.topic, "mood": None if noted is None else noted.mood}
        check_given(chosen, given)

    def must_say(self, campaign: CampaignConfig) -> tuple[str, ...]:
        """Codes of what the campaign's agents have to say before a sale is written down."""
        return items_to_say(campaign, self._profiles, now=self._clock())

    async def _tell(self, disposed: DisposedAttempt, now: float, *, objected: bool) -> None:
        """Tell the engines; after an objection, other calls to the person are called off, which this waits for.

        Engines hear of an objection even without such a call: an agent may have the person in preview.
        """
        said = {"attempt_id": disposed.id, "agent_id": disposed.agent_id, "code": disposed.code, "at": now}
        self._bus.publish(Topic.DISPOSED, said | {"met": disposed.met, "met_at": disposed.met_at})
        if objected or disposed.ringing:
            await call_off(self._store, self._bus, disposed.ringing, now=now)

    async def _check_sale(
        self,
        attempt: AttemptRecord,
        lead: LeadRecord,
        campaign: CampaignConfig,
        disclosed: Collection[str],
        actor: str,
    ) -> None:
        talked = any(past.outcome is Outcome.CONNECTED and past.attempt_id != attempt.id for past in lead.history)
        now, number = self._clock(), attempt.number
        place = place_of(number=number, zone_key=lead.zone_key, fields=lead.fields, postcode=lead.postcode)
        ruling = sale_ruling(
            campaign, self._profiles, number=number, disclosed=disclosed, first_call=not talked, now=now, place=place
        )
        if ruling is not None:
            facts = logged(Point.IN_CALL, ruling, lead=attempt.lead_id, attempt=attempt.id)
            subject = f"campaign:{campaign.id}"
            await self._store.audit.add(actor=actor, action=RULING, subject=subject, facts=facts, now=now)
            check_sale(ruling)

    async def _campaign(self, campaign_id: int, now: float) -> CampaignConfig:
        """The campaign, at most `RULES_AGE_S` old: every disposition needs it, and its rules change rarely."""
        read_at, campaign = self._campaigns.get(campaign_id, (0.0, None))
        if campaign is None or now - read_at > RULES_AGE_S:
            campaign = await self._store.campaigns.get(campaign_id, sees=EVERYTHING)
            self._campaigns[campaign_id] = (now, campaign)
        return campaign

    def _step(
        self,
        attempt: AttemptRecord,
        lead: LeadRecord,
        campaign: CampaignConfig,
        code: str,
        callback_at: float | None,
        now: float,
    ) -> LeadStep:
        lives = attempt.state is not AttemptState.ENDED
        before = [past for past in lead.history if past.attempt_id != attempt.id and past.disposition == code]
        return next_step(
            f"disposition:{code}",
            rules={rule.on: rule for rule in campaign.rules},
            attempts_with_result=len(before) + 1,
            attempts=lead.attempts + (1 if lives else 0),  # the store counts an attempt only at its end
            max_attempts=campaign.max_attempts,
            phones=len(lead.phones),
            phone_position=attempt.phone_position,
            now=now,
            callback_at=callback_at,
            times=_times(lead, campaign),
        )


def _times(lead: LeadRecord, campaign: CampaignConfig) -> Times | None:
    tried_at = [past.placed_at for past in lead.history]
    return times_of(read_hours(campaign.hours), lead.zone_key, tried_at, default=campaign.time_zone)
