"""Parameters of the rules on abandoned calls: rate, treatment, lockout, ringing, machine detection."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dialer.compliance.durations import DurationField
from dialer.compliance.params.base import (
    AtLeast,
    AtMost,
    Demand,
    Form,
    Ladder,
    Name,
    Names,
    Permission,
    Share,
    Stricter,
)
from dialer.compliance.vocabulary import CallParty, ClockStart, FalseMachine, MachineHangup, WindowKind
from dialer.i18n.message import msg


class Timer(Form):
    """How long an answered person may wait for an agent."""

    start: Annotated[ClockStart, Ladder(("greeting_end", "greeting_start", "answer"))]
    limit_ms: Annotated[int, Field(gt=0, le=10_000), Stricter.SMALLER]


class Guard(Form):
    """Rates at which over-dialling is throttled and stopped; it does not start below `min_denominator` calls."""

    throttle_at: Annotated[Share, Stricter.SMALLER]
    one_to_one_at: Annotated[Share, Stricter.SMALLER]
    stop_predictive_at: Annotated[Share, Stricter.SMALLER]
    min_denominator: Annotated[int, Field(ge=0), Stricter.LARGER]


class AbandonmentRate(Form):
    """The limit on the share of a campaign's answered calls without an agent in time."""

    limit: Annotated[float, Field(gt=0.0, le=0.05), Stricter.SMALLER]
    aim: Annotated[Share, Stricter.SMALLER] = 0.0
    share_of: Annotated[CallParty, Ladder(("answered", "people"))]
    timer: Timer
    machine_hangup: Annotated[MachineHangup, Ladder(("excluded", "abandoned"))]
    false_machine: Annotated[FalseMachine, Ladder(("counted", "excluded", "abandoned"))]
    window: WindowKind
    also_report: Annotated[tuple[WindowKind, ...], Stricter.MORE] = ()
    guard: Guard

    @model_validator(mode="after")
    def _levels_rise(self) -> Self:
        levels = (self.guard.throttle_at, self.guard.one_to_one_at, self.guard.stop_predictive_at, self.limit)
        if list(levels) != sorted(levels):
            raise ValueError(
                msg(
                    "{what}: {mend}",
                    what=msg("the levels are not in order"),
                    mend=msg("Write throttle_at <= one_to_one_at <= stop_predictive_at <= limit"),
                )
            )
        return self


class ComfortNoise(Form):
    """What the waiting person hears instead of silence."""

    within_ms: Annotated[int, Field(gt=0), Stricter.SMALLER]
    sound: str


class OptOut(Form):
    """How a person who hears the message says no."""

    by: tuple[Literal["key", "voice", "number"], ...] = Field(min_length=1)
    suppress_before_hangup: Demand = True
    number_must_be: Names = ()
    """not_premium, basic_or_free, answered_in_office_hours …"""


class Message(Form):
    """The recorded message at the time limit."""

    says: Names
    must_not_say: Names = ()
    opt_out: OptOut


class AbandonTreatment(Form):
    """What the answered person hears while no agent is available, and at the limit."""

    limit: Timer
    at_limit: Annotated[Literal["hangup", "message"], Ladder(("hangup", "message"))]
    comfort_noise: ComfortNoise | None = None
    message: Message | None = None
    message_forbidden: Demand = False

    @model_validator(mode="after")
    def _has_its_message(self) -> Self:
        if (self.at_limit == "message") != (self.message is not None):
            raise ValueError(
                msg(
                    "{what}: {mend}",
                    what=msg("at_limit and message do not fit"),
                    mend=msg("A message is described exactly where it is played"),
                )
            )
        if self.message is not None and self.message_forbidden:
            raise ValueError(
                msg(
                    "{what}: {mend}",
                    what=msg("the message is both played and forbidden"),
                    mend=msg("Drop one of the two"),
                )
            )
        return self


class RedialLockout(Form):
    """After an abandoned call, or one taken for a machine: when, and how, the number may be called again."""

    after: Literal["abandoned", "machine"]
    lasts: AtLeast
    meanwhile: Annotated[Literal["guaranteed_agent", "never"], Ladder(("guaranteed_agent", "never"))]
    afterwards: Annotated[Literal["any", "guaranteed_agent"], Ladder(("any", "guaranteed_agent"))]
    key: tuple[Name, ...]


class MinRing(Form):
    """How long an unanswered phone rings before it may be called off."""

    seconds: Annotated[float, Field(gt=0), Stricter.LARGER]
    or_rings: int | None = None


class FalseMachineAudit(Form):
    """The audit that proves how many people detection takes for machines."""

    min_sample: Annotated[int, Field(gt=0), Stricter.LARGER]
    valid_for: AtMost


class Amd(Form):
    """Whether answering-machine detection may be used."""

    allowed: Annotated[Literal["yes", "with_audit", "never"], Ladder(("yes", "with_audit", "never"))]
    max_decision_ms: Annotated[int, Field(gt=0), Stricter.SMALLER] | None = None
    comfort_noise_meanwhile: Demand = False
    unsure_is_a_person: Demand = True
    audit: FalseMachineAudit | None = None

    @model_validator(mode="after")
    def _has_its_audit(self) -> Self:
        if (self.allowed == "with_audit") != (self.audit is not None):
            raise ValueError(
                msg(
                    "{what}: {mend}",
                    what=msg("allowed and audit do not fit"),
                    mend=msg("An audit is described exactly where it is needed"),
                )
            )
        return self


class Cap(Form):
    """The maximum number of attempts within a period."""

    max: int = Field(gt=0)
    per: DurationField


class AttemptCap(Form):
    """How often a number, or a person, may be tried."""

    caps: Annotated[tuple[Cap, ...], Stricter.CAPS] = Field(min_length=1)
    counted_by: Annotated[Literal["number", "person"], Ladder(("number", "person"))] = "number"
    """A person's calls are those to all of the person's numbers."""
    key: tuple[Name, ...]
    pause_after_refusal: AtLeast | None = None
    appointment_passes: Permission = False
