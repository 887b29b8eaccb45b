"""Attempts on the wire."""

from typing import Self

from pydantic import Field

from api.paging import Page
from api.schemas.wire import At, AtOrNever, Resource
from dialer.campaigns.attempts.model import AttemptRecord
from dialer.core.enums import AttemptState, Outcome, Side
from dialer.numbers.masking import Show, countries_of


class AttemptShown(Resource):
    """One dialling of one phone of one lead."""

    id: str
    campaign_id: int
    list_id: int
    lead_id: int
    node_id: int
    trunk_id: int
    agent_id: int | None
    number: str
    phone_position: int
    caller_id: str
    mode: str
    state: AttemptState
    placed_at: At
    ringing_at: AtOrNever
    handset_at: AtOrNever
    answered_at: AtOrNever
    screened_at: AtOrNever
    greeting_started_at: AtOrNever
    greeting_ended_at: AtOrNever
    agent_joined_at: AtOrNever
    unserved_at: AtOrNever
    opted_out_at: AtOrNever
    rejoins: int | None = Field(
        description="How often the talk went on after the agent's leg had been lost; null: never."
    )
    ended_at: AtOrNever
    outcome: Outcome | None
    cause: int | None
    ended_by: Side | None
    tech_cause: str
    disposition: str | None
    disposition_reason: str | None
    disposed_at: AtOrNever
    heard: str | None = Field(description="`machine` if the agent reported a machine.")
    note: str
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
