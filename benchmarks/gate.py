"""What one decision of the rules costs: pre_dial with the full Italian profile.

    python -m benchmarks.gate [--decisions N]

Prints microseconds of CPU (of this thread) per decision, and beside it, in the same run, the baseline: a loop that
looks one number up in a dictionary of a million and keeps the answer. Cases: a lead that may be called, one without a
basis, one outside the hours, and a lead in Florida under the United States' profile with its overlays.
"""

import argparse
import json
import platform
import time
from collections.abc import Callable
from dataclasses import replace

from dialer.compliance.facts import (
    Basis,
    CallerFacts,
    CampaignFacts,
    ContactFacts,
    DialMode,
    Facts,
    Figures,
    History,
    Scrub,
    SystemFacts,
)
from dialer.compliance.load import load
from dialer.compliance.rules import Rulebook, decide
from dialer.compliance.sectors import Sector
from dialer.compliance.vocabulary import BasisKind, CliClass, Point, Proof

NOON = 1_780_999_200.0  # Tuesday, 9 June 2026, 12:00 in Rome
NIGHT = NOON + 10 * 3600.0
DAY_S = 86400.0
ROUNDS = 5


def facts() -> Facts:
    """A lead that may be called in Italy as in the United States, by a campaign with a rate of one in a hundred."""
    figures = Figures(abandoned=10.0, counted=1000.0, ahead=3)
    return Facts(
        campaign=CampaignFacts(
            company="acme",
            sector=Sector.TELECOMS,
            topic="fibre",
            mode=DialMode.PREDICTIVE,
            agents_free=2,
            rates={"IT-MUTE-RATE": figures, "US-ABANDON": figures},
            artificial_voice=False,
        ),
        contact=ContactFacts(
            zones=("America/New_York", "America/Chicago"),
            state="FL",
            bases=(Basis(kind=BasisKind.CONSENT, obtained_at=NOON - 90 * DAY_S, evidence=frozenset(Proof)),),
            in_directory=False,
            scrubs=tuple(
                Scrub(register=register, company="acme", checked_at=NOON - 3 * DAY_S, listed=False)
                for register in ("RPO", "NDNC")
            ),
            suppressed=False,
            revocations=(),
            history=History(attempts=(NOON - 5 * DAY_S, NOON - 9 * DAY_S)),
        ),
        caller=CallerFacts(
            number="+390612345678",
            classes=frozenset({CliClass.CALLABLE}),
            in_inventory=True,
            declared_in=frozenset({"ROC"}),
            tested_at=NOON - DAY_S,
            test_reached="agent",
            trunk_country="IT",
        ),
        system=SystemFacts(clock_skew_s=0.01, log_works=True),
    )


def cpu_us(action: Callable[[int], object], times: int) -> float:
    """Microseconds of CPU per action, the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        before = time.thread_time()
        for index in range(times):
            action(index)
        best = min(best, time.thread_time() - before)
    return best / times * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decisions", type=int, default=20_000)
    times = parser.parse_args().decisions
    profiles = load()
    italy, states = Rulebook.of(profiles["IT"]), Rulebook.of(profiles["US"])
    good = facts()
    # Leads differ: a contact made anew each time, as the engine makes it, is not part of the decision's cost.
    leads = [replace(good, contact=replace(good.contact)) for _ in range(256)]
    baseless = replace(good, contact=replace(good.contact, bases=()))
    numbers = {f"+39{index:010d}": index % 7 == 0 for index in range(1_000_000)}
    asked = list(numbers)[:: max(len(numbers) // 4096, 1)]
    kept: list[bool] = []
    cases: dict[str, Callable[[int], object]] = {
        "baseline: one dictionary look-up": lambda index: kept.append(numbers[asked[index % 4096]]),
        "IT, allowed": lambda index: decide(Point.PRE_DIAL, italy, leads[index % 256], NOON + index * 0.001),
        "IT, refused: no basis": lambda index: decide(Point.PRE_DIAL, italy, baseless, NOON + index * 0.001),
        "IT, deferred: night": lambda index: decide(Point.PRE_DIAL, italy, leads[index % 256], NIGHT + index * 0.001),
        "US with FL, allowed": lambda index: decide(Point.PRE_DIAL, states, leads[index % 256], NOON + 6 * 3600.0),
    }
    figures = {name: round(cpu_us(action, times), 2) for name, action in cases.items()}
    base = figures["baseline: one dictionary look-up"]
    print(f"{platform.machine()}, Python {platform.python_version()}, {times} decisions, best of {ROUNDS} rounds")
    answer = decide(Point.PRE_DIAL, italy, good, NOON)
    print(f"IT asks {len(answer.answers)} rules: {answer.answer} {answer.rule_id}")
    for name, us in figures.items():
        print(f"{name:34} {us:8.2f} us  {us / base:7.1f} times the baseline")
    print(json.dumps({"cpu_us": figures}))


if __name__ == "__main__":
    main()
