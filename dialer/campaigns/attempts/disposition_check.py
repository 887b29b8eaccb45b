"""What a disposition requires: nothing is asked for that its own settings do not name."""

from collections.abc import Mapping
from typing import Final

from dialer.campaigns.model import Disposition, Required
from dialer.core.request_errors import Invalid
from dialer.i18n.message import Message, msg

_LACKING: Final[Mapping[Required, Message]] = {
    Required.NOTE: msg("this disposition needs a note"),
    Required.REASON: msg("this disposition needs one of its reasons"),
    Required.TOPIC: msg("this disposition needs the topic of the talk"),
    Required.MOOD: msg("this disposition needs the person's mood"),
}


def check_given(disposition: Disposition, given: Mapping[str, object]) -> None:
    """Raise `Invalid` for what it requires and was not given, by name, and for a reason that it does not have."""
    lacking = [(one.value, _LACKING[one]) for one in disposition.requires or () if given.get(one) in (None, "")]
    reason, codes = given.get("reason"), [one.code for one in disposition.reasons or ()]
    if reason is not None and reason not in codes:
        lacking.append(("reason", msg("use one of {those}", those=codes) if codes else _NONE))
    if lacking:
        raise Invalid(lacking)


_NONE: Final = msg("this disposition has no reasons: leave it out")
