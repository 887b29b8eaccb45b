"""Reads how far the set-up has come: from users, the links to Asterisk, and what is stored."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dialer.access.model import Grant
from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.preflight.check import Preflight
from dialer.campaigns.preflight.inputs import Finding
from dialer.campaigns.service import Campaigns
from dialer.core.enums import OPEN, CampaignStatus, LeadState, LegKind, Role
from dialer.core.settings import Settings
from dialer.core.visibility import Visibility
from dialer.i18n.message import Message, msg
from dialer.messaging.bus import Bus, Topic
from dialer.messaging.request import engine_is_there
from dialer.people.lists.store.lists import LeadList
from dialer.provisioning.doors import has_ari
from dialer.setup.model import Fact, Setup, Step, StepId, StepState
from dialer.stores.everything import Store
from dialer.telephony.asterisk.check import Finding as AsteriskFinding
from dialer.telephony.asterisk.endpoints import KnownEndpoint
from dialer.telephony.nodes.inspection import inspect, known_endpoints
from dialer.telephony.nodes.model import Node
from dialer.telephony.trunks.dial_strings import endpoint_of
from dialer.telephony.trunks.model import Trunk
from dialer.work.agents.model import Agent


class SetupService:
    """The set-up of this installation."""

    def __init__(
        self, store: Store, bus: Bus, campaigns: Campaigns, settings: Settings, clock: Callable[[], float]
    ) -> None:
        self._store, self._bus, self._campaigns, self._settings, self._clock = store, bus, campaigns, settings, clock

    async def read(self, *, sees: Visibility) -> Setup:
        """How each step stands now. Asks Asterisk and, for a campaign, everything that its start would look at."""
        board: Mapping[str, Any] = {}
        if await engine_is_there(self._bus, now=self._clock()):  # an engine that is gone would be waited for in vain
            board = await self._bus.latest(Topic.BOARD) or {}
        node = next(iter(await self._store.nodes.list()), None)
        found: list[AsteriskFinding] = []
        known: list[KnownEndpoint] | None = None
        if node is not None:
            asked = inspect(self._bus, board, node), known_endpoints(self._bus, board, node.id)
            found, known = await asyncio.gather(*asked)
        trunks = await self._store.trunks.list(node.id) if node is not None else []
        companies = await self._store.companies.list(sees=sees)
        agents = await self._store.agents.list(sees=sees)
        campaign = await self._campaign(sees)
        lists = await self._store.lists.list(campaign_id=campaign.id, sees=sees) if campaign is not None else []
        leads = await self._leads(campaign)
        preflight = await self._campaigns.check(campaign.id) if campaign is not None else None
        placed = bool(await self._store.attempts.list(limit=1, sees=sees))
        steps = [
            await self._administrator(sees),
            _asterisk(node, found),
            _trunk(trunks, known),
            await self._caller_id(preflight, sees),
            _agents(agents, known, makes_phones=node is not None and has_ari(node, self._settings)),
            _campaign(campaign),
            _list(lists, leads),
            _check(preflight, leads),
            Step(id=StepId.START, state=StepState.DONE if placed else StepState.OPEN),
        ]
        return Setup(
            steps=steps,
            node_id=node.id if node is not None else 0,
            company_id=campaign.company.id if campaign is not None else companies[-1].id if companies else 0,
            campaign_id=campaign.id if campaign is not None else 0,
            list_id=lists[-1].id if lists else 0,
            is_finished=placed,
            opens_at=preflight.opens_at if preflight is not None else None,
            never_opens=preflight is not None and preflight.never_opens,
        )

    async def _campaign(self, sees: Visibility) -> CampaignConfig | None:
        """The campaign that the path goes on with: one that runs, else the newest that has not ended."""
        found = await self._store.campaigns.list(OPEN, sees=sees)
        running = [one for one in found if one.status is CampaignStatus.RUNNING]
        return max(running or found, key=lambda one: one.id, default=None)

    async def _leads(self, campaign: CampaignConfig | None) -> int:
        if campaign is None:
            return 0
        counts = await self._store.leads.counts(campaign.id)
        return sum(number for state, number in counts.items() if state is not LeadState.DONE)

    async def _administrator(self, sees: Visibility) -> Step:
        users = await self._store.users.list(sees=sees)
        admins = [one for one in users if one.disabled_at is None and Grant(role=Role.ADMIN) in one.grants]
        if any(one.has_password or one.has_provider for one in admins):
            return Step(id=StepId.ADMINISTRATOR, state=StepState.DONE)
        what = msg("No administrator has a password: the link has signed you in this once.")
        return _to_do(StepId.ADMINISTRATOR, what, msg("Choose a password in your account."))

    async def _caller_id(self, preflight: Preflight | None, sees: Visibility) -> Step:
        if await self._store.caller_ids.list(sees=sees):
            against = [one for one in preflight.findings if one.about == "caller id"] if preflight is not None else []
            stopped = any(one.weight == "stops" for one in against)
            state = StepState.WRONG if stopped else StepState.DONE
            return Step(id=StepId.CALLER_ID, state=state, facts=[_fact_of(one) for one in against])
        what = msg("There is no number yet that people see when they are called.")
        mend = msg("Write the company that calls, and a number that the carrier has assigned to it.")
        return _to_do(StepId.CALLER_ID, what, mend)


def _to_do(step: StepId, what: Message, mend: Message) -> Step:
    return Step(id=step, state=StepState.OPEN, facts=[Fact(weight="todo", what=what, mend=mend)])


def _asterisk(node: Node | None, found: Sequence[AsteriskFinding]) -> Step:
    if node is None:
        return _to_do(StepId.ASTERISK, msg("No Asterisk is described yet."), msg("Write its host and port."))
    facts = [
        Fact(weight="ok" if one.ok else "stops", what=one.what, where=one.where, mend=one.mend)
        for one in sorted(found, key=lambda one: one.ok)
    ]
    state = StepState.DONE if all(one.ok for one in found) else StepState.WRONG
    return Step(id=StepId.ASTERISK, state=state, facts=facts)


def _trunk(trunks: Sequence[Trunk], known: Sequence[KnownEndpoint] | None) -> Step:
    enabled = {trunk.name: endpoint_of(trunk.dial) for trunk in trunks if trunk.enabled}
    if not enabled:
        what = msg("There is no trunk yet: no call could leave.")
        return _to_do(StepId.TRUNK, what, msg("Choose the endpoint by which Asterisk reaches your carrier."))
    facts = list(_endpoints(enabled, known))
    return Step(id=StepId.TRUNK, state=_state_of(facts), facts=facts)


def _agents(agents: Sequence[Agent], known: Sequence[KnownEndpoint] | None, *, makes_phones: bool) -> Step:
    """`makes_phones`: Pronto can make phones for the browser in this Asterisk."""
    if not agents:
        what = msg("There are no agents yet: nobody could take a call.")
        return _to_do(StepId.AGENTS, what, msg("Write who they are, and which phone is theirs."))
    in_browser = [agent for agent in agents if agent.leg_kind is LegKind.BROWSER]
    on_desks = {agent.name: endpoint_of(agent.phone) for agent in agents if agent not in in_browser}
    facts = [_browser_fact(agent, is_ready=makes_phones) for agent in in_browser]
    facts += _endpoints(on_desks, known) if on_desks else ()
    return Step(id=StepId.AGENTS, state=_state_of(facts), facts=facts)


def _browser_fact(agent: Agent, *, is_ready: bool) -> Fact:
    """How a phone in the browser stands: Asterisk has none before the agent signs in."""
    name = agent.display_name or agent.name
    if is_ready:
        return Fact(weight="ok", what=msg("{name} takes calls in the browser, ready once signed in.", name=name))
    what = msg("{name} takes calls in the browser, but Pronto cannot make phones in this Asterisk.", name=name)
    return Fact(weight="stops", what=what, mend=_NO_ARI)


def _state_of(facts: Sequence[Fact]) -> StepState:
    """How a step with trunks or phones stands: one that works is enough."""
    return StepState.DONE if any(fact.weight == "ok" for fact in facts) else StepState.WRONG


def _endpoints(named: Mapping[str, str | None], known: Sequence[KnownEndpoint] | None) -> Iterator[Fact]:
    """How the endpoints of trunks or agents stand, by the name of each."""
    if known is None:
        yield Fact(weight="note", what=msg("Asterisk cannot be asked for endpoints just now."))
        return
    by_name = {one.name: one for one in known}
    for name, endpoint in named.items():
        there = by_name.get(endpoint) if endpoint is not None else None
        if endpoint is None:
            yield Fact(
                weight="ok", what=msg("{name} is no PJSIP endpoint: only a call shows whether it works.", name=name)
            )
        elif there is None:
            what = msg("{name}: Asterisk has no endpoint {endpoint}.", name=name, endpoint=endpoint)
            yield Fact(weight="stops", what=what, mend=_WRITE)
        elif not there.is_reached:
            what = msg("{name}: the endpoint {endpoint} cannot be reached.", name=name, endpoint=endpoint)
            yield Fact(weight="delays", what=what, mend=_CONTACT)
        else:
            yield Fact(
                weight="ok", what=msg("{name}: the endpoint {endpoint} can be reached.", name=name, endpoint=endpoint)
            )


_WRITE = msg("Let Pronto write it (Trunks, Phones), add it to Asterisk's own files and reload, or choose another.")
_NO_ARI = msg(
    "Let whoever runs the server give Pronto the address and the password of this Asterisk's web server (ARI), or give "
    "the agent a phone on the desk."
)
_CONTACT = msg("See that it is switched on and registered, and that its address is right.")


def _campaign(campaign: CampaignConfig | None) -> Step:
    if campaign is not None:
        return Step(id=StepId.CAMPAIGN, state=StepState.DONE)
    return _to_do(StepId.CAMPAIGN, msg("There is no campaign yet."), msg("Choose a template, and name it."))


def _list(lists: Sequence[LeadList], leads: int) -> Step:
    if leads:
        fact = Fact(weight="ok", what=msg("{count} {count:lead|leads} to call.", count=leads))
        return Step(id=StepId.LIST, state=StepState.DONE, facts=[fact])
    mend = msg("Load a file with a column of phone numbers.")
    if not lists:
        return _to_do(StepId.LIST, msg("There is no list yet: nobody is to be called."), mend)
    fact = Fact(weight="stops", what=msg("The lists hold no lead to call."), mend=mend)
    return Step(id=StepId.LIST, state=StepState.WRONG, facts=[fact])


def _check(preflight: Preflight | None, leads: int) -> Step:
    if preflight is None or not leads:
        return Step(id=StepId.CHECK, state=StepState.OPEN)
    facts = [_fact_of(one) for one in preflight.findings]
    state = StepState.DONE if preflight.may_start and not preflight.holds else StepState.WRONG
    return Step(id=StepId.CHECK, state=state, facts=facts)


def _fact_of(found: Finding) -> Fact:
    return Fact(
        weight=found.weight,
        what=found.what,
        mend=found.mend,
        rule=found.rule,
        facts=found.facts,
        until=found.until,
    )
