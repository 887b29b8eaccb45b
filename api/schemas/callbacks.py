"""Call-backs on the wire."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, Self

from pydantic import Field

from api.schemas.leads import WaitsShown
from api.schemas.wire import Asked, At, AtOrNever, Id, Instant, Resource, Shown
from dialer.callbacks.model import NEXT_FOR_AT_MOST_S, NEXT_FOR_S, Callback
from dialer.callbacks.store.callbacks import CallbackLine
from dialer.core.enums import CallbackKind, CallbackState
from dialer.numbers.masking import Show


class CallbackShown(Resource):
    """A call-back. `agent_id` None: whoever is free takes it. Called later than `deadline_at` it was kept late."""

    id: int
    campaign_id: int
    lead_id: int
    kind: CallbackKind
    agent_id: int | None
    due_at: At
    deadline_at: At
    state: CallbackState
    note: str
    attempt_id: str | None
    made_at: At
    made_by: str
    ended_at: AtOrNever
    ended_by: str
    confirmed_at: AtOrNever = Field(
        description="When somebody who talked with the person confirmed that the person asked for the instant; never: "
        "the call keeps the hours of the law."
    )
    confirmed_by: str
    locked_by: str = Field(
        description="The rule by which others may not know whose it is, while a call lives in which it was promised or "
        "which keeps it, or while a call by hand waits: `agent_id` and the name are null, and who made or confirmed it "
        "is left out."
    )

    @classmethod
    def seen(cls, inner: Callback, show: Show, countries: Sequence[str]) -> Self:
        """Show a call-back; `show` masks numbers in its note."""
        return cls.of(replace(inner, note=show.text(inner.note, countries)))


class CallbackRow(CallbackShown):
    """A call-back in a list, with the names that go with it."""

    lead_name: str
    agent_name: str | None

    @classmethod
    def line(cls, inner: CallbackLine, show: Show, countries: Sequence[str]) -> Self:
        """Show a line; `show` masks numbers in its note and name."""
        shown = {name: getattr(inner.callback, name) for name in CallbackShown.model_fields}
        shown["note"] = show.text(inner.callback.note, countries)
        return cls(**shown, lead_name=show.text(inner.lead_name, countries), agent_name=inner.agent_name)


class CallbackMove(Asked):
    """Another instant, or another agent. What is left out stays; `agent_id` null lets anyone take it.

    With another instant the person's word for the one before is gone, unless `asked` gives it anew.
    """

    due_at: Instant | None = None
    agent_id: Id | None = None
    grace_s: float | None = Field(default=None, ge=60, le=86_400, description="From the instant to the deadline.")
    asked: bool = Field(
        default=False,
        description="You confirm that the person asked for this very time: without it a call-back keeps the hours of "
        "the law.",
    )


class CallbackCancel(Asked):
    """Call nobody back: the lead is done then, or with `reopen` one like all others."""

    reopen: bool = False


class NextAsked(Asked):
    """Dial the lead next of all, for anyone or for one agent; after `expires_s` it is a lead like all others."""

    agent_id: Id | None = None
    expires_s: float = Field(default=NEXT_FOR_S, ge=1, le=NEXT_FOR_AT_MOST_S)


class NextShown(Shown):
    """The lead is taken to be the next; `waits` says why it is not dialled just now, if something keeps it."""

    status: Literal["next"] = "next"
    waits: WaitsShown
