"""Scheduled reports: made, changed, stopped; each sent when it is due."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.report_schedules.model import ReportRun, ReportSchedule, Rhythm
from dialer.campaigns.report_schedules.rules import days_before, last_due, next_due
from dialer.campaigns.report_schedules.store import ReportSchedules
from dialer.campaigns.results.model import STAGES, Dimension, Part, Results, ResultStage
from dialer.campaigns.results.rules import reason_name, share
from dialer.campaigns.results.service import ResultService
from dialer.campaigns.store.campaigns import Campaigns
from dialer.core.visibility import EVERYTHING
from dialer.i18n.labels import disposition_label, label
from dialer.i18n.message import Message
from dialer.jobs.kinds import SCHEDULED_REPORT
from dialer.jobs.model import Job, JobKind
from dialer.jobs.runner import Runner
from dialer.people.mail.service import MailService

LINES_AT_MOST: Final = 25  # of a table in a message; the page has all


class ReportScheduleService:
    """Requests about scheduled reports, and their sending."""

    def __init__(
        self,
        report_schedules: ReportSchedules,
        campaigns: Campaigns,
        runner: Runner,
        mail: MailService,
        results: ResultService,
        clock: Callable[[], float],
    ) -> None:
        self._report_schedules, self._campaigns, self._runner = report_schedules, campaigns, runner
        self._mail, self._results, self._clock = mail, results, clock
        runner.add(JobKind(name=SCHEDULED_REPORT, run=self._make, at_once=1))
        runner.add_duty(self.look)

    async def create(self, values: Mapping[str, Any], *, actor: str) -> ReportSchedule:
        """Make a schedule. Raises `MailOff`."""
        self._mail.check_on()
        return await self._report_schedules.add(self._whole(values), actor=actor, now=self._clock())

    async def change(
        self, before: ReportSchedule, values: Mapping[str, Any], *, actor: str, expected: ReportSchedule | None
    ) -> ReportSchedule:
        """Change a schedule: it is next due by the new time. Raises `NotFound`, `Changed`."""
        names = (
            "campaign_id",
            "rhythm",
            "weekday",
            "at",
            "time_zone",
            "figures",
            "recipients",
            "language",
            "is_paused",
        )
        whole = {name: getattr(before, name) for name in names} | dict(values)
        row = self._whole(whole)
        return await self._report_schedules.change(before.id, row, actor=actor, now=self._clock(), expected=expected)

    def _whole(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of a schedule, with when it is next due."""
        rhythm = Rhythm(values["rhythm"])
        when = (rhythm, values["weekday"], values["at"], values["time_zone"])
        return {
            **values,
            "rhythm": rhythm.value,
            "figures": [Dimension(one).value for one in values["figures"]],
            "recipients": list(values["recipients"]),
            "next_at": next_due(*when, after=self._clock()),
        }

    async def remove(self, schedule_id: int, *, actor: str, expected: ReportSchedule | None = None) -> None:
        """Delete a schedule with its runs. Raises `NotFound`, `Changed`."""
        await self._report_schedules.remove(schedule_id, actor=actor, now=self._clock(), expected=expected)

    async def send(self, schedule: ReportSchedule, *, actor: str) -> ReportRun:
        """Make and send a report now, of the days that one due now would cover. Raises `MailOff`."""
        self._mail.check_on()
        now = self._clock()
        run = await self._begin(schedule, now, next_at=schedule.next_at, actor=actor, now=now)
        assert run is not None  # an instant of the clock's full resolution is nobody else's
        return run

    async def look(self) -> None:
        """Begin the reports that are due; of several that were missed, the last."""
        if not self._mail.is_on:
            return
        now = self._clock()
        for one in await self._report_schedules.due(now=now):
            when = (one.rhythm, one.weekday, one.at, one.time_zone)
            due_at = last_due(*when, first=one.next_at, now=now)
            next_at = next_due(*when, after=now)
            await self._begin(one, due_at, next_at=next_at, actor=one.created_by, now=now)

    async def _begin(
        self, schedule: ReportSchedule, due_at: float, *, next_at: float, actor: str, now: float
    ) -> ReportRun | None:
        campaign = await self._campaigns.get(schedule.campaign_id, sees=EVERYTHING)
        days = days_before(schedule.rhythm, due_at, campaign.time_zone)
        begun = await self._report_schedules.begin(schedule, due_at, days, next_at=next_at, actor=actor, now=now)
        self._runner.wake()
        return begun

    async def _make(self, job: Job) -> None:
        """Make the report of a run and queue its messages."""
        run = await self._report_schedules.run(job.arguments["run"])
        if run is None or run.made_at is not None:
            return
        schedule = await self._report_schedules.get(run.schedule_id, sees=EVERYTHING)
        campaign = await self._campaigns.get(schedule.campaign_id, sees=EVERYTHING)
        results = await self._results.of_campaign(
            campaign.id, first=run.first_day, last=run.last_day, sees=EVERYTHING, names_agents=True
        )
        spoken, zone, of = schedule.language, schedule.time_zone, campaign.company
        facts = facts_of(results, campaign, schedule.figures, language=spoken)
        messages = [
            self._mail.report(company=of, to=one, language=spoken, zone=zone, facts=facts)
            for one in schedule.recipients
        ]
        await self._report_schedules.finish(run.id, messages, actor=job.actor, now=self._clock())
        self._runner.wake()


def facts_of(
    results: Results, campaign: CampaignConfig, figures: tuple[Dimension, ...], *, language: str
) -> dict[str, Any]:
    """What the message's template is filled with. `language`: of the reasons, which are typed in several."""
    total, leads = results.figures.total, results.figures.leads
    attempts = dict(
        zip(
            STAGES,
            (total.attempts, total.answered, total.persons, total.right_parties, total.successes),
            strict=True,
        )
    )
    return {
        "campaign": campaign.name,
        "first_day": results.period.first,
        "last_day": results.period.last,
        "funnel": [{"stage": stage.value, "leads": leads[stage], "attempts": attempts[stage]} for stage in ResultStage],
        "rates": {
            "hit_rate": share(total.persons, total.attempts),
            "contact_rate": share(leads[ResultStage.PERSON], leads[ResultStage.TRIED]),
            "conversion": share(total.successes, total.right_parties),
        },
        "tables": [
            (
                one.value,
                [(_name(part, one, campaign, language), part) for part in results.figures.parts[one][:LINES_AT_MOST]],
            )
            for one in figures
        ],
    }


def _name(part: Part, dimension: Dimension, campaign: CampaignConfig, language: str) -> Message | str:
    match dimension:
        case Dimension.OUTCOME | Dimension.CAUSE if part.value:
            return label(dimension.value, part.value)
        case Dimension.DISPOSITION:
            typed = next((one.label for one in campaign.dispositions if one.code == part.value), None)
            said = disposition_label(part.value, typed or "")
            reason = reason_name(campaign.dispositions, part, language)
            return Message("{said}: {reason}", {"said": said, "reason": reason}) if reason else said
    return part.name or part.value or "–"
