"""benchmarks/pacing.md, written from rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.pacing_bars import reference, verdicts
from benchmarks.pacing_chance import worst_by_chance
from benchmarks.pacing_days import Days
from benchmarks.pacing_worlds import HOURS
from pacing.simulate.compare import Case, Row, as_markdown, row_of

HEAD = """# Pacing: the table

Made by `python -m benchmarks.pacing`; pacing_days.csv has every day, pacing.csv every row. All figures are simulated,
in percent, cold start included. Days last 8 hours for teams up to 20, 4 for 50, 3 for 100, 1.5 for 300; seeds are 1, 2,
3 and so on.

The world: talk log-normal (cv 1), wrap-up 20 s (cv 0.6), 2 s of set-up, ringing log-normal 12 s (cv 0.55), given up
after 25 s; of the calls without a person 50 % ring out, 30 % are machines, 8 % busy, 12 % failed; a person waits 2 s
for an agent; limit 3 % over the day. "Calling off" may hang up calls that have rung for 15 s.
"""

OURS = """
## Row by row

*busy*: share of time agents talk or wrap up. *abandoned*: of those who answered, mean and highest day. *over*: days
over the limit (in brackets: by more than one call). *worst half hour*: mean over the days, of half hours that begin
every five minutes. *first 10 min*: abandoned, the highest of the days. *by chance*: the worst half hour that a steady
3 % would show, every answer at the same risk, by chance alone. *reference*: a policy of the same kind without calling
off, measured beforehand in the same world, its worst half hour known to whole percents.
"""

COLUMNS = {
    "without calling off": "Without calling off",
    "table": "Calling off",
    "told": "Calling off, and told by agents' pages",
    "told of every end": "Calling off, and told of every end",
    "foreknown": "Calling off, every release known",
}

VERDICTS = """
## What each column misses

Asked: at least as busy as the reference, by 1.5 points more for teams up to 20; a worst half hour of three quarters of
the reference's; no day in a hundred over 3 % (up to 10 agents: by more than one call); 4 % in the first ten minutes
from 20 agents on. "Told" are the talks and wrap-ups of agents whose page says that the end is near: three in four
of both, 20 s ahead for talks and 6 s for wrap-ups in the mean (cv 0.5), one word in ten at an instant that means
nothing; the same for all rows, chosen once because it is plausible. "Every release known" is no pacer but a bound: it
is told the very instant at which each busy agent will be free, and still does not know who will answer.

"""

TRADE_OFF = """
## What a calm half hour costs

The pacer holds the abandoned share of the last half hour at a share of the limit (`half_hour_at` of a constraint, 77 %
unless it says otherwise; nearer to the limit for small teams), in the first world of the table. A worst half hour can
never be below the day's share, and for a small team it is a matter of single calls: at five agents, one abandoned call
is over one percent of a half hour.

![Busy share against the worst half hour](pacing.svg)

"""

TITLES = {
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
    columns = {title: found.get(name, ()) for name, title in COLUMNS.items()}
    if any(columns.values()):
        parts += [VERDICTS, verdicts(columns), OURS]
    for title, rows in columns.items():
        if rows:
            parts += [f"\n### {title}\n\n", _against_reference(rows)]
    if found.get("trade-off"):
        parts += [TRADE_OFF, _trade_off(found["trade-off"])]
    for name, title in TITLES.items():
        if those := found.get(name):
            days = sorted({row.days for row in those})
            said = f"Busy (abandoned; worst half hour). Days of each cell: {', '.join(map(str, days))}."
            parts.append(f"\n{title}\n\n{said}\n\n{as_markdown(those)}")
    return "".join(parts)


def _against_reference(rows: Sequence[Row]) -> str:
    lines = [
        "| agents | answered, talk | days | busy | reference | gain | abandoned | over | worst half hour | reference |"
        " by chance | first 10 min |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_line, rows)]) + "\n"


def _line(row: Row) -> str:
    busy, worst = reference(row)
    answers = row.talks_per_agent_hour * row.agents / (1.0 - row.abandoned_percent / 100.0)
    figures = (
        f"{row.agents}",
        f"{row.person_percent:g} %, {row.talk_s:g} s",
        f"{row.days}",
        f"**{row.occupancy_percent:.1f}**",
        f"{busy:.1f}",
        f"{row.occupancy_percent - busy:+.2f}",
        f"{row.abandoned_percent:.2f}, {row.abandoned_highest_percent:.2f}",
        f"{row.over} ({row.over_by_a_call})",
        f"**{row.worst_half_hour_percent:.2f}**",
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
