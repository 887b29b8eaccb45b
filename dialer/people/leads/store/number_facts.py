"""What the rules need to know of a number before its call, read with the claim: a few statements for many leads.

Registers and suppressions identify numbers by their keyed hashes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Select, Text, bindparam, cast, func, select

from dialer.access.companies.model import Company
from dialer.compliance.facts import BINDING, ContactFacts, History, Reach, Revocation, Scrub
from dialer.people.leads.model import Phone
from dialer.people.leads.rules.contact_facts import UNTRIED, Stated, contact_of, stated
from dialer.people.leads.store.contact_history import NEVER, NumberPast, pasts_of
from dialer.people.persons.store.numbers import numbers_by_external_id
from dialer.people.registers.model import all_registers_of
from dialer.people.suppression.store.lookup import EVERYONE, campaign_of, of_campaign, of_company, scopes_of_digests
from dialer.storage import prepared
from dialer.storage.digests import Digests
from dialer.storage.schema import CAMPAIGN, LEAD_LIST, REGISTER_CHECK, SCRUB

_LISTS: Final = select(LEAD_LIST.c.id, LEAD_LIST.c.country, cast(LEAD_LIST.c.consent, Text)).where(
    LEAD_LIST.c.campaign_id == bindparam("campaign")
)


_LISTED_SINCE: Final = func.coalesce(REGISTER_CHECK.c.listed_since, REGISTER_CHECK.c.checked_at)


def _checks(among: prepared.Among) -> Select[Any]:
    columns = (REGISTER_CHECK.c.digest, REGISTER_CHECK.c.register_name, REGISTER_CHECK.c.checked_at)
    return (
        select(*columns, REGISTER_CHECK.c.listed, _LISTED_SINCE, SCRUB.c.version, SCRUB.c.receipt)
        .join(SCRUB, SCRUB.c.id == REGISTER_CHECK.c.scrub_id)
        .where(
            REGISTER_CHECK.c.company_id == bindparam("company"),
            among(REGISTER_CHECK.c.register_name, "registers"),
            among(REGISTER_CHECK.c.digest, "digests"),
        )
    )


_TOPICS: Final = select(CAMPAIGN.c.id, CAMPAIGN.c.law).where(CAMPAIGN.c.company_id == bindparam("company"))


@dataclass(slots=True)  # one for each lead of a claim, soon discarded
class Person:
    """A lead as the rules need it; `zone_key` is from all its data, `number` is the one to be called next."""

    lead_id: int
    list_id: int
    zone_key: str
    fields: Mapping[str, Any]
    postcode: str
    consent: str | None  # the row's own, as JSON; None: its list's
    number: str
    external_id: str | None
    numbers: Collection[str]  # of all the lead's phones


@dataclass(frozen=True, slots=True)
class No:
    """Objections at a number or by a person, with their reach, as seen by one campaign."""

    reaches: frozenset[Reach] = frozenset()
    revocations: tuple[Revocation, ...] = ()  # made to another campaign of the company, on its topic

    @property
    def here(self) -> bool:
        """Whether it binds the campaign that asks."""
        return not self.reaches.isdisjoint(BINDING)

    def and_also(self, other: "No") -> "No":
        """Both together."""
        return No(self.reaches | other.reaches, (*self.revocations, *other.revocations))


NOBODY: Final = No()


class Evidence:
    """Records of some numbers, and of people by their external ids, for one company."""

    def __init__(
        self,
        connection: Connection,
        digests: Digests,
        campaign_id: int,
        numbers: Collection[str],
        company: Company,
        external_ids: Iterable[str | None] = (),
    ) -> None:
        self._connection, self._campaign_id = connection, campaign_id
        self._company = company
        self._digests = digests
        self._digest = digests.by_number(numbers)
        self._person = {one: digests.person(one) for one in external_ids if one}
        asked = [*self._digest.values(), *self._person.values()]
        self._noes = noes_of(connection, self._company.id, self._campaign_id, asked)
        self.pasts = pasts_of(connection, self._digest, company_id=self._company.id, since=0.0)
        self._stated: dict[tuple[str | int, str], Stated] = {}
        self.numbers: dict[int, frozenset[str]] = {}  # of each person passed to `contacts`, by lead

    def callable(self, phones: Sequence[Phone]) -> Sequence[Phone]:
        """Those of a lead's phones that may be called; all of them if none may, so that the rules give the reason.

        An objection by another person at a number that this lead shares does not affect its other numbers.
        """
        if not self._noes:
            return phones
        return [one for one in phones if not self._noes.get(self._digest[one.number], NOBODY).here] or phones

    def contacts(self, persons: Collection[Person]) -> dict[int, ContactFacts]:
        """What the rules may know of each person, by lead; `Evidence` must have been created with their numbers."""
        digest = {person.number: self._digest[person.number] for person in persons}
        scrubs = _scrubs(self._connection, self._company, digest)
        noes = {person.lead_id: self._no(person) for person in persons}
        histories = self._histories(persons)
        return {
            person.lead_id: contact_of(
                number=person.number,
                zone_key=person.zone_key,
                fields=person.fields,
                postcode=person.postcode,
                said=self._said(person),
                scrubs=tuple(scrubs.get(digest[person.number], ())),
                noes=noes[person.lead_id].reaches,
                revocations=noes[person.lead_id].revocations,
                history=histories[person.lead_id],
            )
            for person in persons
        }

    def _histories(self, persons: Collection[Person]) -> Mapping[int, History]:
        """Past calls to each person, by lead: at the number to be called, and at all the person's numbers."""
        known_by = {person.external_id for person in persons if person.external_id is not None}
        elsewhere = numbers_by_external_id(self._connection, self._company.id, known_by)
        for person in persons:
            self.numbers[person.lead_id] = frozenset(person.numbers) | elsewhere.get(person.external_id or "", set())
        pasts, more = self.pasts, frozenset[str]().union(*self.numbers.values()) - self._digest.keys()
        if more:
            hashed = self._digests.by_number(more)
            pasts = {**pasts, **pasts_of(self._connection, hashed, company_id=self._company.id, since=0.0)}
        return {
            person.lead_id: _history(pasts.get(person.number), [pasts.get(one) for one in self.numbers[person.lead_id]])
            for person in persons
        }

    def _no(self, person: Person) -> No:
        """Objections at the number and by the person."""
        at_number = self._noes.get(self._digest[person.number], NOBODY)
        by_person = self._noes.get(self._person.get(person.external_id or "", ""), NOBODY)
        return at_number if by_person is NOBODY else at_number.and_also(by_person)

    def _said(self, person: Person) -> Stated:
        """What the person's row states, or else the list. Most rows of a list state the same."""
        own = person.consent if person.consent not in (None, "{}", "null") else None
        country, of_list = self._lists.get(person.list_id, ("", "{}"))
        key = (own or person.list_id, country)
        if key not in self._stated:
            self._stated[key] = stated(orjson.loads(own or of_list), self._company, country)
        return self._stated[key]

    @cached_property
    def _lists(self) -> Mapping[int, tuple[str, str]]:
        """Country and consent, as JSON, of each of the campaign's lists."""
        rows = prepared.rows(self._connection, _LISTS, {"campaign": self._campaign_id})
        return {list_id: (country, consent) for list_id, country, consent in rows}


def _history(past: NumberPast | None, of_person: Collection[NumberPast | None]) -> History:
    """Past calls to a number, and to its person at all numbers, in the form of the rules."""
    others = [one for one in of_person if one is not None]
    if not others:
        return UNTRIED
    at = past if past is not None else NEVER
    history = History(
        attempts=at.attempts,
        abandoned_at=at.abandoned_at,
        machine_at=at.machine_at,
        served_at=at.served_at,
        refused_at=at.refused_at,
    )
    if others == [past]:
        return history
    placed_at = sorted((placed_at for one in others for placed_at in one.attempts), reverse=True)
    refused_at = max((one.refused_at for one in others if one.refused_at is not None), default=None)
    return replace(history, person_attempts=tuple(placed_at), person_refused_at=refused_at)


def _scrubs(connection: Connection, company: Company, digest: Mapping[str, str]) -> dict[str, list[Scrub]]:
    registers = sorted({register.name for number in digest for register in all_registers_of(number)})
    found: dict[str, list[Scrub]] = {}
    if not registers:
        return found
    asked = {"company": company.id, "registers": registers, "digests": list(digest.values())}
    alike: dict[tuple[Any, ...], Scrub] = {}  # answers of one request differ in little but their number
    for key, *answer in prepared.rows_of_these(connection, _checks, asked):
        if (scrub := alike.get(said := tuple(answer))) is None:
            register, checked_at, listed, since, version, receipt = said
            scrub = alike[said] = Scrub(
                register=register,
                company=company.first_name,
                checked_at=checked_at,
                listed=bool(listed),
                listed_since=since if listed else None,
                version=version,
                receipt=receipt,
            )
        found.setdefault(key, []).append(scrub)
    return found


def noes_of(connection: Connection, company_id: int, campaign_id: int, digests: Collection[str]) -> Mapping[str, No]:
    """Objections that bind here, and those made to other campaigns, by keyed hash; hashes without any are left out."""
    if not digests:
        return {}
    found = scopes_of_digests(connection, digests)
    if not found:
        return {}
    own = {EVERYONE: Reach.EVERYONE, of_company(company_id): Reach.COMPANY}
    own[of_campaign(campaign_id)] = Reach.CAMPAIGN
    topics: Mapping[str, str] | None = None
    noes = {}
    for digest, said in found.items():
        if topics is None and any(campaign_of(scope) and scope not in own for scope, _ in said):
            topics = _topics(connection, company_id)
        elsewhere = [(scope, at) for scope, at in said if scope in (topics or ()) and scope not in own]
        noes[digest] = No(
            frozenset(own.get(scope, Reach.ELSEWHERE) for scope, _ in said),
            tuple(Revocation(at=at, topic=topics[scope]) for scope, at in elsewhere) if topics else (),
        )
    return noes


def _topics(connection: Connection, company_id: int) -> Mapping[str, str]:
    """What the company's campaigns call about, by their scopes."""
    rows = connection.execute(_TOPICS, {"company": company_id})
    return {of_campaign(row.id): str(row.law.get("topic", "")) for row in rows}
