"""Leads that wait for something that has changed: due again at once, or as soon as the change allows."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from dialer.core.enums import LeadState
from dialer.people.leads.rules.caps import LONGEST_S, Cap
from dialer.people.leads.rules.retry import HELD_FOR_S
from dialer.people.leads.store.briefing import history_of, phones_of
from dialer.people.leads.store.caps import with_room
from dialer.people.leads.store.contact_history import pasts_of
from dialer.storage import prepared
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.storage.schema import CAMPAIGN, LEAD, LEAD_LIST
from dialer.storage.sql import word
from dialer.storage.throttle import Pace

CHUNK: Final = 500

# Leads that wait for another reason are judged again, and wait on. Those that an agent skipped stay as they are.
_PUT_OFF: Final = select(LEAD.c.id).where(
    LEAD.c.list_id == bindparam("list"),
    LEAD.c.state == word(LeadState.OPEN),
    LEAD.c.due_at > bindparam("now"),
    LEAD.c.due_at <= bindparam("now") + HELD_FOR_S,
    LEAD.c.wait_reason.not_in(["", "skipped"]),
)
_AGAIN: Final = (
    update(LEAD)
    .where(LEAD.c.id.in_(bindparam("leads", expanding=True)), LEAD.c.state == word(LeadState.OPEN))
    .values(due_at=bindparam("now"), wait_reason="")
)
_OF_CAMPAIGN: Final = select(LEAD_LIST.c.id).where(LEAD_LIST.c.campaign_id == bindparam("campaign"))
_CAPPED: Final = (
    LEAD.c.state == word(LeadState.OPEN),
    LEAD.c.due_at > bindparam("now"),
    LEAD.c.wait_reason.startswith("cap:"),
)
_OF_OTHER_CAPS: Final = select(LEAD.c.id).where(
    LEAD.c.list_id.in_(_OF_CAMPAIGN.scalar_subquery()),
    *_CAPPED,
    LEAD.c.wait_reason.not_in(bindparam("caps", expanding=True)),
)
_THESE: Final = select(LEAD.c.id, LEAD.c.next_phone).where(LEAD.c.id.in_(bindparam("leads", expanding=True)), *_CAPPED)
_ANEW: Final = (
    update(LEAD)
    .where(LEAD.c.id == bindparam("lead"), *_CAPPED)
    .values(due_at=bindparam("due"), wait_reason=bindparam("why"))
)


async def reopen(database: Database, list_id: int, *, now: float) -> None:
    """Make the leads of a list that the rules have deferred due again, one chunk per transaction."""
    await _each(database, await database.read(_put_off, list_id, now), _again, now)


async def reopen_all(
    database: Database, *, company_id: int | None = None, campaign_id: int | None = None, now: float
) -> None:
    """The same for all lists that campaigns of a company dial, or for those of one campaign."""
    for list_id in await database.read(_lists, company_id, campaign_id):
        await reopen(database, list_id, now=now)


def _lists(connection: Connection, company_id: int | None, campaign_id: int | None) -> list[int]:
    lists = select(LEAD_LIST.c.id).where(LEAD_LIST.c.campaign_id.is_not(None)).order_by(LEAD_LIST.c.id)
    if company_id is not None:
        lists = lists.where(LEAD_LIST.c.company_id == company_id)
    if campaign_id is not None:
        lists = lists.where(LEAD_LIST.c.campaign_id == campaign_id)
    return list(connection.execute(lists).scalars())


async def cap_anew(
    database: Database, digests: Digests, campaign_id: int, caps: Collection[Cap], *, now: float
) -> None:
    """Make leads that wait for caps which the campaign no longer has wait for its present ones, or due at once.

    One chunk per transaction. Leads that wait for an unchanged cap wait on: it was the one that keeps them longest.
    """
    leads = await database.read(_of_other_caps, campaign_id, [cap.reason for cap in caps], now)

    def again(connection: Connection, chunk: Sequence[int], now: float) -> None:
        _cap_anew(connection, digests, campaign_id, chunk, caps, now)

    await _each(database, leads, again, now)


async def _each(
    database: Database, leads: Sequence[int], again: Callable[[Connection, Sequence[int], float], None], now: float
) -> None:
    pace, start = Pace(database, most=CHUNK), 0
    while chunk := leads[start : start + pace.rows]:
        await database.write(again, chunk, now)
        start += len(chunk)
        await pace.rest(len(chunk))


def _put_off(connection: Connection, list_id: int, now: float) -> list[int]:
    return list(connection.execute(_PUT_OFF, {"list": list_id, "now": now}).scalars())


def _again(connection: Connection, leads: Sequence[int], now: float) -> None:
    facts: dict[str, Any] = {"leads": list(leads), "now": now}
    connection.execute(_AGAIN, facts)


def _of_other_caps(connection: Connection, campaign_id: int, reasons: Sequence[str], now: float) -> list[int]:
    facts = {"campaign": campaign_id, "caps": list(reasons), "now": now}
    return list(connection.execute(_OF_OTHER_CAPS, facts).scalars())


def _cap_anew(
    connection: Connection,
    digests: Digests,
    campaign_id: int,
    leads: Sequence[int],
    caps: Collection[Cap],
    now: float,
) -> None:
    """Judge them like a claim (dialer/people/leads/store/briefing.py); their next claim judges them again."""
    rows = connection.execute(_THESE, {"leads": list(leads), "now": now}).all()
    phones, history = phones_of(connection, leads), history_of(connection, leads)
    company = select(CAMPAIGN.c.company_id).where(CAMPAIGN.c.id == campaign_id)
    hashed = digests.by_number(phone.number for mine in phones.values() for phone in mine)
    company_id = connection.execute(company).scalar_one()
    pasts = pasts_of(connection, hashed, company_id=company_id, since=now - LONGEST_S)
    nexts = [(row.id, row.next_phone) for row in rows]
    free, full = with_room(nexts, phones, history, pasts, caps, now=now)
    waits = [{"lead": lead_id, "due": one.until, "why": one.reason, "now": now} for lead_id, one in full.items()]
    due = [{"lead": lead_id, "due": now, "why": "", "now": now} for lead_id in free]
    prepared.many(connection, _ANEW, sorted([*due, *waits], key=lambda one: int(one["lead"])))
