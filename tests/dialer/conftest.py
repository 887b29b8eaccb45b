"""What all tests of the dialer share."""

from hypothesis import HealthCheck, settings

# The same examples on every run, and a busy machine must not fail a property for being slow.
settings.register_profile("dialer", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dialer")
