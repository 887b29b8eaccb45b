"""The engine's health and its own counters, as plain data."""

from typing import Any

from dialer.cell.tally import quantiles
from dialer.engine.effect_runner import EffectRunner
from dialer.engine.event_loop import Turns
from dialer.engine.persistence.attempt_progress import Writer
from dialer.engine.switchboard import Switchboard


def health(writer: Writer, turns: Turns) -> dict[str, Any]:
    """When the loop last ran, whether the database accepts results, and how many results wait for it."""
    return {
        "beat_at": turns.beat_at,
        "database": writer.healthy,
        "backlog": writer.backlog,
    }


def figures(switchboard: Switchboard, hands: EffectRunner, turns: Turns) -> dict[str, Any]:
    """Counters: Asterisk events, actions sent, unexpected events, strays, and how long calls and decisions took."""
    surprises = {
        f"{state}:{event}": count
        for cell in switchboard.cells.values()
        for (state, event), count in cell.unexpected.items()
    }
    return {
        "ami_events": dict(switchboard.events),
        "actions": dict(hands.sent),
        "unexpected_events": surprises,
        "strays": switchboard.strays,
        "news_to_originate_ms": hands.placing.summary(),
        "decision_us": quantiles(turns.deciding_us),
    }
