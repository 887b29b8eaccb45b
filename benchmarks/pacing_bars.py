"""What is asked of the pacer in each row of the table, and which of it the days of a row missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pacing.simulate.compare import Row

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
CALMER = 0.75  # of the reference's worst half hour
MORE = 1.5  # points of busy time, for small teams
SMALL = 20  # agents, at the most
LARGE = 20  # agents, at the least: by chance a small team's first minutes and days differ by single calls
FIRST = 4.0  # % abandoned in the first ten minutes
SURE = 0.01  # share of days that may end over the limit


def reference(row: Row) -> tuple[float, float]:
    """Busy time and worst half hour of the reference, in percent."""
    return REFERENCE[row.agents, row.person_percent, row.talk_s]


def missed(row: Row) -> list[str]:
    """What the row misses, in a few words with the figures; empty where it meets everything."""
    busy, worst = reference(row)
    found = []
    gain = row.occupancy_percent - busy
    if gain < 0.0:
        found.append(f"busy {gain:+.2f}")
    elif row.agents <= SMALL and gain < MORE:
        found.append(f"busy only {gain:+.2f}")
    if row.worst_half_hour_percent > CALMER * worst:
        found.append(f"half hour {row.worst_half_hour_percent:.2f}, not {CALMER * worst:.2f}")
    over = row.over if row.agents >= LARGE else row.over_by_a_call
    if over > SURE * row.days:
        found.append(f"{over} days over")
    if row.agents >= LARGE and row.first_ten_minutes_percent > FIRST:
        found.append(f"first minutes {row.first_ten_minutes_percent:.1f}")
    return found


def verdicts(columns: Mapping[str, Sequence[Row]]) -> str:
    """What each of the columns misses in each of the rows, as a table."""
    names = [name for name, rows in columns.items() if rows]
    lines = ["| agents | answered, talk | " + " | ".join(names) + " |", "|---|---|" + "---|" * len(names)]
    places = dict.fromkeys(_place(row) for rows in columns.values() for row in rows)
    for place in places:
        cells = [[row for row in columns[name] if _place(row) == place] for name in names]
        said = [("; ".join(missed(found[0])) or "**all met**") if found else "" for found in cells]
        agents, person, talk = place
        lines.append(f"| {agents} | {person:g} %, {talk:g} s | " + " | ".join(said) + " |")
    return "\n".join(lines) + "\n"


def _place(row: Row) -> tuple[int, float, float]:
    return row.agents, row.person_percent, row.talk_s
