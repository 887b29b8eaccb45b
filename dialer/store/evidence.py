"""What the rules have to know of a number before it is called, read with the claim: a few statements for many leads.

Registers and suppressions know numbers by their keyed hashes, calls by the number itself. A number whose person was
erased has its calls under a stand-in, which is looked up too: an abandoned call is not forgotten by erasing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select

from dialer.compliance.facts import ContactFacts, History, Revocation, Scrub
from dialer.leads.contact import REFUSALS, UNTRIED, contact_of
from dialer.registers import registers_of
from dialer.store import hot
from dialer.store.digests import Digests
from dialer.store.erasing import stand_in_of
from dialer.store.pasts import NumberPast, pasts_of
from dialer.store.schema import CAMPAIGN, CONTROLLER, LEAD_LIST, REGISTER_CHECK, SCRUB, SUPPRESSION
from dialer.store.suppressions import of_campaign, scopes_of

_CONTROLLER: Final = (
    select(CONTROLLER.c.id, CONTROLLER.c.name)
    .join(CAMPAIGN, CAMPAIGN.c.controller_id == CONTROLLER.c.id)
    .where(CAMPAIGN.c.id == bindparam("campaign"))
)
_LISTS: Final = select(LEAD_LIST.c.id, LEAD_LIST.c.consent).where(LEAD_LIST.c.campaign_id == bindparam("campaign"))


def _checks(among: hot.Among) -> Select[Any]:
    columns = (REGISTER_CHECK.c.digest, REGISTER_CHECK.c.register_name, REGISTER_CHECK.c.checked_at)
    return (
        select(*columns, REGISTER_CHECK.c.listed, SCRUB.c.version, SCRUB.c.receipt)
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
    """A lead as the rules need it; `number` is the one to be called next."""

    lead_id: int
    list_id: int
    zone_key: str
    fields: Mapping[str, Any]
    consent: Mapping[str, Any] | None  # the row's own; None: its list's
    number: str


def contacts(
    connection: Connection, digests: Digests, campaign_id: int, persons: Sequence[Person]
) -> dict[int, ContactFacts]:
    """What the rules may know of each person, by lead."""
    if not persons:
        return {}
    controller_id, controller = connection.execute(_CONTROLLER, {"campaign": campaign_id}).one()
    silent = any(not person.consent for person in persons)
    of_lists = {row.id: row.consent for row in connection.execute(_LISTS, {"campaign": campaign_id})} if silent else {}
    numbers = {person.number for person in persons}
    known = _Known(connection, digests, controller_id, controller, campaign_id, numbers)
    return {
        person.lead_id: known.contact(person, person.consent or of_lists.get(person.list_id, {})) for person in persons
    }


class _Known:
    """What is written of some numbers, for one controller."""

    def __init__(
        self,
        connection: Connection,
        digests: Digests,
        controller_id: int,
        controller: str,
        campaign_id: int,
        numbers: set[str],
    ) -> None:
        self._controller = controller
        self._digest = {number: digests.number(number) for number in numbers}
        self._scrubs = _scrubs(connection, controller_id, controller, self._digest)
        self._suppressed, self._revocations = _refusals(connection, controller_id, campaign_id, self._digest.values())
        self._pasts = _pasts(connection, controller_id, self._digest)

    def contact(self, person: Person, consent: Mapping[str, Any]) -> ContactFacts:
        digest = self._digest[person.number]
        return contact_of(
            number=person.number,
            zone_key=person.zone_key,
            fields=person.fields,
            consent=consent,
            controller=self._controller,
            scrubs=tuple(self._scrubs.get(digest, ())),
            suppressed=digest in self._suppressed,
            revocations=tuple(self._revocations.get(digest, ())),
            history=self._pasts.get(person.number, UNTRIED),
        )


def _scrubs(
    connection: Connection, controller_id: int, controller: str, digest: Mapping[str, str]
) -> dict[str, list[Scrub]]:
    registers = sorted({register.name for number in digest for register in registers_of(number)})
    found: dict[str, list[Scrub]] = {}
    if not registers:
        return found
    asked = {"controller": controller_id, "registers": registers, "digests": list(digest.values())}
    for key, register, checked_at, listed, version, receipt in hot.rows_of_these(connection, _checks, asked):
        found.setdefault(key, []).append(
            Scrub(
                register=register,
                controller=controller,
                checked_at=checked_at,
                listed=bool(listed),
                version=version,
                receipt=receipt,
            )
        )
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


def _pasts(connection: Connection, controller_id: int, digest: Mapping[str, str]) -> dict[str, History]:
    """By number; the calls to one whose person was erased stand under its stand-in."""
    names = {number: number for number in digest} | {stand_in_of(key): number for number, key in digest.items()}
    pasts = pasts_of(connection, names, controller_id=controller_id, since=0.0)
    found: dict[str, History] = {}
    for name, past in pasts.items():
        number = names[name]
        found[number] = history_of(past) if number not in found else joined(found[number], history_of(past))
    return found


def history_of(past: NumberPast) -> History:
    """What was done to a number, as the rules ask for it."""
    return History(
        attempts=past.attempts,
        abandoned_at=past.abandoned_at,
        machine_at=past.machine_at,
        served_at=past.served_at,
        refused_at=max((at for code, at in past.disposed_at.items() if code in REFUSALS), default=None),
    )


def joined(one: History, other: History) -> History:
    """Both together."""
    return History(
        attempts=tuple(sorted((*one.attempts, *other.attempts), reverse=True)),
        **{
            name: max((at for at in (getattr(one, name), getattr(other, name)) if at is not None), default=None)
            for name in ("abandoned_at", "machine_at", "served_at", "refused_at")
        },
    )
