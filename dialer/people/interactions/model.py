"""An interaction, its draft, and the history of a person, independent of any database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import orjson

from dialer.core.request_errors import Invalid
from dialer.i18n.message import msg
from dialer.people.persons.model import Channel, Person

MOODS: Final = range(-2, 3)
HARD_MOOD: Final = -2  # of somebody with whom there was a conflict
FACTS_BYTES: Final = 32_768


class Direction(StrEnum):
    """Who began a contact."""

    OUT = "out"
    IN = "in"


class HistoryKind(StrEnum):
    """What an entry of a person's history is."""

    ATTEMPT = "attempt"  # with its interaction, if an agent joined
    CALLBACK = "callback"
    INTERACTION = "interaction"  # on another channel than the phone
    MESSAGE = "message"
    TASK = "task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was typed and is not said yet with a disposition. The draft typed last counts."""

    note: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    typed_at: float | None = None  # epoch seconds, by the page's clock
    saved_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One contact between a person and an agent on one channel."""

    id: int
    company_id: int
    person_id: int | None
    lead_id: int | None
    attempt_id: str | None
    campaign_id: int | None
    agent_id: int | None
    channel: Channel
    direction: Direction
    started_at: float
    ended_at: float | None
    topic: str
    topic_2: str
    mood: int | None
    customer_type: str
    facts: Mapping[str, Any]
    draft: Draft
    finished_at: float | None
    person: Person | None = None  # if read along


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """An entry of a person's history; `facts` are those of its kind."""

    kind: HistoryKind
    at: float
    id: str
    campaign_id: int | None = None
    campaign: str = ""
    agent_id: int | None = None
    agent: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[float, str, str]:
        """Its place in the history."""
        return self.at, self.kind.value, self.id


def merged_facts(there: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What is noted after something more was; a fact that is None goes. Raises `Invalid` if it is too much."""
    merged = {name: value for name, value in {**there, **said}.items() if value is not None}
    check_size(merged, "facts")
    return merged


def check_size(fields: Mapping[str, Any], where: str) -> None:
    """Raise `Invalid` for more than is kept of an interaction."""
    if len(orjson.dumps(dict(fields))) > FACTS_BYTES:
        raise Invalid([(where, msg("is more than {limit} bytes", limit=FACTS_BYTES))])
