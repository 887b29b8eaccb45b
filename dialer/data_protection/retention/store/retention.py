"""Finds, empties and deletes data older than its limit, kind by kind, in chunks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    cast,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
)

from dialer.campaigns.attempts.store.erasure import HAS_NOTE, forget_notes
from dialer.campaigns.scripts.store.erasure import attempts_with_moods, attempts_with_words, forget_moods, forget_words
from dialer.core.enums import AttemptState, LeadState
from dialer.data_protection.retention.store.runs import Progress, go_on
from dialer.data_protection.store.erasure import erase_attempts, erase_leads
from dialer.data_protection.store.persons import delete_data_requests
from dialer.people.callbacks.store.erasure import attempts_with_past_notes, forget_past_notes
from dialer.people.imports.store.rejected_rows import delete_rows
from dialer.people.interactions.store.erasure import forget_contacts
from dialer.people.interactions.store.moods import NOTED, count_and_forget
from dialer.people.leads.store.claim.claims import UNCLAIMED
from dialer.people.leads.store.erasure import EMPTIED, EXPIRED
from dialer.people.persons.store.person_erasure import forget_types
from dialer.people.registers.store.registers import delete_checks
from dialer.storage.database import Database
from dialer.storage.digests import PSEUDONYM, Digests
from dialer.storage.schema import (
    ATTEMPT,
    AUDIT_LINE,
    CAMPAIGN,
    DATA_REQUEST,
    IMPORT,
    INTERACTION,
    LEAD,
    LEAD_LIST,
    LEAD_PHONE,
    PERSON,
    REGISTER_CHECK,
    REJECTED_ROW,
)
from dialer.storage.sql import word

CHUNK: Final = 500  # rows changed in one transaction
LOOKED_AT: Final = 2000  # rows read at a time; not all match the search
LOOKED_AT_EACH: Final = 4  # at most this many rows are read per row to be changed: the rest would be read again
Key = tuple[Any, ...]  # the primary key of a row
About = tuple[str, str]  # a number in a row (or empty) and the country of its list
Choose = Callable[[Iterable[About]], bool]  # whether a row about all these matches the search
_AT_REST: Final = (LeadState.OPEN, LeadState.HELD, LeadState.DONE, LeadState.ARCHIVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The data of one campaign, or of a list without a campaign; without lists and campaign, all data.

    `laws` are the campaign's legal settings; for a list without a campaign those of all its company's campaigns.
    """

    name: str = ""
    campaign_id: int | None = None
    lists: tuple[int, ...] | None = None
    countries: frozenset[str] = frozenset()  # ISO 3166, of the lists
    laws: tuple[Mapping[str, Any], ...] = ()  # dialer.compliance.settings

    def in_lists(self, column: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether a row belongs to the scope by its list."""
        return true() if self.lists is None else column.in_(self.lists)

    def in_campaign(self, column: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether a row belongs to the scope by its campaign."""
        return true() if self.lists is None else column == (self.campaign_id or 0)


EVERYTHING: Final = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search for rows of a kind older than `cutoff`, within a scope, that `chosen` accepts."""

    kind: str
    cutoff: float
    scope: Scope = EVERYTHING
    chosen: Choose | None = None


class Retention:
    """Data older than its limit."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    async def scopes(self) -> list[Scope]:
        """Every campaign with its lists, and every list without a campaign: each is under one set of rules."""
        return await self._database.read(_scopes)

    async def expired(self, search: Search, *, after: Key | None = None) -> tuple[int, Key | None]:
        """How many of the next rows are too old, and where to go on (None at the end)."""
        keys, last = await self._database.read(_next, search, after, LOOKED_AT)
        return len(keys), last

    async def expire(
        self, search: Search, progress: Progress | None = None, *, after: Key | None = None, most: int = CHUNK
    ) -> tuple[int, Key | None]:
        """Empty or delete a limited number of the next rows that are too old; return how many, and where to go on.

        The search runs in a separate read: on SQLite, reading millions of rows under the write lock would keep every
        call waiting. The run's report is updated in the same transaction as the rows. Raises `TakenOver`.
        """
        keys, last = await self._database.read(_next, search, after, most)
        if last is None:
            return 0, None
        return await self._database.write(_expire, self._digests, search, keys, progress), last


def _scopes(connection: Connection) -> list[Scope]:
    lists = connection.execute(select(LEAD_LIST).order_by(LEAD_LIST.c.id)).all()
    campaigns = connection.execute(select(CAMPAIGN).order_by(CAMPAIGN.c.id)).all()
    found = []
    for row in campaigns:
        own = [one for one in lists if one.campaign_id == row.id]
        countries = frozenset(one.country for one in own)
        listed = tuple(one.id for one in own)
        found.append(Scope(name=row.name, campaign_id=row.id, lists=listed, countries=countries, laws=(row.law,)))
    for one in lists:
        if one.campaign_id is None:
            around = tuple(row.law for row in campaigns if row.company_id == one.company_id)
            found.append(Scope(name=one.name, lists=(one.id,), countries=frozenset({one.country}), laws=around))
    return found


def _contact_data(cutoff: float, scope: Scope) -> Select[Any]:
    """Leads imported before `cutoff`, not changed or called since, and without a live call.

    Later rows of their list do not count, nor does a newer list that they were moved to. Leads added one by one have no
    import: the audit tells when they were added (`lead.add`) or changed.
    """
    added_at = func.coalesce(IMPORT.c.ended_at, IMPORT.c.started_at, LEAD_LIST.c.created_at)
    touched = select(AUDIT_LINE.c.subject).where(AUDIT_LINE.c.action.like("lead.%"), AUDIT_LINE.c.at >= cutoff)
    called = exists().where(ATTEMPT.c.lead_id == LEAD.c.id, ATTEMPT.c.placed_at >= cutoff)
    return (
        select(LEAD.c.id)
        .join(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
        .outerjoin(IMPORT, IMPORT.c.id == LEAD.c.import_id)
        .where(
            scope.in_lists(LEAD.c.list_id),
            added_at < cutoff,
            LEAD.c.state.in_([word(state) for state in _AT_REST]),
            UNCLAIMED,
            LEAD.c.done_reason.not_in(EMPTIED),
            ("lead:" + cast(LEAD.c.id, Text)).not_in(touched),
            ~called,
        )
    )


def _call_events(cutoff: float, scope: Scope) -> Select[Any]:
    return select(ATTEMPT.c.id).where(
        scope.in_campaign(ATTEMPT.c.campaign_id),
        ATTEMPT.c.state == word(AttemptState.ENDED),
        ATTEMPT.c.ended_at < cutoff,
        ATTEMPT.c.number.not_like(f"{PSEUDONYM}%"),
    )


_TYPED: Final = (
    select(INTERACTION.c.attempt_id)
    .where(INTERACTION.c.typed_at.is_not(None), INTERACTION.c.attempt_id.is_not(None))
    .scalar_subquery()
)


def _notes(cutoff: float, scope: Scope) -> Select[Any]:
    return select(ATTEMPT.c.id).where(
        scope.in_campaign(ATTEMPT.c.campaign_id),
        ATTEMPT.c.state == word(AttemptState.ENDED),
        ATTEMPT.c.ended_at < cutoff,
        HAS_NOTE
        | ATTEMPT.c.id.in_(attempts_with_past_notes().scalar_subquery())
        | ATTEMPT.c.id.in_(_TYPED)
        | ATTEMPT.c.id.in_(attempts_with_words().scalar_subquery()),
    )


def _rejected_rows(cutoff: float, scope: Scope) -> Select[Any]:
    old = select(IMPORT.c.id).where(scope.in_lists(IMPORT.c.list_id), IMPORT.c.ended_at < cutoff).scalar_subquery()
    return select(REJECTED_ROW.c.import_id, REJECTED_ROW.c.line).where(REJECTED_ROW.c.import_id.in_(old))


def _register_checks(cutoff: float, _scope: Scope) -> Select[Any]:
    key = (REGISTER_CHECK.c.company_id, REGISTER_CHECK.c.register_name, REGISTER_CHECK.c.digest)
    return select(*key).where(REGISTER_CHECK.c.checked_at < cutoff)


def _moods(cutoff: float, scope: Scope) -> Select[Any]:
    """What agents saw of people's moods and types, in interactions and in the runs of scripts that went with them."""
    old = INTERACTION.c.started_at < cutoff
    of_scope = scope.in_campaign(func.coalesce(INTERACTION.c.campaign_id, 0))
    in_runs = INTERACTION.c.attempt_id.in_(attempts_with_moods().scalar_subquery())
    return select(INTERACTION.c.id).where(of_scope, old, or_(NOTED, in_runs))


def _customer_types(cutoff: float, _scope: Scope) -> Select[Any]:
    return select(PERSON.c.id).where(PERSON.c.type != "", PERSON.c.type_at < cutoff)


def _data_requests(cutoff: float, _scope: Scope) -> Select[Any]:
    return select(DATA_REQUEST.c.id).where(DATA_REQUEST.c.answered_at < cutoff)


def _empty_leads(connection: Connection, _digests: Digests, keys: Sequence[Any]) -> None:
    erase_leads(connection, [key.id for key in keys], reason=EXPIRED)


def _empty_attempts(connection: Connection, digests: Digests, keys: Sequence[Any]) -> None:
    erase_attempts(connection, digests, [key.id for key in keys])
    _empty_notes(connection, digests, keys)


def _empty_notes(connection: Connection, _digests: Digests, keys: Sequence[Any]) -> None:
    attempts = [key.id for key in keys]
    forget_notes(connection, attempts)
    forget_words(connection, attempts)
    forget_contacts(connection, INTERACTION.c.attempt_id.in_(attempts))
    forget_past_notes(connection, attempts)


def _count_moods(connection: Connection, _digests: Digests, keys: Sequence[Any]) -> None:
    interactions = [key.id for key in keys]
    count_and_forget(connection, interactions)
    attempts = select(INTERACTION.c.attempt_id).where(INTERACTION.c.id.in_(interactions))
    forget_moods(connection, connection.execute(attempts.where(INTERACTION.c.attempt_id.is_not(None))).scalars().all())


def _forget_types(connection: Connection, _digests: Digests, keys: Sequence[Any]) -> None:
    forget_types(connection, [key.id for key in keys])


def _delete_rejected_rows(connection: Connection, _digests: Digests, keys: Sequence[Any]) -> None:
    delete_rows(connection, keys)


def _delete_checks(connection: Connection, _digests: Digests, keys: Sequence[Any]) -> None:
    delete_checks(connection, keys)


def _delete_data_requests(connection: Connection, _digests: Digests, keys: Sequence[Any]) -> None:
    delete_data_requests(connection, [key.id for key in keys])


def _about_leads(connection: Connection, keys: Sequence[Key]) -> Iterable[tuple[Key, About]]:
    """The numbers of leads; a lead without a phone has an empty one."""
    found = (
        select(LEAD.c.id, LEAD_PHONE.c.number, LEAD_LIST.c.country)
        .join(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
        .outerjoin(LEAD_PHONE, LEAD_PHONE.c.lead_id == LEAD.c.id)
        .where(LEAD.c.id.in_([key[0] for key in keys]))
    )
    return (((row.id,), (row.number or "", row.country)) for row in connection.execute(found))


def _about_attempts(connection: Connection, keys: Sequence[Key]) -> Iterable[tuple[Key, About]]:
    found = (
        select(ATTEMPT.c.id, ATTEMPT.c.number, LEAD_LIST.c.country)
        .join(LEAD_LIST, LEAD_LIST.c.id == ATTEMPT.c.list_id)
        .where(ATTEMPT.c.id.in_([key[0] for key in keys]))
    )
    return (((row.id,), (row.number, row.country)) for row in connection.execute(found))


def _about_rejected_rows(connection: Connection, keys: Sequence[Key]) -> Iterable[tuple[Key, About]]:
    """A rejected row may hold any number or none, so only its list's country counts."""
    found = (
        select(IMPORT.c.id, LEAD_LIST.c.country)
        .join(LEAD_LIST, LEAD_LIST.c.id == IMPORT.c.list_id)
        .where(IMPORT.c.id.in_({key[0] for key in keys}))
    )
    countries = {row.id: row.country for row in connection.execute(found)}
    return ((key, ("", countries[key[0]])) for key in keys)


# The numbers in rows of the kinds that rules limit.
_ABOUT: Final[Mapping[str, Callable[[Connection, Sequence[Key]], Iterable[tuple[Key, About]]]]] = {
    "contact_data": _about_leads,
    "call_events": _about_attempts,
    "rejected_rows": _about_rejected_rows,
}


# By kind, the search and the deletion. Audit lines and suppressions have no limit: they are proofs and objections.
KINDS: Final[
    Mapping[str, tuple[Callable[[float, Scope], Select[Any]], Callable[[Connection, Digests, Sequence[Any]], None]]]
] = {
    "contact_data": (_contact_data, _empty_leads),
    "moods": (_moods, _count_moods),  # before the calls and notes, whose emptying takes them along uncounted
    "customer_types": (_customer_types, _forget_types),
    "notes": (_notes, _empty_notes),  # before the calls, which take their notes along: a run matches its dry run
    "call_events": (_call_events, _empty_attempts),
    "rejected_rows": (_rejected_rows, _delete_rejected_rows),
    "register_checks": (_register_checks, _delete_checks),
    "data_requests": (_data_requests, _delete_data_requests),
}


def _found(search: Search) -> Select[Any]:
    find, _ = KINDS[search.kind]
    return find(search.cutoff, search.scope)


def _next(connection: Connection, search: Search, after: Key | None, most: int) -> tuple[list[Key], Key | None]:
    """The keys of at most `most` of the next rows that are too old, in order, and the last key examined."""
    statement = _found(search)
    columns = list(statement.selected_columns)
    if after is not None:
        statement = statement.where(tuple_(*columns) > tuple_(*after))
    looked_at = min(LOOKED_AT, LOOKED_AT_EACH * most) if search.chosen is not None else most
    keys = [tuple(row) for row in connection.execute(statement.order_by(*columns).limit(looked_at))]
    chosen = _chosen(connection, search, keys)[:most]
    return chosen, chosen[-1] if len(chosen) == most else keys[-1] if keys else None


def _chosen(connection: Connection, search: Search, keys: Sequence[Key]) -> list[Key]:
    if search.chosen is None or not keys:
        return list(keys)
    about: dict[Key, list[About]] = {}
    for key, one in _ABOUT[search.kind](connection, keys):
        about.setdefault(key, []).append(one)
    return [key for key in keys if key in about and search.chosen(about[key])]


def _expire(
    connection: Connection, digests: Digests, search: Search, keys: Sequence[Key], progress: Progress | None
) -> int:
    _, empty = KINDS[search.kind]
    statement = _found(search)
    still = connection.execute(statement.where(tuple_(*statement.selected_columns).in_(keys))).all() if keys else []
    if still:
        empty(connection, digests, still)
    if progress is not None:
        go_on(connection, progress, len(still))
    return len(still)
