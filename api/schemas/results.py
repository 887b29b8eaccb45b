"""Results on the wire."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from api.schemas.wire import At, Shown
from dialer.campaigns.results.model import Counts, Dimension, Part, Results, ResultStage
from dialer.campaigns.results.rules import by_day, by_weekday, period_of, share
from dialer.core.time_units import HOUR_S
from dialer.documents.spreadsheet import Cell

DAY_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def _written_day(said: Any) -> Any:
    """Refuse epoch seconds, which pydantic would accept as a day."""
    if not isinstance(said, date) and (not isinstance(said, str) or re.fullmatch(DAY_PATTERN, said) is None):
        raise PydanticCustomError("date_type", "no day")
    return said


Day = Annotated[
    date,
    Field(ge=date(1971, 1, 1), le=date(2998, 12, 31), json_schema_extra={"pattern": DAY_PATTERN}),
    BeforeValidator(_written_day),
]

Named = Callable[[Dimension, Part], str]
"""What a part is called, in the reader's language."""


class CountsShown(Shown):
    """How many attempts came how far; each figure holds the next one."""

    attempts: int = Field(description="Placed in the period, those that live included.")
    answered: int = Field(description="Of the attempts: answered by anybody, or by a machine.")
    persons: int = Field(
        description="Of the answered: by a person, whom an agent talked with or who was abandoned; not a machine, "
        "whether detection or the agent met it."
    )
    right_parties: int = Field(
        description="Of the persons: with a disposition that means neither a machine nor the wrong party."
    )
    successes: int = Field(description="Of the right parties: with a disposition that is a success.")
    talks: int = Field(description="Talks with an agent that have ended.")
    talk_s: float = Field(description="Their length together.")


class ResultPartShown(CountsShown):
    """Attempts that have a value in common. `value` is empty for those that have none."""

    value: str
    detail: str = Field(description="Of dispositions the reason, if one was given.")
    name: str = Field(description="What it is called; empty if it has no name, or the caller may not see it.")


class WeekdayHourShown(CountsShown):
    """Attempts placed on a weekday in an hour of the day, by the campaign's clocks."""

    weekday: int = Field(description="0 is Monday.")
    hour: int


class ResultDayShown(CountsShown):
    """Attempts placed on a day, by the campaign's clocks."""

    day: date
    since: At
    until: At


class LeadStagesShown(Shown):
    """How many leads came how far in the period, by the best attempt of each; no lead is counted twice."""

    tried: int
    answered: int
    persons: int
    right_parties: int
    successes: int


class RatesShown(Shown):
    """Shares, each with what it is a share of; null of nothing."""

    answer_rate: float | None = Field(description="Answered by attempts.")
    hit_rate: float | None = Field(description="Persons by attempts.")
    contact_rate: float | None = Field(description="Leads that a person answered for, by leads tried.")
    right_party_rate: float | None = Field(description="Right parties by persons.")
    conversion: float | None = Field(description="Successes by right parties.")
    conversion_of_persons: float | None = Field(description="Successes by persons.")
    conversions_per_hour: float | None = Field(description="Successes by hours of talk.")
    mean_talk_s: float | None = Field(description="Length of talk by talks.")


class ResultsShown(Shown):
    """A campaign's results over days by its clocks, counted from its attempts."""

    campaign_id: int
    campaign_name: str
    first_day: date
    last_day: date
    time_zone: str
    since: At
    until: At
    counted_at: At
    total: CountsShown
    leads: LeadStagesShown
    rates: RatesShown
    days: list[ResultDayShown]
    weekdays: list[WeekdayHourShown] = Field(description="Hours of the week in which attempts were placed.")
    lists: list[ResultPartShown]
    agents: list[ResultPartShown] | None = Field(
        description="Calls that have ended, by the agent who talked; without a name those of agents whom the caller "
        "does not see. Null for a caller who may not see agents."
    )
    caller_ids: list[ResultPartShown]
    trunks: list[ResultPartShown]
    outcomes: list[ResultPartShown] = Field(description="Those that live have none.")
    causes: list[ResultPartShown] = Field(description="By the cause with which the channel ended (Q.850).")
    dispositions: list[ResultPartShown] = Field(description="By disposition and its reason.")

    @classmethod
    def of_results(cls, results: Results, named: Named, *, names_agents: bool) -> Self:
        """Show results, with names in the reader's language."""
        figures, period = results.figures, results.period
        hours = {one.at: one.counts for one in figures.hours}
        total, leads = figures.total, figures.leads

        def parts(dimension: Dimension) -> list[ResultPartShown]:
            found = figures.parts[dimension]
            return [
                ResultPartShown(value=one.value, detail=one.detail, name=named(dimension, one), **_plain(one.counts))
                for one in found
            ]

        return cls(
            campaign_id=results.campaign_id,
            campaign_name=results.campaign_name,
            first_day=period.first,
            last_day=period.last,
            time_zone=period.time_zone,
            since=period.since,
            until=period.until,
            counted_at=results.counted_at,
            total=CountsShown(**_plain(total)),
            leads=_leads(leads),
            rates=rates(total, leads),
            days=_days(by_day(hours, period.time_zone).items(), period.time_zone),
            weekdays=[
                WeekdayHourShown(weekday=weekday, hour=hour, **_plain(counts))
                for (weekday, hour), counts in sorted(by_weekday(hours, period.time_zone).items())
            ],
            lists=parts(Dimension.LIST),
            agents=parts(Dimension.AGENT) if names_agents else None,
            caller_ids=parts(Dimension.CALLER_ID),
            trunks=parts(Dimension.TRUNK),
            outcomes=parts(Dimension.OUTCOME),
            causes=parts(Dimension.CAUSE),
            dispositions=parts(Dimension.DISPOSITION),
        )


def tables_of(shown: ResultsShown) -> list[tuple[str, list[Cell], list[list[Cell]]]]:
    """The results as tables with a heading: each thing that they are broken down by, all with the same columns.

    Names of tables and columns are those of the API, so that a program that reads one file can read the next.
    """
    figures = list(CountsShown.model_fields)
    header: list[Cell] = ["value", "detail", "name", *figures]

    def row(value: str, detail: str, name: str, counts: CountsShown) -> list[Cell]:
        return [value, detail, name, *(getattr(counts, one) for one in figures)]

    parts = {
        "lists": shown.lists,
        "agents": shown.agents or [],
        "caller_ids": shown.caller_ids,
        "trunks": shown.trunks,
        "outcomes": shown.outcomes,
        "causes": shown.causes,
        "dispositions": shown.dispositions,
    }
    leads = [[stage, "", "", getattr(shown.leads, stage)] for stage in LeadStagesShown.model_fields]
    return [
        ("total", header, [row(f"{shown.first_day} {shown.last_day}", "", shown.campaign_name, shown.total)]),
        ("leads", ["value", "detail", "name", "leads"], leads),
        ("days", header, [row(one.day.isoformat(), "", "", one) for one in shown.days]),
        ("weekdays", header, [row(str(one.weekday), str(one.hour), "", one) for one in shown.weekdays]),
        *((name, header, [row(one.value, one.detail, one.name, one) for one in some]) for name, some in parts.items()),
    ]


def rates(total: Counts, leads: Mapping[ResultStage, int]) -> RatesShown:
    """The shares of these figures."""
    hours = total.talk_s / HOUR_S
    return RatesShown(
        answer_rate=share(total.answered, total.attempts),
        hit_rate=share(total.persons, total.attempts),
        contact_rate=share(leads[ResultStage.PERSON], leads[ResultStage.TRIED]),
        right_party_rate=share(total.right_parties, total.persons),
        conversion=share(total.successes, total.right_parties),
        conversion_of_persons=share(total.successes, total.persons),
        conversions_per_hour=total.successes / hours if hours else None,
        mean_talk_s=total.talk_s / total.talks if total.talks else None,
    )


def _plain(counts: Counts) -> dict[str, Any]:
    return {name: getattr(counts, name) for name in Counts.__dataclass_fields__}


def _leads(leads: Mapping[ResultStage, int]) -> LeadStagesShown:
    return LeadStagesShown(
        tried=leads[ResultStage.TRIED],
        answered=leads[ResultStage.ANSWERED],
        persons=leads[ResultStage.PERSON],
        right_parties=leads[ResultStage.RIGHT_PARTY],
        successes=leads[ResultStage.SUCCESS],
    )


def _days(found: Iterable[tuple[date, Counts]], time_zone: str) -> list[ResultDayShown]:
    shown = []
    for day, counts in sorted(found):
        period = period_of(day, day, time_zone)
        shown.append(ResultDayShown(day=day, since=period.since, until=period.until, **_plain(counts)))
    return shown
