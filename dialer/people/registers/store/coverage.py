"""The registers' answers on each number of a campaign's lists.

A number imported after the answer on its list has none. Numbers from another country than their list fall under that
country's rules and registers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import phonenumbers
from sqlalchemy import Connection, Row, Select, bindparam, select

from dialer.numbers.geography import country_of
from dialer.people.lists.store.ranges import Extent, shares
from dialer.people.registers.model import NumbersChecked, registers_of
from dialer.people.registers.store.list_numbers import abroad, newest
from dialer.storage import prepared
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.storage.schema import CAMPAIGN, LEAD_LIST, REGISTER_CHECK

MOST: Final = 100_000  # numbers examined in all lists: domestic ones, and as many foreign ones
CHUNK: Final = 1_000  # hashes at once: on PostgreSQL the event loop waits for these
_LISTS: Final[Select[Any]] = (
    select(LEAD_LIST.c.id, LEAD_LIST.c.name, LEAD_LIST.c.country, CAMPAIGN.c.company_id)
    .join(CAMPAIGN, CAMPAIGN.c.id == LEAD_LIST.c.campaign_id)
    .where(CAMPAIGN.c.id == bindparam("campaign"), LEAD_LIST.c.enabled.is_(True))
    .order_by(LEAD_LIST.c.name)
)


class EachNumber:
    """Examines the numbers."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    async def of(self, campaign_id: int, extents: Mapping[int, Extent]) -> list[NumbersChecked]:
        """Numbers of leads that are not done, in the campaign's enabled lists, by list and country.

        About `MOST` domestic numbers and as many foreign ones, in equal parts from long lists. Domestic ones are those
        of the newest leads. Foreign ones are searched in all leads, or in a sample spread over the lists if the
        database has very many. Countries that share the calling code of the list's count as domestic.
        """
        return await self._database.read(_checked, self._digests, campaign_id, extents)


def _checked(
    connection: Connection, digests: Digests, campaign_id: int, extents: Mapping[int, Extent]
) -> list[NumbersChecked]:
    lists = [one for one in connection.execute(_LISTS, {"campaign": campaign_id}) if one.id in extents]
    part = shares(extents.values(), MOST)
    theirs = _abroad(connection, lists, extents)
    found = []
    for one in lists:
        most = max(part[one.id], MOST // len(lists))
        own, whole = newest(connection, extents[one.id], _code(one), most)
        if own:
            answers = _answers(connection, digests, one.company_id, own)
            facts = {"at_home": True, "whole": whole}
            found.append(NumbersChecked(list_name=one.name, country=one.country, answers=answers, **facts))
        numbers, whole = theirs[one.id]
        by_country = defaultdict(list)
        for number in numbers[:most]:
            by_country[country_of(number)].append(number)
        for country, some in sorted(by_country.items()):
            answers = _answers(connection, digests, one.company_id, some)
            facts = {"whole": whole and len(numbers) <= most}
            found.append(NumbersChecked(list_name=one.name, country=country, answers=answers, **facts))
    return found


def _abroad(
    connection: Connection, lists: Sequence[Row[Any]], extents: Mapping[int, Extent]
) -> dict[int, tuple[list[str], bool]]:
    """By list, its foreign numbers, and whether these are all. Lists of one country are searched together."""
    by_code: defaultdict[str, list[Extent]] = defaultdict(list)
    for one in lists:
        by_code[_code(one)].append(extents[one.id])
    found = {}
    for code, those in by_code.items():
        numbers, whole = abroad(connection, those, code)
        found.update({list_id: (theirs, whole) for list_id, theirs in numbers.items()})
    return found


def _code(listed: Row[Any]) -> str:
    return f"+{phonenumbers.country_code_for_region(listed.country)}"


def _answers(
    connection: Connection, digests: Digests, company_id: int, numbers: Sequence[str]
) -> Counter[frozenset[tuple[str, float]]]:
    """How many numbers have the same answers, as {(register, when it answered)}."""
    counted: Counter[frozenset[tuple[str, float]]] = Counter()
    for start in range(0, len(numbers), CHUNK):
        some = numbers[start : start + CHUNK]
        # With register names the primary key finds each answer; without them all answers would be read.
        registers = sorted({register.name for number in some for register in registers_of(number)})
        if not registers:
            counted[frozenset()] += len(some)
            continue
        keys = digests.many(some)
        facts = {"company": company_id, "registers": registers, "digests": keys}
        said = _said(prepared.rows_of_these(connection, _checks, facts))
        counted.update(frozenset(said[key]) for key in keys)
    return counted


def _said(rows: Iterable[Sequence[Any]]) -> defaultdict[str, set[tuple[str, float]]]:
    said: defaultdict[str, set[tuple[str, float]]] = defaultdict(set)
    for digest, register, checked_at in rows:
        said[digest].add((register, checked_at))
    return said


def _checks(among: prepared.Among) -> Select[Any]:
    columns = (REGISTER_CHECK.c.digest, REGISTER_CHECK.c.register_name, REGISTER_CHECK.c.checked_at)
    return select(*columns).where(
        REGISTER_CHECK.c.company_id == bindparam("company"),
        among(REGISTER_CHECK.c.register_name, "registers"),
        among(REGISTER_CHECK.c.digest, "digests"),
    )
