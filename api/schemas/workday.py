"""An agent's day, pauses, raised hands and issue reports on the wire."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from api.answer_language import AnswerText
from api.paging import Page
from api.schemas.wire import LINE_PATTERN, NO_CARD, TEXT_PATTERN, AtOrNever, Line, RequestBody, Resource, Shown
from dialer.core.time_units import DAY_S
from dialer.numbers.masking import Show
from dialer.work.agents.model import Agent
from dialer.work.issue_reports.model import IssueReport, IssueReportKind
from dialer.work.pauses.model import MOST_REASONS, PRIVATE, Pause, PauseReason
from dialer.work.workday.model import (
    AgentTalks,
    CallFigures,
    Day,
    DisposedTalk,
    PromiseDue,
    Recorded,
    ScriptTalks,
    TaskDue,
    TeamDay,
    Unfinished,
)

Label = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=LINE_PATTERN)]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Note = Annotated[str, StringConstraints(max_length=200, pattern=LINE_PATTERN), NO_CARD]
Reported = Annotated[str, StringConstraints(max_length=1000, pattern=TEXT_PATTERN), NO_CARD]


class PauseReasonWire(RequestBody):
    """A reason to pause."""

    KEY = ("code",)

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    labels: dict[LanguageCode, Label] = Field(
        min_length=1, max_length=10, description="What it is called, by language."
    )
    counts_as_work: bool = True
    counts_as_screen_break: bool = Field(
        default=True, description="Whether it is a break from the screen, or a change of task."
    )
    limit_s: float | None = Field(
        default=None, ge=10.0, le=DAY_S, description="How long it should last. Nobody is made ready by it."
    )
    needs_approval: bool = Field(default=False, description="The agent asks for it with a raised hand.")

    def inner(self) -> PauseReason:
        """The reason as it is kept."""
        return PauseReason(**self.model_dump())


class PauseReasonShown(Shown, of=PauseReason):
    """A reason to pause."""


class PauseReasonsInput(RequestBody):
    """All reasons to pause; none: a team has those of the installation, and that those which Pronto comes with."""

    reasons: list[PauseReasonWire] = Field(max_length=MOST_REASONS)


class PauseReasonsShown(Resource):
    """The reasons to pause that a team's agents have, in their order."""

    team_id: int | None = Field(description="Null: of the installation.")
    is_own: bool = Field(description="Whether they are configured for this team, or the installation, itself.")
    reasons: list[PauseReasonShown]


class RecoveryBreakInput(RequestBody):
    """A recovery break after a hard call."""

    seconds: float = Field(default=75.0, ge=60.0, le=90.0)


class WrapUpExtensionInput(RequestBody):
    """The wrap-up on the agent's screen, so that a late key does not extend the next one."""

    attempt_id: Line | None = Field(default=None, max_length=100, description="Omitted: the current one.")


class HandInput(RequestBody):
    """A hand that is raised or lowered."""

    raised: bool
    note: Note = ""
    asks: str = Field(
        default="",
        pattern=r"^([a-z][a-z0-9_]{0,39})?$",
        description="The code of a reason to pause that needs approval, if the agent asks for that.",
    )


class HandShown(Shown):
    """An agent's raised hand; `raised_at` null: it is down. Others are not told that it asks for a personal pause."""

    agent_id: int
    agent_name: str
    team_id: int | None
    campaign_id: int | None
    raised_at: AtOrNever
    note: str
    asks: str

    @classmethod
    def of_agent(cls, agent: Agent, *, by_others: bool) -> Self:
        """The hand of this agent."""
        return cls(
            agent_id=agent.id,
            agent_name=agent.display_name or agent.name,
            team_id=agent.team_id,
            campaign_id=agent.campaign_id,
            raised_at=agent.hand_at,
            note=agent.hand_note,
            asks="" if by_others and agent.hand_asks in PRIVATE else agent.hand_asks,
        )


class HandAnswerInput(RequestBody):
    """An answer to a raised hand, which is lowered."""

    approved: bool = Field(default=False, description="Grants the pause that the agent asks for.")


class PauseShown(Shown, of=Pause, without=("agent_id",)):
    """A pause that the agent took; `ended_at` null: it goes on. Others are not told a personal reason."""

    rests: bool = Field(description="Whether it counts as a break from the screen.")


class CallFiguresShown(Shown, of=CallFigures):
    """The agent's talks. A wrap-up counts from the end of the talk to the disposition."""

    dispositions: dict[str, int]


class PromiseDueShown(Shown, of=PromiseDue):
    """A call-back of the agent that is due before the day is over, or late."""


class TaskDueShown(Shown, of=TaskDue, without=("person_id",)):
    """A task of the agent that is due before the day is over, or late."""


class UnfinishedShown(Shown, of=Unfinished):
    """A talk that ended without a disposition."""


class DisposedTalkShown(Shown, of=DisposedTalk):
    """A talk with its disposition, which a later one replaces."""


class DayShown(Shown, of=Day):
    """An agent's day so far, by the clocks of the campaign; at its end it is the sheet that closes the shift."""

    figures: CallFiguresShown
    promises: list[PromiseDueShown]
    tasks: list[TaskDueShown]
    unfinished: list[UnfinishedShown]
    disposed: list[DisposedTalkShown] = Field(
        description="The day's talks that have a disposition, newest first, 200 at most; others are told none."
    )
    pauses: list[PauseShown]
    screen_break_s: float = Field(description="Seconds of pauses that count as breaks from the screen.")
    is_finished: bool = Field(
        description="Whether nothing is left: no talk without a disposition, no call-back and no task due."
    )

    @classmethod
    def seen(cls, day: Day, *, by_others: bool) -> Self:
        """Show a day; others are told neither the single talks nor personal reasons of pauses."""
        pauses = [_unnamed(one) if by_others else one for one in day.pauses]
        facts = {name: getattr(day, name) for name in Day.__dataclass_fields__}
        is_finished = not (day.unfinished or day.promises or day.tasks)
        disposed = () if by_others else day.disposed
        return cls.model_validate({**facts, "pauses": pauses, "disposed": disposed, "is_finished": is_finished})


def _unnamed(pause: Pause) -> PauseShown:
    reason = "" if pause.reason in PRIVATE else pause.reason
    return PauseShown.merged(pause, reason=reason)


class TeamDayShown(Shown, of=TeamDay):
    """The day of a team so far, all its agents together."""

    figures: CallFiguresShown


class AgentTalksShown(Shown, of=AgentTalks):
    """The agent's talks. A wrap-up counts from the end of the talk to the disposition."""


class AgentDayShown(Shown):
    """An agent's talks of today; `talks` null: `locked_by` hides them from others."""

    agent_id: int
    locked_by: str = Field(default="", description="The rule that restricts monitoring of agents; empty if none does.")
    talks: AgentTalksShown | None


class AgentDayPage(Page[AgentDayShown]):
    """A page of agents' days."""


class ScriptTalksShown(Shown, of=ScriptTalks):
    """The agent's talks of today with a script, in seconds, beside the usual length of talks with it."""

    median_s: float | None = Field(description="Of the agent's own talks; null without one.")
    usual_s: float | None = Field(
        description="The median of the last 500 talks of all agents; null where fewer than five agents had them."
    )


class OwnFiguresShown(Shown):
    """Figures of the day that only the agent is told."""

    agent_id: int
    scripts: list[ScriptTalksShown] = Field(description="Those of the agent's campaigns, and others that were used.")
    talks: int
    hard_talks: int = Field(description="With somebody whose mood was -2, in this talk or in an earlier one.")
    team_hard_share: float | None = Field(
        description="The share of hard talks of the whole team; null where fewer than five of it have talked."
    )


class RecordedShown(Shown, of=Recorded):
    """A kind of data that Pronto keeps about the agent; `rows` null: it is not stored."""

    what: AnswerText
    purpose: AnswerText
    kept: AnswerText
    seen_by: AnswerText


class IssueReportInput(RequestBody):
    """Something that is wrong."""

    kind: IssueReportKind
    note: Reported = ""
    attempt_id: Line | None = Field(default=None, max_length=100, description="The call in which it was noticed.")


class IssueReportShown(Resource, of=IssueReport):
    """An agent's issue report, and what came of it."""

    SUBJECT = "issue_report"

    @classmethod
    def seen(cls, issue_report: IssueReport, show: Show) -> Self:
        """Show an issue report; `show` masks numbers in its note."""
        shown = cls.of(issue_report)
        return shown.model_copy(update={"note": show.text(issue_report.note, ())})


class IssueReportPage(Page[IssueReportShown]):
    """A page of issue reports."""


class IssueReportAnswerInput(RequestBody):
    """What came of an issue report; the agent reads it."""

    answer: Reported = ""


IssueReportState = Literal["open", "resolved"]
