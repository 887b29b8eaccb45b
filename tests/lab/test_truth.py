"""The simulator tells the truth: a short run on the real Asterisk lies where simulated runs of the same world lie."""

from dataclasses import replace

import pytest

from benchmarks.truth import compare, page, picture
from benchmarks.truth_run import WORLD

pytestmark = [pytest.mark.lab, pytest.mark.long(165)]

SECONDS = 120.0
SEEDS = range(1, 400)  # 399 runs: the next lies between the lowest and the highest with 99.5 %


async def test_two_minutes_on_the_real_asterisk_lie_within_the_simulated_ones() -> None:
    world = replace(WORLD, agents=10, day_s=SECONDS)
    truth = await compare(world, seed=3, seeds=SEEDS, coverage=0.995)
    assert truth.live.unexpected == 0
    assert truth.live.result.answers > 0
    assert truth.holds, page(truth)
    assert picture(truth).startswith("<svg")
