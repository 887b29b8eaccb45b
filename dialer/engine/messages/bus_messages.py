"""Parses the API's bus messages. Malformed ones are skipped: no message can stop the engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialer.core.enums import AgentWish


@dataclass(frozen=True, slots=True)
class Wished:
    """An agent asks for something; `at` is the instant of the wish, epoch seconds."""

    agent_id: int
    campaign_id: int | None
    wish: AgentWish
    pause_reason: str
    at: float


@dataclass(frozen=True, slots=True)
class Disposed:
    """An agent's disposition of an attempt was written.

    `met` 1: the call that was served at `met_at` turned out to be a machine; -1: that was withdrawn.
    """

    agent_id: int
    attempt_id: str
    met: int = 0
    met_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Staged:
    """An agent's talk reached a stage: a part of the script, a form, nearly the end."""

    agent_id: int
    attempt_id: str | None
    stage: str


@dataclass(frozen=True, slots=True)
class Command:
    """An order to be carried out at once for an agent; `lead_id` or `attempt_id`, if given, is what the agent sees."""

    agent_id: int
    kind: str
    lead_id: int | None
    attempt_id: str | None = None


def read_told(topic: str, body: Any) -> Wished | Disposed | Staged | Command | None:
    """Parse a message of topic agent, disposed, stage or command; None for any other, or one without an agent."""
    try:
        return _read(topic, body)
    except (KeyError, TypeError, ValueError):
        return None


def read_suppressed(body: Any) -> list[str]:
    """The calls, by id, whose numbers were suppressed while they lived; none if the message makes no sense."""
    ids = body.get("attempt_ids") if isinstance(body, Mapping) else None
    return [call_id for call_id in ids if isinstance(call_id, str)] if isinstance(ids, list | tuple) else []


def _read(topic: str, body: Mapping[str, Any]) -> Wished | Disposed | Staged | Command | None:
    match topic:
        case "agent":
            return Wished(
                agent_id=int(body["agent_id"]),
                campaign_id=_optional(body.get("campaign_id")),
                wish=AgentWish(body["wish"]),
                pause_reason=str(body.get("pause_reason", "")),
                at=float(body["at"]),
            )
        case "disposed":
            return Disposed(
                agent_id=int(body["agent_id"]),
                attempt_id=str(body["attempt_id"]),
                met=int(body.get("met", 0)),
                met_at=float(body.get("met_at", 0.0)),
            )
        case "stage":
            return Staged(int(body["agent_id"]), _text(body.get("attempt_id")), str(body["stage"]))
        case "command":
            return Command(
                agent_id=int(body["agent_id"]),
                kind=str(body["kind"]),
                lead_id=_optional(body.get("lead_id")),
                attempt_id=_text(body.get("attempt_id")),
            )
    return None


def _optional(value: Any) -> int | None:
    return None if value is None else int(value)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
