"""Errors of a simulation, and how to fix them."""

from collections.abc import Mapping
from typing import Final

from dialer.campaigns.simulations.past_calls import too_few_calls
from dialer.i18n.message import Message, mark, message_of
from pacing.simulate.replay import ReplayError
from pacing.simulate.setting import SettingError, SettingFault

_SETTING: Final[Mapping[SettingFault, str]] = {
    SettingFault.UNKNOWN: mark("{name!r} is not a figure of the simulation. There are: {names}."),
    SettingFault.OUT_OF_BOUNDS: mark("{name}={value:g} is out of bounds: {lowest:g} to {highest:g} {unit}."),
    SettingFault.NOT_WHOLE: mark("{name}={value:g} must be a whole number."),
    SettingFault.NO_PAIR: mark("{text!r} should be a name, an equals sign and figures, as in agents=5,10,20."),
    SettingFault.NO_NUMBERS: mark("{values!r} in {text!r} should be numbers with commas between them."),
}


class CannotSimulate(ValueError):  # noqa: N818 - reads as what it is in a message
    """The request cannot be simulated; raised with a message."""


def message_of_fault(error: SettingError | ReplayError | CannotSimulate) -> Message | str:
    """What is wrong, and how to fix it."""
    if isinstance(error, SettingError):
        return Message(_SETTING[error.fault], error.facts)
    if isinstance(error, ReplayError):
        return too_few_calls(error)
    return message_of(error)
