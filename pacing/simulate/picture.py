"""Pictures of simulated days as SVG: one day over time, pacers compared, a sweep, a calibration.

`say` fills the templates of their labels, in English or another language.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from pacing.calibration import Calibration
from pacing.simulate.compare import Row
from pacing.simulate.labels import Say, mark, say_in_english
from pacing.simulate.result import Minute, Result, share_of
from pacing.simulate.svg import BLUE, GREY, INK, PALETTE, RED, SAND, SKY, Plot, Sheet, ticks

_WIDTH = 760
_TICK, _PERCENT = "{tick:g}", "{percent:g} %"
_HALF_HOUR = 30  # minutes
_MOST_GROUPS = 96  # points along a day
_LEAST_PAIRS = 5.0  # forecasts of about one size needed for a dot


def day_picture(result: Result, title: str, limit: float = 0.03, say: Say = say_in_english) -> str:
    """Two plots over a day: what the agents did, and the abandoned share so far and in the last half hour."""
    sheet = Sheet(title, _WIDTH, 420)
    minutes = result.minutes
    step = max(math.ceil(len(minutes) / _MOST_GROUPS), 1)
    groups = [minutes[at : at + step] for at in range(0, len(minutes), step)]
    middles = [(at + 0.5) * step for at in range(len(groups))]
    span = (0.0, float(max(len(minutes), 1)))
    _staff(sheet, groups, middles, span, say)
    _abandoned(sheet, minutes, span, limit, say)
    figures = say(
        mark(
            "Points: means of {step} min. In all: occupancy {occupancy:.1%}, abandoned {abandoned} of {answers} "
            "answered ({share:.2%}), {calls} calls."
        ),
        step=step,
        occupancy=result.occupancy,
        abandoned=result.abandons,
        answers=result.answers,
        share=result.abandoned_share,
        calls=result.calls,
    )
    sheet.text((16.0, 412.0), figures)
    return sheet.svg()


def _staff(
    sheet: Sheet, groups: Sequence[Sequence[Minute]], middles: Sequence[float], span: tuple[float, float], say: Say
) -> None:
    def agents(group: Sequence[Minute], seconds: float) -> float:
        return seconds / (60.0 * len(group))

    talk = [agents(group, sum(minute.talk_s for minute in group)) for group in groups]
    busy = [agents(group, sum(minute.busy_s for minute in group)) for group in groups]
    staff = [agents(group, sum(minute.staffed_s for minute in group)) for group in groups]
    highest = max(staff, default=1.0) or 1.0
    plot = Plot(
        sheet=sheet, left=60.0, top=60.0, width=_WIDTH - 80.0, height=170.0, x_range=span, y_range=(0.0, highest)
    )
    labels = ((BLUE, mark("agents talking")), (SKY, mark("wrapping up")), (SAND, mark("ready")))
    sheet.key((60.0, 48.0), [(colour, say(label)) for colour, label in labels])
    nobody = [0.0] * len(groups)
    for low, high, colour in ((nobody, talk, BLUE), (talk, busy, SKY), (busy, staff, SAND)):
        plot.between(middles, low, high, colour)
    plot.rows(ticks(highest), lambda tick: say(_TICK, tick=tick))
    plot.columns(_clock(span[1], say))


def _abandoned(sheet: Sheet, minutes: Sequence[Minute], span: tuple[float, float], limit: float, say: Say) -> None:
    so_far, recent = [], []
    answered = abandoned = 0
    for at, minute in enumerate(minutes, start=1):
        answered += minute.served + minute.abandoned
        abandoned += minute.abandoned
        so_far.append((float(at), abandoned / answered if answered else 0.0))
        recent.append((float(at), share_of(minutes[max(at - _HALF_HOUR, 0) : at])))
    highest = min(max([1.5 * limit, *(share for _, share in so_far + recent)]) * 1.05, max(10.0 * limit, 0.3))
    plot = Plot(
        sheet=sheet, left=60.0, top=282.0, width=_WIDTH - 80.0, height=96.0, x_range=span, y_range=(0.0, highest)
    )
    sheet.key(
        (60.0, 270.0),
        (
            (RED, say(mark("abandoned share so far"))),
            (GREY, say(mark("of the last half hour"))),
            (INK, say(mark("limit {limit:.1%}"), limit=limit)),
        ),
    )
    plot.rows(ticks(highest, 3), lambda tick: say(_PERCENT, percent=100.0 * tick))
    plot.line(recent, GREY, width=1.0)
    plot.line([(span[0], limit), (span[1], limit)], INK, width=1.0, dashes="5 4")
    plot.line(so_far, RED)
    plot.columns(_clock(span[1], say))


def _clock(minutes: float, say: Say) -> list[tuple[float, str]]:
    """Marks along a day: hours, or minutes where the day is short."""
    if minutes > 120.0:
        return [(60.0 * hour, say(mark("{hours} h"), hours=hour)) for hour in range(int(minutes / 60.0) + 1)]
    return [(tick, say(mark("{minutes:g} min"), minutes=tick)) for tick in ticks(minutes, 6)]


def bars_picture(rows: Sequence[Row], title: str, limit: float = 0.03, say: Say = say_in_english) -> str:
    """Occupancy of each row as a bar with its lowest and highest day, its abandoned share beside it."""
    sheet = Sheet(title, _WIDTH, 84 + 26 * len(rows))
    left, full = 250.0, _WIDTH - 250.0 - 150.0
    sheet.text((left, 46.0), say(mark("occupancy; the thin line spans the days")), colour=GREY)
    sheet.text((_WIDTH - 10.0, 46.0), say(mark("abandoned")), anchor="end", colour=GREY)
    for at, one in enumerate(rows):
        y = 54.0 + 26.0 * at
        length, low, high = (
            full * value / 100.0
            for value in (one.occupancy_percent, one.occupancy_lowest_percent, one.occupancy_highest_percent)
        )
        name = f"{one.pacer}, {one.world}" if one.world and one.pacer else one.pacer or one.world
        sheet.text((left - 8.0, y + 14.0), name, anchor="end")
        sheet.box((left, y), length, 18.0, BLUE)
        sheet.line([(left + low, y + 9.0), (left + high, y + 9.0)], INK, width=1.0)
        sheet.text((left + max(length, high) + 6.0, y + 14.0), say("{percent:.1f} %", percent=one.occupancy_percent))
        colour = RED if one.abandoned_percent > 100.0 * limit else INK
        abandoned = say("{percent:.2f} %", percent=one.abandoned_percent)
        sheet.text((_WIDTH - 10.0, y + 14.0), abandoned, anchor="end", colour=colour)
    foot = mark("Red: over the limit of {percent:g} %. Days simulated: {days}.")
    sheet.text((16.0, sheet.height - 10.0), say(foot, percent=100.0 * limit, days=_days(rows)))
    return sheet.svg()


def _days(rows: Sequence[Row]) -> str:
    return ", ".join(str(days) for days in sorted({one.days for one in rows}))


def sweep_picture(
    rows: Sequence[Row], places: Sequence[str], title: str, limit: float = 0.03, say: Say = say_in_english
) -> str:
    """Occupancy and abandoned share as one figure changes: a line for each pacer, a place for each value of the figure.

    `places` names the value of each row, as it should stand below the plot.
    """
    values = list(dict.fromkeys(places))
    names = list(dict.fromkeys(one.pacer for one in rows))
    sheet = Sheet(title, _WIDTH, 440 + 18 * len(names))
    span = (-0.5, len(values) - 0.5)
    highest = max([1.5 * limit, *(one.abandoned_percent / 100.0 for one in rows)]) * 1.05
    occupancy = Plot(
        sheet=sheet, left=60.0, top=50.0, width=_WIDTH - 80.0, height=220.0, x_range=span, y_range=(0.0, 1.0)
    )
    abandoned = Plot(
        sheet=sheet, left=60.0, top=320.0, width=_WIDTH - 80.0, height=80.0, x_range=span, y_range=(0.0, highest)
    )
    occupancy.rows((0.0, 0.25, 0.5, 0.75, 1.0), lambda tick: f"{tick:.0%}")
    abandoned.rows(ticks(highest, 3), lambda tick: say(_PERCENT, percent=100.0 * tick))
    sheet.text((60.0, 42.0), say(mark("occupancy")), colour=GREY)
    below = say(mark("abandoned share; dashes: the limit of {percent:g} %"), percent=100.0 * limit)
    sheet.text((60.0, 312.0), below, colour=GREY)
    abandoned.line([(span[0], limit), (span[1], limit)], INK, width=1.0, dashes="5 4")
    for name, colour in zip(names, PALETTE * len(names), strict=False):
        mine = [(float(values.index(place)), one) for place, one in zip(places, rows, strict=True) if one.pacer == name]
        for plot, points in (
            (occupancy, [(x, one.occupancy_percent / 100.0) for x, one in mine]),
            (abandoned, [(x, one.abandoned_percent / 100.0) for x, one in mine]),
        ):
            plot.line(points, colour)
            for point in points:
                sheet.dot(plot.at(*point), colour)
    for plot in (occupancy, abandoned):
        plot.columns((float(at), value) for at, value in enumerate(values))
    sheet.key((60.0, 440.0), list(zip(PALETTE * len(names), names, strict=False)), step=18.0)
    return sheet.svg()


def calibration_picture(named: Mapping[str, Calibration], title: str, say: Say = say_in_english) -> str:
    """Forecasts against what happened, on square-root scales: right forecasts lie on the diagonal."""
    sheet = Sheet(title, _WIDTH, 470)
    bins = {
        name: [one for one in calibration.bins() if one.pairs >= _LEAST_PAIRS] for name, calibration in named.items()
    }
    highest = 1.1 * max(
        [1.0, *(max(one.foretold, one.happened + one.error) for found in bins.values() for one in found)]
    )
    plot = Plot(
        sheet=sheet,
        left=60.0,
        top=50.0,
        width=360.0,
        height=360.0,
        x_range=(0.0, highest),
        y_range=(0.0, highest),
        bend=lambda value: math.sqrt(max(value, 0.0)),
    )
    marks = [tick for tick in (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0) if tick <= highest]
    plot.rows(marks, lambda tick: say(_TICK, tick=tick))
    plot.columns((tick, say(_TICK, tick=tick)) for tick in marks)
    plot.line([(0.0, 0.0), (highest, highest)], INK, width=1.0, dashes="5 4")
    for found, colour in zip(bins.values(), PALETTE, strict=False):
        for one in found:
            low = max(one.happened - 2.0 * one.error, 0.0)
            plot.line([(one.foretold, low), (one.foretold, one.happened + 2.0 * one.error)], colour, width=1.0)
            sheet.dot(plot.at(one.foretold, one.happened), colour)
    sheet.key(
        (450.0, 80.0),
        [(colour, _summary(name, named[name], say)) for name, colour in zip(named, PALETTE, strict=False)],
        step=22.0,
    )
    sheet.text((60.0, 42.0), say(mark("happened")), colour=GREY)
    sheet.text((240.0, 446.0), say(mark("forecast")), anchor="middle", colour=GREY)
    foot = mark("Dots: means of the forecasts of one size; lines: two standard errors; dashes: what is right.")
    sheet.text((16.0, 464.0), say(foot))
    return sheet.svg()


def _summary(name: str, calibration: Calibration, say: Say) -> str:
    if calibration.ratio is None:
        return say(mark("{name}: nothing yet"), name=name)
    return say(mark("{name}: {ratio:.2f} for each one forecast"), name=name, ratio=calibration.ratio)


def tradeoff_picture(rows: Sequence[Row]) -> str:
    """Occupancy against the worst half hour: a line for each world, a dot for each pacer in it."""
    sheet = Sheet("What a calm half hour costs", _WIDTH, 330)
    busy = [one.occupancy_percent for one in rows]
    low, high = math.floor(min(busy) / 5.0) * 5.0, 100.0
    highest = max(math.ceil(max(one.worst_half_hour_percent for one in rows)), 1)
    plot = Plot(
        sheet=sheet,
        left=60.0,
        top=50.0,
        width=_WIDTH - 220.0,
        height=230.0,
        x_range=(0.0, highest),
        y_range=(low, high),
    )
    sheet.text((60.0, 42.0), "occupancy", colour=GREY)
    plot.rows([low + 5.0 * step for step in range(int((high - low) / 5.0) + 1)], lambda tick: f"{tick:g} %")
    plot.columns((tick, f"{tick:g} %") for tick in ticks(highest, 6))
    sheet.text((60.0, 318.0), "abandoned share of the worst half hour", colour=GREY)
    worlds = list(dict.fromkeys(one.world for one in rows))
    for world, colour in zip(worlds, PALETTE * len(worlds), strict=False):
        points = [(one.worst_half_hour_percent, one.occupancy_percent) for one in rows if one.world == world]
        plot.line(points, colour)
        for point in points:
            sheet.dot(plot.at(*point), colour)
    sheet.key((_WIDTH - 145.0, 70.0), list(zip(PALETTE * len(worlds), worlds, strict=False)), step=18.0)
    return sheet.svg()
