"""Checks when a call is placed whether the facts that the rules judged by still hold.

The rules judge by the facts of the claim, and a lead may wait in the hopper for minutes. Meanwhile the company may
call the same number through another lead, list or campaign, or the person at another number, and the history that the
rules saw is out of date. So placing checks again, in its own transaction, and such a lead is claimed again. The same
applies to a lead whose own call got a result while it was being claimed, and to a person who has meanwhile objected to
another campaign, which may withdraw the basis of this call.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, bindparam, case, func, or_, select, text

from dialer.campaigns.attempts.model import NewAttempt
from dialer.core.enums import NUMBER_ON_CALL
from dialer.people.leads.rules.caps import LONGEST_S, Full, Per, reached
from dialer.people.leads.store.caps import put_off
from dialer.people.leads.store.claim.claims import let_go
from dialer.people.leads.store.contact_history import NEVER, pasts_of
from dialer.storage import prepared
from dialer.storage.digests import Digests, stand_in_of
from dialer.storage.schema import ATTEMPT, CAMPAIGN
from dialer.storage.sql import is_postgres

ON_CALL_S: Final = 60.0  # how long a lead waits while its number is being called through another lead
LATE_S: Final = 5.0  # how late the end of a call, or an objection, may be written: an engine batches its writes
_LOCKS: Final = 5_038_003  # any number will do as long as nothing else in the database locks it

_ANOTHERS: Final = ATTEMPT.c.lead_id != bindparam("lead")  # the claim has seen the results of the lead's own calls
_SINCE: Final = (
    select(func.count(), func.sum(case((and_(_ANOTHERS, ATTEMPT.c.ended_at.is_(None)), 1), else_=0)))
    .select_from(ATTEMPT.join(CAMPAIGN, CAMPAIGN.c.id == ATTEMPT.c.campaign_id))
    .where(
        ATTEMPT.c.number.in_([bindparam("number"), bindparam("stand_in")]),
        CAMPAIGN.c.company_id == bindparam("company"),
        or_(
            and_(_ANOTHERS, or_(ATTEMPT.c.ended_at.is_(None), ATTEMPT.c.ended_at > bindparam("ended_after"))),
            ATTEMPT.c.placed_at > bindparam("known_at"),
            ATTEMPT.c.disposed_at > bindparam("known_at"),
        ),
    )
)
_LOCK: Final = text(
    "SELECT pg_advisory_xact_lock(:space, hashed.number) FROM "
    "(SELECT DISTINCT hashtext(number) AS number FROM unnest(CAST(:numbers AS text[])) AS number ORDER BY 1) AS hashed"
)


def lock_numbers(connection: Connection, numbers: Iterable[str]) -> None:
    """Keep others from placing calls to these numbers until the transaction ends; on SQLite nobody else can.

    In one order, so that two batches cannot deadlock.
    """
    if is_postgres(connection):
        connection.execute(_LOCK, {"space": _LOCKS, "numbers": sorted(set(numbers))})


def outdated(
    connection: Connection,
    digests: Digests,
    batch: Iterable[NewAttempt],
    refusals: Mapping[str, Iterable[tuple[str, float]]],
    *,
    owner: str,
    now: float,
) -> set[int]:
    """Give back leads whose facts have changed since their claim; return them. Requires `lock_numbers`.

    `refusals` are the scopes and instants of objections, by number.
    """
    stale: set[int] = set()
    on_call: dict[int, Full] = {}
    placing: set[tuple[int, str]] = set()
    for attempt in batch:
        changed, living = _since(connection, digests, attempt)
        others = attempt.person_numbers - {attempt.number}
        changed = changed or any((attempt.company_id, one) in placing for one in others)
        changed = changed or _elsewhere_since(connection, attempt, others)
        if living or (attempt.company_id, attempt.number) in placing:
            on_call[attempt.lead_id] = Full(now + ON_CALL_S, NUMBER_ON_CALL)
        elif changed or _refused_since(attempt, refusals.get(attempt.number, ())):
            stale.add(attempt.lead_id)
        else:
            placing.add((attempt.company_id, attempt.number))
    put_off(connection, on_call, owner)
    let_go(connection, stale, owner=owner)
    return stale | on_call.keys()


def _refused_since(attempt: NewAttempt, refusals: Iterable[tuple[str, float]]) -> bool:
    return attempt.known_at is not None and any(at > attempt.known_at - LATE_S for _, at in refusals)


def _elsewhere_since(connection: Connection, attempt: NewAttempt, others: Collection[str]) -> int:
    """How many calls to the person's other numbers, through other leads, are newer than the rules' facts."""
    if attempt.known_at is None or not others:
        return 0
    facts = {"numbers": sorted(others), "company": attempt.company_id, "lead": attempt.lead_id}
    return int(prepared.rows_of_these(connection, _elsewhere, {**facts, "known_at": attempt.known_at})[0][0])


def _elsewhere(among: prepared.Among) -> Select[Any]:
    return (
        select(func.count())
        .select_from(ATTEMPT.join(CAMPAIGN, CAMPAIGN.c.id == ATTEMPT.c.campaign_id))
        .where(
            among(ATTEMPT.c.number, "numbers"),
            CAMPAIGN.c.company_id == bindparam("company"),
            _ANOTHERS,
            ATTEMPT.c.placed_at > bindparam("known_at"),
        )
    )


def _since(connection: Connection, digests: Digests, attempt: NewAttempt) -> tuple[int, int]:
    """How many of the number's calls have changed since the rules' facts were read, and how many of them live."""
    if attempt.known_at is None:
        return 0, 0
    facts: dict[str, Any] = {"number": attempt.number, "company": attempt.company_id, "lead": attempt.lead_id}
    facts |= {"stand_in": stand_in_of(digests.number(attempt.number))}
    facts |= {"known_at": attempt.known_at, "ended_after": attempt.known_at - LATE_S}
    [(changed, living)] = prepared.rows(connection, _SINCE, facts)
    return changed, living or 0


def full_attempts(
    connection: Connection, digests: Digests, batch: Iterable[NewAttempt], *, now: float
) -> dict[int, Full]:
    """The leads whose attempts would exceed a cap of their campaign, and until when.

    Exact even beside other engines, once the numbers are locked.
    """
    capped = [attempt for attempt in batch if any(cap.per is Per.NUMBER for cap in attempt.caps)]
    if not capped:
        return {}
    by_company: dict[int, list[NewAttempt]] = {}
    for attempt in capped:
        by_company.setdefault(attempt.company_id, []).append(attempt)
    full: dict[int, Full] = {}
    for company_id, mine in by_company.items():
        hashed = digests.by_number(attempt.number for attempt in mine)
        pasts = pasts_of(connection, hashed, company_id=company_id, since=now - LONGEST_S)
        now_placed: Counter[str] = Counter()
        for attempt in mine:
            before = (*(now,) * now_placed[attempt.number], *pasts.get(attempt.number, NEVER).attempts)
            found = reached(attempt.caps, Per.NUMBER, before, now=now)
            if found is None:
                now_placed[attempt.number] += 1
            else:
                full[attempt.lead_id] = found
    return full
