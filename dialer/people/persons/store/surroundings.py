"""What a person's rows refer to: lists, campaigns, imports, dispositions, agents."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from dialer.people.persons.store.person_data import PersonData
from dialer.people.suppression.store.lookup import campaign_of
from dialer.storage.schema import AGENT, CAMPAIGN, DISPOSITION_CODE, IMPORT, LEAD_LIST

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
_LIST: Final = ("id", "name", "country", "campaign_id", "consent", "created_at")
_CAMPAIGN: Final = ("id", "name", "time_zone", "law")
_IMPORT: Final = ("id", "list_id", "filename", "header", "started_at", "ended_at")


def with_surroundings(connection: Connection, rows: Rows) -> PersonData:
    """A person's rows with what they refer to."""
    imports = _by_id(connection, IMPORT, _IMPORT, _named(rows, "import_id"))
    listed = _named(rows, "list_id") | {one["list_id"] for one in imports.values()}
    lists = _by_id(connection, LEAD_LIST, _LIST, listed)
    told = {one["campaign_id"] for one in lists.values() if one["campaign_id"] is not None}
    told |= {campaign_of(one["scope"]) for one in rows["suppression"]} - {0}
    campaigns = _by_id(connection, CAMPAIGN, _CAMPAIGN, _named(rows, "campaign_id") | told)
    codes = select(DISPOSITION_CODE).where(DISPOSITION_CODE.c.campaign_id.in_(campaigns))
    agents = select(AGENT.c.country).where(AGENT.c.id.in_(_named(rows, "agent_id"))).distinct()
    return PersonData(
        rows=rows,
        lists=lists,
        campaigns=campaigns,
        imports=imports,
        dispositions={(one.campaign_id, one.code): one.label for one in connection.execute(codes)},
        agent_countries=frozenset(connection.execute(agents).scalars()) - {""},
    )


def _named(rows: Rows, column: str) -> set[int]:
    return {row[column] for table in rows.values() for row in table if row.get(column) is not None}


def _by_id(connection: Connection, table: Table, names: Sequence[str], ids: Iterable[int]) -> dict[int, Any]:
    wanted = select(*(table.c[name] for name in names)).where(table.c.id.in_(sorted(ids)))
    return {row["id"]: dict(row) for row in connection.execute(wanted).mappings()}
