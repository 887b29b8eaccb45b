"""Attempts on the wire."""

from typing import Self

from pydantic import Field

from api.paging import Page
from api.schemas.wire import Resource
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.numbers.masking import Show, countries_of


class AttemptShown(
    Resource,
    of=AttemptRecord,
    without=("first_disposed_at", "ruling", "ruled_after", "turned_down", "spared", "replaced"),
):
    """One dialling of one phone of one lead."""

    rejoins: int | None = Field(
        description="How often the talk went on after the agent's leg had been lost; null: never."
    )
    heard: str | None = Field(description="`machine` if the agent reported a machine.")
    locked_by: str = Field(
        description="The rule that hides the agent from others while the call is live: `agent_id` and "
        "`agent_joined_at` are null until it ends."
    )

    @classmethod
    def seen(cls, inner: AttemptRecord, show: Show) -> Self:
        """Show an attempt; `show` masks its number and numbers in its note."""
        note = show.text(inner.note, countries_of([inner.number]))
        return cls.of(inner).model_copy(update={"number": show.number(inner.number), "note": note})


class AttemptPage(Page[AttemptShown]):
    """Attempts, newest first."""
