"""From the network's hang-up cause to an `Outcome`, and to what it blames: the number or the trunk."""

from enum import Enum, auto

from dialer.core.enums import Outcome

# SIP final responses (RFC 3261 section 21) say more than the Q.850 cause Asterisk derives from them.
_BY_SIP = {
    "404": Outcome.INVALID_NUMBER,
    "410": Outcome.INVALID_NUMBER,
    "484": Outcome.INVALID_NUMBER,
    "604": Outcome.INVALID_NUMBER,
    "486": Outcome.BUSY,
    "600": Outcome.BUSY,
    "408": Outcome.NO_ANSWER,
    "480": Outcome.NO_ANSWER,
    "487": Outcome.NO_ANSWER,
    "503": Outcome.CONGESTION,
}

# ITU-T Q.850 cause values.
_BY_Q850 = {
    1: Outcome.INVALID_NUMBER,  # unallocated number
    22: Outcome.INVALID_NUMBER,  # number changed
    28: Outcome.INVALID_NUMBER,  # invalid number format
    17: Outcome.BUSY,
    16: Outcome.NO_ANSWER,  # normal clearing of a call that nobody answered: our ring limit
    18: Outcome.NO_ANSWER,  # no user responding
    19: Outcome.NO_ANSWER,
    127: Outcome.NO_ANSWER,  # Asterisk's own for a dial it gave up
    34: Outcome.CONGESTION,
    38: Outcome.CONGESTION,
    41: Outcome.CONGESTION,
    42: Outcome.CONGESTION,
    44: Outcome.CONGESTION,
}


def unanswered_outcome(cause: int, tech_cause: str) -> Outcome:
    """The outcome of an unanswered call, from its Q.850 cause and, where the trunk is SIP, the final response.

    `tech_cause` is Asterisk's technology cause, as in "SIP 486 Busy Here" or "486"; empty when there is none.
    """
    for word in tech_cause.split():
        if word in _BY_SIP:
            return _BY_SIP[word]
    return _BY_Q850.get(cause, Outcome.FAILED)


def is_phone_reached(cause: int, tech_cause: str) -> bool:
    """Whether an unanswered call came as far as the called phone, which was busy, absent, declined or rang in vain.

    ITU-T E.425 counts these as effective, and of SIP responses RFC 6076 section 4.7 does. A number that is not in use
    is none of them. Arguments as of `unanswered_outcome`.
    """
    if unanswered_outcome(cause, tech_cause) in (Outcome.BUSY, Outcome.NO_ANSWER):
        return True
    status = next((word for word in tech_cause.split() if len(word) == 3 and word.isdecimal()), "")
    return status == "603" if status else cause in (20, 21)  # subscriber absent, call rejected


class Speaks(Enum):
    """What a failed call that reached no phone blames: the number, the trunk, or either."""

    NUMBER = auto()  # the number; the trunk did its part
    EITHER = auto()
    TRUNK = auto()


# RFC 3261 section 21, and the Q.850 causes that RFC 3398 maps to these. Other refusals may have any cause, as 400 where
# a carrier wants numbers in another form.
_SPEAKS_BY_SIP: dict[str, Speaks | None] = {
    **dict.fromkeys(("404", "410", "484", "485", "486", "600", "604"), Speaks.NUMBER),
    "403": Speaks.EITHER,  # the account is barred, or this destination
    "480": Speaks.EITHER,  # carriers send it for phones that are switched off; some, for every call
    "488": Speaks.EITHER,  # no codec in common, with the carrier or with the called side
    "501": Speaks.EITHER,
    "502": Speaks.EITHER,
    "504": Speaks.EITHER,
    "603": Speaks.EITHER,  # declined by the phone, or by a network that bars the caller
    "401": Speaks.TRUNK,
    "402": Speaks.TRUNK,  # no credit
    "407": Speaks.TRUNK,
    "500": Speaks.TRUNK,
    "503": Speaks.TRUNK,
    "408": None,  # no answer in time
    "487": None,  # called off
}
# ITU-T Q.850. Beside a SIP response the network may send a cause of its own (RFC 3326), as 1 with 503.
_SPEAKS_BY_Q850 = {
    **dict.fromkeys((1, 17, 20, 22, 28), Speaks.NUMBER),  # 20: subscriber absent
    2: Speaks.EITHER,  # no route to the network
    3: Speaks.EITHER,  # no route to the destination
    21: Speaks.EITHER,  # call rejected
    27: Speaks.EITHER,  # destination out of order
    58: Speaks.EITHER,  # bearer capability not available
    34: Speaks.TRUNK,  # no circuit
    38: Speaks.TRUNK,  # network out of order
    41: Speaks.TRUNK,  # temporary failure
    42: Speaks.TRUNK,  # switching equipment congestion
    44: Speaks.TRUNK,  # requested circuit not available
    47: Speaks.TRUNK,  # resource unavailable
}


def speaks_of(cause: int, tech_cause: str) -> Speaks | None:
    """What a failed call that rang nowhere blames; None: nothing. Arguments as of `unanswered_outcome`.

    SIP response and Q.850 cause may differ: the number is blamed first, then the trunk.
    """
    said = [_by_sip(word) for word in tech_cause.split()] + [_SPEAKS_BY_Q850.get(cause)]
    return next((one for one in (Speaks.NUMBER, Speaks.TRUNK, Speaks.EITHER) if one in said), None)


def _by_sip(word: str) -> Speaks | None:
    refuses = len(word) == 3 and word.isdecimal() and "400" <= word < "700"
    return _SPEAKS_BY_SIP.get(word, Speaks.EITHER) if refuses else None
