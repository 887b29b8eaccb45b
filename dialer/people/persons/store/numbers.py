"""All numbers of a person: those of the lead and of the company's other leads with the same external id.

Laws that count per person count the calls to all of them. A number shared by two leads does not make them one person: a
household may share a phone.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select

from dialer.storage import prepared
from dialer.storage.schema import LEAD, LEAD_LIST, LEAD_PHONE

_LISTS: Final = select(LEAD_LIST.c.id).where(LEAD_LIST.c.company_id == bindparam("company"))


def _numbers(among: prepared.Among) -> Select[Any]:
    return (
        select(LEAD.c.external_id, LEAD_PHONE.c.number)
        .join(LEAD_PHONE, LEAD_PHONE.c.lead_id == LEAD.c.id)
        .where(among(LEAD.c.list_id, "lists"), among(LEAD.c.external_id, "people"))
    )


def numbers_by_external_id(
    connection: Connection, company_id: int, external_ids: Collection[str]
) -> Mapping[str, set[str]]:
    """The numbers of the company's leads with these external ids; none if it has a single list.

    An external id is unique within a list.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    if not external_ids:
        return found
    lists = [row[0] for row in prepared.rows(connection, _LISTS, {"company": company_id})]
    if len(lists) > 1:
        asked = {"lists": lists, "people": sorted(external_ids)}
        for external_id, number in prepared.rows_of_these(connection, _numbers, asked):
            found[external_id].add(number)
    return found
