"""A real Asterisk and a telephone network on loopback, for `pronto lab`, `pronto demo` and the tests."""

from dialer.lab.build import Progress
from dialer.lab.carrier_cdr import CarrierCall, EndedBy
from dialer.lab.errors import LabError
from dialer.lab.instance import Ami, Instance
from dialer.lab.lab import Lab, LabStatus
from dialer.lab.scenario import REALISTIC, Outcome, Plan, Scenario, Spread
from dialer.lab.settings import LabSettings

__all__ = [
    "Lab", "LabSettings", "LabStatus", "LabError", "Progress", "Instance", "Ami",
    "Scenario", "Spread", "Plan", "Outcome", "REALISTIC", "CarrierCall", "EndedBy",
]  # fmt: skip
