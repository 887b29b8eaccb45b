"""Drawing with text alone: a sheet that becomes an SVG file, and plots with axes on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

INK, GRID, PAPER = "#222222", "#dddddd", "#ffffff"
BLUE, SKY, SAND, RED, GREY, GREEN = "#2f6f9f", "#8fbcd9", "#f1e3c0", "#c0392b", "#8a8a8a", "#3c8d53"
PALETTE = (BLUE, "#d98324", GREEN, "#7a4fa3", GREY, RED, "#1f9e9e", "#8c564b", "#b5a32a", "#555599")

Point = tuple[float, float]


def _same(value: float) -> float:
    return value


@dataclass(slots=True)
class Sheet:
    """A picture in the making. Sizes are in pixels of the drawing; y grows downwards."""

    title: str
    width: int
    height: int
    parts: list[str] = field(default_factory=list)

    def text(self, at: Point, words: str, *, anchor: str = "start", colour: str = INK, size: int = 12) -> None:
        """Words; `anchor` is start, middle or end."""
        self.parts.append(
            f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}">'
            f"{escape(words)}</text>"
        )

    def box(self, at: Point, width: float, height: float, colour: str) -> None:
        """A filled rectangle from its upper left corner."""
        self.parts.append(
            f'<rect x="{at[0]:.1f}" y="{at[1]:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'
        )

    def line(self, points: Iterable[Point], colour: str, *, width: float = 1.5, dashes: str = "") -> None:
        """A line through points."""
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.parts.append(
            f'<polyline fill="none" stroke="{colour}" stroke-width="{width:g}"{dashed} points="{_joined(points)}"/>'
        )

    def area(self, points: Iterable[Point], colour: str) -> None:
        """A filled shape."""
        self.parts.append(f'<polygon fill="{colour}" points="{_joined(points)}"/>')

    def dot(self, at: Point, colour: str) -> None:
        """A small disc."""
        self.parts.append(f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="3.5" fill="{colour}"/>')

    def key(self, at: Point, entries: Sequence[tuple[str, str]], *, step: float = 0.0) -> None:
        """What the colours mean, side by side: (colour, words); in a column if `step` is given."""
        x, y = at
        for colour, words in entries:
            self.box((x, y - 9.0), 11.0, 11.0, colour)
            self.text((x + 16.0, y), words)
            if step:
                y += step
            else:
                x += 34.0 + 6.6 * len(words)

    def svg(self) -> str:
        """The file."""
        title = escape(self.title)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" role="img" '
            f'font-family="sans-serif" font-size="12"><title>{title}</title>'
            f'<rect width="{self.width}" height="{self.height}" fill="{PAPER}"/>'
            f'<text x="16" y="22" fill="{INK}" font-size="15">{title}</text>'
        )
        return "\n".join([head, *self.parts, "</svg>"]) + "\n"


def _joined(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A frame on a sheet with its own scales; `bend` is applied to figures before they are placed."""

    sheet: Sheet
    left: float
    top: float
    width: float
    height: float
    x_range: Point
    y_range: Point
    bend: Callable[[float], float] = _same

    def at(self, x: float, y: float) -> Point:
        """Where a pair of figures lies on the sheet; figures beyond the frame lie on its edge."""
        across = self._share(x, self.x_range)
        up = self._share(y, self.y_range)
        return self.left + self.width * across, self.top + self.height * (1.0 - up)

    def _share(self, value: float, span: Point) -> float:
        low, high = self.bend(span[0]), self.bend(span[1])
        return min(max((self.bend(value) - low) / (high - low), 0.0), 1.0)

    def rows(self, ticks: Iterable[float], words: Callable[[float], str]) -> None:
        """Lines across the frame, with their figures on its left."""
        for tick in ticks:
            _, y = self.at(self.x_range[0], tick)
            self.sheet.line([(self.left, y), (self.left + self.width, y)], GRID, width=1.0)
            self.sheet.text((self.left - 6.0, y + 4.0), words(tick), anchor="end")

    def columns(self, ticks: Iterable[tuple[float, str]]) -> None:
        """Figures below the frame."""
        for tick, words in ticks:
            x, _ = self.at(tick, self.y_range[0])
            self.sheet.text((x, self.top + self.height + 16.0), words, anchor="middle")

    def line(self, points: Iterable[Point], colour: str, *, width: float = 1.5, dashes: str = "") -> None:
        """A line through pairs of figures."""
        self.sheet.line([self.at(*point) for point in points], colour, width=width, dashes=dashes)

    def between(self, xs: Sequence[float], low: Sequence[float], high: Sequence[float], colour: str) -> None:
        """The area between two lines."""
        upper = [self.at(x, y) for x, y in zip(xs, high, strict=True)]
        lower = [self.at(x, y) for x, y in zip(xs, low, strict=True)]
        self.sheet.area([*upper, *reversed(lower)], colour)


def ticks(highest: float, about: int = 4) -> list[float]:
    """Round figures from zero to the highest, about so many steps."""
    if highest <= 0.0:
        return [0.0]
    rough = highest / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * unit for unit in (1.0, 2.0, 2.5, 5.0, 10.0) if power * unit >= rough - 1e-12)
    return [step * at for at in range(int(highest / step + 1e-9) + 1)]
