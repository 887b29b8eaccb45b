"""What all tests share: stores on each database, the order of long ones, how many examples a property is tried with."""

import gc

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.support.stores"]

# A busy machine must not fail a property for being slow. By day the same examples on every run; by night, with
# `--hypothesis-profile nightly`, many others.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("daily", _PATIENT, derandomize=True)
settings.register_profile("nightly", _PATIENT, max_examples=1000)
settings.load_profile("daily")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first."""
    items.sort(key=lambda item: -sum(mark.args[0] for mark in item.iter_markers("long")))


def pytest_collection_finish() -> None:
    """What was collected lives to the end: the garbage collector need not look through it for every test."""
    gc.freeze()
