"""Agents: their requests, their dispositions, and changes made for them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, Final

from dialer.agents.store import Agent
from dialer.attempts.model import AttemptRecord, DisposedAttempt
from dialer.attempts.sales import check_sale, sale_ruling
from dialer.audit.actions import RULING
from dialer.callbacks.model import NewCallback
from dialer.campaigns.model import CampaignConfig
from dialer.compliance.hours import read_hours
from dialer.compliance.load import Profiles
from dialer.compliance.ruling_record import logged
from dialer.compliance.vocabulary import Point
from dialer.core.enums import AgentWish, AttemptState, EndpointState, LeadState, LegKind, Outcome
from dialer.core.errors import UnknownDisposition
from dialer.core.request_errors import AgentNotLoggedIn, Invalid, PhoneNotAllowed, UnknownPhone
from dialer.i18n.message import msg
from dialer.leads.model import LeadRecord
from dialer.leads.rules.day_parts import Times, times_of
from dialer.leads.rules.recycle import LeadStep, next_step
from dialer.messaging.bus import Bus, Topic
from dialer.nodes.endpoints import endpoints_of
from dialer.stores import Store
from dialer.suppression.live_calls import call_off
from dialer.trunks.dial_strings import endpoint_of, phone_allowed

DAY_S = 86400.0
LATEST_CALLBACK_S = 366 * DAY_S
RULES_AGE_S = 2.0


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """An agent who has logged in, and the node's state of the phone that it calls now."""

    agent: Agent
    phone: EndpointState | None


class Agents:
    """Requests of agents and about them."""

    def __init__(self, store: Store, bus: Bus, profiles: Profiles, clock: Callable[[], float]) -> None:
        self._store, self._bus, self._profiles, self._clock = store, bus, profiles, clock
        self._campaigns: dict[int, tuple[float, CampaignConfig]] = {}  # as last read, with the time

    async def create(
        self,
        *,
        name: str,
        phone: str,
        display_name: str,
        leg_kind: LegKind,
        language: str,
        actor: str,
        country: str = "",
    ) -> Agent:
        """Create an agent, logged out. Raises `NameTaken`, `PhoneTaken`, `Invalid`."""
        await self._check_phone(phone)
        agent = await self._store.agents.create(
            name=name, phone=phone, display_name=display_name, leg_kind=leg_kind, language=language, country=country
        )
        await self._note("agent.create", agent.id, actor, {"name": name, **_written(agent)})
        return agent

    async def update(
        self,
        agent_id: int,
        *,
        phone: str,
        display_name: str,
        leg_kind: LegKind,
        language: str,
        actor: str,
        country: str = "",
        expected: Agent | EllipsisType = ...,
    ) -> Agent:
        """Replace an agent's settings; a new phone is used from the next log-in on.

        Raises `UnknownAgent`, `PhoneTaken`, `Invalid`, and `Changed` if the agent is not as expected.
        """
        before = await self._store.agents.get(agent_id)
        if phone != before.phone:
            await self._check_phone(phone)
        agent = await self._store.agents.update(
            agent_id,
            phone=phone,
            display_name=display_name,
            leg_kind=leg_kind,
            language=language,
            country=country,
            expected=expected,
        )
        was, now = _written(before), _written(agent)
        changes = {name: {"from": was[name], "to": now[name]} for name in now if now[name] != was[name]}
        await self._note("agent.update", agent_id, actor, {"changes": changes})
        return agent

    async def log_in(
        self, agent_id: int, campaign_id: int, *, also: Sequence[int] = (), ready: bool, actor: str
    ) -> LoggedIn:
        """Log an agent in to a campaign, and to `also`, others of its node; ready at once, or paused first.

        Raises `UnknownAgent`, `UnknownCampaign`, `BadReference`, `Invalid`, `PhoneNotAllowed`, `UnknownPhone`,
        `PhoneBusy`, `CampaignClosed`, `CampaignArchived`.
        """
        if also:
            await self._check_one_node([campaign_id, *also])
        phone = await self._may_ring(agent_id, campaign_id)
        wish = AgentWish.READY if ready else AgentWish.PAUSED
        return LoggedIn(await self._wish(agent_id, wish, campaign_id=campaign_id, also=also, actor=actor), phone)

    async def _check_phone(self, phone: str) -> None:
        """Raise `Invalid` for a phone that no node may call. The node itself is known only when the agent logs in."""
        patterns = [pattern for node in await self._store.nodes.list() for pattern in node.dial_patterns]
        if not phone_allowed(phone, patterns):
            raise Invalid([("phone", _NOT_A_PHONE)])

    async def _may_ring(self, agent_id: int, campaign_id: int) -> EndpointState | None:
        """The state of the agent's phone on the campaign's node; None if it is not called through PJSIP.

        Raises `PhoneNotAllowed` if the node may not call it, `UnknownPhone` if it has no such phone.
        """
        agent = await self._store.agents.get(agent_id)
        campaign = await self._store.campaigns.get(campaign_id)
        node = await self._store.nodes.get(campaign.node_id)
        if not phone_allowed(agent.phone, node.dial_patterns):
            raise PhoneNotAllowed(agent=agent.name, node=node.name)
        endpoint, board = endpoint_of(agent.phone), await self._bus.latest(Topic.BOARD) or {}
        told = await endpoints_of(self._bus, board, [agent.phone], campaign_id=campaign_id, node_id=node.id)
        state = None if endpoint is None else told.get(endpoint, EndpointState.UNTOLD)
        if state is EndpointState.MISSING:
            raise UnknownPhone(agent=agent.name, node=node.name)
        return state

    async def _check_one_node(self, campaign_ids: Sequence[int]) -> None:
        campaigns = [await self._store.campaigns.get(campaign_id) for campaign_id in campaign_ids]
        strange = [one.name for one in campaigns if one.node_id != campaigns[0].node_id]
        if strange:
            what = msg(
                "{campaigns}: dialled on another Asterisk than {campaign}, where the phone hangs",
                campaigns=strange,
                campaign=campaigns[0].name,
            )
            raise Invalid([("also_campaign_ids", what)])

    async def ready(self, agent_id: int, *, actor: str) -> Agent:
        """Take calls (again). Raises `UnknownAgent`, `AgentNotLoggedIn`."""
        await self._logged_in(agent_id)
        return await self._wish(agent_id, AgentWish.READY, actor=actor)

    async def pause(self, agent_id: int, *, reason: str, actor: str) -> Agent:
        """Take no call after the present one. Raises `UnknownAgent`, `AgentNotLoggedIn`."""
        await self._logged_in(agent_id)
        return await self._wish(agent_id, AgentWish.PAUSED, pause_reason=reason, actor=actor)

    async def log_out(self, agent_id: int, *, actor: str) -> Agent:
        """Leave after the present call. Raises `UnknownAgent`."""
        return await self._wish(agent_id, AgentWish.LOGGED_OUT, actor=actor)

    async def hang_up(self, agent_id: int, *, attempt_id: str | None = None, actor: str) -> None:
        """End the agent's present call, if it is this one. Raises `UnknownAgent`, `AgentNotLoggedIn`."""
        await self._command(agent_id, {"kind": "hang_up", "attempt_id": attempt_id}, actor)

    async def plan(
        self,
        agent_id: int,
        *,
        shift_ends_at: float | None,
        break_at: float | None,
        actor: str,
        expected: Agent | EllipsisType = ...,
    ) -> Agent:
        """Set when the agent's shift ends and the next break begins (epoch seconds); None: unknown.

        From that instant on the agent takes no further call. Raises `UnknownAgent`, `Invalid`, and `Changed` if the
        agent is not as expected.
        """
        now = self._clock()
        for name, at in (("shift_ends_at", shift_ends_at), ("break_at", break_at)):
            if at is not None and not now - DAY_S < at <= now + DAY_S:
                raise Invalid([(name, msg("name an instant within a day of now, or leave it out"))])
        agent = await self._store.agents.plan(
            agent_id, shift_ends_at=shift_ends_at, break_at=break_at, expected=expected
        )
        self._bus.publish(Topic.CAMPAIGN, {"campaign_id": agent.campaign_id})  # makes the engine read the agents again
        await self._note("agent.plan", agent_id, actor, {"shift_ends_at": shift_ends_at, "break_at": break_at})
        return agent

    async def stage(self, agent_id: int, *, stage: str, attempt_id: str | None) -> None:
        """Tell the pacer the stage of the agent's talk. Raises `UnknownAgent`, `AgentNotLoggedIn`."""
        await self._logged_in(agent_id)
        said = {"agent_id": agent_id, "attempt_id": attempt_id, "stage": stage, "at": self._clock()}
        self._bus.publish(Topic.STAGE, said)

    async def dial_preview(self, agent_id: int, *, lead_id: int | None, actor: str) -> None:
        """Dial the lead that the agent previews. Raises `UnknownAgent`, `AgentNotLoggedIn`."""
        await self._command(agent_id, {"kind": "dial_preview", "lead_id": lead_id}, actor)

    async def skip_preview(self, agent_id: int, *, lead_id: int | None, actor: str) -> None:
        """Give back the lead that the agent previews. Raises `UnknownAgent`, `AgentNotLoggedIn`."""
        await self._command(agent_id, {"kind": "skip_preview", "lead_id": lead_id}, actor)

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
    ) -> DisposedAttempt:
        """Write an agent's disposition of a call, and when the lead is called again, if ever.

        `callback_at` is epoch seconds; `callback_mine` reserves that call for the agent who talked, and
        `callback_asked` confirms that the person asked for this very time. `disclosed` is what the agent confirms to
        have said, which is stored: a success is refused if anything is missing that the rules require. Raises
        `UnknownAttempt`, `AttemptOfAnother`, `UnknownDisposition`, `NoPromise`, `Invalid`, `CampaignArchived`, and
        `CampaignClosed` if a call-back is to be promised.
        """
        now = self._clock()
        attempt = await self._store.attempts.get(attempt_id)
        campaign = await self._campaign(attempt.campaign_id, now)
        _check_callback(campaign, code, callback_at, callback_asked, now)
        if any(one.code == code and one.is_success for one in campaign.dispositions):
            await self._check_sale(attempt, campaign, disclosed, actor)
        step = await self._step(attempt, campaign, code, callback_at, now)
        booking = None
        if callback_at is not None and step.state is LeadState.BOOKED:
            mine = (attempt.agent_id if attempt.agent_id is not None else agent_id) if callback_mine else None
            deadline_at = callback_at + campaign.callback_grace_s
            booking = NewCallback(
                agent_id=mine, due_at=callback_at, deadline_at=deadline_at, note=note, asked=callback_asked
            )
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
        )
        await self._tell(disposed, now)
        return disposed

    async def _tell(self, disposed: DisposedAttempt, now: float) -> None:
        """Tell the engines; after an objection, other calls to the person are called off, which this waits for."""
        said = {"attempt_id": disposed.id, "agent_id": disposed.agent_id, "code": disposed.code, "at": now}
        self._bus.publish(Topic.DISPOSED, said | {"met": disposed.met, "met_at": disposed.met_at})
        if disposed.ringing:
            await call_off(self._store, self._bus, disposed.ringing, now=now)

    async def _check_sale(
        self, attempt: AttemptRecord, campaign: CampaignConfig, disclosed: Collection[str], actor: str
    ) -> None:
        lead = await self._store.leads.get(attempt.lead_id)
        talked = any(past.outcome is Outcome.CONNECTED and past.attempt_id != attempt.id for past in lead.history)
        now = self._clock()
        ruling = sale_ruling(
            campaign, self._profiles, number=attempt.number, disclosed=disclosed, first_call=not talked, now=now
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
            campaign = await self._store.campaigns.get(campaign_id)
            self._campaigns[campaign_id] = (now, campaign)
        return campaign

    async def _step(
        self, attempt: AttemptRecord, campaign: CampaignConfig, code: str, callback_at: float | None, now: float
    ) -> LeadStep:
        lead = await self._store.leads.get(attempt.lead_id)
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

    async def _logged_in(self, agent_id: int) -> Agent:
        agent = await self._store.agents.get(agent_id)
        if agent.wish is AgentWish.LOGGED_OUT or agent.campaign_id is None:
            raise AgentNotLoggedIn(agent=agent.name)
        return agent

    async def _wish(
        self,
        agent_id: int,
        wish: AgentWish,
        *,
        campaign_id: int | None = None,
        also: Sequence[int] = (),
        pause_reason: str = "",
        actor: str,
    ) -> Agent:
        now = self._clock()
        agent = await self._store.agents.wish(
            agent_id, wish, campaign_id=campaign_id, also=also, pause_reason=pause_reason, now=now
        )
        said = {
            "agent_id": agent_id,
            "wish": wish.value,
            "campaign_id": agent.campaign_id,
            "pause_reason": pause_reason,
            "at": now,
        }
        self._bus.publish(Topic.AGENT, said)
        await self._note(
            f"agent.{wish.value}", agent_id, actor, {"campaign_id": agent.campaign_id} | _why(pause_reason)
        )
        return agent

    async def _command(self, agent_id: int, command: dict[str, Any], actor: str) -> None:
        await self._logged_in(agent_id)
        self._bus.publish(Topic.COMMAND, {**command, "agent_id": agent_id, "at": self._clock()})
        await self._note(f"agent.{command['kind']}", agent_id, actor, {})

    async def _note(self, action: str, agent_id: int, actor: str, facts: dict[str, Any]) -> None:
        await self._store.audit.add(
            actor=actor, action=action, subject=f"agent:{agent_id}", facts=facts, now=self._clock()
        )


_NOT_A_PHONE: Final = msg(
    "no Asterisk may call such a phone: write PJSIP/ and the name of its endpoint, as in PJSIP/1001, or let an admin "
    "add a pattern to dial_patterns of the node"
)


def _written(agent: Agent) -> dict[str, Any]:
    """The part of an agent's settings that the audit keeps."""
    facts = (agent.phone, agent.display_name, agent.leg_kind.value, agent.language, agent.country)
    return dict(zip(("phone", "display_name", "leg_kind", "language", "country"), facts, strict=True))


def _times(lead: LeadRecord, campaign: CampaignConfig) -> Times | None:
    tried_at = [past.placed_at for past in lead.history]
    return times_of(read_hours(campaign.hours), lead.zone_key, tried_at, default=campaign.time_zone)


def _why(pause_reason: str) -> dict[str, Any]:
    return {"pause_reason": pause_reason} if pause_reason else {}


def _check_callback(
    campaign: CampaignConfig, code: str, callback_at: float | None, callback_asked: bool, now: float
) -> None:
    disposition = next((one for one in campaign.dispositions if one.code == code), None)
    if disposition is None:
        raise UnknownDisposition(code=code)
    if disposition.needs_callback and callback_at is None:
        raise Invalid([("callback_at", msg("this disposition promises a call back: say when"))])
    if callback_at is not None and not disposition.needs_callback:
        raise Invalid([("callback_at", msg("this disposition promises no call back: leave it out"))])
    if callback_asked and callback_at is None:
        raise Invalid([("callback_asked", msg("this disposition promises no call back: leave it out"))])
    if callback_at is not None and not now < callback_at <= now + LATEST_CALLBACK_S:
        raise Invalid([("callback_at", msg("name an instant in the coming year"))])
