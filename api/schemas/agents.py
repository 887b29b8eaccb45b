"""Agents on the wire."""

from collections.abc import Mapping
from typing import Annotated, Final, Self

from pydantic import Field, field_validator

from api.answer_language import AnswerText, in_answer_language
from api.paging import Page
from api.schemas.wire import At, AtOrNever, Id, Instant, Line, Name, RequestBody, Resource, Shown, Text, TypedLine
from dialer.campaigns.attempts.model import DisposedAttempt
from dialer.cell.legal.monitoring_policy import PRESENT_STATE
from dialer.core.enums import AgentWish, EndpointState, LegKind
from dialer.core.time_units import DAY_S
from dialer.i18n.message import Message, msg
from dialer.work.agents.commands import LoggedIn, Wished
from dialer.work.agents.model import Agent
from dialer.work.pauses.model import PRIVATE

PHONE = r"^[A-Za-z0-9]+/[A-Za-z0-9_.@/:*#+-]+$"


RejoinS = Annotated[
    int | None,
    Field(
        ge=0,
        le=60,
        description="Seconds for which a person is kept, with comfort noise, if the agent's phone is lost in the talk: "
        "it is called and joined again. 0: to hang up the phone is to end the call. Null: 12 for a phone in the "
        "browser, 0 for another.",
    ),
]


Languages = Annotated[
    list[Annotated[str, Field(pattern=r"^[a-z]{2}$")]],
    Field(
        max_length=20,
        description="In which the agent talks with people (ISO 639): they come first to who speaks theirs. None: in "
        "`language`, that of the page.",
    ),
]


class AgentChange(RequestBody):
    """An agent's new settings, except the name."""

    display_name: Line = Field(default="", max_length=200)
    phone: str = Field(max_length=200, pattern=PHONE)
    leg_kind: LegKind = LegKind.STANDING
    language: str = Field(default="it", pattern=r"^[a-z]{2}$")
    country: str = Field(
        default="",
        pattern=r"^([A-Z]{2})?$",
        description="Country where the agent works (ISO 3166), if not the campaign's.",
    )
    team_id: Id | None = None
    rejoin_s: RejoinS = None
    languages: Languages = Field(default=[])


class AgentInput(AgentChange):
    """A new agent. `phone` is PJSIP/ENDPOINT, or another dial string allowed by the node's `dial_patterns`.

    With `leg_kind` browser it is the agent's page, and Pronto writes `phone` itself, whatever was sent.
    """

    name: Name
    phone: str = Field(max_length=200, pattern=PHONE, examples=["PJSIP/1001"])


class AgentShown(Resource, of=Agent, without=("pause_s", "pause_rests", "hand_at", "hand_note", "hand_asks")):
    """An agent. `wish` is the agent's latest request; the board shows what the agent is doing."""

    SUBJECT = "agent"

    wish: AgentWish | None
    pause_reason: str | None
    wish_at: AtOrNever
    locked_by: str = Field(
        default="",
        description="The rule that hides from others what the agent is doing: the request, its time and its "
        "reason are null.",
    )

    @classmethod
    def seen(cls, agent: Agent, rule: str) -> Self:
        """Show an agent to others; a non-empty `rule` forbids monitoring."""
        shown = cls.of(agent)
        if agent.pause_reason in PRIVATE:
            shown = shown.model_copy(update={"pause_reason": ""})
        hidden = dict.fromkeys(PRESENT_STATE)
        return shown.model_copy(update={**hidden, "locked_by": rule}) if rule else shown

    @field_validator("wish_at", mode="before")
    @classmethod
    def _never_wished(cls, at: float | None) -> float | None:
        return at or None


class AgentPage(Page[AgentShown]):
    """A page of agents."""


PHONE_WARNINGS: Final[Mapping[EndpointState, Message]] = {
    EndpointState.UNREACHED: msg(
        "The phone is not registered with Asterisk, or does not answer: switch it on, and look at its account."
    ),
    EndpointState.UNTOLD: msg("Asterisk could not be asked whether it has the phone."),
}


class AgentAfter(AgentShown):
    """An agent after a request, with what came of it."""

    UNVERSIONED = frozenset({"state", "state_since"})

    state: str | None = Field(
        default=None,
        description="What the agent does, by the engine: `ready`, `paused`, `talking` … or `logged_out`. A request "
        "takes effect after the current call. Null if no engine has acted on it yet: it is kept until one does.",
    )
    state_since: AtOrNever = None

    @classmethod
    def after(cls, wished: Wished, rule: str = "") -> Self:
        """Show the agent; a non-empty `rule` forbids monitoring, and the state is left out."""
        shown, doing = cls.of(wished.agent), wished.doing
        if doing is None or rule:
            return shown
        return shown.model_copy(update={"state": doing.state, "state_since": doing.since})


class CommandDone(Shown):
    """What came of a command."""

    state: str = Field(description="What the agent does now: `ready`, `talking`, `wrap_up` … or `logged_out`.")
    since: AtOrNever
    attempt_id: str | None
    is_done: bool = Field(description="False if there was nothing to do (any more): sent twice, or too late.")


class AgentLoggedIn(AgentAfter):
    """An agent who has just logged in."""

    UNVERSIONED = AgentAfter.UNVERSIONED | {"phone_warning"}

    phone_warning: AnswerText | None = Field(
        default=None, description="Why the phone may not ring; null if it should ring."
    )

    @classmethod
    def done(cls, logged_in: LoggedIn, rule: str = "") -> Self:
        """Show the agent, with Asterisk's state of the phone; None if not queried."""
        warning = None if logged_in.phone is None else PHONE_WARNINGS.get(logged_in.phone)
        shown = cls.after(logged_in.wished, rule)
        return shown.model_copy(update={"phone_warning": None if warning is None else in_answer_language(warning)})


class PhoneAccountInput(RequestBody):
    """The campaign whose Asterisk the phone in the browser is for."""

    campaign_id: Id | None = Field(
        default=None,
        description="Left out: that of the last log-in, else the only Asterisk that takes phones in the browser.",
    )


class PhoneAccountMade(Shown):
    """An account of a phone in the browser. Its password is in this answer and nowhere else."""

    uri: str = Field(description="SIP address of the account.")
    password: str
    websocket: str = Field(description="Path of the WebSocket, subprotocol `sip`, below Pronto's address.")
    expires_at: At


class LogIn(RequestBody):
    """Log-in to a campaign, ready at once or paused."""

    campaign_id: Id
    also_campaign_ids: list[Id] = Field(
        default=[],
        max_length=20,
        description="Further campaigns whose calls the agent takes; all on the same Asterisk.",
    )
    ready: bool = True
    phone: str | None = Field(
        default=None, max_length=200, pattern=PHONE, description="Phone of the seat taken now; left out: as before."
    )
    leg_kind: LegKind | None = Field(default=None, description="Kind of leg at that seat; left out: as before.")


class Pause(RequestBody):
    """Pause an agent after the current call."""

    reason: TypedLine = Field(
        default="",
        max_length=100,
        description="The `code` of a reason of `/pause-reasons`; a text of one's own is kept as it is.",
    )
    lasts_s: float | None = Field(
        default=None,
        ge=10.0,
        le=DAY_S,
        description="The agent is made ready so long after this request, or after the call that is on. Omitted: when "
        "the agent asks for it.",
    )


class Plan(RequestBody):
    """When the agent will leave, so that no call is placed for an absent agent. Omitted: not known."""

    shift_ends_at: Instant | None = Field(default=None, description="The agent takes no calls after this time.")
    break_at: Instant | None = Field(default=None, description="When the next planned break begins.")


class Stage(RequestBody):
    """Stage of a talk, as named by the agent's page: a part of the script, a form, `nearly_done`."""

    stage: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["nearly_done"])
    attempt_id: Line | None = Field(default=None, max_length=100, description="The talk; omitted: the current one.")


class NameShown(RequestBody):
    """By how much the person's name was on the agent's page before the voice was heard."""

    attempt_id: Line = Field(max_length=100)
    ahead_ms: float = Field(ge=-60_000, le=600_000, description="Milliseconds; below 0: the voice came first.")


class Preview(RequestBody):
    """The lead on the agent's screen, so that a late click does not dial the next one."""

    lead_id: Id | None = None


class Skip(Preview):
    """The lead on the agent's screen, and why it is not called now."""

    reason: TypedLine = Field(default="", max_length=200, examples=["was called an hour ago"])


class HangUp(RequestBody):
    """The call on the agent's screen, so that a late click does not end the next call."""

    attempt_id: Line | None = Field(default=None, max_length=100, description="Omitted: the current call.")


class OnHold(RequestBody):
    """The call on the agent's screen, so that a late click does not reach the next person."""

    attempt_id: Line | None = Field(default=None, max_length=100, description="Omitted: the current call.")


class Dispose(RequestBody):
    """A disposition for a call."""

    attempt_id: Line = Field(min_length=1, max_length=100)
    code: Line = Field(min_length=1, max_length=40)
    note: Text = ""
    reason: Annotated[str | None, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")] = Field(
        default=None, description="One of the disposition's own reasons."
    )
    callback_at: Instant | None = Field(default=None, description="When the person is to be called again.")
    callback_mine: bool = Field(default=False, description="Only this agent calls back.")
    callback_asked: bool = Field(
        default=False,
        description="Confirms that the person asked for this time; otherwise the legal calling hours apply.",
    )
    disclosed: list[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,60}$")]] = Field(
        default=[],
        max_length=30,
        description="What the agent disclosed, as names of the profile's items (company_identity …). A "
        "sale is refused unless all required items are present.",
    )


class Disposed(Shown, of=DisposedAttempt, without=("met", "met_at", "ringing")):
    """The effects of a disposition."""


class Undo(RequestBody):
    """The call whose disposition is to be taken back."""

    attempt_id: Line = Field(min_length=1, max_length=100)


class Undone(Shown):
    """The effects of an undo."""

    id: str
    campaign_id: int
    lead_id: int
    agent_id: int | None
    code: str | None = Field(description="The disposition that is set again. null: the call waits for one.")
    undone_code: str
    ended: bool
    lifted: int = Field(description="How many do-not-call entries were taken back.")
