"""Texts of Pronto's refusals in the command's language."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from api.cli.language import sentence
from api.cli.request_errors import in_words
from api.cli.texts.common import COMMON
from dialer.core.errors import DialerError
from dialer.core.request_errors import Invalid

if TYPE_CHECKING:
    from dialer.compliance.problems import BadProfiles

_NOT_SIGNED_IN: Final = "/problems/not-signed-in"
_INVALID: Final = "/problems/invalid"
_PLACES_SAID: Final = 3


def of_problem(problem: Mapping[str, Any]) -> str:
    """Title and detail of a problem document, which the API has already translated. Raises `KeyError`."""
    detail = COMMON("set_key") if problem["type"] == _NOT_SIGNED_IN else problem["detail"]
    if problem["type"] == _INVALID and problem.get("errors"):
        detail = "; ".join(_of_place(one) for one in problem["errors"][:_PLACES_SAID])
    return f"{problem['title']}: {detail}"


def of_error(error: DialerError) -> str:
    """An error from the parts of this machine."""
    if isinstance(error, Invalid):
        return "; ".join(_of_place({**one, "what": sentence(one["what"])}) for one in error.errors)
    return sentence(error)


def _of_place(one: Mapping[str, Any]) -> str:
    mend = f"; {one['mend']}" if one.get("mend") else ""
    return f"{in_words(one['where'])}: {one['what']}{mend}"


def of_profiles(error: "BadProfiles") -> str:
    """A line for each fault of the profiles."""
    return "\n".join(sentence(problem.message) for problem in error.problems)
