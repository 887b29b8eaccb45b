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
    pause_s: float | None = None  # the pause lasts so long; None: until the agent asks to be ready
    pause_rests: bool = True  # it counts as a break from the screen


@dataclass(frozen=True, slots=True)
class Disposed:
    """An agent's disposition of an attempt was written, or undone: then the attempt has none any more.

    `met` 1: the call that was served at `met_at` turned out to be a machine; -1: that was withdrawn.
    """

    agent_id: int
    attempt_id: str
    met: int = 0
    met_at: float = 0.0
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """An order to be carried out at once for an agent; `lead_id` or `attempt_id`, if given, is what the agent sees.

    `stage` is what a talk has reached: a part of the script, a form, nearly the end. `ahead_ms` is by how much the
    person's name was on the page before the voice was heard.
    """

    agent_id: int
    kind: str
    lead_id: int | None
    attempt_id: str | None = None
    stage: str = ""
    ahead_ms: float = 0.0
    number: str = ""  # of the message, if a reply is waited for


def read_message(topic: str, body: Any) -> Wished | Disposed | Command | None:
    """Parse a message of topic agent, disposed or command; None for any other, or one without an agent."""
    try:
        return _read(topic, body)
    except (KeyError, TypeError, ValueError):
        return None


def read_suppressed(body: Any) -> list[str]:
    """The calls, by id, whose numbers were suppressed while they lived; none if the message makes no sense."""
    ids = body.get("attempt_ids") if isinstance(body, Mapping) else None
    return [call_id for call_id in ids if isinstance(call_id, str)] if isinstance(ids, list | tuple) else []


def _read(topic: str, body: Mapping[str, Any]) -> Wished | Disposed | Command | None:
    match topic:
        case "agent":
            return Wished(
                agent_id=int(body["agent_id"]),
                campaign_id=_optional(body.get("campaign_id")),
                wish=AgentWish(body["wish"]),
                pause_reason=str(body.get("pause_reason", "")),
                at=float(body["at"]),
                pause_s=None if body.get("pause_s") is None else float(body["pause_s"]),
                pause_rests=bool(body.get("pause_rests", True)),
            )
        case "disposed":
            return Disposed(
                agent_id=int(body["agent_id"]),
                attempt_id=str(body["attempt_id"]),
                met=int(body.get("met", 0)),
                met_at=float(body.get("met_at", 0.0)),
                is_undone=bool(body.get("is_undone", False)),
            )
        case "command":
            return Command(
                agent_id=int(body["agent_id"]),
                kind=str(body["kind"]),
                lead_id=_optional(body.get("lead_id")),
                attempt_id=_text(body.get("attempt_id")),
                stage=str(body.get("stage", "")),
                ahead_ms=float(body.get("ahead_ms", 0.0)),
                number=str(body.get("number", "")),
            )
    return None


def _optional(value: Any) -> int | None:
    return None if value is None else int(value)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
