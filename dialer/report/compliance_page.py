"""The campaign report as a page, with its pictures inside."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.report.compliance import NOTHING
from dialer.report.instants import shown
from dialer.report.page import cell, heading, page, paragraph, table
from pacing.simulate.svg import BLUE, GREY, RED, Plot, Sheet, ticks

ROWS_SHOWN: Final = 200
WIDTH: Final = 720
HOURS: Final = 10
BY_HOUR: Final = "by day and hour"
ABANDONMENT: Final = 3  # the point that is shown law by law


def compliance_page(body: Mapping[str, Any], sha256: str) -> str:
    """The page of a report's body."""
    zone = ZoneInfo(body["time zone"])
    body = shown(body, zone)
    parts = [
        heading(f"Compliance report: {body['campaign']}", level=1),
        paragraph(f"On behalf of {body['controller']}. Events up to {body['until']}; {body['calls']} calls."),
        f"<p>SHA-256 of the report's JSON: <code>{escape(sha256)}</code></p>",
        paragraph(f"Instants are in the campaign's time zone, {zone.key}; in the JSON they are in UTC."),
        paragraph("Numbers are shown as stand-ins; an administrator can unmask one, with a reason that is kept."),
    ]
    for point in body["points"]:
        parts.append(heading(f"{point['number']}. {point['title']}"))
        parts += _point(point)
    return page(f"Compliance report: {body['campaign']}", *parts)


def _point(point: Mapping[str, Any]) -> list[str]:
    facts = point["facts"]
    if facts == NOTHING:
        parts = [paragraph("No data recorded.", kind="none")]
    elif point["number"] == ABANDONMENT:
        parts = [part for one in facts for part in (_definition(one) if "rule" in one else [_shown(one)])]
    elif point["number"] == HOURS:
        rest = {name: value for name, value in facts.items() if name != BY_HOUR}
        parts = [_week(facts[BY_HOUR]), _hours(facts[BY_HOUR]), _shown(rest)]
    else:
        parts = [*_pictures(point["number"], facts), _shown(facts)]
    if point["not recorded"]:
        parts.append(paragraph("Not recorded: " + ", ".join(point["not recorded"]) + ".", kind="none"))
    return parts


def _definition(definition: Mapping[str, Any]) -> list[str]:
    """One law's way of counting: its figures, its picture, and every window."""
    plain = {name: value for name, value in definition.items() if name != "windows"}
    parts = [heading(f"{definition['rule']} ({definition['profile']})", level=3)]
    within = definition["within the limit"]
    if within is not None:
        said = "Every window is within the limit." if within else "At least one window is over the limit."
        parts.append(paragraph(said, kind="good" if within else "bad"))
    parts += [table(("what", "value"), plain.items()), _rates(definition)]
    for kind, spans in definition["windows"].items():
        parts += [paragraph(f"By {kind.replace('_', ' ')}:"), _list(spans)] if spans else []
    return parts


def _shown(facts: Any) -> str:
    if isinstance(facts, Mapping):
        return _pairs(facts)
    if isinstance(facts, Sequence) and facts and all(isinstance(one, Mapping) for one in facts):
        return _list(facts)
    return f"<p>{cell(facts)}</p>"


def _pairs(facts: Mapping[str, Any]) -> str:
    simple = {name: value for name, value in facts.items() if not _is_table(value)}
    parts = [table(("what", "value"), simple.items())] if simple else []
    for name, value in facts.items():
        if _is_table(value):
            parts += [heading(name.capitalize(), level=3), _shown(value)]
    return "\n".join(parts)


def _list(rows: Sequence[Mapping[str, Any]]) -> str:
    header = list(rows[0])
    shown = table(header, [[row.get(name) for name in header] for row in rows[:ROWS_SHOWN]])
    more = len(rows) - ROWS_SHOWN
    return shown + (paragraph(f"… and {more} more, in the JSON.", kind="none") if more > 0 else "")


def _is_table(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _pictures(number: int, facts: Any) -> list[str]:
    match number:
        case 4:
            return [bars("From the answer to the agent", facts["answer to agent"])]
        case 5:
            return [
                bars("Seconds that unserved people stayed", facts["seconds that unserved people stayed"], colour=RED)
            ]
        case 11:
            return [bars("Numbers by how often they were called", facts["numbers by attempts"])]
        case 18:
            return [bars("Rulings", facts["by answer and rule"])] if facts["by answer and rule"] else []
        case _:
            return []


def bars(title: str, counts: Mapping[str, int], *, colour: str = BLUE) -> str:
    """A picture of counts, one bar each."""
    height = 50 + 22 * len(counts)
    sheet = Sheet(title=title, width=WIDTH, height=height)
    most = max(counts.values(), default=0) or 1
    for index, (name, count) in enumerate(counts.items()):
        y = 40.0 + 22 * index
        sheet.text((16.0, y + 12.0), name)
        sheet.box((220.0, y), 420.0 * count / most, 15.0, colour)
        sheet.text((226.0 + 420.0 * count / most, y + 12.0), str(count))
    return sheet.svg()


def _rates(definition: Mapping[str, Any]) -> str:
    """The rate of each window against its limit."""
    windows = definition["windows"][definition["window"]]
    limit = definition["limit"]
    sheet = Sheet(
        title=f"{definition['rule']}: share of abandoned calls, by {definition['window']}", width=WIDTH, height=220
    )
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
    plot.rows(ticks(top), lambda share: f"{share:.1%}")
    for index, one in enumerate(windows):
        left, upper = plot.at(index + 0.1, one["share"])
        right, lower = plot.at(index + 0.9, 0.0)
        sheet.box((left, upper), right - left, lower - upper, RED if one["share"] > limit else BLUE)
    plot.line([(0.0, limit), (max(len(windows), 1), limit)], RED, dashes="6 4")
    end_x, limit_y = plot.at(max(len(windows), 1), limit)
    sheet.text((end_x, limit_y - 5.0), f"limit {limit:.1%}", anchor="end", colour=RED)
    return sheet.svg()


def _hours(table_of_hours: Mapping[str, Sequence[int]]) -> str:
    """The same figures, hours without a call left out."""
    used = [hour for hour in range(24) if any(row[hour] for row in table_of_hours.values())]
    rows = [(day, *(row[hour] for hour in used)) for day, row in table_of_hours.items() if any(row)]
    return table(("day", *(f"{hour:02d}:00" for hour in used)), rows)


def _week(table_of_hours: Mapping[str, Sequence[int]]) -> str:
    """Calls by day and hour: the darker, the more."""
    sheet = Sheet(title="Calls by day and hour", width=WIDTH, height=60 + 24 * 8)
    most = max((count for row in table_of_hours.values() for count in row), default=0) or 1
    for line, (day, row) in enumerate(table_of_hours.items()):
        y = 44.0 + 24 * line
        sheet.text((16.0, y + 15.0), day)
        for hour, count in enumerate(row):
            shade = round(245 - 190 * count / most)
            colour = f"#{shade:02x}{shade:02x}f5" if count else "#f6f6f6"
            sheet.box((60.0 + 27 * hour, y), 25.0, 22.0, colour)
    for hour in range(0, 24, 3):
        sheet.text((72.0 + 27 * hour, 44.0 + 24 * 7 + 14.0), f"{hour:02d}", anchor="middle", colour=GREY)
    return sheet.svg()
