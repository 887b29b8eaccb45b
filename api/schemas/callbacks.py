"""Call-backs on the wire."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, Self

from pydantic import Field

from api.paging import Page
from api.schemas.leads import WaitsShown
from api.schemas.wire import AtOrNever, Id, Instant, RequestBody, Resource, Shown
from dialer.numbers.masking import Show
from dialer.people.callbacks.model import NEXT_FOR_AT_MOST_S, NEXT_FOR_S, Callback
from dialer.people.callbacks.store.callbacks import CallbackLine


class CallbackShown(Resource, of=Callback, without=("asked_at", "agent_name")):
    """A call-back. `agent_id` null: any agent. A call after `deadline_at` counts as late."""

    SUBJECT = "callback"

    confirmed_at: AtOrNever = Field(
        description="When it was confirmed that the person asked for this time; null: the legal calling hours apply."
    )
    locked_by: str = Field(
        description="The rule that hides the agent from others while a call that promised or fulfils it is "
        "live, or a manual call waits: `agent_id` and the name are null, and who made or "
        "confirmed it is omitted."
    )

    @classmethod
    def seen(cls, inner: Callback, show: Show, countries: Sequence[str]) -> Self:
        """Show a call-back; `show` masks numbers in its note."""
        return cls.of(replace(inner, note=show.text(inner.note, countries)))


class CallbackRow(CallbackShown):
    """A call-back in a list, with names."""

    lead_name: str
    agent_name: str | None

    @classmethod
    def line(cls, inner: CallbackLine, show: Show, countries: Sequence[str]) -> Self:
        """Show a line; `show` masks numbers in its note and name."""
        shown = {name: getattr(inner.callback, name) for name in CallbackShown.model_fields}
        shown["note"] = show.text(inner.callback.note, countries)
        return cls(**shown, lead_name=show.text(inner.lead_name, countries), agent_name=inner.agent_name)


class CallbackPage(Page[CallbackRow]):
    """Call-backs, earliest first."""


class CallbackMove(RequestBody):
    """A new time or agent for a call-back. Omitted fields stay unchanged; `agent_id` null: any agent.

    A new time drops the confirmation that the person asked for it, unless `asked` is set again.
    """

    due_at: Instant | None = None
    agent_id: Id | None = None
    grace_s: float | None = Field(
        default=None, ge=60, le=86_400, description="Seconds from the call-back's time to its deadline."
    )
    asked: bool = Field(
        default=False,
        description="Confirms that the person asked for this time; otherwise the legal calling hours apply.",
    )


class CallbackCancel(RequestBody):
    """Cancel a call-back. The lead is then done or, with `reopen`, returns to normal dialling."""

    reopen: bool = False


class NextInput(RequestBody):
    """Dial the lead next, for any agent or for one; after `expires_s` seconds its normal order applies again."""

    agent_id: Id | None = None
    expires_s: float = Field(default=NEXT_FOR_S, ge=1, le=NEXT_FOR_AT_MOST_S)


class NextShown(Shown):
    """The lead is next; `waits` says why it is not being dialled, if something delays it."""

    status: Literal["next"] = "next"
    waits: WaitsShown
