"""The pictures of the campaign report."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dialer.report.tongue import Tongue
from pacing.simulate.svg import BLUE, GREY, RED, Plot, Sheet, ticks

WIDTH: Final = 720
# By the number of the point: what the picture is called, the fact that it shows, and in which colour.
_BARS: Final[Mapping[int, tuple[str, str, str]]] = {
    4: ("waits", "answer to agent", BLUE),
    5: ("stays", "seconds that unserved people stayed", RED),
    11: ("tries", "numbers by attempts", BLUE),
    18: ("rulings", "by answer and rule", BLUE),
}


def of_point(tongue: Tongue, number: int, facts: Any) -> list[str]:
    """The picture of a point that has one, and something to show in it."""
    if number not in _BARS or not facts[_BARS[number][1]]:
        return []
    title, name, colour = _BARS[number]
    counts = {tongue.counted(name, by): count for by, count in facts[name].items()}
    return [bars(tongue.say(title), counts, tongue, colour=colour)]


def bars(title: str, counts: Mapping[str, int], tongue: Tongue, *, colour: str = BLUE) -> str:
    """A picture of counts, one bar each."""
    height = 50 + 22 * len(counts)
    sheet = Sheet(title=title, width=WIDTH, height=height)
    most = max(counts.values(), default=0) or 1
    for index, (name, count) in enumerate(counts.items()):
        y = 40.0 + 22 * index
        sheet.text((16.0, y + 12.0), name)
        sheet.box((220.0, y), 420.0 * count / most, 15.0, colour)
        sheet.text((226.0 + 420.0 * count / most, y + 12.0), tongue.number(count))
    return sheet.svg()


def shares(tongue: Tongue, definition: Mapping[str, Any]) -> str:
    """The share of abandoned calls in each window against its limit."""
    windows = definition["windows"][definition["window"]]
    limit = definition["limit"]
    title = tongue.say("shares", rule=definition["rule"], window=tongue.text(definition["window"], "window"))
    sheet = Sheet(title=title, width=WIDTH, height=220)
    top = max([limit * 1.5, *(one["share"] for one in windows)])
    plot = Plot(
        sheet=sheet,
        left=60.0,
        top=40.0,
        width=620.0,
        height=140.0,
        x_range=(0.0, max(len(windows), 1)),
        y_range=(0.0, top),
    )
    plot.rows(ticks(top), tongue.percent)
    for index, one in enumerate(windows):
        left, upper = plot.at(index + 0.1, one["share"])
        right, lower = plot.at(index + 0.9, 0.0)
        sheet.box((left, upper), right - left, lower - upper, RED if one["share"] > limit else BLUE)
    plot.line([(0.0, limit), (max(len(windows), 1), limit)], RED, dashes="6 4")
    end_x, limit_y = plot.at(max(len(windows), 1), limit)
    said = tongue.say("limit", limit=tongue.percent(limit))
    sheet.text((end_x, limit_y - 5.0), said, anchor="end", colour=RED)
    return sheet.svg()


def week(tongue: Tongue, name: str, table_of_hours: Mapping[str, Sequence[int]]) -> str:
    """Calls by day and hour: the darker, the more."""
    sheet = Sheet(title=tongue.say("week"), width=WIDTH, height=60 + 24 * 8)
    most = max((count for row in table_of_hours.values() for count in row), default=0) or 1
    for line, (day, row) in enumerate(table_of_hours.items()):
        y = 44.0 + 24 * line
        sheet.text((16.0, y + 15.0), tongue.counted(name, day))
        for hour, count in enumerate(row):
            shade = round(245 - 190 * count / most)
            colour = f"#{shade:02x}{shade:02x}f5" if count else "#f6f6f6"
            sheet.box((60.0 + 27 * hour, y), 25.0, 22.0, colour)
    for hour in range(0, 24, 3):
        sheet.text((72.0 + 27 * hour, 44.0 + 24 * 7 + 14.0), f"{hour:02d}", anchor="middle", colour=GREY)
    return sheet.svg()
