"""What the rules have to know of a number before it is called, read with the claim: a few statements for many leads.

Registers and suppressions know numbers by their keyed hashes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Select, Text, bindparam, cast, func, select

from dialer.compliance.facts import ContactFacts, History, Revocation, Scrub
from dialer.leads.contact import UNTRIED, Stated, contact_of, stated
from dialer.registers import all_registers_of
from dialer.store import hot
from dialer.store.digests import Digests
from dialer.store.own_numbers import numbers_by_external_id
from dialer.store.pasts import NEVER, NumberPast, pasts_of
from dialer.store.schema import CAMPAIGN, LEAD_LIST, REGISTER_CHECK, SCRUB, SUPPRESSION
from dialer.store.suppressions import of_campaign, scopes_of

_LISTS: Final = select(LEAD_LIST.c.id, LEAD_LIST.c.country, cast(LEAD_LIST.c.consent, Text)).where(
    LEAD_LIST.c.campaign_id == bindparam("campaign")
)


_LISTED_SINCE: Final = func.coalesce(REGISTER_CHECK.c.listed_since, REGISTER_CHECK.c.checked_at)


def _checks(among: hot.Among) -> Select[Any]:
    columns = (REGISTER_CHECK.c.digest, REGISTER_CHECK.c.register_name, REGISTER_CHECK.c.checked_at)
    return (
        select(*columns, REGISTER_CHECK.c.listed, _LISTED_SINCE, SCRUB.c.version, SCRUB.c.receipt)
        .join(SCRUB, SCRUB.c.id == REGISTER_CHECK.c.scrub_id)
        .where(
            REGISTER_CHECK.c.controller_id == bindparam("controller"),
            among(REGISTER_CHECK.c.register_name, "registers"),
            among(REGISTER_CHECK.c.digest, "digests"),
        )
    )


def _suppressed(among: hot.Among) -> Select[Any]:
    columns = (SUPPRESSION.c.digest, SUPPRESSION.c.scope, SUPPRESSION.c.added_at)
    return select(*columns).where(among(SUPPRESSION.c.digest, "digests"))


_TOPICS: Final = select(CAMPAIGN.c.id, CAMPAIGN.c.law).where(CAMPAIGN.c.controller_id == bindparam("controller"))


@dataclass(slots=True)  # made for each lead of a claim, and at once forgotten
class Person:
    """A lead as the rules need it; `zone_key` is of all that it says, `number` the one to be called next."""

    lead_id: int
    list_id: int
    zone_key: str
    fields: Mapping[str, Any]
    postcode: str
    consent: str | None  # the row's own, as JSON; None: its list's
    number: str
    external_id: str | None
    numbers: Collection[str]  # of all the lead's phones


class Evidence:
    """What is written of some numbers, for one controller."""

    def __init__(
        self,
        connection: Connection,
        digests: Digests,
        campaign_id: int,
        numbers: Collection[str],
        controller: tuple[int, str],
    ) -> None:
        self._connection, self._campaign_id = connection, campaign_id
        self._controller_id, self._controller = controller
        self._digests = digests
        self._digest = digests.by_number(numbers)
        self.pasts = pasts_of(connection, self._digest, controller_id=self._controller_id, since=0.0)
        self._stated: dict[tuple[str | int, str], Stated] = {}
        self.numbers: dict[int, frozenset[str]] = {}  # of each person that `contacts` was asked about, by lead

    def contacts(self, persons: Collection[Person]) -> dict[int, ContactFacts]:
        """What the rules may know of each person, by lead; their numbers must be among those asked about."""
        digest = {person.number: self._digest[person.number] for person in persons}
        scrubs = _scrubs(self._connection, self._controller_id, self._controller, digest)
        suppressed, revocations = _refusals(
            self._connection, self._controller_id, self._campaign_id, list(digest.values())
        )
        histories = self._histories(persons)
        return {
            person.lead_id: contact_of(
                number=person.number,
                zone_key=person.zone_key,
                fields=person.fields,
                postcode=person.postcode,
                said=self._said(person),
                scrubs=tuple(scrubs.get(key := digest[person.number], ())),
                suppressed=key in suppressed,
                revocations=tuple(revocations.get(key, ())),
                history=histories[person.lead_id],
            )
            for person in persons
        }

    def _histories(self, persons: Collection[Person]) -> Mapping[int, History]:
        """What was done to each person, by lead: at the number to be called, and at all the person's numbers."""
        known_by = {person.external_id for person in persons if person.external_id is not None}
        elsewhere = numbers_by_external_id(self._connection, self._controller_id, known_by)
        for person in persons:
            self.numbers[person.lead_id] = frozenset(person.numbers) | elsewhere.get(person.external_id or "", set())
        pasts, more = self.pasts, frozenset[str]().union(*self.numbers.values()) - self._digest.keys()
        if more:
            hashed = self._digests.by_number(more)
            pasts = {**pasts, **pasts_of(self._connection, hashed, controller_id=self._controller_id, since=0.0)}
        return {
            person.lead_id: _history(pasts.get(person.number), [pasts.get(one) for one in self.numbers[person.lead_id]])
            for person in persons
        }

    def _said(self, person: Person) -> Stated:
        """What the person's row states, or the list where it is silent. Most rows of a list state the same."""
        own = person.consent if person.consent not in (None, "{}", "null") else None
        country, of_list = self._lists.get(person.list_id, ("", "{}"))
        key = (own or person.list_id, country)
        if key not in self._stated:
            self._stated[key] = stated(orjson.loads(own or of_list), self._controller, country)
        return self._stated[key]

    @cached_property
    def _lists(self) -> Mapping[int, tuple[str, str]]:
        """Country and consent, as JSON, of each of the campaign's lists."""
        rows = hot.rows(self._connection, _LISTS, {"campaign": self._campaign_id})
        return {list_id: (country, consent) for list_id, country, consent in rows}


def _history(past: NumberPast | None, of_person: Collection[NumberPast | None]) -> History:
    """What was done to a number, and to the person of whom it is one of several, as the rules ask for it."""
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


def _scrubs(
    connection: Connection, controller_id: int, controller: str, digest: Mapping[str, str]
) -> dict[str, list[Scrub]]:
    registers = sorted({register.name for number in digest for register in all_registers_of(number)})
    found: dict[str, list[Scrub]] = {}
    if not registers:
        return found
    asked = {"controller": controller_id, "registers": registers, "digests": list(digest.values())}
    alike: dict[tuple[Any, ...], Scrub] = {}  # answers of one asking differ in little but their number
    for key, *answer in hot.rows_of_these(connection, _checks, asked):
        if (scrub := alike.get(said := tuple(answer))) is None:
            register, checked_at, listed, since, version, receipt = said
            scrub = alike[said] = Scrub(
                register=register,
                controller=controller,
                checked_at=checked_at,
                listed=bool(listed),
                listed_since=since if listed else None,
                version=version,
                receipt=receipt,
            )
        found.setdefault(key, []).append(scrub)
    return found


def _refusals(
    connection: Connection, controller_id: int, campaign_id: int, digests: Iterable[str]
) -> tuple[set[str], dict[str, list[Revocation]]]:
    """Who must not be called here, and who told another campaign of the controller not to call again, about what."""
    suppressed: set[str] = set()
    elsewhere: dict[str, list[tuple[str, float]]] = defaultdict(list)
    own = frozenset(scopes_of(controller_id, campaign_id))
    for digest, scope, added_at in hot.rows_of_these(connection, _suppressed, {"digests": list(digests)}):
        if scope in own:
            suppressed.add(digest)
        else:
            elsewhere[digest].append((scope, added_at))
    if not elsewhere:
        return suppressed, {}
    topics = {
        of_campaign(row.id): str(row.law.get("topic", ""))
        for row in connection.execute(_TOPICS, {"controller": controller_id})
    }
    return suppressed, {
        digest: [Revocation(at=added_at, topic=topics[scope]) for scope, added_at in found if scope in topics]
        for digest, found in elsewhere.items()
    }
