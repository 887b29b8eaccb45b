"""An agent's day and what is recorded about an agent, read from the rows of every feature."""

from collections.abc import Collection
from statistics import median
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, and_, case, exists, func, literal, or_, select

from dialer.core.enums import CallbackState, Outcome, ScriptKind
from dialer.people.interactions.model import HARD_MOOD
from dialer.storage.database import Database
from dialer.storage.operations import reads
from dialer.storage.schema import (
    AGENT,
    AGENT_PAUSE,
    ATTEMPT,
    AUDIT_LINE,
    CALLBACK,
    CAMPAIGN,
    CAMPAIGN_SCRIPT,
    DISPOSITION_CODE,
    INTERACTION,
    ISSUE_REPORT,
    LEAD,
    PHONE_ACCOUNT,
    SCRIPT,
    SCRIPT_RUN,
    SIGN_IN,
    TASK,
    TEAM_MESSAGE,
    USER,
)
from dialer.storage.sql import word
from dialer.work.agents.model import WRAP_UP_EXTRA_S
from dialer.work.workday.model import (
    AgentTalks,
    CallFigures,
    DisposedTalk,
    PromiseDue,
    ScriptTalks,
    TalkCounts,
    TaskDue,
    Unfinished,
)
from dialer.work.workday.rules import usual_length

EXTENDED: Final = "agent.extend_wrap_up"
MOST: Final = 200  # lines of what is due or unfinished
LAST_TALKS: Final = 500  # of which the usual length is taken

Stretch = tuple[int, float | None, float | None]  # rows, the first and the last instant


class Workdays:
    """Reads about one agent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def figures(self, agent_ids: Collection[int], *, since: float, until: float) -> CallFigures:
        """The talks of these agents, together, that were placed within [since, until)."""
        return await self._database.read(_figures, sorted(agent_ids), since, until)

    @reads
    def talks(
        self, connection: Connection, agent_ids: Collection[int], *, since: float, until: float
    ) -> dict[int, AgentTalks]:
        """The talks of each of these agents who had one that was placed within [since, until)."""
        by_agent = (
            select(
                ATTEMPT.c.agent_id,
                func.count(),
                func.sum(ATTEMPT.c.ended_at - ATTEMPT.c.agent_joined_at),
                func.count(_WRAPPED_UP_S),
                func.sum(func.coalesce(_WRAPPED_UP_S, 0.0)),
            )
            .select_from(ATTEMPT.join(CAMPAIGN, CAMPAIGN.c.id == ATTEMPT.c.campaign_id))
            .where(*_own(sorted(agent_ids), since, until), _ENDED)
            .group_by(ATTEMPT.c.agent_id)
        )
        return {
            agent_id: AgentTalks(talks=talks, talk_s=talk_s or 0.0, wrap_ups=wrap_ups, wrap_up_s=wrap_up_s or 0.0)
            for agent_id, talks, talk_s, wrap_ups, wrap_up_s in connection.execute(by_agent)
        }

    @reads
    def unfinished(self, connection: Connection, agent_id: int, *, since: float) -> list[Unfinished]:
        """The agent's talks placed since then that ended without a disposition, oldest first."""
        found = (
            select(
                ATTEMPT.c.id.label("attempt_id"),
                ATTEMPT.c.campaign_id,
                ATTEMPT.c.lead_id,
                LEAD.c.name.label("lead_name"),
                ATTEMPT.c.ended_at,
            )
            .join(LEAD, LEAD.c.id == ATTEMPT.c.lead_id)
            .where(
                *_own([agent_id], since),
                ATTEMPT.c.outcome == word(Outcome.CONNECTED),
                ATTEMPT.c.disposition.is_(None),
            )
            .order_by(ATTEMPT.c.placed_at, ATTEMPT.c.id)
            .limit(MOST)
        )
        return [Unfinished(**row) for row in connection.execute(found).mappings()]

    @reads
    def disposed(self, connection: Connection, agent_id: int, *, since: float) -> list[DisposedTalk]:
        """The agent's talks placed since then that have a disposition, newest first."""
        found = (
            select(
                ATTEMPT.c.id.label("attempt_id"),
                ATTEMPT.c.campaign_id,
                ATTEMPT.c.lead_id,
                LEAD.c.name.label("lead_name"),
                ATTEMPT.c.ended_at,
                ATTEMPT.c.disposition,
                ATTEMPT.c.note,
            )
            .join(LEAD, LEAD.c.id == ATTEMPT.c.lead_id)
            .where(*_own([agent_id], since), _CONNECTED, ATTEMPT.c.disposition.is_not(None))
            .order_by(ATTEMPT.c.placed_at.desc(), ATTEMPT.c.id.desc())
            .limit(MOST)
        )
        return [DisposedTalk(**row) for row in connection.execute(found).mappings()]

    @reads
    def promises(self, connection: Connection, agent_id: int, *, until: float) -> list[PromiseDue]:
        """The agent's call-backs that wait and are due before then, earliest first."""
        found = (
            select(
                CALLBACK.c.id.label("callback_id"),
                CALLBACK.c.campaign_id,
                CALLBACK.c.lead_id,
                LEAD.c.name.label("lead_name"),
                CALLBACK.c.due_at,
                CALLBACK.c.deadline_at,
            )
            .join(LEAD, LEAD.c.id == CALLBACK.c.lead_id)
            .where(
                CALLBACK.c.agent_id == agent_id,
                CALLBACK.c.state == word(CallbackState.WAITING),
                CALLBACK.c.due_at < until,
            )
            .order_by(CALLBACK.c.due_at, CALLBACK.c.id)
            .limit(MOST)
        )
        return [PromiseDue(**row) for row in connection.execute(found).mappings()]

    @reads
    def tasks(self, connection: Connection, agent_id: int, *, until: float) -> list[TaskDue]:
        """The agent's open tasks that are due before then, earliest first."""
        found = (
            select(TASK.c.id.label("task_id"), TASK.c.kind, TASK.c.note, TASK.c.due_at, TASK.c.person_id)
            .where(TASK.c.agent_id == agent_id, TASK.c.state == "open", TASK.c.due_at < until)
            .order_by(TASK.c.due_at, TASK.c.id)
            .limit(MOST)
        )
        return [TaskDue(**row) for row in connection.execute(found).mappings()]

    @reads
    def zone(self, connection: Connection, agent_id: int) -> str | None:
        """The time zone of the campaign that the agent works for, or worked for last; None without any."""
        of_agent = select(CAMPAIGN.c.time_zone).join(AGENT, AGENT.c.campaign_id == CAMPAIGN.c.id)
        return connection.execute(of_agent.where(AGENT.c.id == agent_id)).scalar()

    @reads
    def zones(self, connection: Connection, agent_ids: Collection[int]) -> dict[int, str]:
        """The time zones of the campaigns of these agents, as `zone` tells one; agents without any are left out."""
        of_agents = select(AGENT.c.id, CAMPAIGN.c.time_zone).join(CAMPAIGN, AGENT.c.campaign_id == CAMPAIGN.c.id)
        return {row.id: row.time_zone for row in connection.execute(of_agents.where(AGENT.c.id.in_(sorted(agent_ids))))}

    @reads
    def script_talks(
        self, connection: Connection, agent_id: int, campaign_ids: Collection[int], *, since: float
    ) -> list[ScriptTalks]:
        """The agent's talks placed since then by script: those of these campaigns, and others that were used."""
        own = select(SCRIPT_RUN.c.script_id, _LENGTH_S).select_from(_WITH).where(*_own([agent_id], since), _CONNECTED)
        lengths: dict[int, list[float]] = {}
        for script_id, length_s in connection.execute(own):
            lengths.setdefault(script_id, []).append(length_s)
        used = select(CAMPAIGN_SCRIPT.c.script_id).where(CAMPAIGN_SCRIPT.c.campaign_id.in_(sorted(campaign_ids)))
        named = select(SCRIPT.c.id, SCRIPT.c.name).where(
            _WHOLE_TALK, or_(SCRIPT.c.id.in_(used), SCRIPT.c.id.in_(lengths))
        )
        found = []
        for script_id, name in connection.execute(named.order_by(SCRIPT.c.name, SCRIPT.c.id)).all():
            talks = lengths.get(script_id, [])
            median_s, usual_s = median(talks) if talks else None, usual_length(_last_talks(connection, script_id))
            found.append(
                ScriptTalks(script_id=script_id, name=name, talks=len(talks), median_s=median_s, usual_s=usual_s)
            )
        return found

    @reads
    def hard_talks(self, connection: Connection, agent_ids: Collection[int], *, since: float) -> dict[int, TalkCounts]:
        """The talks placed since then of each of these agents who had one, and how many were hard."""
        earlier = INTERACTION.alias("earlier")
        # Two of them, since with one that asks for either PostgreSQL would read the table whole.
        was_hard = [
            exists().where(same, earlier.c.mood <= HARD_MOOD, earlier.c.started_at < ATTEMPT.c.placed_at)
            for same in (
                earlier.c.lead_id == ATTEMPT.c.lead_id,
                earlier.c.person_id == INTERACTION.c.person_id,
            )
        ]
        hard = case((or_(INTERACTION.c.mood <= HARD_MOOD, *was_hard), 1), else_=0)
        counted = (
            select(ATTEMPT.c.agent_id, func.count(), func.sum(hard))
            .select_from(ATTEMPT.outerjoin(INTERACTION, INTERACTION.c.attempt_id == ATTEMPT.c.id))
            .where(*_own(sorted(agent_ids), since), _CONNECTED)
            .group_by(ATTEMPT.c.agent_id)
        )
        return {row[0]: TalkCounts(talks=row[1], hard=row[2]) for row in connection.execute(counted)}

    @reads
    def recorded(self, connection: Connection, agent_id: int) -> dict[str, Stretch]:
        """How many rows of each kind there are about the agent, and from when to when."""
        user = select(USER.c.id).where(USER.c.agent_id == agent_id).scalar_subquery()
        users = select(literal("user:") + USER.c.name).where(USER.c.agent_id == agent_id).scalar_subquery()
        own_calls = ATTEMPT.c.agent_id == agent_id
        parts: dict[str, tuple[Table, ColumnElement[float], ColumnElement[bool]]] = {
            "calls": (ATTEMPT, ATTEMPT.c.placed_at, own_calls),
            "dispositions": (ATTEMPT, ATTEMPT.c.disposed_at, and_(own_calls, ATTEMPT.c.disposition.is_not(None))),
            "notes": (ATTEMPT, ATTEMPT.c.placed_at, and_(own_calls, ATTEMPT.c.note != "")),
            "callbacks": (CALLBACK, CALLBACK.c.made_at, CALLBACK.c.agent_id == agent_id),
            "interactions": (INTERACTION, INTERACTION.c.started_at, INTERACTION.c.agent_id == agent_id),
            "script_runs": (SCRIPT_RUN, SCRIPT_RUN.c.started_at, SCRIPT_RUN.c.agent_id == agent_id),
            "phone_accounts": (PHONE_ACCOUNT, PHONE_ACCOUNT.c.made_at, PHONE_ACCOUNT.c.agent_id == agent_id),
            "tasks": (TASK, TASK.c.made_at, TASK.c.agent_id == agent_id),
            "pauses": (AGENT_PAUSE, AGENT_PAUSE.c.started_at, AGENT_PAUSE.c.agent_id == agent_id),
            "requests": (
                AUDIT_LINE,
                AUDIT_LINE.c.at,
                or_(AUDIT_LINE.c.subject == f"agent:{agent_id}", AUDIT_LINE.c.actor == users),
            ),
            "team_messages": (TEAM_MESSAGE, TEAM_MESSAGE.c.sent_at, TEAM_MESSAGE.c.agent_id == agent_id),
            "issue_reports": (ISSUE_REPORT, ISSUE_REPORT.c.made_at, ISSUE_REPORT.c.agent_id == agent_id),
            "sign_ins": (SIGN_IN, SIGN_IN.c.created_at, SIGN_IN.c.user_id == user),
        }
        return {code: _stretch(connection, *part) for code, part in parts.items()}


def _own(agent_ids: list[int], since: float, until: float | None = None) -> list[ColumnElement[bool]]:
    found = [ATTEMPT.c.agent_id.in_(agent_ids), ATTEMPT.c.placed_at >= since, ATTEMPT.c.agent_joined_at.is_not(None)]
    return found if until is None else [*found, ATTEMPT.c.placed_at < until]


_SAID: Final = and_(
    DISPOSITION_CODE.c.campaign_id == ATTEMPT.c.campaign_id, DISPOSITION_CODE.c.code == ATTEMPT.c.disposition
)
_WRAP_UP_S: Final = ATTEMPT.c.first_disposed_at - ATTEMPT.c.ended_at
_LONGEST_S: Final = CAMPAIGN.c.wrap_up_limit_ms / 1000.0 + WRAP_UP_EXTRA_S
_WRAPPED_UP_S: Final = case((_WRAP_UP_S <= 0.0, 0.0), (_WRAP_UP_S > _LONGEST_S, _LONGEST_S), else_=_WRAP_UP_S)
_ENDED: Final = ATTEMPT.c.outcome == word(Outcome.CONNECTED)


def _figures(connection: Connection, agent_ids: list[int], since: float, until: float) -> CallFigures:
    by_code = (
        select(
            ATTEMPT.c.disposition,
            func.count(),
            func.sum(ATTEMPT.c.ended_at - ATTEMPT.c.agent_joined_at),
            func.sum(func.coalesce(_WRAPPED_UP_S, 0.0)),
            func.sum(case((DISPOSITION_CODE.c.is_success, 1), else_=0)),
        )
        .select_from(ATTEMPT.join(CAMPAIGN, CAMPAIGN.c.id == ATTEMPT.c.campaign_id).outerjoin(DISPOSITION_CODE, _SAID))
        .where(*_own(agent_ids, since, until), _ENDED)
        .group_by(ATTEMPT.c.disposition)
        .order_by(ATTEMPT.c.disposition)
    )
    rows = connection.execute(by_code).all()
    extended = select(func.count()).where(
        AUDIT_LINE.c.subject.in_([f"agent:{one}" for one in agent_ids]),
        AUDIT_LINE.c.action == EXTENDED,
        AUDIT_LINE.c.at >= since,
        AUDIT_LINE.c.at < until,
    )
    return CallFigures(
        talks=sum(row[1] for row in rows),
        talk_s=sum(row[2] or 0.0 for row in rows),
        wrap_up_s=sum(row[3] or 0.0 for row in rows),
        wrap_ups_extended=connection.execute(extended).scalar_one(),
        undisposed=sum(row[1] for row in rows if row[0] is None),
        successes=sum(row[4] or 0 for row in rows),
        dispositions={row[0]: row[1] for row in rows if row[0] is not None},
    )


_LENGTH_S: Final = ATTEMPT.c.ended_at - ATTEMPT.c.agent_joined_at
_WITH: Final = SCRIPT_RUN.join(ATTEMPT, ATTEMPT.c.id == SCRIPT_RUN.c.attempt_id)
_CONNECTED: Final = ATTEMPT.c.outcome == word(Outcome.CONNECTED)
# An identification and a checklist are parts of a talk: how long it lasts does not depend on them.
_KINDS: Final = (ScriptKind.SALES_SCRIPT, ScriptKind.QUESTIONNAIRE, ScriptKind.SURVEY)
_WHOLE_TALK: Final = SCRIPT.c.kind.in_([word(one) for one in _KINDS])


def _last_talks(connection: Connection, script_id: int) -> list[tuple[int | None, float]]:
    last = (
        select(ATTEMPT.c.agent_id, _LENGTH_S)
        .select_from(_WITH)
        .where(SCRIPT_RUN.c.script_id == script_id, ATTEMPT.c.agent_joined_at.is_not(None), _CONNECTED)
        .order_by(SCRIPT_RUN.c.started_at.desc())
        .limit(LAST_TALKS)
    )
    return [(row[0], row[1]) for row in connection.execute(last)]


def _stretch(connection: Connection, table: Table, at: ColumnElement[float], about: ColumnElement[bool]) -> Stretch:
    asked = select(func.count(), func.min(at), func.max(at)).select_from(table).where(about)
    rows, first, last = connection.execute(asked).one()
    return rows, first, last
