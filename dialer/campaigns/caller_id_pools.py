"""Changes of pools of caller ids, what became of their numbers' calls, and what the law says of each number."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from types import EllipsisType
from typing import Any, Final

import phonenumbers

from dialer.campaigns.cell_campaign import read_campaign
from dialer.campaigns.facts_reader import with_clock
from dialer.cell.legal.held_lists import books_of
from dialer.cell.legal.legal_campaign import lawful
from dialer.cell.legal.shown_numbers import REFUSED, number_ruling
from dialer.compliance.load import Profiles
from dialer.compliance.objections import Objection, objection
from dialer.core.errors import Changed, NotFound
from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.core.time_units import DAY_S, HOUR_S
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import Message, joined, msg
from dialer.jobs.runner import Runner
from dialer.messaging.bus import Bus, Topic
from dialer.stores.campaigns import CampaignStore
from dialer.telephony.caller_ids.model import (
    Appearance,
    CallerIdPool,
    Fall,
    HourCount,
    NumberFigures,
    NumberTest,
    PoolNumber,
    RestCause,
)
from dialer.telephony.caller_ids.rules import AREAS_MOST, PAST_S, RECENT_S, Presence, fall_of, wrong_areas
from dialer.telephony.caller_ids.store.pools import Added

DAYS_SHOWN: Final = 14
LOOK_EVERY_S: Final = 600.0
COUNTED_EVERY_S: Final = 60.0  # what became of a pool's calls is not counted anew by each page that shows it
LINES_MOST: Final = 1000
_SEPARATORS: Final = re.compile(r"[\n\r;,\t]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """A text that is no number that may be added, and why."""

    line: int  # its place among what was sent, from 1
    text: str
    why: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedNumbers:
    """What became of numbers that were to be added."""

    done: Added
    refused: Sequence[RefusedLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawOfNumber:
    """What keeps a campaign from showing a number."""

    campaign_id: int
    campaign: str
    rule: str
    what: Message
    mend: Message


class CallerIdService:
    """Writes pools of caller ids and reads what became of their numbers."""

    def __init__(
        self,
        store: CampaignStore,
        bus: Bus,
        runner: Runner,
        settings: Settings,
        profiles: Profiles,
        clock: Callable[[], float],
    ) -> None:
        self._store, self._bus, self._settings, self._profiles, self._clock = store, bus, settings, profiles, clock
        self._looked_at = clock()
        runner.add_duty(self.look)
        self._counted: dict[int, tuple[float, tuple[str, ...], Mapping[str, NumberFigures]]] = {}  # by pool

    async def look(self) -> None:
        """Let numbers rest that are answered less, in pools that say for how long."""
        now = self._clock()
        if now < self._looked_at + LOOK_EVERY_S:
            return
        self._looked_at = now
        for pool in await self._store.caller_id_pools.list(sees=EVERYTHING):
            if pool.rest_hours:
                await self._rest_fallen(pool, now)

    async def _rest_fallen(self, pool: CallerIdPool, now: float) -> None:
        figures = await self.figures(pool)
        for one in pool.numbers:
            if not one.enabled or figures[one.number].fall is None or (one.rests_until or 0.0) > now:
                continue
            rested = replace(one, rests_until=now + pool.rest_hours * HOUR_S, rests_because=RestCause.WARNED)
            with suppress(NotFound, Changed):  # somebody has done something about it meanwhile
                await self._store.caller_id_pools.change_number(rested, actor="", now=now, expected=one)
                await self._tell(pool.id)

    async def falls(self, sees: Visibility) -> list[tuple[CallerIdPool, Fall]]:
        """The numbers that are answered less, and do not rest, of each pool."""
        found, now = [], self._clock()
        for pool in await self._store.caller_id_pools.list(sees=sees):
            figures = await self.figures(pool)
            shown = [one for one in pool.numbers if one.enabled and (one.rests_until or 0.0) <= now]
            found += [(pool, fall) for one in shown if (fall := figures[one.number].fall) is not None]
        return found

    async def change_pool(
        self, wanted: CallerIdPool, *, actor: str, expected: CallerIdPool | EllipsisType = ...
    ) -> CallerIdPool:
        """Replace a pool's name, and how it goes on with its numbers. Raises NotFound, NameTaken, Changed."""
        pool = await self._store.caller_id_pools.change(wanted, actor=actor, now=self._clock(), expected=expected)
        await self._tell(pool.id)
        return pool

    async def add(self, pool: CallerIdPool, text: str, facts: Mapping[str, Any], *, actor: str) -> AddedNumbers:
        """Add the numbers of a text, one a line or with commas between them; those that are none are returned.

        A number without a country code is read as one of the company's country. Raises NotFound, Invalid.
        """
        _check_areas(facts["areas"])
        company = await self._store.companies.get(pool.company_id, sees=EVERYTHING)
        numbers, refused = _read(text, company.privacy.country)
        done = await self._store.caller_id_pools.add(pool.id, numbers, facts, actor=actor, now=self._clock())
        if done.added:
            await self._tell(pool.id)
        return AddedNumbers(done=done, refused=refused)

    async def change_number(
        self, wanted: PoolNumber, before: PoolNumber, *, actor: str, expected: PoolNumber | EllipsisType = ...
    ) -> PoolNumber:
        """Replace a number's areas, caps and rest. Raises NotFound, Changed, Invalid."""
        _check_areas(wanted.areas)
        if wanted.rests_until is None:
            wanted = replace(wanted, rests_because=None)
        elif wanted.rests_until != before.rests_until:
            wanted = replace(wanted, rests_because=RestCause.BY_HAND)
        changed = await self._store.caller_id_pools.change_number(
            wanted, actor=actor, now=self._clock(), expected=expected
        )
        await self._tell(changed.pool_id)
        return changed

    async def remove_number(self, number: PoolNumber, *, actor: str, expected: PoolNumber | EllipsisType = ...) -> None:
        """Take a number out of its pool. Raises NotFound, Changed."""
        await self._store.caller_id_pools.remove_number(number, actor=actor, now=self._clock(), expected=expected)
        await self._tell(number.pool_id)

    async def _tell(self, pool_id: int) -> None:
        """Leads that waited for a number are due again, and engines read the pool at once."""
        self._counted.pop(pool_id, None)
        for campaign_id in await self._store.caller_id_pools.reopen(pool_id, now=self._clock()):
            self._bus.publish(Topic.CAMPAIGN, {"campaign_id": campaign_id})

    async def figures(self, pool: CallerIdPool) -> Mapping[str, NumberFigures]:
        """What became of the calls that showed each number of the pool, by number, and which are answered less.

        Counted anew after a minute at the earliest.
        """
        now, numbers = self._clock(), tuple(one.number for one in pool.numbers)
        at, known, figures = self._counted.get(pool.id, (0.0, (), {}))
        if known == numbers and 0.0 <= now - at < COUNTED_EVERY_S:
            return figures
        since = now - RECENT_S - PAST_S
        shows = self._store.number_shows
        hours = await shows.by_hour(pool.company_id, numbers, since=since, now=now)
        recent = await shows.within_a_day(numbers, now=now)
        figures = {number: _figures(number, hours, now) for number in numbers}
        for one in recent:
            before = figures[one.number]
            if one.length_s < HOUR_S / 10:
                figures[one.number] = replace(before, last_hour=before.last_hour + one.calls)
            else:
                figures[one.number] = replace(before, last_day=before.last_day + one.calls)
        self._counted[pool.id] = (now, numbers, figures)
        return figures

    def forget(self) -> None:
        """Count everything anew when it is next asked for."""
        self._counted.clear()

    async def refused_by_law(self, pool: CallerIdPool, *, sees: Visibility) -> Mapping[str, Sequence[LawOfNumber]]:
        """Which numbers the rules of the campaigns that use the pool do not let be shown, and why."""
        found: dict[str, list[LawOfNumber]] = {}
        now = self._clock()
        for campaign_id in await self._store.caller_id_pools.campaigns_of(pool.id, sees=sees):
            config = await self._store.campaigns.get(campaign_id, sees=EVERYTHING)
            seen = with_clock(await self._store.law.seen(campaign_id), self._settings)
            try:
                own = read_campaign(replace(config, caller_id_pool=pool), profiles=self._profiles, seen=seen)
            except ValueError:
                continue  # its page says what is wrong with it
            every = tuple(replace(one, enabled=True) for one in pool.numbers)
            campaign = replace(lawful(own, now), presence=Presence.of(every))
            for one in every:
                for book in books_of(campaign):
                    rulings = [number_ruling(campaign, book, trunk.id, one, now) for trunk in config.trunks]
                    if rulings and all(ruling.answer in REFUSED for ruling in rulings):
                        said = objection(rulings[0], [book])
                        law = LawOfNumber(
                            campaign_id=campaign_id,
                            campaign=config.name,
                            rule=said.rule,
                            what=_with_facts(said),
                            mend=said.mend,
                        )
                        found.setdefault(one.number, []).append(law)
                        break
        return found

    async def say_appearance(
        self, caller_id_id: int, test_id: int, appearance: Appearance, note: str, *, actor: str, sees: Visibility
    ) -> NumberTest:
        """Keep how a number showed on the phone that a test call rang. Raises NotFound."""
        return await self._store.number_tests.say(
            caller_id_id, test_id, appearance, note, actor=actor, now=self._clock(), sees=sees
        )


def _with_facts(said: Objection) -> Message:
    return msg("{what} ({facts})", what=said.what, facts=joined(", ", said.facts)) if said.facts else said.what


def _figures(number: str, hours: Mapping[str, Sequence[HourCount]], now: float) -> NumberFigures:
    days = [[0, 0] for _ in range(DAYS_SHOWN)]
    for one in hours.get(number, ()):
        place = DAYS_SHOWN - 1 - int((now - one.at) // DAY_S)
        if 0 <= place < DAYS_SHOWN:
            days[place][0] += one.calls
            days[place][1] += one.persons
    first = now - DAYS_SHOWN * DAY_S
    counts = [HourCount(int(first + place * DAY_S), *day) for place, day in enumerate(days)]
    return NumberFigures(number=number, days=counts, fall=fall_of(number, hours, now))


def _read(text: str, country: str) -> tuple[list[str], list[RefusedLine]]:
    numbers: list[str] = []
    refused: list[RefusedLine] = []
    lines = [one.strip() for one in _SEPARATORS.split(text) if one.strip()]
    if len(lines) > LINES_MOST:
        raise Invalid([("numbers", msg("add at most {most} numbers at once", most=LINES_MOST))])
    for place, line in enumerate(lines, start=1):
        number = _number_of(line, country)
        if isinstance(number, str):
            numbers.append(number)
        else:
            refused.append(RefusedLine(line=place, text=line[:60], why=number))
    return numbers, refused


def _number_of(line: str, country: str) -> str | Message:
    """The number in E.164, or why it is none."""
    try:
        parsed = phonenumbers.parse(line, country or None)
    except phonenumbers.NumberParseException as wrong:
        if wrong.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE and not line.startswith("+"):
            return msg("it has no country code: write it as in +390212345678")
        return msg("it is no phone number")
    if not phonenumbers.is_possible_number(parsed):
        return msg("no number of its country has so many digits")
    if not phonenumbers.is_valid_number(parsed):
        return msg("its country has given out no such number")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _check_areas(areas: Sequence[str]) -> None:
    if wrong := wrong_areas(areas):
        raise Invalid([("areas", msg("write {area} with its country code, as in +3902", area=wrong[0]))])
    if len(areas) > AREAS_MOST:
        raise Invalid([("areas", msg("name at most {most} areas", most=AREAS_MOST))])
