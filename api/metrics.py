"""Metrics for Prometheus, read from the board, so that every process serves the same ones but its own stream's."""

import asyncio
import ipaddress
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Security
from fastapi.responses import PlainTextResponse, Response
from fastapi.security import HTTPAuthorizationCredentials
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder

from api.auth import check_permission
from api.callers import bearer, caller_of
from api.live.board_parts import visible_board
from api.live.hub import Hub
from api.metrics_guard import guard_families
from api.metrics_lists import list_families
from api.metrics_measures import measure_families, measures_of
from api.metrics_pace import pace_families
from api.problem_kinds import NOT_ALLOWED, refusals_of, refuses
from dialer.app.composition import Parts
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.messaging.boards import MEASURES
from dialer.messaging.bus import Topic

router = APIRouter(tags=["health"])


@refuses(*refusals_of(caller_of), NOT_ALLOWED)
async def _scraper(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Visibility:
    """What a scraper sees: everything without a key where the settings let this machine's own read it."""
    parts: Parts = request.app.state.parts
    if parts.settings.metrics_public and _from_here(request):
        return EVERYTHING
    return check_permission(await caller_of(request, credentials), "metrics.read", parts.clock())


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {}, "application/openmetrics-text": {}}}},
)
async def metrics(
    request: Request, sees: Annotated[Visibility, Security(_scraper, scopes=["metrics.read"])]
) -> Response:
    """Read all metrics, in the Prometheus format that the client requests."""
    parts: Parts = request.app.state.parts
    registry: CollectorRegistry = request.app.state.registry
    board = visible_board(await parts.bus.latest(Topic.BOARD) or {}, sees=sees)
    if sees.companies is not None:
        board = {**board, MEASURES: measures_of(board, {one["name"] for one in board.get("campaigns", ())})}
    live: Hub = request.app.state.live
    collectors = StreamCollector(live.readers_by_kind()), BoardCollector(board, now=parts.clock())
    encode, media_type = choose_encoder(request.headers.get("accept", ""))

    def write() -> bytes:
        together = CollectorRegistry()  # encoded together: OpenMetrics ends once
        for one in (registry, *collectors):
            together.register(one)
        return encode(together)

    # Writing many series takes milliseconds, and the engine may share this event loop.
    return Response(await asyncio.to_thread(write), HTTPStatus.OK, media_type=media_type)


def _from_here(request: Request) -> bool:
    """Whether the request comes from a program on this machine, not through a local proxy."""
    if "forwarded" in request.headers or "x-forwarded-for" in request.headers:
        return False
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


class StreamCollector:
    """The readers of this process's stream as a Prometheus family."""

    def __init__(self, readers: Mapping[str, int]) -> None:
        self._readers = readers

    def collect(self) -> Iterable[Metric]:
        """Yield the family."""
        family = GaugeMetricFamily(
            "pronto_stream_readers", "Readers of the live stream, by kind of channel", labels=["channel"]
        )
        for kind, number in self._readers.items():
            family.add_metric([kind], float(number))
        yield family


class BoardCollector:
    """Turns a board into Prometheus families. Every label has a bounded set of values."""

    def __init__(self, board: Mapping[str, Any] | None, *, now: float) -> None:
        self._board = board or {}
        self._now = now

    def collect(self) -> Iterable[Metric]:
        """Yield the families."""
        if not self._board:
            return
        age = GaugeMetricFamily("pronto_board_age_seconds", "Seconds since the engine last published")
        age.add_metric([], max(self._now - float(self._board.get("at", 0.0)), 0.0))
        yield age
        yield from self._switches()
        yield from self._campaigns()
        yield from measure_families(self._board)

    def _switches(self) -> Iterable[Metric]:
        nodes = GaugeMetricFamily("pronto_node_up", "1 while the AMI link to the node is up, else 0", labels=["node"])
        for node in self._board.get("nodes", ()):
            nodes.add_metric([str(node["name"])], float(node["state"] == "up"))
        yield nodes
        yield from self._lags()
        used = GaugeMetricFamily("pronto_trunk_channels", "Channels in use on a trunk", labels=["trunk"])
        limit = GaugeMetricFamily("pronto_trunk_channels_limit", "Channels that the trunk may use", labels=["trunk"])
        rests = GaugeMetricFamily(
            "pronto_trunk_resting",
            "1 while a trunk is suspended for a campaign since it refused call after call",
            labels=["trunk"],
        )
        above = GaugeMetricFamily(
            "pronto_trunk_refused_above_channels",
            "Concurrent calls above which the carrier refuses more, if max_channels allows more; else absent",
            labels=["trunk"],
        )
        for trunk in self._board.get("trunks", ()):
            used.add_metric([str(trunk["name"])], float(trunk["channels"]))
            limit.add_metric([str(trunk["name"])], float(trunk["max_channels"]))
            rests.add_metric([str(trunk["name"])], float(trunk["state"] == "resting"))
            if (alarm := trunk.get("alarm")) is not None:
                above.add_metric([str(trunk["name"])], float(alarm["channels"]))
        yield from (used, limit, rests, above)
        yield from guard_families(self._board)

    def _lags(self) -> Iterable[Metric]:
        lags = GaugeMetricFamily(
            "pronto_lag_seconds",
            "Highest recent delay in seconds: Asterisk's answers and events, joining an agent, the engine's loop",
            labels=["node", "what"],
        )
        starts = GaugeMetricFamily(
            "pronto_overload_starts_limit",
            "Calls per second that may be started while the node is overloaded; else absent",
            labels=["node"],
        )
        for node in self._board.get("nodes", ()):
            lag = node.get("lag") or {}
            for what in ("answer", "event", "join", "loop"):
                if (late_ms := lag.get(f"{what}_ms")) is not None:
                    lags.add_metric([str(node["name"]), what], float(late_ms) / 1000.0)
            if (limit := lag.get("starts_per_second")) is not None:
                starts.add_metric([str(node["name"])], float(limit))
        yield from (lags, starts)

    def _campaigns(self) -> Iterable[Metric]:
        agents = GaugeMetricFamily("pronto_agents", "Agents by state", labels=["campaign", "state"])
        calls = GaugeMetricFamily("pronto_calls", "Live calls by state", labels=["campaign", "state"])
        leads = GaugeMetricFamily("pronto_leads", "Leads by state", labels=["campaign", "state"])
        today = GaugeMetricFamily(
            "pronto_attempts_today", "Attempts of the campaign's day, by result", labels=["campaign", "what"]
        )
        ended = GaugeMetricFamily(
            "pronto_outcomes_today", "Attempts of the campaign's day, by outcome", labels=["campaign", "outcome"]
        )
        share = GaugeMetricFamily(
            "pronto_abandoned_share", "Abandoned share of answered calls, 0 to 1", labels=["campaign"]
        )
        occupancy = GaugeMetricFamily(
            "pronto_occupancy", "Share of agents' time in talks and wrap-up, 0 to 1", labels=["campaign"]
        )
        utilisation = GaugeMetricFamily(
            "pronto_utilisation",
            "Share of agents' time in talks and wrap-up, of all in which they are logged in, 0 to 1",
            labels=["campaign"],
        )
        waits = GaugeMetricFamily(
            "pronto_ready_to_call_seconds",
            "How long agents were ready before their latest calls of the day: mean, and what 9 of 10 stay within",
            labels=["campaign", "what"],
        )
        for campaign in self._board.get("campaigns", ()):
            name = str(campaign["name"])
            for family, values in ((agents, "agents"), (calls, "calls"), (leads, "leads"), (today, "today")):
                _add_all(family, name, campaign.get(values) or {})
            _add_all(ended, name, (campaign.get("today") or {}).get("outcomes") or {})
            for family, figure in ((share, "abandoned_share"), (occupancy, "occupancy"), (utilisation, "utilisation")):
                if (value := campaign.get(figure)) is not None:
                    family.add_metric([name], float(value))
            for what, waited_ms in (campaign.get("ready_to_call_ms") or {}).items():
                waits.add_metric([name, str(what)], float(waited_ms) / 1000.0)
        yield from (agents, calls, leads, today, ended, share, occupancy, utilisation, waits)
        yield from pace_families(self._board)
        yield from list_families(self._board)


def _add_all(family: GaugeMetricFamily | CounterMetricFamily, campaign: str, values: Mapping[str, Any]) -> None:
    for what, value in values.items():
        if isinstance(value, (int, float)):
            family.add_metric([campaign, str(what)], float(value))
