"""All that is kept of a person, as the store gives it, with what is needed to say it in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """Rows by table, and around them lists, campaigns and imports by id; instants are epoch seconds."""

    rows: Mapping[str, Sequence[Row]]
    lists: Mapping[int, Row] = field(default_factory=dict)  # id, name, country, campaign_id, consent, created_at
    campaigns: Mapping[int, Row] = field(default_factory=dict)  # id, name, time_zone, law
    imports: Mapping[int, Row] = field(default_factory=dict)  # id, list_id, filename, header, started_at, ended_at
    # By campaign and code: what agents call a disposition, by language; an empty one is for all others.
    dispositions: Mapping[tuple[int, str], Mapping[str, str]] = field(default_factory=dict)
    agent_countries: frozenset[str] = frozenset()  # ISO 3166, of the agents who took the calls and say where they sit

    def of(self, table: str) -> Sequence[Row]:
        """The rows of a table, none where it holds nothing of the person."""
        return self.rows.get(table, ())
