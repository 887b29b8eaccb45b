"""Facts on a campaign's lists and past, for the rules that judge the campaign as a whole."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, bindparam, case, func, or_, select

from dialer.access.companies.model import Company
from dialer.access.companies.store import NAMES, company_named
from dialer.compliance.campaign_facts import Seen
from dialer.compliance.facts import Basis, ListFacts
from dialer.core.errors import UnknownCampaign
from dialer.people.imports.admission import Proofs
from dialer.people.leads.rules.contact_facts import bases_of
from dialer.people.leads.store.claim.shelves import ALIVE
from dialer.people.lists.store.legal_bases import all_proofs, some_proofs
from dialer.people.lists.store.ranges import NOT_ARCHIVED, NOT_OVER, SPARSE, Extent, shares
from dialer.people.registers.model import REGISTERS, ListChecked
from dialer.storage.database import Database
from dialer.storage.operations import reads
from dialer.storage.schema import AGENT, ATTEMPT, CAMPAIGN, COMPANY, LEAD, LEAD_LIST, LEAD_PHONE, SCRUB
from dialer.storage.sql import word

LOOKED_AT: Final = 200  # leads of each list whose own consent is read; each lead's own decides again before its call
MOST_COUNTED: Final = 500_000  # leads of all lists whose numbers are counted, within a second


class Law:
    """Legal facts of campaigns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @reads
    def seen(self, connection: Connection, campaign_id: int) -> Seen:
        """Facts on the campaign's enabled lists, agents and past. Raises UnknownCampaign."""
        owner = connection.execute(
            select(*NAMES).join(CAMPAIGN, CAMPAIGN.c.company_id == COMPANY.c.id).where(CAMPAIGN.c.id == campaign_id)
        ).first()
        if owner is None:
            raise UnknownCampaign(id=campaign_id)
        company = company_named(*owner)
        lists = _enabled(connection, campaign_id)
        asked = _asked(connection, lists)
        said = [(consent, one.country) for one in asked for consent in _said(connection, one.id, one.consent)]
        dialled = _dialled(connection, owner.id, asked)
        return Seen(
            countries=frozenset(one.country for one in lists),
            lists=len(lists),
            dialled=dialled,
            registers_waiting=frozenset[str]().union(*(one.waiting for one in dialled)),
            bases=_bases(said, company),
            provenance_known=all(bool(consent.get("source")) for consent, _ in said) if said else None,
            first_call_at=connection.execute(
                select(func.min(ATTEMPT.c.placed_at)).where(ATTEMPT.c.campaign_id == campaign_id)
            ).scalar(),
            agent_countries=frozenset(
                connection.execute(
                    select(AGENT.c.country).where(AGENT.c.campaign_id == campaign_id, AGENT.c.country != "").distinct()
                ).scalars()
            ),
        )

    @reads
    def checked(self, connection: Connection, campaign_id: int, extents: Mapping[int, Extent]) -> list[ListChecked]:
        """Registers' answers on each enabled list, by name, and how many numbers each list has.

        Counts the numbers of half a million leads at most: of short lists all.
        """
        lists = _asked(connection, _enabled(connection, campaign_id))
        if not lists:
            return []
        list_ids = [one.id for one in lists]
        company_id = connection.execute(select(CAMPAIGN.c.company_id).where(CAMPAIGN.c.id == campaign_id)).scalar_one()
        newest, _ = _askings(connection, company_id, list_ids)
        most = shares(extents.values(), MOST_COUNTED)
        numbers = {one.list_id: _numbers(connection, one, most[one.list_id]) for one in extents.values()}
        return [
            ListChecked(
                name=one.name,
                answered={name: answered[one.id] for name, answered in newest.items() if one.id in answered},
                numbers=numbers.get(one.id, {}),
                whole=one.id not in extents or most[one.id] == extents[one.id].leads,
            )
            for one in sorted(lists, key=lambda one: one.name)
        ]

    async def proofs(self, list_ids: Collection[int], *, now: float) -> list[Proofs]:
        """The legal basis of those leads of these lists that are not done; a list's own where a lead has none.

        Leads whose consent is dated in the future are counted apart.

        Reads every lead of the lists: a million leads with their own basis take less than a second on PostgreSQL and
        1.5 seconds on SQLite, and half as long with the list's basis.
        """
        return await self._database.read(all_proofs, list_ids, now)

    async def some_proofs(self, extents: Mapping[int, Extent], *, now: float) -> list[Proofs]:
        """The same for a million leads of these lists at most: all of short lists, an even sample of the others."""
        return await self._database.read(some_proofs, extents, now)


def _enabled(connection: Connection, campaign_id: int) -> Sequence[Row[Any]]:
    columns = (LEAD_LIST.c[name] for name in ("id", "name", "country", "consent"))
    enabled = select(*columns).where(LEAD_LIST.c.campaign_id == campaign_id, LEAD_LIST.c.enabled.is_(True))
    return connection.execute(enabled).all()


def _asked(connection: Connection, lists: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """The lists that need proof: those with leads, or all of them if none has leads."""
    filled = _filled(connection, [one.id for one in lists])
    return [one for one in lists if one.id in filled] or lists


def _with_leads() -> Select[Any]:
    """Lists with a lead that may still be dialled: one look into the index for each state.

    Ordered like the index instead of using EXISTS: otherwise PostgreSQL would read the table up to the list's first
    lead, or every lead of every list at once.
    """
    there = (
        select(LEAD.c.id)
        .where(NOT_ARCHIVED, LEAD.c.list_id == LEAD_LIST.c.id, LEAD.c.state == word(state))
        .order_by(LEAD.c.zone_key, LEAD.c.priority, LEAD.c.due_at)
        .limit(1)
        .correlate(LEAD_LIST)
        .scalar_subquery()
        .is_not(None)
        for state in ALIVE
    )
    return select(LEAD_LIST.c.id).where(LEAD_LIST.c.id.in_(bindparam("lists", expanding=True)), or_(*there))


_WITH_LEADS: Final = _with_leads()


def _filled(connection: Connection, list_ids: Sequence[int]) -> set[int]:
    """Those of the lists that have leads."""
    anybody = select(LEAD.c.id).where(LEAD.c.list_id == LEAD_LIST.c.id).exists()
    return set(connection.execute(select(LEAD_LIST.c.id).where(LEAD_LIST.c.id.in_(list_ids), anybody)).scalars())


def _said(connection: Connection, list_id: int, of_list: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The basis of the first leads of a list; the list's own where a lead has none."""
    first = select(LEAD.c.consent).where(LEAD.c.list_id == list_id)
    # Ordered like an index: otherwise PostgreSQL would read the table up to the list's first lead.
    rows = connection.execute(first.order_by(LEAD.c.list_id, LEAD.c.external_id).limit(LOOKED_AT)).scalars()
    return [consent or of_list for consent in rows] or [of_list]


def _bases(said: Sequence[tuple[Mapping[str, Any], str]], company: Company) -> tuple[Basis, ...]:
    """The best proven basis of each kind, from consents and the countries of their lists."""
    best: dict[str, Basis] = {}
    for consent, country in said:
        for basis in bases_of(consent, company, country):
            if basis.kind not in best or len(basis.evidence) > len(best[basis.kind].evidence):
                best[basis.kind] = basis
    return tuple(best.values())


def _dialled(connection: Connection, company_id: int, lists: Sequence[Row[Any]]) -> tuple[ListFacts, ...]:
    """The lists with leads to dial, by name, with registers' answers on each; all lists if none has any."""
    left = set(connection.execute(_WITH_LEADS, {"lists": [one.id for one in lists]}).scalars())
    mine = sorted((one for one in lists if not left or one.id in left), key=lambda one: one.name)
    newest, last = _askings(connection, company_id, [one.id for one in mine])
    return tuple(
        ListFacts(
            list_id=one.id,
            name=one.name,
            country=one.country,
            scrubbed={name: answered[one.id] for name, answered in newest.items() if one.id in answered},
            waiting=frozenset(name for (name, of), status in last.items() if of == one.id and status == "sent"),
        )
        for one in mine
    )


def _askings(
    connection: Connection, company_id: int, list_ids: Sequence[int]
) -> tuple[dict[str, dict[int, float]], dict[tuple[str, int], str]]:
    """By register, when it last answered on each list; and by register and list, the state of the last request."""
    rows = connection.execute(
        select(SCRUB.c.register_name, SCRUB.c.list_id, SCRUB.c.status, SCRUB.c.returned_at)
        .where(SCRUB.c.company_id == company_id, SCRUB.c.list_id.in_(list_ids))
        .order_by(SCRUB.c.id)
    ).all()
    newest: dict[str, dict[int, float]] = {}
    last: dict[tuple[str, int], str] = {}
    for row in rows:
        last[row.register_name, row.list_id] = row.status
        if row.returned_at is not None:
            of_register = newest.setdefault(row.register_name, {})
            of_register[row.list_id] = max(row.returned_at, of_register.get(row.list_id, 0.0))
    return newest, last


_CODES: Final = sorted({register.calling_code for register in REGISTERS.values()})


def _numbers(connection: Connection, extent: Extent, leads: int) -> dict[str, int]:
    """By calling code, how many numbers the first `leads` leads of a list have."""
    statement = _NUMBERS if leads == extent.leads else _FIRST_NUMBERS
    upto = min(extent.first + leads * SPARSE, extent.last)
    where = {"list": extent.list_id, "first": extent.first, "last": upto, "leads": leads}
    return dict(zip(_CODES, connection.execute(statement, where).one(), strict=True))


def _of_each_code(leads: Select[Any]) -> Any:
    found = leads.subquery()
    each = (func.count(case((LEAD_PHONE.c.number.startswith(code), LEAD_PHONE.c.number)).distinct()) for code in _CODES)
    return select(*each).join_from(found, LEAD_PHONE, LEAD_PHONE.c.lead_id == found.c.id)


_NUMBERS: Final = _of_each_code(
    select(LEAD.c.id).where(LEAD.c.list_id == bindparam("list"), LEAD.c.state.in_(NOT_OVER), NOT_ARCHIVED)
)
_FIRST_NUMBERS: Final = _of_each_code(
    select(LEAD.c.id)
    .where(LEAD.c.id.between(bindparam("first"), bindparam("last")))
    .where(LEAD.c.list_id + 0 == bindparam("list"), LEAD.c.state.in_(NOT_OVER))
    .order_by(LEAD.c.id)
    .limit(bindparam("leads"))
)
