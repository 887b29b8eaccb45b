"""Looks up suppressed numbers and people by their keyed hashes.

A person is known by the external id of the lead that objected. The lead's numbers are suppressed too (`holder_known`):
a later row with one of them and no external id is this person; with another external id it is somebody else, who shares
the number.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select

from dialer.storage import prepared
from dialer.storage.bulk import rows_among
from dialer.storage.digests import Digests
from dialer.storage.schema import SUPPRESSION

EVERYONE: Final = "all"

_AMONG: Final = select(SUPPRESSION.c.digest, SUPPRESSION.c.holder_known).where(
    SUPPRESSION.c.scope.in_(bindparam("scopes", expanding=True)),
    SUPPRESSION.c.digest.in_(bindparam("digests", expanding=True)),
)
_SCOPES_OF_ONE: Final = select(SUPPRESSION.c.digest, SUPPRESSION.c.scope, SUPPRESSION.c.added_at).where(
    SUPPRESSION.c.digest == bindparam("digest")
)
_PHONES: Final = "SELECT lead_id, number FROM lead_phone WHERE lead_id {among}"


def of_company(company_id: int) -> str:
    """The scope of a company."""
    return f"company:{company_id}"


def of_campaign(campaign_id: int) -> str:
    """The scope of a campaign."""
    return f"campaign:{campaign_id}"


def campaign_of(scope: str) -> int:
    """The campaign id of a scope; 0 for other scopes."""
    kind, _, key = scope.partition(":")
    return int(key) if kind == "campaign" else 0


def scopes_of(company_id: int, campaign_id: int | None) -> list[str]:
    """The scopes that apply to a call for this company in this campaign."""
    own = [] if campaign_id is None else [of_campaign(campaign_id)]
    return [EVERYONE, of_company(company_id), *own]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What is suppressed among incoming rows. `holders`: numbers of people who objected; `people`: external ids."""

    numbers: Set[str] = frozenset()
    holders: Set[str] = frozenset()
    people: Set[str] = frozenset()

    def is_person(self, external_id: str | None, phones: Iterable[tuple[str, str]]) -> bool:
        """Whether a row is a person who objected: by external id, or without one by number."""
        if external_id is not None:
            return external_id in self.people
        return bool(self.holders) and not self.holders.isdisjoint([number for number, _ in phones])


NOBODY: Final = Refused()


def refused_among(
    connection: Connection,
    digests: Digests,
    numbers: Iterable[str],
    external_ids: Iterable[str | None],
    scopes: Collection[str],
) -> Refused:
    """Those of these few numbers and people that are suppressed in one of the scopes."""
    by_digest = {digests.number(number): number for number in numbers}
    found = _found(connection, by_digest, scopes)
    return Refused(
        numbers={by_digest[row.digest] for row in found},
        holders={by_digest[row.digest] for row in found if row.holder_known},
        people=people_among(connection, digests, external_ids, scopes),
    )


def suppressed_among(
    connection: Connection, digests: Digests, numbers: Collection[str], scopes: Collection[str]
) -> set[str]:
    """The subset of the numbers that is suppressed in one of the scopes."""
    by_digest = {digests.number(number): number for number in numbers}
    return {by_digest[row.digest] for row in _found(connection, by_digest, scopes)}


def people_among(
    connection: Connection, digests: Digests, external_ids: Iterable[str | None], scopes: Collection[str]
) -> set[str]:
    """The subset of the external ids that is suppressed in one of the scopes."""
    by_digest = {digests.person(one): one for one in external_ids if one}
    return {by_digest[row.digest] for row in _found(connection, by_digest, scopes)}


def _found(connection: Connection, hashed: Collection[str], scopes: Collection[str]) -> Sequence[Any]:
    if not hashed:
        return ()
    return connection.execute(_AMONG, {"scopes": list(scopes), "digests": list(hashed)}).all()


def _scopes(among: prepared.Among) -> Select[Any]:
    columns = (SUPPRESSION.c.digest, SUPPRESSION.c.scope, SUPPRESSION.c.added_at)
    return select(*columns).where(among(SUPPRESSION.c.digest, "digests"))


def scopes_of_digests(connection: Connection, hashed: Collection[str]) -> Mapping[str, list[tuple[str, float]]]:
    """By keyed hash, the scopes in which it is suppressed and since when."""
    if len(hashed) == 1:  # the usual case; twice as fast without lists
        found = prepared.rows(connection, _SCOPES_OF_ONE, {"digest": next(iter(hashed))})
    else:
        found = prepared.rows_of_these(connection, _scopes, {"digests": list(hashed)})
    refusals: dict[str, list[tuple[str, float]]] = {}
    for digest, scope, added_at in found:
        refusals.setdefault(digest, []).append((scope, added_at))
    return refusals


def refusals_of(
    connection: Connection, digests: Digests, numbers: Collection[str]
) -> Mapping[str, list[tuple[str, float]]]:
    """By number, the scopes in which it is suppressed and since when."""
    by_digest = {digests.number(number): number for number in numbers}
    return {by_digest[digest]: said for digest, said in scopes_of_digests(connection, by_digest).items()}


def with_a_number_left(connection: Connection, digests: Digests, leads: Mapping[int, Collection[str]]) -> set[int]:
    """The subset of the leads (id -> scopes of their calls) that still has a number not suppressed."""
    phones = rows_among(connection, _PHONES, leads.keys())
    refusals = refusals_of(connection, digests, {number for _, number in phones})
    return {
        lead_id
        for lead_id, number in phones
        if not any(scope in leads[lead_id] for scope, _ in refusals.get(number, ()))
    }
