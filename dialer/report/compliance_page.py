"""The campaign report as a page, in English or Italian, with its pictures inside."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.core.enums import Language
from dialer.report import pictures
from dialer.report.compliance import NOTHING
from dialer.report.page import heading, page, paragraph, table
from dialer.report.rates import SHARED
from dialer.report.tongue import Tongue

ROWS_SHOWN: Final = 200
HOURS: Final = 10
BY_HOUR: Final = "by day and hour"
ABANDONMENT: Final = 3  # the point that is shown law by law
AS_SET: Final = frozenset({("changes", "facts"), ("overrides", "parameters")})  # by the names that settings have


def compliance_page(body: Mapping[str, Any], sha256: str, *, language: Language = Language.EN) -> str:
    """The page of a report's body."""
    tongue = Tongue(language, ZoneInfo(body["time zone"]))
    title = tongue.say("title", campaign=body["campaign"])
    until, calls = tongue.text(body["until"]), tongue.number(body["calls"])
    parts = [
        heading(title, level=1),
        paragraph(tongue.say("behalf", controller=body["controller"], until=until, calls=calls)),
        *_log(tongue, body["log"]),
        f"<p>{escape(tongue.say('sha256'))} <code>{escape(sha256)}</code></p>",
        paragraph(tongue.say("zone", zone=body["time zone"])),
        paragraph(tongue.say("stand_ins")),
    ]
    for point in body["points"]:
        parts.append(heading(f"{point['number']}. {tongue.title(point['title'])}"))
        parts += _point(tongue, point)
    return page(title, *parts, language=language)


def _log(tongue: Tongue, log: Mapping[str, Any] | None) -> list[str]:
    if log is None:
        return []
    if log["whole"]:
        return [paragraph(tongue.say("log_whole"), kind="good")]
    line, why = tongue.number(log["broken at"]), tongue.text(log["why"], "why")
    return [paragraph(tongue.say("log_broken", line=line, why=why), kind="bad")]


def _point(tongue: Tongue, point: Mapping[str, Any]) -> list[str]:
    facts = point["facts"]
    if facts == NOTHING:
        parts = [paragraph(tongue.say("no_data"), kind="none")]
    elif point["number"] == ABANDONMENT:
        parts = [
            part for one in facts for part in (_definition(tongue, one) if "rule" in one else [_shown(tongue, one)])
        ]
    elif point["number"] == HOURS:
        rest = {name: value for name, value in facts.items() if name != BY_HOUR}
        parts = [pictures.week(tongue, BY_HOUR, facts[BY_HOUR]), _hours(tongue, facts[BY_HOUR]), _shown(tongue, rest)]
    else:
        parts = [*pictures.of_point(tongue, point["number"], facts), _shown(tongue, facts)]
    if absent := point["not recorded"]:
        parts.append(paragraph(tongue.say("absent", what="; ".join(map(tongue.text, absent))), kind="none"))
    return parts


def _definition(tongue: Tongue, definition: Mapping[str, Any]) -> list[str]:
    """One law's way of counting: its figures, its picture, and every window."""
    plain = {name: value for name, value in definition.items() if name != "windows"}
    parts = [heading(f"{definition['rule']} ({definition['profile']})", level=3)]
    within, with_whom = definition.get(SHARED, definition)["within the limit"], "_together" * (SHARED in definition)
    if within is not None:
        said = tongue.say(("within" if within else "beyond") + with_whom)
        parts.append(paragraph(said, kind="good" if within else "bad"))
    parts += [_values(tongue, plain), pictures.shares(tongue, definition)]
    for kind, spans in definition["windows"].items():
        said = tongue.say("windows", window=tongue.text(kind, "window"))
        parts += [paragraph(said), _list(tongue, spans, "windows")] if spans else []
    return parts


def _shown(tongue: Tongue, facts: Any) -> str:
    if isinstance(facts, Mapping):
        return _pairs(tongue, facts)
    if _is_table(facts):
        return _list(tongue, facts, "")
    return f"<p>{tongue.cell(facts)}</p>"


def _pairs(tongue: Tongue, facts: Mapping[str, Any]) -> str:
    simple = {name: value for name, value in facts.items() if not _is_table(value)}
    parts = [_values(tongue, simple)] if simple else []
    for name, value in facts.items():
        if _is_table(value):
            label = tongue.label(name)
            parts += [heading(label[:1].upper() + label[1:], level=3), _list(tongue, value, name)]
    return "\n".join(parts)


def _values(tongue: Tongue, facts: Mapping[str, Any]) -> str:
    rows = [(escape(tongue.label(name)), tongue.cell(value, name)) for name, value in facts.items()]
    return table((tongue.label("what"), tongue.label("value")), rows)


def _list(tongue: Tongue, rows: Sequence[Mapping[str, Any]], within: str) -> str:
    header = list(rows[0])
    cells = [[_cell(tongue, row.get(name), name, within) for name in header] for row in rows[:ROWS_SHOWN]]
    shown = table([tongue.label(name) for name in header], cells)
    more = len(rows) - ROWS_SHOWN
    return shown + (paragraph(tongue.say("more", count=tongue.number(more)), kind="none") if more > 0 else "")


def _cell(tongue: Tongue, value: Any, name: str, within: str) -> str:
    as_set = isinstance(value, Mapping) and (within, name) in AS_SET
    return tongue.raw(value) if as_set else tongue.cell(value, name)


def _is_table(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _hours(tongue: Tongue, table_of_hours: Mapping[str, Sequence[int]]) -> str:
    """The same figures as in the picture, hours without a call left out."""
    used = [hour for hour in range(24) if any(row[hour] for row in table_of_hours.values())]
    rows = [
        (escape(tongue.counted(BY_HOUR, day)), *(tongue.number(row[hour]) for hour in used))
        for day, row in table_of_hours.items()
        if any(row)
    ]
    return table((tongue.label("day"), *(f"{hour:02d}:00" for hour in used)), rows)
