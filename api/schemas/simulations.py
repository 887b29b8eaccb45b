"""Simulations of campaigns on the wire."""

from typing import Literal, Self

from pydantic import Field

from api.answer_language import AnswerText
from api.paging import Page
from api.schemas.wire import At, AtOrNever, RequestBody, Shown
from dialer.campaigns.simulations.model import Point, Simulation, Worked
from dialer.campaigns.simulations.service import Compared
from dialer.core.time_units import HOUR_S


class SimulationInput(RequestBody):
    """What is simulated: the campaign's past calls of so many days, played with so many agents."""

    past_days: float = Field(default=30.0, gt=0, le=365, description="Past calls of so many days, 50,000 at most.")
    agents: int = Field(default=0, ge=0, le=500, description="0: as many as worked in the past.")
    hours: float = Field(default=2.0, ge=0.1, le=12, description="How long each simulated day is.")
    days: int = Field(default=3, ge=1, le=20, description="How many days are played of each point; they differ.")


class SimulatedPointShown(Shown, of=Point):
    """What comes of one pace: means over the days, with the lowest and the highest. Shares are between 0 and 1."""

    is_present: bool = Field(description="Whether the campaign had this pace when it was simulated.")


class PastCallsShown(Shown):
    """What the past calls say."""

    calls: int
    people: int
    abandoned_share: float
    agents: int
    answered_share: float
    talk_s: float
    wrap_up_s: float
    assumed: list[str] = Field(description="What they do not say, and the simulator assumes.")


class WorkedShown(Shown):
    """What happened in a time; null where nobody worked, or nobody answered."""

    agent_hours: float
    occupancy: float | None
    abandoned_share: float | None
    answered: int

    @classmethod
    def seen(cls, worked: Worked) -> Self:
        """Show what happened."""
        return cls(
            agent_hours=round(worked.staffed_s / HOUR_S, 2),
            occupancy=worked.occupancy,
            abandoned_share=worked.abandoned_share,
            answered=worked.served + worked.abandoned,
        )


class SimulationShown(Shown):
    """A simulation, and what happened.

    `before` is what happened in the past of which it was made, `after` what happened at the point that was `chosen`:
    the one whose settings the campaign got afterwards, until they were changed again (`replaced_at`).
    """

    id: int
    campaign_id: int
    actor: str
    asked_at: At
    status: Literal["queued", "running", "done", "failed"]
    job_id: int | None
    done: int
    total: int | None
    past_days: float
    agents: int
    hours: float
    days: int
    past: PastCallsShown | None
    points: list[SimulatedPointShown]
    ended_at: AtOrNever
    failed: AnswerText
    chosen: int | None = Field(description="Its place among the points, from 0.")
    chosen_at: AtOrNever
    replaced_at: AtOrNever
    before: WorkedShown
    after: WorkedShown | None

    @classmethod
    def seen(cls, compared: Compared) -> Self:
        """Show a simulation."""
        one = compared.simulation
        return cls.model_validate(
            {
                **{name: getattr(one, name) for name in _OWN},
                "status": _status(one, compared.total),
                "done": compared.done,
                "total": compared.total,
                "past_days": one.asked["past_days"],
                "agents": one.asked["agents"],
                "hours": one.asked["hours"],
                "days": one.asked["days"],
                "past": one.found or None,
                "points": list(one.points),
                "before": WorkedShown.seen(compared.before),
                "after": None if compared.after is None else WorkedShown.seen(compared.after),
            }
        )


_OWN = (
    *("id", "campaign_id", "actor", "asked_at", "job_id", "ended_at", "failed"),
    *("chosen", "chosen_at", "replaced_at"),
)


def _status(one: Simulation, total: int | None) -> str:
    if one.ended_at is None:
        return "queued" if total is None else "running"
    return "failed" if one.failed else "done"


class SimulationPage(Page[SimulationShown]):
    """A page of simulations."""
