"""benchmarks/pacing.md, written from rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.pacing_chance import worst_by_chance
from benchmarks.pacing_days import Days
from benchmarks.pacing_worlds import HOURS
from pacing.simulate.compare import Case, Row, as_markdown, row_of

# Of a policy of the same kind, measured beforehand in the same worlds: busy %, worst half hour %, without calling off.
REFERENCE: Mapping[tuple[int, float, float], tuple[float, float]] = {
    (5, 25.0, 60.0): (68.4, 7.0),
    (5, 25.0, 180.0): (80.3, 10.0),
    (5, 10.0, 60.0): (63.4, 9.0),
    (10, 25.0, 60.0): (77.3, 7.0),
    (10, 25.0, 180.0): (84.7, 9.0),
    (10, 10.0, 60.0): (75.2, 6.0),
    (20, 25.0, 60.0): (84.9, 6.0),
    (20, 25.0, 180.0): (89.0, 7.0),
    (20, 10.0, 60.0): (83.4, 5.0),
    (50, 25.0, 60.0): (92.0, 4.0),
    (50, 25.0, 180.0): (93.7, 5.0),
    (50, 10.0, 60.0): (91.1, 4.0),
    (100, 25.0, 60.0): (95.6, 4.0),
    (100, 25.0, 180.0): (96.0, 4.0),
    (100, 10.0, 60.0): (94.2, 4.0),
    (300, 25.0, 60.0): (98.2, 3.4),
    (300, 25.0, 180.0): (98.2, 4.0),
    (300, 10.0, 60.0): (98.0, 3.4),
}

HEAD = """# Pacing: the table

Made by `python -m benchmarks.pacing`; pacing_days.csv has every day, pacing.csv every row. All figures are simulated,
in percent, cold start included. Days last 8 hours for teams up to 20, 4 for 50, 3 for 100, 1.5 for 300; seeds are 1, 2,
3 and so on.

The world: talk log-normal (cv 1), wrap-up 20 s (cv 0.6), 2 s of set-up, ringing log-normal 12 s (cv 0.55), given up
after 25 s; of the calls without a person 50 % ring out, 30 % are machines, 8 % busy, 12 % failed; a person waits 2 s
for an agent; limit 3 % over the day. "Calling off" may hang up calls that have rung for 15 s.
"""

OURS = """
## Predictive, calling off, row by row

*busy*: share of time agents talk or wrap up. *abandoned*: of those who answered, mean and highest day. *over*: days
over the limit (in brackets: by more than one call). *worst half hour*: mean over the days, of half hours that begin
every five minutes. *first 10 min*: abandoned, the highest of the days. *by chance*: the worst half hour that a steady
3 % would show, every answer at the same risk, by chance alone. *reference*: a policy of the same kind without calling
off, measured beforehand in the same world, its worst half hour known to whole percents.

"""

TRADE_OFF = """
## What a calm half hour costs

The pacer holds the abandoned share of the last half hour at a share of the limit (`half_hour_at` of a constraint, 80 %
unless it says otherwise), in the first world of the table. A worst half hour can never be below the day's share, and
for a small team it is a matter of single calls: at five agents, one abandoned call is over one percent of a half hour.

![Busy share against the worst half hour](pacing.svg)

"""

TITLES = {
    "without calling off": "## The same without calling off",
    "held-out": (
        "## Worlds held out\n\nNo constant of the pacer was chosen by these. How the half hour is held, and how much\n"
        "young calls count, was set with days of the table above in view."
    ),
    "others": "## Other ways of dialling",
    "choosing": "## The worlds to choose by\n\nThe pacer's other constants were chosen here.",
}


def rows_by_case(cases: Sequence[Case], kept: Days) -> list[Row]:
    """A row for each of the cases of which days are kept."""
    return [row_of(one, days) for one in cases if (days := kept.of(one))]


def report(found: Mapping[str, Sequence[Row]]) -> str:
    """The page."""
    parts = [HEAD]
    if found.get("table"):
        parts += [OURS, _against_reference(found["table"])]
    if found.get("trade-off"):
        parts += [TRADE_OFF, _trade_off(found["trade-off"])]
    for name, title in TITLES.items():
        if rows := found.get(name):
            days = sorted({row.days for row in rows})
            said = f"Busy (abandoned; worst half hour). Days of each cell: {', '.join(map(str, days))}."
            parts.append(f"\n{title}\n\n{said}\n\n{as_markdown(rows)}")
    return "".join(parts)


def _against_reference(rows: Sequence[Row]) -> str:
    lines = [
        "| agents | answered, talk | days | busy | reference | gain | abandoned | over | worst half hour | reference |"
        " by chance | first 10 min |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_line, rows)]) + "\n"


def _line(row: Row) -> str:
    busy, worst = REFERENCE[row.agents, row.person_percent, row.talk_s]
    answers = row.talks_per_agent_hour * row.agents / (1.0 - row.abandoned_percent / 100.0)
    figures = (
        f"{row.agents}",
        f"{row.person_percent:g} %, {row.talk_s:g} s",
        f"{row.days}",
        f"**{row.occupancy_percent:.1f}**",
        f"{busy:.1f}",
        f"{row.occupancy_percent - busy:+.1f}",
        f"{row.abandoned_percent:.2f}, {row.abandoned_highest_percent:.2f}",
        f"{row.over} ({row.over_by_a_call})",
        f"**{row.worst_half_hour_percent:.1f}**",
        f"{worst:g}",
        f"{100.0 * worst_by_chance(answers, HOURS[row.agents], 0.03):.1f}",
        f"{row.first_ten_minutes_percent:.1f}",
    )
    return f"| {' | '.join(figures)} |"


def _trade_off(rows: Sequence[Row]) -> str:
    lines = ["| team | half hour | days | busy | abandoned | worst half hour |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {row.world} | {row.pacer} | {row.days} | {row.occupancy_percent:.1f} | {row.abandoned_percent:.2f} "
        f"| {row.worst_half_hour_percent:.1f} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"
