"""Changes of many things: each as if it were asked for alone, with its own checks and its own line in the audit.

A few are changed while the request waits, many by a job. A job that is continued after a crash changes what was changed
before once more, which makes no difference.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dialer.bulk.model import (
    AT_ONCE,
    MOST_NAMED,
    REFUSALS_KEPT,
    BulkChange,
    BulkResult,
    as_arguments,
    of_arguments,
)
from dialer.campaigns.follow_ups.callbacks import CallbackService
from dialer.campaigns.service import Campaigns
from dialer.core.enums import CampaignStatus, LeadState
from dialer.core.errors import DialerError, UnknownLead
from dialer.core.request_errors import Invalid
from dialer.core.visibility import Visibility
from dialer.i18n.message import message_of, msg, to_plain
from dialer.jobs.kinds import BULK_CHANGE
from dialer.jobs.model import Job, JobKind
from dialer.jobs.runner import Runner
from dialer.people.leads.model import LeadChange, LeadFilter
from dialer.people.leads.service import LeadService
from dialer.people.suppression.service import SuppressionService
from dialer.people.suppression.store.lookup import of_company
from dialer.stores.everything import Store
from dialer.work.agents.commands import AgentCommands
from dialer.work.agents.service import Agents

Refusals = list[tuple[int, Any]]


class BulkService:
    """Changes many agents, call-backs, campaigns or leads."""

    def __init__(
        self,
        store: Store,
        runner: Runner,
        *,
        agents: Agents,
        agent_commands: AgentCommands,
        callbacks: CallbackService,
        campaigns: Campaigns,
        leads: LeadService,
        suppression: SuppressionService,
        clock: Callable[[], float],
    ) -> None:
        self._store, self._runner, self._clock = store, runner, clock
        self._agents, self._callbacks, self._campaigns = agents, callbacks, campaigns
        self._agent_commands, self._leads, self._suppression = agent_commands, leads, suppression
        runner.add(JobKind(name=BULK_CHANGE, run=self._run))

    async def change(self, asked: BulkChange, *, actor: str, sees: Visibility) -> BulkResult:
        """Change things that the caller sees; more than AT_ONCE by a job. Raises `Invalid`."""
        if asked.ids is not None and len(asked.ids) > MOST_NAMED:
            raise Invalid([("ids", msg("at most {most:,}; name leads by a filter instead", most=MOST_NAMED))])
        first = await self._next(asked, after=0, limit=AT_ONCE + 1, sees=sees)
        if len(first) <= AT_ONCE:
            return await self._change_these(first, asked, actor=actor, sees=sees)
        arguments = as_arguments(asked, sees)
        job = await self._store.jobs.queue(BULK_CHANGE, asked.thing, arguments, actor=actor, now=self._clock())
        self._runner.wake()
        return BulkResult(job_id=job.id)

    async def _run(self, job: Job) -> None:
        asked, sees = of_arguments(job.arguments)
        done, after, total = BulkResult(), 0, None if asked.ids is None else len(set(asked.ids))
        looked_at = 0
        while ids := await self._next(asked, after=after, limit=AT_ONCE, sees=sees):
            more = await self._change_these(ids, asked, actor=job.actor, sees=sees)
            after, looked_at = ids[-1], looked_at + len(ids)
            done = BulkResult(
                changed=done.changed + more.changed,
                refused=done.refused + more.refused,
                refusals=[*done.refusals, *more.refusals][:REFUSALS_KEPT],
            )
            self._runner.report(job, looked_at, total)
            kept = {"changed": done.changed, "refused": done.refused, "refusals": done.refusals}
            await self._store.jobs.keep(job.id, self._runner.owner, kept)

    async def _next(self, asked: BulkChange, *, after: int, limit: int, sees: Visibility) -> Sequence[int]:
        """The next ids in order, after one of them."""
        if asked.ids is not None:
            return [one for one in sorted(set(asked.ids)) if one > after][:limit]
        return await self._store.lead_changes.ids(LeadFilter(**asked.filter), after=after, limit=limit, sees=sees)

    async def _change_these(self, ids: Sequence[int], asked: BulkChange, *, actor: str, sees: Visibility) -> BulkResult:
        if asked.thing == "leads":
            refusals = await self._change_leads(ids, asked, actor, sees)
        else:
            refusals = await self._change_each(ids, asked, actor, sees)
        return BulkResult(changed=len(ids) - len(refusals), refused=len(refusals), refusals=refusals)

    async def _change_each(self, ids: Sequence[int], asked: BulkChange, actor: str, sees: Visibility) -> Refusals:
        act = {"agents": self._agent, "callbacks": self._callback, "campaigns": self._campaign}[asked.thing]
        refusals: Refusals = []
        for one in ids:
            try:
                await act(one, asked.change, actor, sees)
            except DialerError as refused:
                refusals.append((one, to_plain(message_of(refused))))
        return refusals

    async def _agent(self, agent_id: int, change: Mapping[str, Any], actor: str, sees: Visibility) -> None:
        there = await self._store.agents.get(agent_id, sees=sees)
        match change["action"]:
            case "retire":
                await self._store.retiring.agent(agent_id, actor=actor, now=self._clock())
            case "log_out":
                await self._agent_commands.log_out(agent_id, actor=actor)
            case _:
                await self._agents.update(
                    agent_id,
                    phone=there.phone,
                    display_name=there.display_name,
                    leg_kind=there.leg_kind,
                    language=there.language,
                    country=there.country,
                    team_id=change["team_id"],
                    rejoin_s=there.rejoin_s,
                    languages=there.languages,
                    actor=actor,
                    expected=there,
                )

    async def _callback(self, callback_id: int, change: Mapping[str, Any], actor: str, sees: Visibility) -> None:
        there = await self._store.callbacks.get(callback_id, sees=sees)
        if change["action"] == "cancel":
            await self._callbacks.cancel(callback_id, reopen=change["reopen"], actor=actor)
            return
        await self._callbacks.move(
            callback_id, due_at=there.due_at, agent_id=change["agent_id"], grace_s=None, actor=actor, expected=there
        )

    async def _campaign(self, campaign_id: int, change: Mapping[str, Any], actor: str, sees: Visibility) -> None:
        await self._store.campaigns.get(campaign_id, sees=sees)
        match change["action"]:
            case "start":
                await self._campaigns.start(campaign_id, actor=actor)
            case "pause" | "stop" as action:
                status = CampaignStatus.PAUSED if action == "pause" else CampaignStatus.STOPPED
                await self._campaigns.set_status(campaign_id, status, actor=actor)
            case "close":
                cancels = change["cancel_callbacks"]
                await self._campaigns.close(campaign_id, cancel_callbacks=cancels, actor=actor)
            case "open":
                await self._campaigns.open_again(campaign_id, actor=actor)
            case _:
                await self._campaigns.archive(campaign_id, actor=actor)

    async def _change_leads(self, ids: Sequence[int], asked: BulkChange, actor: str, sees: Visibility) -> Refusals:
        change = dict(asked.change)
        if change["action"] == "suppress":
            return await self._suppress(ids, change["reason"], actor, sees)
        state = change.get("state")
        values = {name: change[name] for name in ("priority", "owner") if change.get(name) is not None}
        wanted = LeadChange(
            values=values,
            list_id=change.get("list_id"),
            state=None if state is None else LeadState(state),
            delete=change["action"] == "delete",
        )
        refused = await self._leads.change_several(ids, wanted, actor=actor, sees=sees)
        return [(one, to_plain(message_of(why))) for one, why in sorted(refused.items())]

    async def _suppress(self, ids: Sequence[int], reason: str, actor: str, sees: Visibility) -> Refusals:
        """Take down the objection of each of these people, for their company."""
        of = await self._store.lead_changes.companies(ids, sees=sees)
        leads: defaultdict[int, list[int]] = defaultdict(list)
        for lead_id, company_id in of.items():
            leads[company_id].append(lead_id)
        for company_id, those in leads.items():
            await self._suppression.add(of_company(company_id), (), leads=those, reason=reason, actor=actor)
        return [(one, to_plain(message_of(UnknownLead(id=one)))) for one in ids if one not in of]
