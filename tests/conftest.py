"""What all tests share: stores on each database, the rings, the order of tests, how many examples a property gets."""

import gc
import json
from collections import defaultdict
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadGroupScheduling

pytest_plugins = ["tests.support.stores"]
# Seconds by test file, which .ci/changed_tests.py reads.
DURATIONS: Final = Path(__file__).parents[1] / ".cache/durations.json"

# A busy machine must not fail a property for being slow. The gate and `make test-all` try the same examples on every
# run, the latter four times as many; `--hypothesis-profile nightly` tries a thousand others.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("gate", _PATIENT, derandomize=True, max_examples=25)
settings.register_profile("all", _PATIENT, derandomize=True, max_examples=100)
settings.register_profile("nightly", _PATIENT, max_examples=1000)
settings.load_profile("gate")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our own options."""
    parser.addoption("--labs", type=int, default=1, help="how many labs run side by side, each on a worker of its own")


@pytest.hookimpl(optionalhook=True)  # `make mutants` runs without xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadGroupScheduling:
    """Deal out whole files, and all tests of a lab as one group."""
    return FilesAndLabs(config, log)


class FilesAndLabs(LoadGroupScheduling):
    """The tests of a file run on one worker, which makes their module's fixtures once; those of a lab likewise."""

    def _split_scope(self, nodeid: str) -> str:
        return super()._split_scope(nodeid).partition("::")[0]


@pytest.hookimpl(tryfirst=True)  # before -m selects, and before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say which tests `make test-all` runs alone, put the longest first, and give each lab its tests."""
    for item in items:
        if is_full(item):
            item.add_marker("full")
    items.sort(key=lambda item: -_seconds(item))
    _share_out([item for item in items if item.get_closest_marker("lab")], config.getoption("labs"))


def is_full(item: pytest.Item) -> bool:
    """Whether a test waits for `make test-all`: on the lab and on PostgreSQL, all that are not marked for the gate."""
    marks = {mark.name for mark in item.iter_markers()}
    return "full" in marks or ("gate" not in marks and not marks.isdisjoint({"lab", "postgres"}))


def _share_out(items: list[pytest.Item], labs: int) -> None:
    """Whole files to each lab, about as long for all."""
    files: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        files[item.nodeid.partition("::")[0]].append(item)
    taken = [0.0] * labs
    for file in files.values():
        lab = taken.index(min(taken))
        taken[lab] += sum(max(_seconds(item), 1.0) for item in file)
        for item in file:
            item.add_marker(pytest.mark.xdist_group(f"lab-{lab}"))


def _seconds(item: pytest.Item) -> float:
    return sum(mark.args[0] for mark in item.iter_markers("long"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Note how long each file took that ran; a part of a file counts as the whole."""
    took: dict[str, float] = json.loads(DURATIONS.read_text()) if DURATIONS.exists() else {}
    reports = [one for found in terminalreporter.stats.values() for one in found if isinstance(one, pytest.TestReport)]
    ran: defaultdict[str, float] = defaultdict(float)
    for report in reports:
        ran[report.nodeid.partition("::")[0]] += report.duration
    DURATIONS.parent.mkdir(exist_ok=True)
    DURATIONS.write_text(json.dumps(took | ran, indent=1, sort_keys=True))


def pytest_collection_finish() -> None:
    """What was collected lives to the end: the garbage collector need not look through it for every test."""
    gc.freeze()
