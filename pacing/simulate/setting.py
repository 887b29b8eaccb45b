"""What a person may change in a simulation, by name and in the units people use: `agents=25`, `limit=1`, `talk=90`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from pacing.simulate.empirical import with_mean
from pacing.simulate.world import Change, Spread, World

HOUR_S = 3_600.0
_NEARLY_DONE_S = 15.0  # where it is not given how long ahead a page reports the end of a talk
_SAVING_S = 10.0
_MACHINE_TALK_CV = 0.5


class SettingFault(StrEnum):
    """What is wrong with a figure, with the facts that its message needs."""

    UNKNOWN = "unknown"  # name, names
    OUT_OF_BOUNDS = "out_of_bounds"  # name, value, lowest, highest, unit
    NOT_WHOLE = "not_whole"  # name, value
    NO_PAIR = "no_pair"  # text: not written as name=a,b,c
    NO_NUMBERS = "no_numbers"  # values, text


class SettingError(ValueError):
    """A figure that the simulation does not have, or a value that it cannot take."""

    def __init__(self, fault: SettingFault, **facts: object) -> None:
        super().__init__(fault.value, facts)
        self.fault, self.facts = fault, facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A world, the rules it is dialled by, and how its answer rate changes from hour to hour."""

    world: World = field(default_factory=World)
    limit: float = 0.03  # abandoned share of answered calls over the day
    ring_min_s: float | None = None  # the age from which ringing calls may be called off
    person_by_hour: tuple[float, ...] = ()  # share answered by a person in each hour; empty: the world's, all day

    def changes(self) -> list[Change]:
        """The hours in which the answer rate changes."""
        hours = range(1, min(len(self.person_by_hour), int(self.world.day_s / HOUR_S) + 1))
        return [Change(hour * HOUR_S, replace(self.world, person=self.person_by_hour[hour])) for hour in hours]

    def start(self) -> World:
        """The world of the first hour."""
        return replace(self.world, person=self.person_by_hour[0]) if self.person_by_hour else self.world


@dataclass(frozen=True, slots=True)
class Knob:
    """One figure: its unit and meaning, its bounds, and the setting with another value of it."""

    unit: str
    says: str
    lowest: float
    highest: float
    turn: Callable[[Setting, float], Setting]
    whole: bool = False


def _world(name: str, factor: float = 1.0) -> Callable[[Setting, float], Setting]:
    """Make a function that sets a plain number of the world."""

    def turn(setting: Setting, value: float) -> Setting:
        fields: Mapping[str, object] = {name: value * factor}
        return replace(setting, world=replace(setting.world, **fields))  # type: ignore[arg-type]

    return turn


def _whole(name: str) -> Callable[[Setting, float], Setting]:
    def turn(setting: Setting, value: float) -> Setting:
        fields: Mapping[str, object] = {name: int(value)}
        return replace(setting, world=replace(setting.world, **fields))  # type: ignore[arg-type]

    return turn


def _mean(name: str) -> Callable[[Setting, float], Setting]:
    """Make a function that sets the mean of a duration and keeps its shape."""

    def turn(setting: Setting, value: float) -> Setting:
        fields: Mapping[str, object] = {name: with_mean(getattr(setting.world, name), value)}
        return replace(setting, world=replace(setting.world, **fields))  # type: ignore[arg-type]

    return turn


def _answered(setting: Setting, percent: float) -> Setting:
    """Set the answer rate, and that of each hour in proportion."""
    person, before = percent / 100.0, setting.world.person
    hours = tuple(min(hour * person / before, 0.99) for hour in setting.person_by_hour) if before > 0.0 else ()
    return replace(setting, world=replace(setting.world, person=person), person_by_hour=hours)


def _limit(setting: Setting, percent: float) -> Setting:
    return replace(setting, limit=percent / 100.0)


def _ring_min(setting: Setting, seconds: float) -> Setting:
    return replace(setting, ring_min_s=seconds if seconds > 0.0 else None)


def _machine_talk(setting: Setting, seconds: float) -> Setting:
    return replace(setting, world=replace(setting.world, machine_talk=Spread(seconds, _MACHINE_TALK_CV)))


def _nearly_done(setting: Setting, percent: float) -> Setting:
    ahead = setting.world.nearly_done_s or _NEARLY_DONE_S
    return replace(setting, world=replace(setting.world, nearly_done_share=percent / 100.0, nearly_done_s=ahead))


def _saving(setting: Setting, percent: float) -> Setting:
    ahead = setting.world.saving_s or _SAVING_S
    return replace(setting, world=replace(setting.world, saving_share=percent / 100.0, saving_s=ahead))


KNOBS: Mapping[str, Knob] = {
    "agents": Knob("agents", "agents at work", 1, 2_000, _whole("agents"), whole=True),
    "hours": Knob("h", "length of the day", 0.05, 24, _world("day_s", HOUR_S)),
    "answered": Knob("%", "calls that a person answers", 0.5, 99, _answered),
    "machines": Knob("%", "machines among the other calls", 0, 100, _world("machine", 0.01)),
    "refused": Knob("%", "calls that the trunk does not take", 0, 99, _world("refused", 0.01)),
    "machine-talk": Knob("s", "mean time an agent is with a machine, if nothing screens", 1, 300, _machine_talk),
    "talk": Knob("s", "mean talk", 1, 7_200, _mean("talk")),
    "wrap-up": Knob("s", "mean wrap-up", 0, 3_600, _mean("wrap_up")),
    "ring": Knob("s", "mean ringing until a person answers", 1, 60, _mean("ring")),
    "ring-limit": Knob("s", "ringing until a call is given up", 5, 60, _world("ring_limit_s")),
    "ring-min": Knob("s", "ringing from which a call may be called off; 0: never", 0, 60, _ring_min),
    "wait": Knob("s", "how long an answered person may wait for an agent", 0, 30, _world("wait_limit_s")),
    "limit": Knob("%", "abandoned calls allowed, of those answered", 0.1, 20, _limit),
    "amd-delay": Knob("s", "time answering-machine detection takes; 0: off", 0, 10, _world("screening_s")),
    "amd-false": Knob("%", "people it takes for machines", 0, 100, _world("screening_false", 0.01)),
    "nearly-done": Knob("%", "talks whose end the agent's page tells ahead", 0, 100, _nearly_done),
    "nearly-done-ahead": Knob("s", "how long ahead it tells", 1, 120, _world("nearly_done_s")),
    "saving": Knob("%", "wrap-ups whose end the agent's page tells ahead", 0, 100, _saving),
    "saving-ahead": Knob("s", "how long ahead it tells", 1, 120, _world("saving_s")),
    "lines": Knob("lines", "lines of the trunks", 1, 100_000, _whole("lines"), whole=True),
    "cps": Knob("1/s", "calls the trunks take a second", 0.05, 1_000, _world("starts_per_s")),
    "leads": Knob("leads", "leads on the list", 1, 100_000_000, _whole("leads"), whole=True),
}


def turned(setting: Setting, name: str, value: float) -> Setting:
    """The setting with one figure changed.

    :raises SettingError: no such figure, or out of its bounds.
    """
    knob = KNOBS.get(name)
    if knob is None:
        raise SettingError(SettingFault.UNKNOWN, name=name, names=list(KNOBS))
    if not knob.lowest <= value <= knob.highest:
        bounds = {"lowest": knob.lowest, "highest": knob.highest, "unit": knob.unit}
        raise SettingError(SettingFault.OUT_OF_BOUNDS, name=name, value=value, **bounds)
    if knob.whole and value != int(value):
        raise SettingError(SettingFault.NOT_WHOLE, name=name, value=value)
    return knob.turn(setting, value)


def read_values(text: str) -> tuple[str, list[float]]:
    """Parse `name=a,b,c`.

    :raises SettingError: the text has another form.
    """
    name, equals, values = text.partition("=")
    name = name.strip().replace("_", "-")
    if not equals or not values.strip():
        raise SettingError(SettingFault.NO_PAIR, text=text)
    if name not in KNOBS:
        raise SettingError(SettingFault.UNKNOWN, name=name, names=list(KNOBS))
    try:
        return name, [float(value) for value in values.split(",")]
    except ValueError:
        raise SettingError(SettingFault.NO_NUMBERS, values=values, text=text) from None


def shown(name: str, values: Sequence[float]) -> str:
    """A figure as it is written: `limit 1 %`, `agents 5, 10`."""
    unit = KNOBS[name].unit
    numbers = ", ".join(f"{value:g}" for value in values)
    return f"{name} {numbers}" if unit == name else f"{name} {numbers} {unit}"
