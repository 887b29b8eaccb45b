"""Monitoring of agents: what others may see of live calls and of an agent's current work."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dialer.campaigns.attempts.model import AttemptRecord
from dialer.cell.legal.monitoring_policy import locked_in, promise_unnamed, totals_locked_in
from dialer.compliance.load import Profiles
from dialer.compliance.profile_status import NO_PROFILE
from dialer.core.enums import AttemptState
from dialer.people.callbacks.model import Callback
from dialer.people.callbacks.store.callbacks import CallbackLine
from dialer.people.interactions.model import HistoryEntry, HistoryKind, Interaction
from dialer.people.mail.model import SentMessage
from dialer.people.suppression.store.suppressions import Suppression
from dialer.people.tasks.model import Promise
from dialer.stores.campaigns import CampaignStore
from dialer.work.agents.model import Agent


@dataclass(slots=True)
class Look:
    """Filters calls and agents for one request; asks the rules of each campaign once."""

    store: CampaignStore
    profiles: Profiles
    now: float
    _rules: dict[int, str] = field(default_factory=dict)

    async def watchable(self) -> list[int]:
        """Campaigns with live or manual calls whose agents may be shown."""
        live = await self.store.watching.live()
        rules = await self._locked(live)
        return [campaign_id for campaign_id in live if not rules[campaign_id]]

    async def calls(self, attempts: Sequence[AttemptRecord]) -> list[AttemptRecord]:
        """The calls, without agents where they must not be shown."""
        rules = await self._locked({one.campaign_id for one in attempts if one.state is not AttemptState.ENDED})
        return [unnamed(one, rules.get(one.campaign_id, "")) for one in attempts]

    async def callback(self, found: Callback) -> Callback:
        """A call-back, without its agent if that must not be shown."""
        [seen] = await self._callbacks([found])
        return seen

    async def callbacks(self, lines: Sequence[CallbackLine]) -> list[CallbackLine]:
        """Call-backs, without agents where they must not be shown."""
        seen = await self._callbacks([line.callback for line in lines])
        return [
            replace(line, callback=one, agent_name=None if one.locked_by else line.agent_name)
            for line, one in zip(lines, seen, strict=True)
        ]

    async def _callbacks(self, found: Sequence[Callback]) -> list[Callback]:
        calls = {call for one in found for call in (one.attempt_id, one.ended_by) if call}
        live = await self.store.watching.living(calls)
        rules = await self._locked({one.campaign_id for one in found})
        return [promise_unnamed(one, rules[one.campaign_id], live) for one in found]

    async def interactions(self, found: Sequence[Interaction]) -> list[Interaction]:
        """Interactions, without the agent of a live call where that must not be shown."""
        rules = await self._locked({one.campaign_id for one in found if one.campaign_id and one.ended_at is None})
        return [
            replace(one, agent_id=None) if one.ended_at is None and rules.get(one.campaign_id or 0) else one
            for one in found
        ]

    async def history(self, found: Sequence[HistoryEntry]) -> list[HistoryEntry]:
        """Entries of a person's history, without agents where they would tell who talks now."""
        hidden = await self._hidden(
            one.id if one.kind is HistoryKind.ATTEMPT else one.facts.get("attempt_id") for one in found
        )
        return [
            replace(one, agent_id=None, agent="") if {one.id, one.facts.get("attempt_id")} & hidden else one
            for one in found
        ]

    async def promises(self, found: Sequence[Promise]) -> list[Promise]:
        """Promises, without agents where they would tell who talks now."""
        hidden = await self._hidden(one.attempt_id for one in found)
        return [replace(one, agent_id=None, agent="") if one.attempt_id in hidden else one for one in found]

    async def messages(self, found: Sequence[SentMessage]) -> list[SentMessage]:
        """Messages, without their writer where that would tell who talks now."""
        hidden = await self._hidden(one.attempt_id for one in found)
        return [replace(one, actor="") if one.attempt_id in hidden else one for one in found]

    async def _hidden(self, calls: Iterable[str | None]) -> set[str]:
        """Those of these calls that live, and whose agents must not be shown."""
        live = await self.store.watching.living({call for call in calls if call})
        rules = await self._locked(set(live.values()))
        return {call for call, campaign_id in live.items() if rules[campaign_id]}

    async def suppressions(self, found: Sequence[Suppression]) -> list[Suppression]:
        """Suppressions, without the author while the call lives in which the person objected, if required."""
        live = await self.store.watching.living({one.attempt_id for one in found if one.attempt_id})
        rules = await self._locked(set(live.values()))
        locked = [rules[live[one.attempt_id]] if one.attempt_id in live else "" for one in found]
        return [
            replace(one, added_by="", locked_by=rule) if rule else one for one, rule in zip(found, locked, strict=True)
        ]

    async def agents(self, agents: Iterable[Agent]) -> list[tuple[Agent, str]]:
        """Each agent with the rule that forbids others to see the agent's state; empty if none does."""
        works_in = [(one, {one.campaign_id or 0, *one.also_campaign_ids} - {0}) for one in agents]
        rules = await self._locked(set().union(*(campaigns for _, campaigns in works_in)))
        return [(one, max((rules[campaign] for campaign in campaigns), default="")) for one, campaigns in works_in]

    async def team(self, agents: Sequence[Agent]) -> str:
        """The rule that hides the totals of these agents: too few, where single ones may not be watched."""
        works_in = {one for agent in agents for one in (agent.campaign_id, *agent.also_campaign_ids) if one is not None}
        laws, size = await self.store.watching.laws(works_in) if works_in else {}, len(agents)
        found = [totals_locked_in(law, seen, self.profiles, self.now, team_size=size) for law, seen in laws.values()]
        return max(found, default="")

    async def _locked(self, campaign_ids: Collection[int]) -> Mapping[int, str]:
        new = set(campaign_ids) - self._rules.keys()
        if new:
            laws = await self.store.watching.laws(new)
            found = {one: locked_in(law, seen, self.profiles, self.now) for one, (law, seen) in laws.items()}
            self._rules |= {one: found.get(one, NO_PROFILE) for one in new}  # deleted since: its rules are unknown
        return self._rules


class MonitoringService:
    """Makes a `Look` for each request."""

    def __init__(self, store: CampaignStore, profiles: Profiles, clock: Callable[[], float]) -> None:
        self._store, self._profiles, self._clock = store, profiles, clock

    def look(self) -> Look:
        """A look as of now."""
        return Look(self._store, self._profiles, self._clock())


def unnamed(attempt: AttemptRecord, rule: str) -> AttemptRecord:
    """A call as others may see it where this rule locks monitoring: without its agent while it lives.

    Also without the start of the talk, by which its row on the board could be found. An ended call is a record of work
    done.
    """
    if not rule or attempt.state is AttemptState.ENDED:
        return attempt
    return replace(attempt, agent_id=None, agent_joined_at=None, locked_by=rule)
