"""Pools of caller ids on the wire."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, StringConstraints

from api.answer_language import AnswerText
from api.schemas.installation import CallerIdShown
from api.schemas.wire import At, Id, Instant, Line, Name, RequestBody, Resource, Shown, Text
from dialer.campaigns.caller_id_pools import AddedNumbers, LawOfNumber
from dialer.telephony.caller_ids.model import (
    Appearance,
    CallerIdPool,
    Fall,
    NumberFigures,
    NumberTest,
    PoolNumber,
)
from dialer.telephony.caller_ids.rules import AREA, AREAS_MOST

Area = Annotated[str, StringConstraints(pattern=AREA)]
AREAS = "Beginnings of the numbers called that it is meant for, as in +3902; empty: all."
HOUR_CAP = "Calls within any 60 minutes; null: no cap."
DAY_CAP = "Calls within any 24 hours; null: no cap."


class CallerIdPoolChange(RequestBody):
    """A pool of caller ids."""

    name: Name
    keeps_number: bool = Field(
        default=True, description="A person who was called before is shown the same number again, where it may be."
    )
    rest_hours: int = Field(
        default=0,
        ge=0,
        le=720,
        description="How long a number rests by itself that is answered less than the others; 0: only a warning.",
    )

    def inner(self, pool_id: int, company_id: int) -> CallerIdPool:
        """The form for the store."""
        return CallerIdPool(id=pool_id, company_id=company_id, **self.model_dump())


class CallerIdPoolInput(CallerIdPoolChange):
    """A new pool of caller ids, of one company."""

    company_id: Id


class PoolNumbersInput(RequestBody):
    """Numbers to be added to a pool, all with the same areas and caps."""

    numbers: Text = Field(
        min_length=1,
        description="One a line, or with commas or semicolons between them. Without a country code: of the country of "
        "the company. Those that the company does not have yet become its caller ids.",
    )
    areas: list[Area] = Field(default=[], max_length=AREAS_MOST, description=AREAS)
    calls_per_hour: int | None = Field(default=None, ge=1, le=1_000_000, description=HOUR_CAP)
    calls_per_day: int | None = Field(default=None, ge=1, le=10_000_000, description=DAY_CAP)

    def facts(self) -> dict[str, Any]:
        """What all of them get."""
        return self.model_dump(exclude={"numbers"}) | {"enabled": True}


class PoolNumberChange(RequestBody):
    """A caller id in a pool."""

    areas: list[Area] = Field(default=[], max_length=AREAS_MOST, description=AREAS)
    calls_per_hour: int | None = Field(default=None, ge=1, le=1_000_000, description=HOUR_CAP)
    calls_per_day: int | None = Field(default=None, ge=1, le=10_000_000, description=DAY_CAP)
    enabled: bool = True
    rests_until: Instant | None = Field(default=None, description="It is not shown until then; null: it does not rest.")

    def inner(self, before: PoolNumber) -> PoolNumber:
        """The form for the store."""
        until = None if self.rests_until is None else self.rests_until.timestamp()
        return replace(
            before,
            areas=tuple(dict.fromkeys(self.areas)),
            calls_per_hour=self.calls_per_hour,
            calls_per_day=self.calls_per_day,
            enabled=self.enabled,
            rests_until=until,
        )


class NumberDayShown(Shown):
    """The calls of 24 hours that showed a number."""

    at: At
    calls: int
    persons: int = Field(description="Answered by a person.")


class NumberFallShown(Shown, of=Fall, without=("number",)):
    """A number is answered less than before, and less than the pool's other numbers in the same hours.

    By the test of Cochran, Mantel and Haenszel over the hours, which errs in one case of a thousand, and by a quarter
    at least. Shares are of 1. `share_of_others` is null if no other number was shown often enough.
    """


class NumberLawShown(Shown, of=LawOfNumber):
    """What keeps a campaign that uses the pool from showing the number."""

    what: AnswerText
    mend: AnswerText


class PoolNumberShown(Resource, of=PoolNumber):
    """A caller id in a pool, with what became of its calls."""

    SUBJECT = "caller_id_pool_number"
    UNVERSIONED: ClassVar[frozenset[str]] = frozenset({"last_hour", "last_day", "days", "fall", "refused_by"})

    caller_id: CallerIdShown
    last_hour: int = Field(description="Calls that showed it within the last 60 minutes.")
    last_day: int
    days: list[NumberDayShown] = Field(description="The last 14 days, the oldest first.")
    fall: NumberFallShown | None
    refused_by: list[NumberLawShown] = Field(description="Campaigns whose rules do not let it be shown.")

    @classmethod
    def seen(cls, one: PoolNumber, figures: NumberFigures | None, laws: Sequence[LawOfNumber]) -> Self:
        """Show a number with what became of it."""
        found = figures or NumberFigures(number=one.number)
        return cls.merged(
            one,
            last_hour=found.last_hour,
            last_day=found.last_day,
            days=found.days,
            fall=found.fall,
            refused_by=laws,
        )


class PoolCampaignShown(Shown):
    """A campaign that uses a pool."""

    id: int
    name: str


class CallerIdPoolShown(Resource, of=CallerIdPool):
    """A pool of caller ids: the numbers that its campaigns show in turn."""

    SUBJECT = "caller_id_pool"
    UNVERSIONED: ClassVar[frozenset[str]] = frozenset({"numbers", "enabled", "resting", "warned", "campaigns"})

    numbers: int = Field(description="How many it has.")
    enabled: int = Field(description="How many of them are switched on.")
    resting: int
    warned: int = Field(description="How many are answered less than before and than the others.")
    campaigns: list[PoolCampaignShown] = Field(description="Those that use it, as far as the caller sees them.")

    @classmethod
    def seen(
        cls, pool: CallerIdPool, campaigns: Mapping[int, str], figures: Mapping[str, NumberFigures], now: float
    ) -> Self:
        """Show a pool."""
        return cls.merged(
            pool,
            numbers=len(pool.numbers),
            enabled=sum(one.enabled for one in pool.numbers),
            resting=sum(one.enabled and (one.rests_until or 0.0) > now for one in pool.numbers),
            warned=sum(one.fall is not None for one in figures.values()),
            campaigns=[PoolCampaignShown(id=campaign_id, name=name) for campaign_id, name in campaigns.items()],
        )


class RefusedLineShown(Shown):
    """A text that is no number that may be added."""

    line: int
    text: str
    why: AnswerText


class AddedNumbersShown(Shown):
    """What became of the numbers that were sent."""

    added: list[str]
    made: list[str] = Field(description="Of those added, new caller ids: write their facts for the law.")
    there: list[str] = Field(description="They were in the pool already.")
    beyond: list[str] = Field(description="Not added, since the pool is full.")
    refused: list[RefusedLineShown]

    @classmethod
    def seen(cls, inner: AddedNumbers) -> Self:
        """Show what was added."""
        done = inner.done
        return cls(
            added=done.added,
            made=done.made,
            there=done.there,
            beyond=done.beyond,
            refused=[RefusedLineShown.of(one) for one in inner.refused],
        )


class NumberTestShown(Shown, of=NumberTest):
    """A test call that showed a caller id: who placed it, how far it came, and how the number showed."""

    called: str = Field(description="Masked.")
    stage: Literal["number", "joined"]
    appearance: Appearance | None = Field(description="How it showed on the phone; null: nobody has said.")


class AppearanceInput(RequestBody):
    """How a number showed on the phone that a test call rang."""

    appearance: Appearance
    note: Line = Field(default="", max_length=200)
