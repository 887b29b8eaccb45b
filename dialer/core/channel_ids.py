"""Ids of channels we start. Asterisk takes them as unique ids, so every event names its call or leg."""

import re
import secrets
from functools import lru_cache
from itertools import count

# The random part makes ids unique over processes and restarts, the count within the process: as good as random
# throughout, without asking the kernel for each call.
_PROCESS = secrets.token_hex(12)
_NUMBER = count(secrets.randbelow(1 << 20))

KNOWN = 8192  # cached ids: every event looks up its channel, a dozen times in the life of a call

_CALL = re.compile(r"pc-(\d+)-[0-9a-f]{32}")
_LEG = re.compile(r"pl-(\d+)-[0-9a-f]{32}")


def new_call_id(campaign_id: int) -> str:
    """An id for a call of the campaign."""
    return f"pc-{campaign_id}-{_PROCESS}{next(_NUMBER):08x}"


def new_leg_id(agent_id: int) -> str:
    """An id for a leg to the agent's phone."""
    return f"pl-{agent_id}-{_PROCESS}{next(_NUMBER):08x}"


@lru_cache(KNOWN)
def campaign_of(channel_id: str) -> int | None:
    """The campaign whose call this channel is, or None if it is not a call of ours."""
    found = _CALL.fullmatch(channel_id)
    return int(found[1]) if found else None


@lru_cache(KNOWN)
def agent_of(channel_id: str) -> int | None:
    """The agent whose leg this channel is, or None if it is not a leg of ours."""
    found = _LEG.fullmatch(channel_id)
    return int(found[1]) if found else None
