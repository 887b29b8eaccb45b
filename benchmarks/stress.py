"""Shocks, over several days each, beside other pacers: writes benchmarks/stress.md.

python -m benchmarks.stress [--days 6]       # some minutes of one core
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from benchmarks.shocks import SHOCK_MINUTES, Shock, Stood, shocks, stood
from pacing.simulate.pacers import pacers

BESIDE = "progressive"
SHOWN = ("predictive calling off", "predictive", BESIDE, "VICIdial average", "OMniDialer")

HEAD = f"""# Shocks

Twenty agents, and a world that changes under the pacer after twenty minutes; {{days}} days of each, made by
`python -m benchmarks.stress`. A shock minute is one of the {SHOCK_MINUTES} after a change.

- *worst minute*: people abandoned in the worst shock minute, in the mean of the days, and in the worst day.
- *not to be known*: of the people who answered by then, those for whom the pacer could not know that no agent would be
  there (the beginning of benchmarks/shocks.py says how they are counted).
- *over*: days in which the worst minute abandoned more than 1.5 times progressive dialling's, and those; behind it,
  days in which it did so by more than the limit of 3 % lets through by chance once in a thousand such minutes.
- *swing*: how much the starts vary from minute to minute afterwards, 1 by chance alone.
- *undecided*: the longest that a ready agent, a lead and a line waited for a decision. Progressive dialling is asked
  upon news alone; the published pacers decide in loops.
- *busy*: the share of agents' time afterwards.
"""
COLUMNS = ("pacer", "worst minute", "not to be known", "over", "swing", "undecided", "busy", "abandoned")


def row(name: str, days: Sequence[Stood], beside: Sequence[Stood]) -> str:
    """One pacer under one shock."""
    above = [one.worst - 1.5 * other.worst - one.unknowable for one, other in zip(days, beside, strict=True)]
    cells = (
        name,
        f"{fmean(one.worst for one in days):.1f}; {max(one.worst for one in days)}",
        f"{fmean(one.unknowable for one in days):.1f}",
        f"{sum(more > 0.0 for more in above)}; "
        f"{sum(more > one.by_chance for more, one in zip(above, days, strict=True))}",
        f"{fmean(one.swing for one in days):.1f}",
        f"{max(one.longest_s for one in days):.1f} s",
        f"{fmean(one.busy for one in days):.1%}",
        f"{fmean(one.abandoned_share for one in days):.1%}",
    )
    return f"| {' | '.join(cells)} |"


def section(shock: Shock, seeds: Sequence[int]) -> str:
    """All pacers under one shock."""
    makes = pacers()
    days = {name: [stood(shock, makes[name], seed) for seed in seeds] for name in SHOWN}
    rows = [row(name, days[name], days[BESIDE]) for name in SHOWN]
    head = f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}"
    return "\n".join([f"## {shock.name[0].upper()}{shock.name[1:]}\n", head, *rows, ""])


def main() -> None:
    """Play and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=6, help="seeds 1 to this")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    asked = parser.parse_args()
    parts = [HEAD.format(days=asked.days)]
    for shock in shocks():
        parts.append(section(shock, range(1, asked.days + 1)))
        print(parts[-1], flush=True)
    asked.out.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
