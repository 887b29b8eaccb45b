"""What registers have answered on each number of a campaign's lists.

One that was loaded after the answer on its list has none; and numbers of another country than their list are judged by
their own rules, and their own registers have to be asked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import phonenumbers
from sqlalchemy import Connection, Select, bindparam, select

from dialer.leads.places import country_of
from dialer.registers import NumbersChecked
from dialer.store import hot
from dialer.store.database import Database
from dialer.store.digests import Digests
from dialer.store.schema import CAMPAIGN, LEAD, LEAD_LIST, LEAD_PHONE, REGISTER_CHECK
from dialer.words import LeadState

MOST: Final = 100_000  # numbers of each list that are looked at
CHUNK: Final = 10_000
_OVER: Final = (LeadState.DONE.value, LeadState.ARCHIVED.value)
_LISTS: Final = (
    select(LEAD_LIST.c.id, LEAD_LIST.c.name, LEAD_LIST.c.country, CAMPAIGN.c.controller_id)
    .join(CAMPAIGN, CAMPAIGN.c.id == LEAD_LIST.c.campaign_id)
    .where(CAMPAIGN.c.id == bindparam("campaign"), LEAD_LIST.c.enabled.is_(True))
    .order_by(LEAD_LIST.c.name)
)
_ABROAD: Final = (
    select(LEAD_PHONE.c.number)
    .join(LEAD, LEAD.c.id == LEAD_PHONE.c.lead_id)
    .where(LEAD.c.list_id == bindparam("list"), LEAD.c.state.not_in(_OVER))
    .where(~LEAD_PHONE.c.number.startswith(bindparam("home"), autoescape=False))
    .distinct()
    .limit(bindparam("most"))
)


_AT_HOME: Final = (
    select(LEAD_PHONE.c.number)
    .join(LEAD, LEAD.c.id == LEAD_PHONE.c.lead_id)
    .where(LEAD.c.list_id == bindparam("list"), LEAD.c.state.not_in(_OVER))
    .where(LEAD_PHONE.c.number.startswith(bindparam("home"), autoescape=False))
    .order_by(LEAD.c.id.desc())
    .limit(bindparam("most"))
)


class EachNumber:
    """Looking at them."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    async def of(self, campaign_id: int) -> list[NumbersChecked]:
        """Those of the campaign's enabled lists, of leads that are not done, by list and country.

        Reads the numbers of every lead, but hashes no more than `MOST` of each list at home and as many abroad; at home
        those of the newest leads, for these came in last. Countries that share their calling code with the list's are
        not told apart.
        """
        return await self._database.read(_checked, self._digests, campaign_id)


def _checked(connection: Connection, digests: Digests, campaign_id: int) -> list[NumbersChecked]:
    found = []
    for one in connection.execute(_LISTS, {"campaign": campaign_id}):
        home = f"+{phonenumbers.country_code_for_region(one.country)}"
        asked = {"list": one.id, "home": home, "most": MOST}
        numbers: defaultdict[str, list[str]] = defaultdict(list)
        for number in connection.execute(_ABROAD, asked).scalars():
            numbers[country_of(number)].append(number)
        own = connection.execute(_AT_HOME, asked).scalars().all()
        if own:
            answers = _answers(connection, digests, one.controller_id, list(dict.fromkeys(own)))
            facts = {"at_home": True, "whole": len(own) < MOST}
            found.append(NumbersChecked(list_name=one.name, country=one.country, answers=answers, **facts))
        found += [
            NumbersChecked(
                list_name=one.name, country=country, answers=_answers(connection, digests, one.controller_id, theirs)
            )
            for country, theirs in sorted(numbers.items())
        ]
    return found


def _answers(
    connection: Connection, digests: Digests, controller_id: int, numbers: Sequence[str]
) -> Counter[frozenset[tuple[str, float]]]:
    """How many of the numbers have the same answers: each a register, and when it answered."""
    counted: Counter[frozenset[tuple[str, float]]] = Counter()
    for start in range(0, len(numbers), CHUNK):
        keys = digests.many(numbers[start : start + CHUNK])
        said = _said(hot.rows_of_these(connection, _checks, {"controller": controller_id, "digests": keys}))
        counted.update(frozenset(said[key]) for key in keys)
    return counted


def _said(rows: Iterable[Sequence[Any]]) -> defaultdict[str, set[tuple[str, float]]]:
    said: defaultdict[str, set[tuple[str, float]]] = defaultdict(set)
    for digest, register, checked_at in rows:
        said[digest].add((register, checked_at))
    return said


def _checks(among: hot.Among) -> Select[Any]:
    columns = (REGISTER_CHECK.c.digest, REGISTER_CHECK.c.register_name, REGISTER_CHECK.c.checked_at)
    mine = REGISTER_CHECK.c.controller_id == bindparam("controller"), among(REGISTER_CHECK.c.digest, "digests")
    return select(*columns).where(*mine)
