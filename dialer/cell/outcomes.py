"""From what the network said at hang-up to an `Outcome`."""

from dialer.words import Outcome

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
    """Name the end of a call nobody answered, from its Q.850 cause and, where the trunk is SIP, the final response.

    `tech_cause` is Asterisk's technology cause, as in "SIP 486 Busy Here" or "486"; empty when there is none.
    """
    for word in tech_cause.split():
        if word in _BY_SIP:
            return _BY_SIP[word]
    return _BY_Q850.get(cause, Outcome.FAILED)
