"""Attempts: placed, updated, finished, disposed; and read back for takeovers, listings and counts."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, case, func, or_, select

from dialer.campaigns.attempts.model import (
    ALL_ATTEMPTS,
    AmongAttempts,
    AnswerCounts,
    AttemptProgress,
    AttemptRecord,
    DisposedAttempt,
    FinishCount,
    FinishedAttempt,
    LiveAttempt,
    NewAttempt,
    SparedAttempt,
    Totals,
    UndoneDisposition,
)
from dialer.campaigns.attempts.store import answer_counts, lifecycle, listing, refunds
from dialer.campaigns.attempts.store import dispositions as disposing
from dialer.core.enums import AttemptState, LeadState, Outcome
from dialer.core.errors import UnknownAttempt
from dialer.core.visibility import Visibility
from dialer.people.callbacks.model import NewCallback
from dialer.people.callbacks.store.bookings import KEEPS
from dialer.people.leads.rules.retry import LeadStep
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.storage.operations import reads
from dialer.storage.schema import ATTEMPT, CAMPAIGN, DISPOSITION_CODE, LEAD
from dialer.storage.sql import word
from dialer.storage.visibility import visible_to

_LIVE: Final = (
    select(
        *(ATTEMPT.c[name] for name in LiveAttempt.__dataclass_fields__ if name in ATTEMPT.c),
        KEEPS.label("callback_id"),
        LEAD.c.name.label("lead_name"),
        LEAD.c.state.label("lead_state"),
        LEAD.c.attempts.label("lead_attempts"),
    )
    .join(LEAD, LEAD.c.id == ATTEMPT.c.lead_id)
    .where(ATTEMPT.c.node_id == bindparam("node"), ATTEMPT.c.state != word(AttemptState.ENDED))
    .order_by(ATTEMPT.c.placed_at, ATTEMPT.c.id)
)
_STATES: Final = select(ATTEMPT.c.id, ATTEMPT.c.state).where(ATTEMPT.c.id.in_(bindparam("attempts", expanding=True)))
_LEFT_ON: Final = (
    select(ATTEMPT.c.campaign_id, ATTEMPT.c.node_id)
    .join(CAMPAIGN, CAMPAIGN.c.id == ATTEMPT.c.campaign_id)
    .where(
        ATTEMPT.c.node_id.in_(bindparam("nodes", expanding=True)),
        ATTEMPT.c.state != word(AttemptState.ENDED),
        ATTEMPT.c.node_id != CAMPAIGN.c.node_id,
    )
    .distinct()
)
_UNDISPOSED: Final = (
    select(ATTEMPT)
    .where(
        # Few leads wait: with a join, SQLite would read every attempt to find them.
        ATTEMPT.c.lead_id.in_(select(LEAD.c.id).where(LEAD.c.state == word(LeadState.WRAPPING)).scalar_subquery()),
        ATTEMPT.c.state == word(AttemptState.ENDED),
        ATTEMPT.c.outcome == Outcome.CONNECTED.value,
        ATTEMPT.c.disposition.is_(None),
        ATTEMPT.c.ended_at < bindparam("before"),
    )
    .order_by(ATTEMPT.c.ended_at, ATTEMPT.c.id)
)
# Literals as in the index's condition: with parameters SQLite would not use it.
_UNSAID: Final = (
    select(ATTEMPT.c.agent_id, func.count().label("talks"))
    .where(
        ATTEMPT.c.outcome == word(Outcome.CONNECTED),
        ATTEMPT.c.disposition.is_(None),
        ATTEMPT.c.campaign_id == bindparam("campaign"),
        ATTEMPT.c.ended_at >= bindparam("since"),
        ATTEMPT.c.ended_at < bindparam("before"),
    )
    .group_by(ATTEMPT.c.agent_id)
)
_SUCCESSES: Final = select(func.coalesce(ATTEMPT.c.disposed_at, ATTEMPT.c.ended_at)).where(
    ATTEMPT.c.campaign_id == bindparam("campaign"),
    ATTEMPT.c.placed_at >= bindparam("since"),
    ATTEMPT.c.disposition.in_(
        select(DISPOSITION_CODE.c.code).where(
            DISPOSITION_CODE.c.campaign_id == bindparam("campaign"), DISPOSITION_CODE.c.is_success
        )
    ),
)
_TOTALS: Final = (
    select(
        ATTEMPT.c.outcome,
        ATTEMPT.c.disposition,
        func.count().label("placed"),
        func.count(ATTEMPT.c.answered_at).label("answered"),
        func.count(ATTEMPT.c.agent_joined_at).label("served"),
        func.count(ATTEMPT.c.handset_at).label("screened"),
        func.sum(
            case((ATTEMPT.c.agent_joined_at.is_(None), 0.0), else_=ATTEMPT.c.ended_at - ATTEMPT.c.agent_joined_at)
        ),
    )
    .where(ATTEMPT.c.campaign_id == bindparam("campaign"), ATTEMPT.c.placed_at >= bindparam("since"))
    .group_by(ATTEMPT.c.outcome, ATTEMPT.c.disposition)
)

_NOTHING_ENDED: Final = FinishCount(ended=frozenset(), repeated=frozenset(), unknown=frozenset())


class Attempts:
    """The attempts of all campaigns."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    async def place(self, batch: Sequence[NewAttempt], *, owner: str, now: float) -> set[str]:
        """Write attempts before they are dialled, in one transaction; return the ids of those that may be dialled.

        An attempt is not placed if the owner does not hold its lead, if its lead is already in the batch, or if its
        number is suppressed for everyone, the company or the campaign: such a lead is done, for the reason
        "suppressed". Nor is it placed over a cap of its campaign: its lead waits for room, with the cap as reason. No
        suppression that was acknowledged before this returns is missed.
        """
        if not batch:
            return set()
        return await self._database.write(lifecycle.place, self._digests, batch, owner=owner, now=now)

    async def note(
        self,
        changes: Sequence[AttemptProgress],
        ends: Sequence[FinishedAttempt],
        spared: Sequence[SparedAttempt] = (),
    ) -> FinishCount:
        """Write news of live calls, end others and move their leads on, in one transaction.

        News of ended attempts are ignored; ending one again changes nothing. Each ended attempt counts once in its
        lead's `attempts`. If the agent has disposed during the talk, the disposition's step is used instead of the one
        given here. `spared` attempts do not count for their leads, since the trunk that refused them was at fault.
        """
        if not changes and not ends and not spared:
            return _NOTHING_ENDED
        return await self._database.write(_note, self._digests, changes, ends, spared)

    async def dispose(
        self,
        attempt_id: str,
        *,
        agent_id: int | None,
        code: str,
        note: str,
        now: float,
        step: LeadStep,
        suppress: bool,
        actor: str,
        booking: NewCallback | None = None,
        disclosed: Collection[str] = (),
        reason: str | None = None,
    ) -> DisposedAttempt:
        """Write an agent's disposition with all its consequences, in one transaction; may be repeated.

        `agent_id` None stands for a person who may dispose for any agent. During the talk a lead that may be called
        again stays in its call until the call ends. A step to BOOKED needs its `booking`. `suppress` suppresses every
        number of the lead. `disclosed` are the items confirmed to have been said. `reason` is one of the disposition's
        own. Raises UnknownAttempt, AttemptOfAnother, UnknownDisposition, NoPromise.
        """
        return await self._database.write(
            disposing.dispose,
            self._digests,
            attempt_id,
            agent_id=agent_id,
            code=code,
            note=note,
            now=now,
            step=step,
            suppress=suppress,
            actor=actor,
            booking=booking,
            disclosed=disclosed,
            reason=reason,
        )

    async def undo(
        self,
        attempt_id: str,
        *,
        agent_id: int | None,
        since: float,
        now: float,
        again: LeadStep | None,
        actor: str,
    ) -> UndoneDisposition:
        """Take back a disposition given at `since` or later, with all its consequences, in one transaction.

        `again` is the step of the disposition that it had replaced, which is given again; None: there was none.
        Raises UnknownAttempt, AttemptOfAnother, UndoOver.
        """
        return await self._database.write(
            disposing.undo,
            self._digests,
            attempt_id,
            agent_id=agent_id,
            since=since,
            now=now,
            again=again,
            actor=actor,
        )

    async def settle(self, attempt_id: str, *, step: LeadStep) -> bool:
        """Move a lead that waits for a disposition on without one; False if it does not wait."""
        return await self._database.write(disposing.settle, attempt_id, step=step)

    @reads
    def live(self, connection: Connection, node_id: int) -> list[LiveAttempt]:
        """The node's attempts that have not ended, oldest first."""
        return [
            LiveAttempt(**{**row, "state": AttemptState(row["state"]), "lead_state": LeadState(row["lead_state"])})
            for row in connection.execute(_LIVE, {"node": node_id}).mappings()
        ]

    async def states(self, attempt_ids: Collection[str]) -> dict[str, AttemptState]:
        """The states of these attempts, on any node; of an attempt that is not known, none."""
        return await self._database.read(_states, list(attempt_ids)) if attempt_ids else {}

    async def left_on(self, node_ids: Collection[int]) -> dict[int, int]:
        """The campaigns with live attempts on one of these nodes that have moved to another node.

        Maps each campaign to the node of its attempts; to one of them, if there are several.
        """
        return await self._database.read(_left_on, list(node_ids)) if node_ids else {}

    async def undisposed(self, before: float) -> list[AttemptRecord]:
        """Talks that ended before this instant and whose lead still waits for a disposition."""
        return await self._database.read(listing.records, _UNDISPOSED, {"before": before})

    async def get(self, attempt_id: str, *, sees: Visibility) -> AttemptRecord:
        """One attempt. Raises UnknownAttempt."""
        one = select(ATTEMPT).where(ATTEMPT.c.id == attempt_id, *visible_to(sees, ATTEMPT))
        found = await self._database.read(listing.records, one, {})
        if not found:
            raise UnknownAttempt(id=attempt_id)
        return found[0]

    @reads
    def unsaid(self, connection: Connection, campaign_id: int, *, since: float, before: float) -> dict[int | None, int]:
        """How many of the campaign's talks that ended between two instants have no disposition, by agent."""
        return {
            row.agent_id: row.talks
            for row in connection.execute(_UNSAID, ({"campaign": campaign_id, "since": since, "before": before}))
        }

    @reads
    def successes(self, connection: Connection, campaign_id: int, *, since: float) -> Sequence[float]:
        """When agents noted a success of the campaign's calls placed since then, in no order."""
        return list(connection.execute(_SUCCESSES, ({"campaign": campaign_id, "since": since})).scalars())

    async def list(
        self,
        campaign_id: int | None = None,
        *,
        agent_id: int | None = None,
        lead_id: int | None = None,
        outcome: Outcome | None = None,
        disposition: str | None = None,
        since: float | None = None,
        until: float | None = None,
        among: AmongAttempts = ALL_ATTEMPTS,
        live_in: Collection[int] | None = None,
        after: tuple[float, str] | None = None,
        newest_first: bool = True,
        limit: int = 100,
        sees: Visibility,
    ) -> list[AttemptRecord]:
        """Attempts placed in [since, until), in order of time; `after` is the (placed_at, id) of the last one seen.

        `live_in` names the only campaigns whose live calls may be returned; `among` says more of those wanted.
        """
        statement = select(ATTEMPT).where(*listing.among(among))
        equal = {"campaign_id": campaign_id, "agent_id": agent_id, "lead_id": lead_id, "disposition": disposition}
        for name, value in {**equal, "outcome": outcome.value if outcome else None}.items():
            if value is not None:
                statement = statement.where(ATTEMPT.c[name] == value)
        if since is not None:
            statement = statement.where(ATTEMPT.c.placed_at >= since)
        if until is not None:
            statement = statement.where(ATTEMPT.c.placed_at < until)
        if live_in is not None:
            ended = ATTEMPT.c.state == word(AttemptState.ENDED)
            statement = statement.where(or_(ended, ATTEMPT.c.campaign_id.in_(live_in)))
        part = listing.Part(after=after, newest_first=newest_first, limit=limit)
        if sees.companies is not None and campaign_id is None:
            return await self._database.read(listing.of_several, statement, part, sees)
        return await self._database.read(listing.records, part.of(statement.where(*visible_to(sees, ATTEMPT))), {})

    async def met_machines(self, campaign_id: int) -> Sequence[float]:
        """When calls of the campaign were served in time that agents report as machines."""
        return await self._database.read(answer_counts.met_machines, campaign_id)

    @reads
    def numbers(self, connection: Connection, campaign_id: int, *, after: str, limit: int) -> Sequence[str]:
        """The numbers that the campaign dialled, each once, in order, after `after`."""
        dialled = (
            select(ATTEMPT.c.number)
            .where(ATTEMPT.c.campaign_id == campaign_id, ATTEMPT.c.number > after)
            .distinct()
            .order_by(ATTEMPT.c.number)
            .limit(limit)
        )
        return list(connection.execute(dialled).scalars())

    @reads
    def totals(self, connection: Connection, campaign_id: int, since: float) -> Totals:
        """Counts of the campaign's attempts placed since an instant."""
        placed = answered = served = live = 0
        talk_s = 0.0
        outcomes: dict[Outcome, int] = {}
        dispositions: dict[str, int] = {}
        undisposed = screened = 0
        for outcome, disposition, count, answers, joins, handsets, talk in connection.execute(
            _TOTALS, {"campaign": campaign_id, "since": since}
        ):
            placed += count
            answered += answers
            served += joins
            screened += handsets
            talk_s += talk or 0.0
            if outcome is None:
                live += count
            else:
                outcomes[Outcome(outcome)] = outcomes.get(Outcome(outcome), 0) + count
            if disposition is not None:
                dispositions[disposition] = dispositions.get(disposition, 0) + count
            elif outcome == Outcome.CONNECTED:
                undisposed += count
        return Totals(
            placed=placed,
            live=live,
            answered=answered,
            served=served,
            connected=outcomes.get(Outcome.CONNECTED, 0),
            abandoned=outcomes.get(Outcome.ABANDONED, 0),
            talk_s=talk_s,
            outcomes=outcomes,
            dispositions=dispositions,
            undisposed=undisposed,
            screened=screened,
        )

    async def counts(self, campaign_id: int) -> Sequence[AnswerCounts]:
        """All of the campaign's answered calls, by minute, in order."""
        return await self._database.read(answer_counts.counts, campaign_id)


def _note(
    connection: Connection,
    digests: Digests,
    changes: Sequence[AttemptProgress],
    ends: Sequence[FinishedAttempt],
    spared: Sequence[SparedAttempt],
) -> FinishCount:
    if changes:
        lifecycle.progress(connection, changes)
    count = lifecycle.finish(connection, digests, ends) if ends else _NOTHING_ENDED
    refunds.spare(connection, spared)
    return count


def _states(connection: Connection, attempt_ids: list[str]) -> dict[str, AttemptState]:
    found = connection.execute(_STATES, {"attempts": attempt_ids})
    return {row.id: AttemptState(row.state) for row in found}


def _left_on(connection: Connection, node_ids: list[int]) -> dict[int, int]:
    return {row.campaign_id: row.node_id for row in connection.execute(_LEFT_ON, {"nodes": node_ids})}
