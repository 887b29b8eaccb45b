"""Agents on the wire."""

from collections.abc import Mapping
from typing import Annotated, Final, Self

from pydantic import Field, field_validator

from api.answer_language import Said, worded
from api.schemas.wire import Asked, AtOrNever, Id, Instant, Line, Name, Resource, Shown, Text
from dialer.agents.model import Agent
from dialer.cell.legal.monitoring_policy import PRESENT_STATE
from dialer.core.enums import AgentWish, EndpointState, LegKind
from dialer.i18n.message import Message, msg

PHONE = r"^[A-Za-z0-9]+/[A-Za-z0-9_.@/:*#+-]+$"


class AgentAsked(Asked):
    """A new agent. `phone` is PJSIP/ENDPOINT, or another dial string that `dial_patterns` of a node allow."""

    name: Name
    display_name: Line = Field(default="", max_length=200)
    phone: str = Field(max_length=200, pattern=PHONE, examples=["PJSIP/1001"])
    leg_kind: LegKind = LegKind.STANDING
    language: str = Field(default="it", pattern=r"^[a-z]{2}$")
    country: str = Field(
        default="", pattern=r"^([A-Z]{2})?$", description="Where the agent sits, if not as the campaign."
    )


class AgentChange(Asked):
    """An agent written anew; the name stays."""

    display_name: Line = Field(default="", max_length=200)
    phone: str = Field(max_length=200, pattern=PHONE)
    leg_kind: LegKind = LegKind.STANDING
    language: str = Field(default="it", pattern=r"^[a-z]{2}$")
    country: str = Field(
        default="", pattern=r"^([A-Z]{2})?$", description="Where the agent sits, if not as the campaign."
    )


class AgentShown(Resource):
    """An agent. `wish` is what the agent asked for last; what the agent does now is on the board."""

    id: int
    name: str
    display_name: str
    phone: str
    leg_kind: LegKind
    language: str
    country: str
    wish: AgentWish | None
    pause_reason: str | None
    campaign_id: int | None
    also_campaign_ids: list[int]
    wish_at: AtOrNever
    shift_ends_at: AtOrNever
    break_at: AtOrNever
    retired_at: AtOrNever
    locked_by: str = Field(
        default="",
        description="The rule by which others may not see what the agent does: wish, its instant and reason are null.",
    )

    @classmethod
    def seen(cls, agent: Agent, rule: str) -> Self:
        """Show an agent to others; a non-empty `rule` forbids monitoring."""
        shown = cls.of(agent)
        hidden = dict.fromkeys(PRESENT_STATE)
        return shown.model_copy(update={**hidden, "locked_by": rule}) if rule else shown

    @field_validator("wish_at", mode="before")
    @classmethod
    def _never_wished(cls, at: float | None) -> float | None:
        return at or None


PHONE_WARNINGS: Final[Mapping[EndpointState, Message]] = {
    EndpointState.UNREACHED: msg(
        "The phone is not registered with Asterisk, or does not answer: switch it on, and look at its account."
    ),
    EndpointState.UNTOLD: msg("Asterisk could not be asked whether it has the phone."),
}


class AgentLoggedIn(AgentShown):
    """An agent who has logged in just now."""

    UNVERSIONED = frozenset({"phone_warning"})

    phone_warning: Said | None = Field(default=None, description="Why the phone may not ring; null if it should.")

    @classmethod
    def done(cls, agent: Agent, phone: EndpointState | None) -> Self:
        """Show the agent with Asterisk's state of the phone; None if not queried."""
        warning = None if phone is None else PHONE_WARNINGS.get(phone)
        return cls.of(agent).model_copy(update={"phone_warning": None if warning is None else worded(warning)})


class LogIn(Asked):
    """Work in a campaign, ready at once or paused first."""

    campaign_id: Id
    also_campaign_ids: list[Id] = Field(
        default=[], max_length=20, description="Whose calls the agent takes besides; all of the same Asterisk."
    )
    ready: bool = True


class Pause(Asked):
    """Take no call after the present one."""

    reason: Line = Field(default="", max_length=100)


class Plan(Asked):
    """When the agent will leave, so that nobody is called for an agent who is gone. Left out: not known."""

    shift_ends_at: Instant | None = Field(default=None, description="No call is given to the agent after it.")
    break_at: Instant | None = Field(default=None, description="When the next planned break begins.")


class Stage(Asked):
    """How far a talk has come, in the words of the agent's page: a part of the script, a form, `nearly_done`."""

    stage: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["nearly_done"])
    attempt_id: Line | None = Field(default=None, max_length=100, description="The talk; left out: the present one.")


class Preview(Asked):
    """The lead on the agent's screen, so that a late click does not hit the next one."""

    lead_id: Id | None = None


class HangUp(Asked):
    """The call on the agent's screen, so that a late click does not hit the next one."""

    attempt_id: Line | None = Field(default=None, max_length=100, description="Left out: the present call.")


class Dispose(Asked):
    """What the agent says of a call."""

    attempt_id: Line = Field(min_length=1, max_length=100)
    code: Line = Field(min_length=1, max_length=40)
    note: Text = ""
    callback_at: Instant | None = Field(default=None, description="When the person wants to be called again.")
    callback_mine: bool = Field(default=False, description="Only this agent calls then, not whoever is free.")
    callback_asked: bool = Field(
        default=False,
        description="The agent confirms that the person asked for this very time: without it a call-back keeps the "
        "hours of the law.",
    )
    disclosed: list[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,60}$")]] = Field(
        default=[],
        max_length=30,
        description="What the agent has said, by the names of the profile's items (controller_identity …). Without all "
        "that the rules want said, a sale is refused.",
    )


class Disposed(Shown):
    """What a disposition did."""

    id: str
    campaign_id: int
    lead_id: int
    agent_id: int | None
    code: str
    previous_code: str | None
    ended: bool
    suppressed: int
