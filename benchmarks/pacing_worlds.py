"""The worlds of the pacing table: those a reference policy was measured in, others held out, others to choose by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pacing.simulate.world import Change, Spread, World

HOUR_S = 3_600.0
HOURS = {5: 8.0, 10: 8.0, 20: 8.0, 50: 4.0, 100: 3.0, 300: 1.5}
PUBLIC = ((0.25, 60.0), (0.25, 180.0), (0.10, 60.0))  # share answered by a person, mean talk in seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A world of the table, and how it changes during the day."""

    world: World
    changes: tuple[Change, ...] = ()
    label: str = ""


def table(agents: Sequence[int]) -> list[Place]:
    """The worlds of the table, for teams of these sizes."""
    return [
        Place(world=replace(_usual(team), person=person, talk=Spread(talk, 1.0)))
        for team in agents
        for person, talk in PUBLIC
    ]


def told(place: Place) -> Place:
    """The same world, where agents' pages tell of three in four ends ahead, and err in one word of ten.

    Not fitted to anything: a closing part of a script or a form that is opened may well come some 20 s before the end
    of a talk, a form that is complete some 6 s before that of a wrap-up; not every agent gets there, nor in time.
    """
    talks = replace(place.world, nearly_done_share=0.75, nearly_done_s=20.0, nearly_done_cv=0.5, nearly_done_false=0.1)
    return replace(place, world=replace(talks, saving_share=0.75, saving_s=6.0))


def told_all(place: Place) -> Place:
    """The same, where pages tell of every end: those of wrap-ups by asking for the result first and for the note then.

    No page makes every end be told in time; what is between this and `told` is what the habits of a team are worth.
    """
    often = told(place)
    return replace(often, world=replace(often.world, nearly_done_share=1.0, saving_share=1.0, saving_s=8.0))


def held_out(agents: Sequence[int]) -> list[Place]:
    """Worlds of other shapes: short and long ringing, even and ragged talk, AMD, drift, a list that goes stale."""
    return [place for team in agents for place in _held_out(_usual(team))]


def choosing(agents: Sequence[int]) -> list[Place]:
    """The worlds by which the pacer's constants were chosen, so that the two other kinds only judge them."""
    return [place for team in agents for place in _choosing(_usual(team))]


def _usual(team: int) -> World:
    return World(agents=team, day_s=HOUR_S * HOURS.get(team, 8.0))


def _choosing(usual: World) -> Iterator[Place]:
    short = replace(usual, person=0.35, machine=0.2, busy=0.1, failed=0.1, ring=Spread(9.0, 0.5))
    yield Place(world=replace(short, talk=Spread(45.0, 0.8), wrap_up=Spread(12.0, 0.8)), label="to choose by: short")
    long = replace(usual, person=0.15, ring=Spread(15.0, 0.5), ring_limit_s=30.0)
    yield Place(world=replace(long, talk=Spread(120.0, 1.3), wrap_up=Spread(30.0, 0.5)), label="to choose by: long")


def _held_out(usual: World) -> Iterator[Place]:
    quick = replace(usual, person=0.45, ring=Spread(6.0, 0.4), talk=Spread(120.0, 0.5), wrap_up=Spread(5.0, 0.3))
    yield Place(world=quick, label="quick answers, even talks")
    slow = replace(usual, person=0.08, ring=Spread(17.0, 0.8), ring_limit_s=40.0, talk=Spread(90.0, 1.8))
    yield Place(world=slow, label="slow answers, ragged talks")
    screened = replace(usual, person=0.2, machine=0.5, screening_s=2.0, screening_false=0.03)
    yield Place(world=screened, label="answering-machine detection, 2 s, 3 % false")
    drifting = replace(usual, person=0.35, talk=Spread(80.0, 1.2), wrap_up=Spread(40.0, 1.0))
    yield Place(world=drifting, changes=_drift(drifting), label="answer rate 35 to 12 % and back")
    stale = replace(usual, person=0.30)
    yield Place(world=stale, changes=_stale(stale), label="a stale list after a fresh one, half the team at break")
    long_set_up = replace(
        usual, person=0.15, set_up_s=4.5, refused_s=5.0, busy=0.2, failed=0.25, talk=Spread(45.0, 0.8)
    )
    yield Place(world=long_set_up, label="long set-up, many refused")


def _drift(world: World) -> tuple[Change, ...]:
    """Down and up again in steps, over the day."""
    rates = (0.30, 0.24, 0.18, 0.14, 0.12, 0.16, 0.22, 0.30, 0.35)
    step = world.day_s / (len(rates) + 1)
    return tuple(Change(step * (at + 1), replace(world, person=rate)) for at, rate in enumerate(rates))


def _stale(world: World) -> tuple[Change, ...]:
    """Half the team leaves for a twelfth of the day; the last quarter of the list answers rarely."""
    away = replace(world, agents=max(world.agents // 2, 1))
    return (
        Change(world.day_s / 3.0, away),
        Change(world.day_s * 5.0 / 12.0, world),
        Change(world.day_s * 0.75, replace(world, person=0.08)),
    )
