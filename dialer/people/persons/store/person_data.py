"""All data kept about a person as stored, and what is needed to describe it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """Rows by table, with their lists, campaigns and imports by id; instants are epoch seconds."""

    rows: Mapping[str, Sequence[Row]]
    lists: Mapping[int, Row] = field(default_factory=dict)  # id, name, country, campaign_id, consent, created_at
    campaigns: Mapping[int, Row] = field(default_factory=dict)  # id, name, time_zone, law
    imports: Mapping[int, Row] = field(default_factory=dict)  # id, list_id, filename, header, started_at, ended_at
    dispositions: Mapping[tuple[int, str], str] = field(default_factory=dict)  # typed labels, by campaign and code
    agent_countries: frozenset[str] = frozenset()  # ISO 3166: where the agents who took the calls say they work

    def of(self, table: str) -> Sequence[Row]:
        """The person's rows in a table, possibly none."""
        return self.rows.get(table, ())
