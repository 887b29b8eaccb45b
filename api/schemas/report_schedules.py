"""Scheduled reports on the wire."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field

from api.paging import Page
from api.schemas.access import Email
from api.schemas.wire import Id, Line, RequestBody, Resource, Shown
from dialer.campaigns.report_schedules.model import ReportRun, ReportSchedule, Rhythm
from dialer.core.local_time import time_zones
from dialer.i18n.catalogue import languages
from dialer.i18n.message import msg
from dialer.people.mail.model import MessageState


def _zone(name: str) -> str:
    if name not in time_zones():
        raise ValueError(msg("there is no time zone {zone}: write one as in Europe/Rome", zone=name))
    return name


def _language(code: str) -> str:
    if code not in languages():
        raise ValueError(msg("use one of {those}", those=list(languages())))
    return code


TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["07:30"])]
Zone = Annotated[Line, Field(max_length=60), AfterValidator(_zone)]
Spoken = Annotated[str, Field(pattern=r"^[a-z]{2,3}$"), AfterValidator(_language)]
Figure = Literal["list", "agent", "caller_id", "trunk", "outcome", "cause", "disposition"]
Recipients = Annotated[list[Email], Field(min_length=1, max_length=20)]
Weekday = Annotated[int, Field(ge=0, le=6, description="Of weekly reports: 0 is Monday.")]
Figures = Annotated[list[Figure], Field(max_length=7, description="What results are broken down by in the message.")]


class ReportScheduleInput(RequestBody):
    """A campaign's results by e-mail: daily those of the day before, weekly those of the seven days before."""

    campaign_id: Id
    rhythm: Rhythm = Rhythm.DAILY
    weekday: Weekday = 0
    at: TimeOfDay = "07:30"
    time_zone: Zone = "Europe/Rome"
    figures: Figures = Field(default=["disposition"])
    recipients: Recipients
    language: Spoken = "en"
    is_paused: bool = False


class ReportScheduleChange(RequestBody):
    """What changes; what is left out stays."""

    rhythm: Rhythm | None = None
    weekday: Weekday | None = None
    at: TimeOfDay | None = None
    time_zone: Zone | None = None
    figures: Figures | None = None
    recipients: Recipients | None = None
    language: Spoken | None = None
    is_paused: bool | None = None


class ReportScheduleShown(Resource, of=ReportSchedule):
    """A schedule of reports."""

    UNVERSIONED = frozenset({"next_at"})
    SUBJECT = "report_schedule"

    figures: list[str]

    @classmethod
    def of_schedule(cls, one: ReportSchedule) -> Self:
        """Show a schedule."""
        return cls.model_validate(one)


class ReportSchedulePage(Page[ReportScheduleShown]):
    """A page of schedules."""


class ReportDelivery(Shown):
    """What became of a report's message to one address; `trouble` says why it was not sent."""

    message_id: int
    state: MessageState
    trouble: str


class ReportRunShown(Shown, of=ReportRun, without=("schedule_id",)):
    """One report of a schedule: over which days, when it was made, and what became of its messages."""

    messages: list[ReportDelivery]

    @classmethod
    def of_run(cls, run: ReportRun, states: dict[int, tuple[MessageState, str]]) -> Self:
        """Show a run; of messages that retention has deleted nothing is shown."""
        sent = [
            ReportDelivery(message_id=one, state=states[one][0], trouble=states[one][1])
            for one in run.messages
            if one in states
        ]
        return cls.merged(run, messages=sent)


class ReportRunPage(Page[ReportRunShown]):
    """A page of runs."""
