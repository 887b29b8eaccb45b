"""Pictures of runs as SVG, made of text alone: a day minute by minute, and pacers side by side."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pacing.simulate.compare import Row
from pacing.simulate.result import Result

_WIDTH, _HEIGHT, _LEFT, _TOP = 760, 260, 60, 40
_BUSY, _LOST, _INK, _GRID = "#2f6f9f", "#c0392b", "#222222", "#dddddd"
_SMOOTH_MINUTES = 5


def day_picture(result: Result, title: str) -> str:
    """Occupancy (line, means of five minutes) and abandoned calls (bars, each five minutes) over a day."""
    groups = [
        result.minutes[at : at + _SMOOTH_MINUTES] for at in range(0, max(len(result.minutes), 1), _SMOOTH_MINUTES)
    ]
    plot_width, plot_height = _WIDTH - _LEFT - 20, _HEIGHT - _TOP - 40
    step = plot_width / max(len(groups), 1)
    base = _TOP + plot_height
    points, bars = [], []
    for at, group in enumerate(groups):
        staffed = sum(minute.staffed_s for minute in group)
        busy = sum(minute.busy_s for minute in group) / staffed if staffed else 0.0
        points.append(f"{_LEFT + (at + 0.5) * step:.1f},{base - plot_height * min(busy, 1.0):.1f}")
        lost = sum(minute.abandoned for minute in group)
        if lost:
            height = min(4.0 * lost, plot_height)
            bars.append(_box(_LEFT + at * step + 1.0, base - height, max(step - 2.0, 1.0), height, _LOST))
    lines = [_grid(base - plot_height * share, f"{share:.0%}") for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    hours = [
        _text(_LEFT + hour * 60.0 / _SMOOTH_MINUTES * step, base + 16.0, f"{hour} h")
        for hour in range(len(result.minutes) // 60 + 1)
    ]
    line = f'<polyline fill="none" stroke="{_BUSY}" stroke-width="1.5" points="{" ".join(points)}"/>'
    legend = _text(
        _LEFT, _HEIGHT - 6.0, "line: share of time agents talk or wrap up; bars: abandoned calls in five minutes"
    )
    return _picture(title, [*lines, *bars, line, *hours, legend], _HEIGHT)


def bars_picture(rows: Sequence[Row], title: str) -> str:
    """Occupancy of each row as a bar, its abandoned share beside it (red above 3 %)."""
    height = _TOP + 26 * len(rows) + 20
    parts = []
    left, full = 250.0, _WIDTH - 250.0 - 130.0
    for at, one in enumerate(rows):
        y = _TOP + 26.0 * at
        length = full * one.occupancy_percent / 100.0
        parts.append(_text(left - 8.0, y + 14.0, one.pacer, anchor="end"))
        parts.append(_box(left, y, length, 18.0, _BUSY))
        parts.append(_text(left + length + 6.0, y + 14.0, f"{one.occupancy_percent:.1f} %"))
        colour = _LOST if one.abandoned_percent > 3.0 else _INK
        parts.append(_text(_WIDTH - 10.0, y + 14.0, f"{one.abandoned_percent:.2f} %", anchor="end", colour=colour))
    return _picture(title, parts, height)


def _picture(title: str, parts: Sequence[str], height: int) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(title)}</title>'
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>'
    )
    return "\n".join([head, _text(_LEFT, 22.0, title, size=15), *parts, "</svg>"]) + "\n"


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _grid(y: float, label: str) -> str:
    line = f'<line x1="{_LEFT}" x2="{_WIDTH - 20}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_GRID}"/>'
    return line + _text(_LEFT - 6.0, y + 4.0, label, anchor="end")


def _text(x: float, y: float, text: str, *, anchor: str = "start", colour: str = _INK, size: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}">{escape(text)}</text>'
    )
