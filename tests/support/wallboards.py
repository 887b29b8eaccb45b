"""A board as an engine publishes it, in the middle of a shift, with all that a wallboard shows."""

import asyncio
from collections.abc import Callable
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.cell.dialling.idle_reasons import reason
from dialer.i18n.labels import label
from dialer.i18n.message import to_plain
from dialer.messaging.bus import Topic
from tests.support.pages import Served

ROME: Final = ZoneInfo("Europe/Rome")
HALF_HOUR_S: Final = 1800.0
STATES: Final = ["talking"] * 12 + ["ready"] * 2 + ["wrap_up"] * 3 + ["reserved", "paused", "no_phone"]
AGENTS: Final = ["Giulia B.", "Marco R.", "Anna F.", "Luca M.", "Sara C.", "Paolo G.", "Elena V.", "Davide P."]
LIST: Final = {"list_id": 1, "name": "Clienti 2025", "due": 8421, "is_off": False}
GOALS: Final = {"3": 190, "4": 150, "5": 40}
"""Successes wanted in a shift, by the campaign's id."""


class Publisher:
    """What publishes boards, as an engine does, until it is stopped."""

    def __init__(self, served: Served, every_s: float = 0.4) -> None:
        self._served, self._every_s = served, every_s
        self._task: asyncio.Task[None] | None = None
        self.shape: Callable[[float], dict[str, Any]] = a_board

    def start(self) -> None:
        """Begin, unless it has begun."""
        self._served.do(self._start())

    def stop(self) -> None:
        self._served.do(self._stop())

    async def _start(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._publish())

    async def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _publish(self) -> None:
        while True:
            self._served.parts.bus.publish(Topic.BOARD, self.shape(self._served.parts.clock()))
            await asyncio.sleep(self._every_s)


def a_board(now: float, *, named: bool = True) -> dict[str, Any]:
    """Three campaigns: one dials, one is paused, one cannot dial; a node, a trunk that works and one that rests."""
    return {
        "at": now,
        "engine": "up",
        "nodes": [
            {"id": 1, "name": "milan", "state": "up", "version": "22.10.1", "trouble": None, "clock_ms": 3, "lag": {}}
            | {"channels": 63, "max_channels": 200, "max_per_second": 10.0}
        ],
        "trunk_minutes": [_minutes(1, now)],
        "trunks": [
            _trunk(1, "carrier", now, channels=41, max_channels=60),
            _trunk(2, "spare", now, channels=0, max_channels=30, state="resting"),
        ],
        "campaigns": [
            _campaign(3, "Energia primavera", now, named=named),
            _campaign(4, "Rinnovi", now, status="paused", named=named),
            _campaign(5, "Recall fibra", now, blocked=True, named=named),
        ],
    }


def _trunk(
    number: int, name: str, now: float, *, channels: int, max_channels: int, state: str = "up"
) -> dict[str, Any]:
    rest = {"since": now - 20.0, "until": now + 10.0, "cause": "SIP 503", "tried": False, "campaigns": ["Rinnovi"]}
    sip = {"2xx": 512, "4xx": 604, "5xx": 21, "none": 63}
    delays = {"p50": 2.1, "p95": 4.8}
    recent = {
        "placed": 1200,
        "per_second": 4.0,
        "asr": 0.427,
        "ner": 0.983,
        "pdd_s": delays,
        "sip": sip,
        "aloc_s": 94.0,
    }
    shown = {"id": number, "name": name, "node_id": 1, "state": state, "max_per_second": 10.0, "alarm": None}
    limits = {"channels": channels, "max_channels": max_channels}
    return shown | limits | {"rest": rest if state == "resting" else None, "recent": recent if state == "up" else None}


def _minutes(number: int, now: float) -> dict[str, Any]:
    wave = [abs(place % 20 - 10) / 10.0 for place in range(60)]
    return {
        "id": number,
        "until": now // 60.0 * 60.0,
        "placed": [round(200 + 60 * one) for one in wave],
        "asr": [round(0.35 + 0.1 * one, 3) for one in wave],
        "ner": [None if place < 5 else round(0.96 + 0.03 * one, 3) for place, one in enumerate(wave)],
        "aloc_s": [round(80.0 + 30.0 * one, 1) for one in wave],
        "pdd_p50_s": [round(1.8 + one, 2) for one in wave],
        "pdd_p95_s": [round(3.8 + 2 * one, 2) for one in wave],
        "sip": {
            "2xx": [round(0.4 + 0.1 * one, 3) for one in wave],
            "4xx": [round(0.5 - 0.1 * one, 3) for one in wave],
        },
    }


def _campaign(
    number: int, name: str, now: float, *, status: str = "running", blocked: bool = False, named: bool = True
) -> dict[str, Any]:
    code = "trunk_rests" if blocked else "paused" if status == "paused" else "predicted"
    facts = {"trunks": "spare", "cause": "SIP 503", "tried_at": now} if blocked else {}
    count = {state: STATES.count(state) for state in dict.fromkeys(STATES)} | {"logged_in": len(STATES)}
    ends = now // HALF_HOUR_S * HALF_HOUR_S
    history = [
        {"at": now - 10.0 * step, "placed": 9, "connected": 4, "abandoned": int(step % 30 == 0), "occupancy": 0.8}
        for step in range(90, 0, -1)
    ]
    return {
        "id": number,
        "company_id": 1,
        "name": name,
        "status": status,
        "blocked": blocked,
        "mode": "predictive",
        "time_zone": "Europe/Rome",
        "why": {"code": code, "facts": {}, "text": _sentence(code, **facts)},
        "agents": count,
        "hands": 1,
        "hand_since": now - 95.0,
        "abandoned_share": 0.0212,
        "abandoned_limit": 0.03,
        "calls": {"dialling": 9, "ringing": 21, "screening": 3, "waiting": 2, "talking": 12},
        "waiting_since": now - 1.4,
        "today": {"placed": 5321, "answered": 1842, "connected": 1490, "abandoned": 31, "outcomes": {}},
        "goal": {
            "successes": 128 - 20 * (number - 3),
            "worked_s": 92.5 * 3600.0,
            "best_hour": {"at": ends - 7200.0, "successes": 31},
            "half_hours": [[ends - HALF_HOUR_S * back, 120 - 18 * back] for back in range(6, -1, -1)],
            "outlook": [[ends + HALF_HOUR_S * n, 128.0 + 9 * n, 128 + 6 * n, 128 + 12 * n] for n in range(1, 48)],
            "worst": {"IT-ABANDON": {"share": 0.0278, "ends_at": now - 5400.0}},
        },
        "pace": {
            "agents_freed": 2.3,
            "words": "",
            "constraints": [
                _limit("IT-ABANDON", "IT-ABANDON", share=0.0212, window_s=86_400.0),
                _limit("campaign", to_plain(label("budget", "campaign")), share=0.011, window_s=None),
            ],
        },
        "occupancy": 0.81,
        "utilisation": 0.68,
        "ready_to_call_ms": {"mean": 14200.0, "p90": 31500.0},
        "answer_to_bridge_ms": {"p50": 1.9, "p95": 620.0, "p99": 1400.0, "max": 2100.0},
        "name_before_voice": {"calls": 431, "share": 0.991, "p50": 34.0},
        "penetration": {"dry_at": now + 11_400.0, "due": 8421, "text": "", "lists": [LIST]},
        "callbacks": {"soon": 2, "alerts": [], "off": []},
        "recount": None,
        "agents_unnamed": None
        if named
        else {"rule": "IT-MONITOR", "text": _sentence("agents_unnamed", rule="IT-MONITOR")},
        "agent_rows": [_agent(place, state, now, named=named) for place, state in enumerate(STATES)],
        "history": history,
    }


def _sentence(code: str, **facts: Any) -> Any:
    return to_plain(reason(code, facts, ROME))


def _limit(name: str, text: object, *, share: float, window_s: float | None) -> dict[str, Any]:
    return {
        "name": name,
        "text": text,
        "window_s": window_s,
        "starts_at": None,
        "share": share,
        "limit": 0.03,
        "near_at": 0.024,
    }


def _agent(place: int, state: str, now: float, *, named: bool) -> dict[str, Any]:
    name = AGENTS[place % len(AGENTS)] if named else ""
    shown = {"id": place + 1 if named else None, "name": name, "state": state, "since": now - 17.0 * place}
    return shown | ({"hand_at": now - 95.0 if place == 2 else None} if named else {})
