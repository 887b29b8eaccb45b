"""Whether what a person says is what is on file."""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from dialer.campaigns.scripts.model import Identify, IdentityState, Match

LAST: Final = 4


def is_match(identify: Identify, on_file: Any, given: str) -> bool:
    """Whether they agree, without case, accents, blanks and punctuation. What is not on file agrees with nothing."""
    mine, theirs = _bare(on_file), _bare(given)
    if not mine or not theirs:
        return False
    match identify.match:
        case Match.ENDS:
            return len(theirs) == LAST and mine.endswith(theirs)
        case Match.YEAR:
            return theirs == str(on_file)[:4]
        case Match.WHOLE:
            return theirs == mine


def after_try(
    step_id: str, states: Mapping[str, str], tries: Mapping[str, int], *, allowed: int, matches: bool
) -> tuple[dict[str, str], dict[str, int]] | None:
    """The states and the failed tries by step after one more try; None if there may be no more."""
    failed = tries.get(step_id, 0)
    if failed >= allowed or states.get(step_id) == IdentityState.MATCHED.value:
        return None
    if matches:
        return {**states, step_id: IdentityState.MATCHED.value}, dict(tries)
    failed += 1
    lost = {step_id: IdentityState.FAILED.value} if failed >= allowed else {}
    return {**states, **lost}, {**tries, step_id: failed}


def _bare(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    apart = unicodedata.normalize("NFKD", str(value).casefold())
    return "".join(one for one in apart if one.isalnum())
