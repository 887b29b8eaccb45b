"""Campaigns that share agents, over several days each, beside each alone with its part: writes benchmarks/sharing.md.

python -m benchmarks.sharing [--days 2]       # three minutes of a core for each day
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import fmean

from pacing.simulate.baselines import policy_in
from pacing.simulate.result import MINUTE_S, Result
from pacing.simulate.shared import Campaign, SharedRun, Team
from pacing.simulate.world import Spread, World
from pacing.snapshot import Mode

AGENTS = (8, 20, 60)
HOURS = {8: 2.0, 20: 1.5, 60: 1.0}
LEAD_EACH_S = 20.0

HEAD = """# Campaigns that share agents

{days} simulated days of each world, made by `python -m benchmarks.sharing`: 8 agents for 2 hours, 20 for 1.5, 60 for 1.
Where nothing else is said all agents work in all campaigns, a person answers one call in four, talks last 60 s, wrap-up
20 s, and each campaign may abandon 3 % of its own answers.

- *busy*: the share of all agents' time; *alone*, with each campaign in a team of its own.
- for each campaign: *answers* in a day, from when the last campaign began, and what it has *alone*, with as many agents
  as it is due: an agent who works in two is due to each by half. *Share, due*: of all answers, and of the agents.
- *abandoned*, of its own answers; *worst*, the highest abandoned share of half an hour; *over*, days that ended over
  its limit by more than one call.

One campaign that has all agents is the last row.

A campaign with a lead now and then has few answers in a day, and its people share the risk of calls that rang before
a lead came. In more days than these, 30 of each team, it ended over its own limit by more than one call in 0 (8
agents), 1 (20) and 0 (60), with 1.7, 1.7 and 1.2 % abandoned of its 87, 66 and 42 answers, and at most three leads
were left in a day. Where it foretold all agents by the few talks that it had seen itself, and called for a ready
agent whatever the risk, the same days ended over its limit in 3, 7 and 2, with 2.5, 2.9 and 2.0 %.

Whoever has more than its part of the agents, by the fraction d of what is left, stops at e^(-6 d) of the common
price. At e^(-3 d) a campaign with a limit of 1 % beside one of 3 % had 172 answers of 8 agents and 432 of 20, in ten
days of each, fewer than with its half alone; now 206 and 496.
"""
COLUMNS = ("world", "campaign", "busy; alone", "answers; alone", "share, due", "abandoned", "worst", "over")


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Campaigns and the agents they share, or do not."""

    name: str
    campaigns: tuple[Campaign, ...]
    teams: tuple[Team, ...]
    names: tuple[str, ...]  # of the campaigns

    def due(self, at: int) -> float:
        """The part of the agents that is a campaign's."""
        due = [team.agents / len(team.works_in) for team in self.teams if at in team.works_in]
        return sum(due) / sum(team.agents for team in self.teams)

    def apart(self) -> Floor:
        """The same campaigns, each with agents of its own."""
        agents = sum(team.agents for team in self.teams)
        bounds = [round(agents * sum(map(self.due, range(at)))) for at in range(len(self.campaigns) + 1)]
        teams = [Team(bounds[at + 1] - bounds[at], (at,)) for at in range(len(self.campaigns))]
        return replace(self, teams=tuple(teams))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """How one campaign stood in a day."""

    answers: int
    part: float  # of all answers, over the part that it is due
    share: float  # of all answers
    abandoned: int
    abandoned_share: float
    worst_half_hour: float
    excess: float  # abandoned calls beyond its limit
    leads_left: int  # that came to it and were not dialled


def a_campaign(
    day_s: float,
    *,
    limit: float = 0.03,
    person: float = 0.25,
    mode: Mode = Mode.PREDICTIVE,
    begins_s: float = 0.0,
    ratio: float = 1.0,
    talk_s: float = 60.0,
) -> Campaign:
    """A campaign of the usual public."""
    world = World(day_s=day_s, person=person, talk=Spread(talk_s, 1.0))
    return Campaign(world=world, policy=policy_in(world, mode, ratio, limit=limit), begins_s=begins_s)


def floors(agents: int, hours: float) -> list[Floor]:
    """The worlds of the table."""
    day_s = hours * 3_600.0
    usual = a_campaign(day_s)
    both = (Team(agents, (0, 1)),)
    quarter = agents // 4

    def beside(name: str, second: Campaign, names: tuple[str, str], first: Campaign = usual) -> Floor:
        return Floor(name=name, campaigns=(first, second), teams=both, names=names)

    return [
        beside("two alike", usual, ("one", "other")),
        beside("limits of 3 % and 1 %", a_campaign(day_s, limit=0.01), ("3 %", "1 %")),
        beside(
            "a person answers 50 % and 5 %",
            a_campaign(day_s, person=0.05),
            ("50 %", "5 %"),
            a_campaign(day_s, person=0.5),
        ),
        beside(
            "talks of 240 s and of 30 s",
            a_campaign(day_s, talk_s=30.0),
            ("240 s", "30 s"),
            a_campaign(day_s, talk_s=240.0),
        ),
        beside("a lead each 20 s", replace(usual, lead_each_s=LEAD_EACH_S), ("all leads", "a lead each 20 s")),
        beside("one begins late", a_campaign(day_s, begins_s=day_s / 2.0), ("from the start", "half a day late")),
        beside(
            "progressive beside predictive",
            a_campaign(day_s, mode=Mode.PROGRESSIVE),
            ("predictive", "progressive"),
        ),
        beside(
            "progressive beside a ratio of 3, 60 % answer",
            a_campaign(day_s, person=0.6, mode=Mode.PROGRESSIVE),
            ("fixed ratio", "progressive"),
            a_campaign(day_s, person=0.6, mode=Mode.RATIO, ratio=3.0),
        ),
        Floor(
            name="three alike",
            campaigns=(usual, usual, usual),
            teams=(Team(agents, (0, 1, 2)),),
            names=("one", "other", "third"),
        ),
        Floor(
            name="half of each team works in both",
            campaigns=(usual, usual),
            teams=(Team(quarter, (0,)), Team(quarter, (1,)), Team(agents - 2 * quarter, (0, 1))),
            names=("one", "other"),
        ),
        Floor(name="one with all agents", campaigns=(usual,), teams=(Team(agents, (0,)),), names=("only",)),
    ]


def stood(floor: Floor, seed: int) -> tuple[float, list[Stood]]:
    """One day: the busy share of the agents, and how each campaign stood."""
    run = SharedRun(floor.campaigns, floor.teams, seed)
    results = run.play()
    together = int(max(one.begins_s for one in floor.campaigns) / MINUTE_S)
    answers = [_answers(one, together) for one in results]
    found = []
    for at, (campaign, result) in enumerate(zip(floor.campaigns, results, strict=True)):
        share = answers[at] / max(sum(answers), 1)
        found.append(
            Stood(
                answers=answers[at],
                part=share / floor.due(at),
                share=share,
                abandoned=result.abandons,
                abandoned_share=result.abandoned_share,
                worst_half_hour=result.worst_half_hour,
                excess=result.abandons - campaign.policy.constraints[0].limit * result.answers,
                leads_left=run.members[at].leads_come - run.members[at].launched,
            )
        )
    return run.busy_share(), found


def _answers(result: Result, first: int) -> int:
    return sum(minute.served + minute.abandoned for minute in result.minutes[first:])


def rows(floor: Floor, seeds: Sequence[int]) -> list[str]:
    """The lines of one world, one for each campaign."""
    days = [stood(floor, seed) for seed in seeds]
    apart = [stood(floor.apart(), seed) for seed in seeds]
    lines = []
    for at, name in enumerate(floor.names):
        mine = [found[at] for _, found in days]
        cells = (
            "" if at else floor.name,
            name,
            "" if at else f"{fmean(busy for busy, _ in days):.1%}; {fmean(busy for busy, _ in apart):.1%}",
            f"{fmean(one.answers for one in mine):.0f}; {fmean(found[at].answers for _, found in apart):.0f}",
            f"{fmean(one.share for one in mine):.0%}, {floor.due(at):.0%}",
            f"{fmean(one.abandoned_share for one in mine):.2%}",
            f"{fmean(one.worst_half_hour for one in mine):.1%}",
            f"{sum(one.excess > 1.0 + 1e-9 for one in mine)}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def main() -> None:
    """Play and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=2, help="seeds 1 to this")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    asked = parser.parse_args()
    parts = [HEAD.format(days=asked.days)]
    with ProcessPoolExecutor() as pool:
        for agents in AGENTS:
            lines = [f"## {agents} agents\n", f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
            of_floors = partial(rows, seeds=range(1, asked.days + 1))
            for of_floor in pool.map(of_floors, floors(agents, HOURS[agents])):
                lines += of_floor
                print("\n".join(of_floor), flush=True)
            parts.append("\n".join([*lines, ""]))
    asked.out.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
