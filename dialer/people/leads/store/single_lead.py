"""One lead at a time: checked like a row of an import, and dialled next if wanted."""

from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from dialer.audit.store import add_line
from dialer.core.enums import Became, CallbackKind
from dialer.core.errors import KeyUsed, LeadNotFree, NumbersSuppressed, PersonSuppressed
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.i18n.labels import label
from dialer.i18n.message import Message
from dialer.people.callbacks.model import NewCallback
from dialer.people.callbacks.store.callbacks import dial_next
from dialer.people.imports.rows.batch import Batch, lead_cells
from dialer.people.imports.rows.duplicates import Duplicates
from dialer.people.imports.store.batch import part
from dialer.people.imports.store.matching import Into, known_leads
from dialer.people.imports.store.merging import merge_leads
from dialer.people.leads.model import NewLead
from dialer.people.leads.store.leads import add_leads
from dialer.people.lists.store.arrangement import rank_leads
from dialer.people.lists.store.lists import LeadList, create_list, read_list
from dialer.people.suppression.store.lookup import NOBODY, refused_among, scopes_of
from dialer.storage.bulk import new_ids
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.storage.integrity import hold_list
from dialer.storage.schema import LEAD, LEAD_LIST, LEAD_REQUEST

KEYS_KEPT_S: Final = 7 * DAY_S
_LIST_OF: Final = (
    select(LEAD_LIST.c.campaign_id, LEAD_LIST.c.enabled, LEAD_LIST.c.archived_at)
    .join(LEAD, LEAD.c.list_id == LEAD_LIST.c.id)
    .where(LEAD.c.id == bindparam("lead"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """A request to dial the lead next, by one agent or by anyone; from `expires_at` on it is like any other."""

    agent_id: int | None
    expires_at: float
    kind: CallbackKind = CallbackKind.NEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What to do with a lead. With a `key`, the same request is done once, however often it comes."""

    lead: NewLead
    duplicates: Duplicates
    next: Next | None
    key: str = ""
    body: bytes = b""  # the request in a normal form, to detect another one with the same key


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """The result. `repeated`: the request was done before, and nothing was done now."""

    lead_id: int
    became: Became
    dialled_next: bool
    suppressed: int  # suppressed numbers that were left out
    repeated: bool = False
    warning: Message | str = ""  # why its list's country would forbid the call; not binding


class Adding:
    """Adds single leads."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    async def add(self, into: LeadList, wanted: Addition, *, actor: str, now: float) -> Added:
        """Add a lead to a list, or find it there. A list with the id 0 is created with it, or not at all.

        Raises KeyUsed, NumbersSuppressed, PersonSuppressed; for a call by hand LeadNotFree; for a new list NameTaken.
        """
        return await self._database.write(_add, self._digests, into, wanted, actor, now)


def _add(connection: Connection, digests: Digests, listed: LeadList, wanted: Addition, actor: str, now: float) -> Added:
    if listed.id:
        hold_list(connection, listed.id)
    else:
        listed = create_list(connection, listed, actor, now)
    asked = {"list_id": listed.id, "key": digests.request(wanted.key.encode())}
    body = digests.request(wanted.body)
    if wanted.key and (before := _before(connection, asked, body)) is not None:
        return before
    scopes = scopes_of(listed.company_id, listed.campaign_id)
    lead = wanted.lead
    refused = refused_among(connection, digests, {number for number, _ in lead.phones}, [lead.external_id], scopes)
    if refused.is_person(lead.external_id, lead.phones):
        raise PersonSuppressed(list=listed.name)
    phones = tuple(phone for phone in lead.phones if phone[0] not in refused.numbers)
    if not phones:
        raise NumbersSuppressed(list=listed.name)
    lead_id, became = _put(connection, listed, replace(lead, phones=phones), wanted.duplicates)
    if became is not Became.KNOWN:
        _place(connection, listed, lead_id, now)
    facts = {"list_id": listed.id, "became": became, "phones": len(phones), "suppressed": len(refused.numbers)}
    add_line(connection, actor, "lead.add", f"lead:{lead_id}", facts, now)
    # A request without a key may be a repetition: a lead without new data is left alone.
    calls = wanted.next is not None and (became is not Became.KNOWN or bool(wanted.key))
    dialled_next = calls and _dial_next(connection, lead_id, wanted.next, actor, now)
    if wanted.next is not None and wanted.next.kind is CallbackKind.MANUAL and not dialled_next:
        state = connection.execute(select(LEAD.c.state).where(LEAD.c.id == lead_id)).scalar_one()
        raise LeadNotFree(lead=lead_id, state=label("lead", state))
    done = Added(lead_id=lead_id, became=became, dialled_next=dialled_next, suppressed=len(refused.numbers))
    if wanted.key:
        _keep(connection, asked, body, done, now)
    return done


def _place(connection: Connection, listed: LeadList, lead_id: int, now: float) -> None:
    """Rank and filter the lead by its list: an existing lead may be in another list."""
    own = connection.execute(select(LEAD.c.list_id).where(LEAD.c.id == lead_id)).scalar_one()
    if own != listed.id:
        listed = read_list(connection, own, EVERYTHING)
    if listed.order_by or listed.filter:
        rank_leads(connection, listed, (LEAD.c.id == lead_id,), now)


def _before(connection: Connection, asked: dict[str, Any], body: str) -> Added | None:
    """The result of the request's first run. Raises KeyUsed if that was a different request."""
    these = (LEAD_REQUEST.c.list_id == asked["list_id"], LEAD_REQUEST.c.key == asked["key"])
    row = connection.execute(select(LEAD_REQUEST).where(*these)).first()
    if row is None:
        return None
    if row.body != body:
        raise KeyUsed
    return Added(
        lead_id=row.lead_id,
        became=Became(row.became),
        dialled_next=row.dialled_next,
        suppressed=row.suppressed,
        repeated=True,
    )


def _keep(connection: Connection, asked: dict[str, Any], body: str, done: Added, now: float) -> None:
    connection.execute(delete(LEAD_REQUEST).where(LEAD_REQUEST.c.made_at < now - KEYS_KEPT_S))
    row = {**asked, "body": body, "lead_id": done.lead_id, "became": done.became.value, "made_at": now}
    row |= {"dialled_next": done.dialled_next, "suppressed": done.suppressed}
    connection.execute(insert(LEAD_REQUEST), row)


def _put(connection: Connection, listed: LeadList, lead: NewLead, duplicates: Duplicates) -> tuple[int, Became]:
    """Add a lead, or treat the existing one as the policy says; return its id, and what it became."""
    into = Into(
        import_id=0,
        list_id=listed.id,
        company_id=listed.company_id,
        campaign_id=listed.campaign_id,
        duplicates=duplicates,
    )
    batch = Batch(rows=1, leads=[lead_cells(lead)], phones=[lead.phones], rejected=[])
    known = known_leads(connection, into, batch)
    parted = part(batch, known, NOBODY, new_ids(connection, LEAD, 1), duplicates)
    if parted.known:
        changed, again = merge_leads(connection, into, parted.known, known.holders)
        if not again:
            return parted.known[0][0], Became.UPDATED if changed else Became.KNOWN
    [lead_id] = add_leads(connection, listed.id, [lead])
    return lead_id, Became.ADDED


def _dial_next(connection: Connection, lead_id: int, wanted: Next | None, actor: str, now: float) -> bool:
    """Book the lead if its list is dialled: an existing lead may be in another list."""
    found = connection.execute(_LIST_OF, {"lead": lead_id}).one()
    if wanted is None or found.campaign_id is None or found.archived_at is not None:
        return False
    if not found.enabled and wanted.kind is not CallbackKind.MANUAL:
        return False
    booked = NewCallback(agent_id=wanted.agent_id, due_at=now, deadline_at=wanted.expires_at)
    return dial_next(connection, lead_id, booked, kind=wanted.kind, campaign_id=found.campaign_id, actor=actor, now=now)
