"""The course of an attempt in the database: placed, updated, finished. Each batch is one transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, update

from dialer.campaigns.attempts.model import AttemptProgress, FinishCount, FinishedAttempt, NewAttempt
from dialer.campaigns.attempts.store.facts_recheck import full_attempts, lock_numbers, outdated
from dialer.core.call_times import TIMES
from dialer.core.enums import AttemptState
from dialer.people.callbacks.store.bookings import called, cancel_of, wait_again
from dialer.people.leads.store.caps import put_off
from dialer.people.leads.store.claim.claims import let_go, still_held
from dialer.people.leads.store.transitions import end_calls, end_disposed_calls, start_calls, suppress_mine
from dialer.people.suppression.store.lookup import of_company, refusals_of, scopes_of, with_a_number_left
from dialer.people.suppression.store.objections import Objection, record
from dialer.people.suppression.store.write_lock import let_place, let_suppress
from dialer.storage import prepared
from dialer.storage.digests import Digests
from dialer.storage.schema import ATTEMPT, CAMPAIGN, LEAD
from dialer.storage.sql import is_postgres, new_or_present, word

_LOCK_LEADS: Final = (
    select(LEAD.c.id).where(LEAD.c.id.in_(bindparam("leads", expanding=True))).order_by(LEAD.c.id).with_for_update()
)
_LOCK_ATTEMPTS: Final = (
    select(ATTEMPT.c.id, ATTEMPT.c.state, ATTEMPT.c.disposition, ATTEMPT.c.campaign_id, ATTEMPT.c.number)
    .where(ATTEMPT.c.id.in_(bindparam("attempts", expanding=True)))
    .order_by(ATTEMPT.c.id)
    .with_for_update()
)


_NEWS: Final = (*TIMES, "agent_id")
_PROGRESS: Final = (
    update(ATTEMPT)
    .where(ATTEMPT.c.id == bindparam("attempt"), ATTEMPT.c.state != word(AttemptState.ENDED))
    .values({name: new_or_present(ATTEMPT.c[name]) for name in ("state", *_NEWS)})
)
_END: Final = (
    update(ATTEMPT)
    .where(ATTEMPT.c.id == bindparam("attempt"))
    .values({name: new_or_present(ATTEMPT.c[name]) for name in (*_NEWS, "cause", "ended_by")})
    .values(
        state=AttemptState.ENDED.value,
        outcome=bindparam("new_outcome"),
        ended_at=bindparam("new_ended_at"),
        tech_cause=bindparam("new_tech_cause"),
        ruled_after=bindparam("new_ruled_after"),
    )
)


def place(connection: Connection, digests: Digests, batch: Sequence[NewAttempt], *, owner: str, now: float) -> set[str]:
    """Write the attempts whose lead the owner holds and whose number is not suppressed; return their ids."""
    asked: dict[int, NewAttempt] = {}
    for attempt in batch:
        asked.setdefault(attempt.lead_id, attempt)  # a lead has one call at a time
    let_place(connection)
    if is_postgres(connection):
        # Locked in one order, so that two batches cannot deadlock. On SQLite the whole database is locked.
        connection.execute(_LOCK_LEADS, {"leads": sorted(asked)})
        whole = ({attempt.number} | attempt.person_numbers for attempt in asked.values())
        lock_numbers(connection, (number for numbers in whole for number in numbers))
    refusals = refusals_of(connection, digests, {attempt.number for attempt in asked.values()})
    stopped = {key for key, attempt in asked.items() if _suppressed(attempt, refusals.get(attempt.number, ()))}
    # A lead with another number that may be called is claimed again for that number.
    left = with_a_number_left(connection, digests, {key: _scopes(asked[key]) for key in stopped})
    let_go(connection, left, owner=owner)
    # Leads that the owner no longer holds stay as they are: one booked since then waits for its call-back.
    if mine := still_held(connection, stopped - left, owner=owner):
        suppress_mine(connection, mine, owner=owner)
        let_go(connection, mine, owner=owner)
        cancel_of(connection, mine, by="suppressed", now=now)
    full = full_attempts(
        connection, digests, [attempt for key, attempt in asked.items() if key not in stopped], now=now
    )
    put_off(connection, full, owner)
    wanted = [lead_id for lead_id in asked if lead_id not in stopped and lead_id not in full]
    stale = outdated(connection, digests, [asked[lead_id] for lead_id in wanted], refusals, owner=owner, now=now)
    wanted = [lead_id for lead_id in wanted if lead_id not in stale]
    if not wanted:
        return set()
    taken = start_calls(connection, {lead_id: asked[lead_id].callback_id for lead_id in wanted}, owner=owner)
    placed = [asked[lead_id] for lead_id in taken]
    if placed:
        prepared.many(connection, _INSERT, [_row(attempt, now) for attempt in placed])
        called(connection, {one.callback_id: one.id for one in placed if one.callback_id is not None}, now)
    return {attempt.id for attempt in placed}


def _suppressed(attempt: NewAttempt, refusals: Iterable[tuple[str, float]]) -> bool:
    scopes = _scopes(attempt)
    return any(scope in scopes for scope, _ in refusals)


def _scopes(attempt: NewAttempt) -> list[str]:
    return scopes_of(attempt.company_id, attempt.campaign_id)


_WRITTEN: Final = tuple(name for name in NewAttempt.__dataclass_fields__ if name in ATTEMPT.c)
_INSERT: Final = insert(ATTEMPT).values(
    {name: bindparam(name) for name in (*_WRITTEN, "state", "placed_at", "tech_cause", "note")}
)


def _row(attempt: NewAttempt, now: float) -> dict[str, Any]:
    row = {name: getattr(attempt, name) for name in _WRITTEN}
    return {**row, "state": AttemptState.PLACED.value, "placed_at": now, "tech_cause": "", "note": ""}


def progress(connection: Connection, changes: Sequence[AttemptProgress]) -> None:
    """Write news of live calls; ended attempts stay unchanged."""
    news = [
        {"attempt": change.id, "new_state": change.state.value if change.state else None, **_news(change)}
        for change in sorted(changes, key=lambda change: change.id)
    ]
    prepared.many(connection, _PROGRESS, news)


def _news(told: AttemptProgress | FinishedAttempt) -> dict[str, Any]:
    return {f"new_{name}": getattr(told, name) for name in _NEWS}


def finish(connection: Connection, digests: Digests, batch: Sequence[FinishedAttempt]) -> FinishCount:
    """End attempts and move their leads on. Ended attempts are never changed again."""
    if any(finished.step.suppress for finished in batch):
        let_suppress(connection)
    asked: dict[str, FinishedAttempt] = {}
    for finished in batch:
        asked.setdefault(finished.id, finished)
    found = {row.id: row for row in connection.execute(_LOCK_ATTEMPTS, {"attempts": list(asked)})}
    ending = [asked[key] for key, row in found.items() if row.state != AttemptState.ENDED]
    if ending:
        prepared.many(connection, _END, [_end(finished) for finished in ending])
    by_lead = sorted(ending, key=lambda finished: finished.lead_id)
    disposed = [finished.lead_id for finished in by_lead if found[finished.id].disposition is not None]
    stepping = [finished for finished in by_lead if found[finished.id].disposition is None]
    if stepping:
        end_calls(connection, ((finished.lead_id, finished.step) for finished in stepping))
        steps = [finished.step for finished in stepping]
        wait_again(connection, {step.callback_id: step.due_at for step in steps if step.callback_id is not None})
    if disposed:
        end_disposed_calls(connection, disposed)
    for finished in ending:  # also if the agent has disposed meanwhile
        if finished.step.suppress:
            _suppress(connection, digests, found[finished.id], finished)
    ended = frozenset(finished.id for finished in ending)
    twice = {key for key, count in Counter(finished.id for finished in batch).items() if count > 1}
    return FinishCount(
        ended=ended,
        repeated=frozenset(key for key in found if key not in ended or key in twice),
        unknown=frozenset(asked).difference(found),
    )


def _end(finished: FinishedAttempt) -> dict[str, Any]:
    return {
        "attempt": finished.id,
        **_news(finished),
        "new_cause": finished.cause,
        "new_ended_by": finished.ended_by and finished.ended_by.value,
        "new_outcome": finished.outcome.value,
        "new_ended_at": finished.ended_at,
        "new_tech_cause": finished.tech_cause,
        "new_ruled_after": finished.ruled_after,
    }


def _suppress(connection: Connection, digests: Digests, row: Any, finished: FinishedAttempt) -> None:
    """Write the called person's objection: for the lead, at all its numbers."""
    company = select(CAMPAIGN.c.company_id).where(CAMPAIGN.c.id == row.campaign_id)
    objection = Objection(
        scope=of_company(connection.execute(company).scalar_one()),
        reason=finished.step.reason,
        source=f"attempt:{finished.id}",
        added_at=finished.ended_at,
        added_by="retry rule",
    )
    record(connection, digests, objection, hashed={digests.number(row.number): row.number}, leads=[finished.lead_id])
