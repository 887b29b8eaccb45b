"""What all tests share: stores on each database, and how many examples a property is tried with."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.support.stores"]

# A busy machine must not fail a property for being slow. By day the same examples on every run; by night, with
# `--hypothesis-profile nightly`, many others.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("daily", _PATIENT, derandomize=True)
settings.register_profile("nightly", _PATIENT, max_examples=1000)
settings.load_profile("daily")
