"""How a command says what Pronto refused, in the language that is spoken."""

from collections.abc import Mapping
from typing import Any, Final

from api.cli.speech import spoken
from api.cli.texts.common import COMMON
from dialer import refusals
from dialer.errors import DialerError
from dialer.settings import SettingsError

_NOT_SIGNED_IN: Final = "/problems/not-signed-in"


def of_problem(problem: Mapping[str, Any]) -> str:
    """Title and detail of the API's problem document, which was asked for in the language. Raises `KeyError`."""
    detail = COMMON("set_token") if problem["type"] == _NOT_SIGNED_IN else problem["detail"]
    return f"{problem['title']}: {detail}"


def of_error(error: DialerError) -> str:
    """An error of the parts of this machine."""
    return refusals.of_error(error, spoken())


def of_settings(error: SettingsError) -> str:
    """A line for each wrong variable."""
    return "\n".join(map(_of_variable, str(error).splitlines()))


def _of_variable(line: str) -> str:
    variable, colon, what = line.partition(": ")
    return f"{variable}: {of_what(what)}" if colon and variable.isupper() else of_what(line)


def of_what(english: str) -> str:
    """What is wrong with a value, or with a line."""
    return refusals.of_what(english, spoken())
