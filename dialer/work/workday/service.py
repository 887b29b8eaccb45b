"""An agent's own day, and what the system records about the agent."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dialer.core.local_time import day_of, start_of
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import Message, msg
from dialer.work.agents.model import Agent
from dialer.work.agents.store import Agents
from dialer.work.pauses.store import KEPT_DAYS, Pauses
from dialer.work.workday.model import AgentTalks, Day, OwnFigures, Recorded, TalkCounts, TeamDay
from dialer.work.workday.rules import hard_share
from dialer.work.workday.store import Stretch, Workdays

NO_CAMPAIGN: Final = "UTC"

_ONLY_YOU: Final = msg("Only you.")
_MANAGERS: Final = msg("You, supervisors and managers.")
_BY_RULES: Final = msg("As long as the retention rules of the campaign's country let the calls be kept.")
# What each kind of data is, why it is there, how long, and who sees it.
KINDS: Final[Mapping[str, tuple[Message, Message, Message, Message]]] = {
    "account": (
        msg("Your name, phone, language, country, team and campaign."),
        msg("To ring your phone and to give you calls."),
        msg("Until you are retired; your name stays with the calls that you took."),
        _MANAGERS,
    ),
    "state": (
        msg("What you are doing now: ready, talking, paused, and since when."),
        msg("To give you the next call, and nobody a call when you are away."),
        msg("Not stored: it is gone when you log out."),
        msg("You. Others only as far as the law lets them."),
    ),
    "calls": (
        msg("The calls that you took: the number, when they began and ended, how they ended."),
        msg("They prove what was done with people's data, and the law asks for some of it."),
        _BY_RULES,
        _MANAGERS,
    ),
    "dispositions": (
        msg("The outcome that you gave each call, and when."),
        msg("To call people again, or never again."),
        _BY_RULES,
        _MANAGERS,
    ),
    "notes": (
        msg("Your notes on calls. The person called has a right to read them."),
        msg("To know at the next call what was said at the last one."),
        _BY_RULES,
        _MANAGERS,
    ),
    "callbacks": (
        msg("The call-backs that you promised."),
        msg("To keep what was promised."),
        _BY_RULES,
        _MANAGERS,
    ),
    "interactions": (
        msg("Topic, mood and facts that you noted in a call, and drafts that are not finished."),
        msg("To help the person without asking everything again."),
        msg("Mood and type of customer 90 days, the rest as long as the calls."),
        _MANAGERS,
    ),
    "script_runs": (
        msg("The scripts that you went through with people: steps, times, answers."),
        msg("They prove that what the law asks for was said, and keep the answers."),
        _BY_RULES,
        _MANAGERS,
    ),
    "tasks": (
        msg("Tasks that are yours: to send, to ask, to check, to call."),
        msg("To keep what was promised."),
        _BY_RULES,
        _MANAGERS,
    ),
    "pauses": (
        msg("Your pauses, with their reason, and whether they count as a break from the screen."),
        msg("To prove that the breaks which the law gives you were there."),
        msg("{days} days.", days=KEPT_DAYS),
        msg("You. Others only as far as the law lets them, and never a personal reason."),
    ),
    "requests": (
        msg("What you and others asked Pronto to do for you: log in, pause, change a setting."),
        msg("The audit shows who did what, and that nobody has changed it."),
        msg("As long as the audit is kept."),
        msg("Administrators and auditors."),
    ),
    "issue_reports": (
        msg("What you reported as wrong."),
        msg("To mend it, and to answer you."),
        msg("{days} days after it was answered.", days=KEPT_DAYS),
        _MANAGERS,
    ),
    "team_messages": (
        msg("What supervisors wrote to you, and when you read it."),
        msg("So that both know that it arrived."),
        msg("{days} days.", days=KEPT_DAYS),
        _MANAGERS,
    ),
    "phone_accounts": (
        msg("The account of your phone in the browser, without its password."),
        msg("So that your browser can talk to the telephone system."),
        msg("Until you sign out, some hours at most."),
        _ONLY_YOU,
    ),
    "sign_ins": (
        msg("The browsers in which you are signed in: address, name of the browser, last use."),
        msg("So that you see it if somebody else uses your account."),
        msg("Until you sign out or the session ends."),
        _ONLY_YOU,
    ),
}


class WorkdayService:
    """Reads about one agent; who may read them is decided before."""

    def __init__(self, agents: Agents, workdays: Workdays, pauses: Pauses, clock: Callable[[], float]) -> None:
        self._agents, self._workdays, self._pauses, self._clock = agents, workdays, pauses, clock

    async def day(self, agent_id: int) -> Day:
        """The agent's day so far, by the clocks of the campaign. Raises `UnknownAgent`."""
        agent = await self._agents.get(agent_id, sees=EVERYTHING)
        now, workdays = self._clock(), self._workdays
        zone = ZoneInfo(name := await workdays.zone(agent_id) or NO_CAMPAIGN)
        today = day_of(now, zone)
        since, until = start_of(today, zone), start_of(today + timedelta(days=1), zone)
        pauses = tuple(await self._pauses.taken(agent_id, since=since, until=until))
        breaks = [one for one in pauses if one.rests]
        return Day(
            agent_id=agent_id,
            day=today.isoformat(),
            time_zone=name,
            since=since,
            until=now,
            figures=await workdays.figures([agent_id], since=since, until=until),
            promises=tuple(await workdays.promises(agent_id, until=until)),
            tasks=tuple(await workdays.tasks(agent_id, until=until)),
            unfinished=tuple(await workdays.unfinished(agent_id, since=since)),
            disposed=tuple(await workdays.disposed(agent_id, since=since)),
            pauses=pauses,
            screen_break_s=sum((one.ended_at or now) - max(one.started_at, since) for one in breaks),
            shift_ends_at=agent.shift_ends_at,
            break_at=agent.break_at,
        )

    async def own_figures(self, agent_id: int) -> OwnFigures:
        """Figures of the agent's day that nobody else is told. Raises `UnknownAgent`."""
        agents, workdays = self._agents, self._workdays
        agent = await agents.get(agent_id, sees=EVERYTHING)
        zone = ZoneInfo(await workdays.zone(agent_id) or NO_CAMPAIGN)
        since = start_of(day_of(self._clock(), zone), zone)
        team = await agents.list(team_id=agent.team_id, sees=EVERYTHING) if agent.team_id is not None else []
        hard = await workdays.hard_talks({agent_id, *(one.id for one in team)}, since=since)
        own = hard.get(agent_id, TalkCounts())
        campaigns = {one for one in (agent.campaign_id, *agent.also_campaign_ids) if one is not None}
        return OwnFigures(
            agent_id=agent_id,
            scripts=tuple(await workdays.script_talks(agent_id, campaigns, since=since)),
            talks=own.talks,
            hard_talks=own.hard,
            team_hard_share=hard_share(hard) if team else None,
        )

    async def team_day(self, team_id: int, agents: Sequence[Agent]) -> TeamDay:
        """The day of a team's agents together, by the clocks of the first one's campaign."""
        now, workdays = self._clock(), self._workdays
        zones = [await workdays.zone(agent.id) for agent in agents if agent.campaign_id is not None][:1]
        zone = ZoneInfo(name := next((one for one in zones if one), NO_CAMPAIGN))
        today = day_of(now, zone)
        since = start_of(today, zone)
        figures = await workdays.figures([agent.id for agent in agents], since=since, until=now)
        return TeamDay(
            team_id=team_id,
            agents=len(agents),
            day=today.isoformat(),
            time_zone=name,
            since=since,
            until=now,
            figures=figures,
        )

    async def talks(self, agent_ids: Sequence[int]) -> dict[int, AgentTalks]:
        """The talks of each of these agents today, by the clocks of the agent's campaign."""
        now, workdays = self._clock(), self._workdays
        zones, found = await workdays.zones(agent_ids), dict.fromkeys(agent_ids, AgentTalks())
        for name in sorted({zones.get(one, NO_CAMPAIGN) for one in agent_ids}):
            zone, own = ZoneInfo(name), [one for one in agent_ids if zones.get(one, NO_CAMPAIGN) == name]
            found |= await workdays.talks(own, since=start_of(day_of(now, zone), zone), until=now)
        return found

    async def recorded(self, agent_id: int) -> list[Recorded]:
        """What is recorded about the agent, by kind, with the number of rows. Raises `UnknownAgent`."""
        await self._agents.get(agent_id, sees=EVERYTHING)
        rows = await self._workdays.recorded(agent_id)
        counts: dict[str, Stretch | tuple[None, None, None]] = {"account": (1, None, None), **rows}
        found = []
        for code, (what, purpose, kept, seen_by) in KINDS.items():
            texts = {"what": what, "purpose": purpose, "kept": kept, "seen_by": seen_by}
            count, first_at, last_at = counts.get(code, (None, None, None))
            found.append(Recorded(code=code, **texts, rows=count, first_at=first_at, last_at=last_at))
        return found
