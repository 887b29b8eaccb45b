"""A minute of `benchmarks.kills`: the engine alone is killed, at the worst moments, and others keep the record."""

from pathlib import Path

import pytest

from benchmarks.kills import KILLS, trial

pytestmark = [pytest.mark.lab, pytest.mark.long(110)]

SECONDS = 60.0


async def test_after_kills_the_database_tells_what_asterisk_and_the_carrier_saw(tmp_path: Path) -> None:
    report = await trial(tmp_path, seconds=SECONDS, seed=7, kinds=KILLS)
    found = report.verdict
    assert report.starts > 1
    assert min(found.joined, found.heard) > 5
    assert found.faults == []
