"""Asks a node's engine for what was sent to its Asterisk over the last minutes, and what that answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dialer.core.errors import NotFound
from dialer.i18n.message import Message, from_plain
from dialer.messaging.bus import Bus, Topic
from dialer.messaging.request import ask, engine_is_there
from dialer.stores.telephony import TelephonyStore
from dialer.telephony.nodes.inspection import AsteriskUnanswered


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """An action with Asterisk's answer, or an event (`way` is `sent` or `heard`). `ok` None: open, or neither."""

    at: float
    way: str
    what: Message | str
    answer: Message | str
    ok: bool | None
    took_ms: float | None
    raw: str  # the action as written, without secrets and with numbers masked


async def read_journal(store: TelephonyStore, bus: Bus, node_id: int, *, now: float) -> Sequence[JournalLine]:
    """The last lines, the newest first. Raises NotFound, and AsteriskUnanswered if no engine holds the node."""
    node = await store.nodes.get(node_id)
    if node.retired_at is not None:
        raise NotFound(node=node.name)
    board: Mapping[str, Any] = await bus.latest(Topic.BOARD) or {}
    shown = any(one["id"] == node_id for one in board.get("nodes", ()))
    if not shown or not await engine_is_there(bus, now=now):
        raise AsteriskUnanswered
    said = await ask(bus, "ami_journal", campaign_id=0, node_id=node_id)
    if said is None:
        raise AsteriskUnanswered
    return [JournalLine(**{name: from_plain(value) for name, value in one.items()}) for one in said["lines"]]
