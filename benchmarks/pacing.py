"""The pacing table: pacers in the same simulated worlds, written to benchmarks/pacing.md and pacing.csv.

python benchmarks/pacing.py                      # every world, three days each: about half an hour of one core
python benchmarks/pacing.py --agents 5 10 --days 1 --pacers progressive predictive --out /tmp/table
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pacing.simulate.baselines import BASELINES
from pacing.simulate.compare import Row, as_csv, as_markdown, row
from pacing.simulate.world import Spread, World

HOURS = {5: 8.0, 10: 8.0, 20: 8.0, 50: 4.0, 100: 3.0, 300: 1.5}
PUBLIC = ((0.25, 60.0), (0.25, 180.0), (0.10, 60.0))  # share answered by a person, mean talk in seconds

HEAD = """# Pacing: the table

Made by `python benchmarks/pacing.py{arguments}`. Each cell: share of time agents talk or wrap up, cold start included
(abandoned % of the people who answered; worst of the half hours that begin every five minutes, %). {days} simulated
day(s) per cell: 8 hours for teams up to 20, 4 for 50, 3 for 100, 1.5 for 300.

The world: talk log-normal (cv 1), wrap-up 20 s (cv 0.6), 2 s of set-up, ringing log-normal 12 s (cv 0.55), given up
after 25 s; of the calls without a person 50 % ring out, 30 % are machines, 8 % busy, 12 % failed; a person waits 2 s
for an agent; limit 3 % over the day. "Calling off" may hang up calls that have rung for 15 s.

"""


def worlds(agents: list[int]) -> list[World]:
    """The worlds of the table, for teams of these sizes."""
    return [
        World(agents=team, person=person, talk=Spread(talk, 1.0), day_s=3_600.0 * HOURS.get(team, 8.0))
        for team in agents
        for person, talk in PUBLIC
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agents", type=int, nargs="+", default=sorted(HOURS))
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--pacers", nargs="+", choices=sorted(BASELINES), default=list(BASELINES))
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(""))
    asked = parser.parse_args()
    rows: list[Row] = []
    for world in worlds(asked.agents):
        for name in asked.pacers:
            rows.append(row(name, BASELINES[name], world, range(1, asked.days + 1)))
            print(rows[-1], flush=True)
        arguments = f" --agents {' '.join(map(str, asked.agents))} --days {asked.days}"
        head = HEAD.format(arguments=arguments, days=asked.days)
        asked.out.with_suffix(".md").write_text(head + as_markdown(rows))
        asked.out.with_suffix(".csv").write_text(as_csv(rows))


if __name__ == "__main__":
    main()
