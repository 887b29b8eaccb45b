"""Changes of many things at once, on the wire."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from api.answer_language import AnswerText
from api.schemas.wire import Id, Line, RequestBody, Shown
from dialer.bulk.model import MOST_NAMED, REFUSALS_KEPT
from dialer.core.enums import LeadState
from dialer.i18n.message import msg

Ids = Annotated[list[Id], Field(min_length=1, max_length=MOST_NAMED)]


class CampaignsChange(RequestBody):
    """What happens to each of these campaigns, as by its own operation."""

    ids: Ids
    action: Literal["start", "pause", "stop", "close", "open", "archive"]
    cancel_callbacks: bool = Field(default=False, description="When closing: waiting call-backs become ordinary leads.")


class AgentsChange(RequestBody):
    """What happens to each of these agents."""

    ids: Ids
    action: Literal["retire", "log_out", "move"]
    team_id: Id | None = Field(default=None, description="When moving: the team; null: none.")


class CallbacksChange(RequestBody):
    """What happens to each of these call-backs."""

    ids: Ids
    action: Literal["give", "cancel"]
    agent_id: Id | None = Field(default=None, description="When giving: the agent; null: anyone.")
    reopen: bool = Field(default=False, description="When cancelling: the lead becomes an ordinary one.")


class LeadsFilter(RequestBody):
    """Which leads are meant: those to whom all of it applies."""

    campaign_id: Id | None = None
    list_id: Id | None = None
    state: Literal["open", "booked", "held", "done"] | None = None
    owner: Annotated[Line, Field(max_length=200)] | None = None
    done_reason: Annotated[Line, Field(max_length=100)] | None = Field(
        default=None, description="Why they are done: an outcome, `disposition:CODE`, or an action of Pronto."
    )

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.campaign_id is None and self.list_id is None:
            raise ValueError(msg("name a campaign or a list"))
        return self


class LeadsChange(RequestBody):
    """What happens to each of these leads, named by ids or by a filter.

    `change` sets what is given of state, priority, list and owner; `suppress` takes down each person's objection, for
    the company; `delete` deletes those without calls and call-backs.
    """

    ids: Ids | None = None
    filter: LeadsFilter | None = None
    action: Literal["change", "suppress", "delete"] = "change"
    state: Literal[LeadState.OPEN, LeadState.DONE] | None = Field(
        default=None, description="`open`: dialled again, from now on; `done`: not dialled any more."
    )
    priority: int | None = Field(default=None, ge=-100, le=100, description="The lowest is dialled first.")
    list_id: Id | None = Field(default=None, description="Another list of the same company.")
    owner: Annotated[Line, Field(max_length=200)] | None = Field(default=None, description="Empty: nobody's.")
    reason: Annotated[Line, Field(max_length=500)] = Field(default="", description="Of the suppression.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.ids is None) == (self.filter is None):
            raise ValueError(msg("name ids or a filter, and not both"))
        values = (self.state, self.priority, self.list_id, self.owner)
        if (self.action == "change") == all(value is None for value in values):
            raise ValueError(msg("say what changes, and nothing where leads are suppressed or deleted"))
        return self


class BulkRefused(Shown):
    """A thing that was left as it was, and why."""

    id: int
    detail: AnswerText


class BulkDone(Shown):
    """What came of a change of many things.

    `job_id`: there are so many that a job changes them; `bulk` of that job says what it has come to.
    """

    changed: int
    refused: int
    refusals: list[BulkRefused] = Field(description=f"The first {REFUSALS_KEPT} of those that were left as they were.")
    job_id: int | None = None

    @classmethod
    def of(cls, inner: Any) -> Self:
        """Show a result, or that in a job's row."""
        facts = inner if isinstance(inner, dict) else {name: getattr(inner, name) for name in cls.model_fields}
        refusals = [BulkRefused(id=one, detail=why) for one, why in facts["refusals"]]
        return cls(**{**facts, "refusals": refusals})
