"""Ids of channels we start. Asterisk takes them as unique ids, so every event names its call or leg.

They name the installation too: several may share an Asterisk, and none may touch what another one has started.
"""

import re
import secrets
from functools import lru_cache
from itertools import count

# The random part makes ids unique over processes and restarts, the count within the process: as good as random
# throughout, without asking the kernel for each call.
_PROCESS = secrets.token_hex(8)
_NUMBER = count(secrets.randbelow(1 << 20))

KNOWN = 8192  # cached ids: every event looks up its channel, a dozen times in the life of a call

# Older versions named no installation, and wrote 32 digits.
_REST = r"-(?:([0-9a-f]{8})-)?(\d+)-[0-9a-f]{24,32}"
_CALL = re.compile("pc" + _REST)
_LEG = re.compile("pl" + _REST)
_EITHER = re.compile("p[cl]" + _REST)


def new_call_id(installation: str, campaign_id: int) -> str:
    """An id for a call of the campaign. `installation` is that of `Digests.installation`."""
    return f"pc-{installation}-{campaign_id}-{_PROCESS}{next(_NUMBER):08x}"


def new_leg_id(installation: str, agent_id: int) -> str:
    """An id for a leg to the agent's phone. `installation` is that of `Digests.installation`."""
    return f"pl-{installation}-{agent_id}-{_PROCESS}{next(_NUMBER):08x}"


@lru_cache(KNOWN)
def is_of_another(channel_id: str, installation: str) -> bool:
    """Whether another installation has started this channel. One that names none is not known to be another's."""
    found = _EITHER.fullmatch(channel_id)
    return found is not None and found[1] not in (None, installation)


@lru_cache(KNOWN)
def campaign_of(channel_id: str) -> int | None:
    """The campaign whose call this channel is, or None if it is not a call of Pronto."""
    found = _CALL.fullmatch(channel_id)
    return int(found[2]) if found else None


@lru_cache(KNOWN)
def agent_of(channel_id: str) -> int | None:
    """The agent whose leg this channel is, or None if it is not a leg of Pronto."""
    found = _LEG.fullmatch(channel_id)
    return int(found[2]) if found else None
