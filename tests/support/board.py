"""A board with every figure, as the engine publishes it."""

from typing import Any

CAMPAIGN: dict[str, Any] = {
    "id": 1,
    "name": "Spring [bold]",
    "status": "running",
    "blocked": False,
    "mode": "predictive",
    "why": {"code": "predicted", "facts": {}, "text": "Nine calls ahead."},
    "decision": {"dial": 9, "at": 1000.0},
    "agents": {"ready": 2, "reserved": 1, "talking": 12, "wrap_up": 3, "paused": 1, "no_phone": 1, "logged_in": 20},
    "calls": {"dialling": 3, "ringing": 14, "screening": 0, "waiting": 1, "talking": 12},
    "today": {
        "placed": 431,
        "answered": 198,
        "connected": 190,
        "undisposed": 0,
        "abandoned": 3,
        "outcomes": {"busy": 40},
    },
    "abandoned_share": 0.0152,
    "abandoned_limit": 0.03,
    "abandoned_aim": 0.02,
    "occupancy": 0.874,
    "utilisation": 0.731,
    "ready_to_call_ms": {"mean": 11200.0, "p90": 24800.0},
    "answer_to_bridge_ms": {"p50": 2.11, "p95": 4.0, "p99": 7.96, "max": 9.0},
    "leads": {"open": 1500, "claimed": 60, "calling": 17, "wrapping": 2, "done": 421},
    "penetration": {
        "lists": [
            {
                "list_id": 1,
                "name": "March",
                "dialled": 620,
                "contacted": 310,
                "due": 1200,
                "done": {"sale": 100, "": 50},
                "total": 2000,
            }
        ],
        "calls_per_hour": 900.0,
        "dry_at": 1700.0,
        "due": 1200,
        "text": "All called at 15:40.",
    },
    "agent_rows": [
        {"id": n, "name": f"a{n}", "state": "talking", "since": 990.0, "attempt_id": None} for n in range(20)
    ],
    "history": [
        {"at": 1000.0 + n, "placed": n, "connected": n, "abandoned": 0, "occupancy": n / 10} for n in range(10)
    ],
}
BOARD: dict[str, Any] = {
    "at": 1000.0,
    "engine": "up",
    "nodes": [{"id": 1, "name": "milan", "state": "refused", "trouble": "The secret is wrong.", "version": ""}],
    "trunks": [{"id": 1, "name": "carrier", "node_id": 1, "state": "up", "channels": 29, "max_channels": 60}],
    "campaigns": [CAMPAIGN],
}
