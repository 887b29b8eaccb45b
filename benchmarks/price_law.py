"""What holding the day and the half hour costs by itself: the law of the price (pacing/budget.py) without a pacer.

    python -m benchmarks.price_law [--days 100]

People answer as a Poisson stream, and each is abandoned with the price as its chance: no agents, no forecasts, nothing
to be wrong about. What is left is what any pacer meets: abandoned calls come by chance, and a law can only answer
afterwards. Busy time grows with about the logarithm of the price, so "lost" tells what the law costs: the mean
logarithm of limit over price. A steady price of the limit loses nothing and shows the half hours of chance; half of the
days go over. "Over at" is the share of instants, after the first hour, at which the day so far was over the limit: a
run that is ended early ends there. The constants of the law were chosen by this.
"""

import argparse
from collections.abc import Callable
from math import exp, log
from random import Random
from statistics import fmean

from pacing.budget import RECENT_S
from pacing.guard import allowance
from pacing.learned import Learned
from pacing.snapshot import Constraint, Mode, Policy

LIMIT = 0.03
STEP_S = 10.0
EVERY_S = 300.0  # half hours begin
# Answers in half an hour, hours of a day, ready agents; as teams of 5, 5, 10, 20, 50 and 100 have them.
TEAMS = ((36, 8.0, 1), (75, 8.0, 1), (155, 8.0, 1), (300, 8.0, 1), (1_035, 4.0, 2), (2_100, 3.0, 2))
Law = Callable[[Learned, Policy, float, int], float]  # what was counted, the rules, now, ready agents: the price


def day(law: Law, seed: int, answers: int, hours: float, ready: int) -> tuple[float, float, float, float]:
    """Mean logarithm of limit over price, abandoned share, share of instants over the limit, worst half hour."""
    chance = Random(seed)
    constraint = Constraint(name="day", limit=LIMIT, starts_at=0.0, ends_at=hours * 3_600.0)
    policy = Policy(mode=Mode.PREDICTIVE, constraints=(constraint,))
    learned, totals, lost = Learned(), [(0, 0)], []
    for step in range(int(hours * 3_600.0 / STEP_S)):
        now = step * STEP_S
        risk = law(learned, policy, now, ready)
        lost.append(log(LIMIT / risk))
        came = poisson(chance, answers / RECENT_S * STEP_S)
        gone = sum(chance.random() < risk for _ in range(came))
        learned.tally.add(now, served=came - gone, abandoned=gone)
        totals.append((totals[-1][0] + came, totals[-1][1] + gone))
    over_at = fmean(gone > LIMIT * came for came, gone in totals[int(3_600.0 / STEP_S) :])
    return fmean(lost), totals[-1][1] / max(totals[-1][0], 1), over_at, worst_half_hour(totals)


def worst_half_hour(totals: list[tuple[int, int]]) -> float:
    """The highest share of half hours that begin every five minutes."""
    long, apart = int(RECENT_S / STEP_S), int(EVERY_S / STEP_S)
    return max(
        (totals[end][1] - totals[end - long][1]) / max(totals[end][0] - totals[end - long][0], 1)
        for end in range(long, len(totals), apart)
    )


def poisson(chance: Random, mean: float) -> int:
    """A Poisson number."""
    count, left = 0, chance.random()
    while left > exp(-mean):
        count += 1
        left *= chance.random()
    return count


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=100)
    asked = parser.parse_args()
    laws: dict[str, Law] = {
        "the law": lambda learned, policy, now, ready: allowance(learned, policy, now, ready=ready).price,
        "steady": lambda *_: LIMIT,
    }
    columns = ("answers in half an hour", "price", "lost", "abandoned", "days over", "over at", "worst half hour")
    print("| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|")
    for answers, hours, ready in TEAMS:
        for name, law in laws.items():
            days = [day(law, seed, answers, hours, ready) for seed in range(asked.days)]
            lost, share, over_at, worst = (fmean(column) for column in zip(*days, strict=True))
            over = sum(one[1] > LIMIT for one in days)
            cells = (
                f"{lost:.2f}",
                f"{100 * share:.2f} %",
                f"{over} of {len(days)}",
                f"{100 * over_at:.1f} %",
                f"{100 * worst:.2f} %",
            )
            print(f"| {answers} | {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
