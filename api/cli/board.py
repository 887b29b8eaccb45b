"""The live board in a terminal."""

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import httpx
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from api.cli.client import stream
from api.cli.output import called, marked
from api.cli.penetration import penetration_lines
from api.cli.texts.campaigns import BOARD
from api.live.board_parts import Parts, board_of, updated

BARS = "▁▂▃▄▅▆▇█"
AGENT_STATES = ("ready", "call_back", "reserved", "talking", "wrap_up", "paused", "no_phone")
COLOURS = {
    "ready": "green",
    "call_back": "cyan",
    "reserved": "cyan",
    "talking": "blue",
    "wrap_up": "yellow",
    "paused": "magenta",
}
CALL_STATES = ("dialling", "ringing", "screening", "waiting", "talking")
STALE_S = 5.0
ALERTS_SHOWN = 5
WIDEST_SPARKLINE = 60
REDRAWN_S = 0.2  # changes of one board come one by one


def boards(client: httpx.Client) -> Iterator[dict[str, Any]]:
    """Yield the engine's board as it changes, and each second."""
    parts: Parts = {}
    at: float | None = None
    drawn_at = 0.0
    for event in stream(client, "board"):
        parts = updated(parts, event)
        if event["op"] == "heartbeat":
            at = event["body"]["engine_at"] or 0.0
        elif at is None or time.monotonic() < drawn_at + REDRAWN_S:
            continue
        drawn_at = time.monotonic()
        yield board_of(parts, at=at)


def terminal_board(board: Mapping[str, Any], *, now: float | None = None) -> RenderableType:
    """Draw a board published by the engine. With `now` (epoch seconds) a stale board is marked."""
    if not board:
        return Panel(Text(BOARD("never"), style="yellow"), title="Pronto")
    parts: list[RenderableType] = [_switches(board)]
    age = 0.0 if now is None else now - float(board["at"])
    if age > STALE_S:
        parts.insert(0, Text(BOARD("stale", age=age), style="bold red"))
    campaigns = board.get("campaigns", ())
    engine_up = board.get("engine") == "up" and age <= STALE_S
    parts.extend(_campaign(campaign, engine_up=engine_up, now=float(board["at"])) for campaign in campaigns)
    if not campaigns:
        parts.append(Text(BOARD("none"), style="dim"))
    return Group(*parts)


def _switches(board: Mapping[str, Any]) -> Text:
    line = Text(f"{BOARD('engine')} ", style="dim")
    line.append(
        called("engine", str(board.get("engine", "?"))), style="green" if board.get("engine") == "up" else "yellow"
    )
    for node in board.get("nodes", ()):
        line.append(f"   {BOARD('node')} {node['name']} ", style="dim")
        line.append(called("link", str(node["state"])), style="green" if node["state"] == "up" else "bold red")
        if node.get("trouble"):
            line.append(f" ({node['trouble']})", style="red")
        if said := (node.get("lag") or {}).get("text"):
            line.append(f" ({said})", style="yellow")
    for trunk in board.get("trunks", ()):
        line.append(f"   {BOARD('trunk')} {trunk['name']} ", style="dim")
        style = {"up": "green", "unknown": "yellow"}.get(trunk["state"], "bold red")
        line.append(f"{trunk['channels']}/{trunk['max_channels']}", style=style)
        if (alarm := trunk.get("alarm")) is not None:
            line.append(f" ({BOARD('refused_above', channels=alarm['channels'])})", style="yellow")
        if (rest := trunk.get("rest")) is not None:
            line.append(f" ({_rest(rest, float(board['at']))})", style="red")
    return line


def _rest(rest: Mapping[str, Any], now: float) -> str:
    left = max(0, round(float(rest["until"]) - now))
    facts = {"campaigns": ", ".join(rest["campaigns"]), "cause": rest["cause"]}
    return BOARD("rests", left=left, **facts) if left else BOARD("tried", **facts)


def _campaign(campaign: Mapping[str, Any], *, engine_up: bool, now: float) -> Panel:
    status = called("campaign", campaign["status"])
    status += f", {BOARD('blocked')}" if campaign.get("blocked") else ""
    what = (status, called("mode", campaign["mode"]))
    facts = (campaign["name"], *what, campaign.get("time_zone"))
    title = " · ".join(str(fact) for fact in facts if fact)
    lists = penetration_lines(campaign.get("penetration"))
    figures = (_figures(campaign), _states(campaign))
    hands = _hands(campaign, now=now)
    people = (*hands, *_undisposed(campaign), *_unnamed(campaign), _agents(campaign), _history(campaign))
    body = Group(_why(campaign), *_alerts(campaign), *figures, *lists, *people)
    # As Text, since a name must not be read as markup.
    return Panel(body, title=Text(title), title_align="left", border_style=_band(campaign, engine_up=engine_up))


def _band(campaign: Mapping[str, Any], *, engine_up: bool) -> str:
    """Green while it runs on a live engine and nothing that needs a fix keeps it from dialling."""
    if campaign["status"] != "running":
        return "yellow"
    return "green" if engine_up and campaign.get("blocked") is False else "red"


def _why(campaign: Mapping[str, Any]) -> Text:
    why = campaign.get("why") or {}
    words = why.get("text") or why.get("code") or ""
    figures = (campaign.get("pace") or {}).get("words") or ""
    return Text.assemble((str(words), "bold"), (f"\n{figures}" if figures else "", "dim"))


def _alerts(campaign: Mapping[str, Any]) -> list[Text]:
    """The campaign's warnings."""
    callbacks = campaign.get("callbacks") or {}
    recounts = [campaign["recount"]] if campaign.get("recount") else []
    alerts = [*recounts, *(callbacks.get("alerts") or ())[:ALERTS_SHOWN], *(callbacks.get("off") or ())]
    return [Text(str(alert["text"]), style="bold yellow") for alert in alerts]


def _figures(campaign: Mapping[str, Any]) -> Table:
    today, share = campaign.get("today") or {}, campaign.get("abandoned_share")
    limit, aim = campaign.get("abandoned_limit") or 0.0, campaign.get("abandoned_aim")
    grid = Table.grid(padding=(0, 3))
    for _ in range(6):
        grid.add_column()
    style = "green" if share is None or share <= limit else "bold red"
    bridge = campaign.get("answer_to_bridge_ms") or {}
    aims = "" if aim is None else f" · {BOARD('aim', aim=_percent(aim))}"
    grid.add_row(
        *(_big(BOARD(name), today.get(name, 0)) for name in ("placed", "answered", "connected")),
        _big(BOARD("abandoned") + aims, BOARD("share", share=_percent(share), limit=_percent(limit)), style),
        _big(BOARD("occupancy"), _percent(campaign.get("occupancy"))),
        _big(BOARD("bridge"), f"{_ms(bridge.get('p50'))} / {_ms(bridge.get('p99'))}"),
    )
    return grid


def _big(name: str, value: object, style: str = "bold") -> Text:
    return Text.assemble((f"{value}\n", style), (name, "dim"))


def _percent(share: float | None) -> str:
    return "–" if share is None else marked(f"{share * 100:.1f} %")


def _ms(value: float | None) -> str:
    return "–" if value is None else marked(f"{value:.1f} ms")


def _states(campaign: Mapping[str, Any]) -> Text:
    line = Text()
    for kind, names, values in (
        ("agents", AGENT_STATES, campaign.get("agents") or {}),
        ("calls", CALL_STATES, campaign.get("calls") or {}),
        ("leads", ("open", "booked", "claimed", "held", "done"), campaign.get("leads") or {}),
    ):
        line.append(f"{'   ' if len(line) else ''}{BOARD(kind)} ", style="dim")
        for name in names:
            line.append(f"{values.get(name, 0)} ", style=COLOURS.get(name, ""))
            line.append(f"{called(kind, name)}  ", style="dim")
    return line


def _hands(campaign: Mapping[str, Any], *, now: float) -> list[Text]:
    """How many agents ask for a supervisor and since when, longest first, and who, if agents are named."""
    since = campaign.get("hand_since")
    if not (count := campaign.get("hands", 0)) or since is None:
        return []
    rows = [row for row in campaign.get("agent_rows") or () if row.get("hand_at")]
    named = sorted((float(row["hand_at"]), str(row["name"])) for row in rows)
    who = ", ".join(f"{name} {_clock(now - at)}" for at, name in named)
    said = BOARD("hands", count=count, since=_clock(now - float(since)))
    return [Text(said + (f" ({who})" if who else ""), style="bold yellow")]


def _clock(seconds: float) -> str:
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02}"


def _undisposed(campaign: Mapping[str, Any]) -> list[Text]:
    """How many of the day's talks ended without a disposition, and whose, if agents are named."""
    if not (count := (campaign.get("today") or {}).get("undisposed", 0)):
        return []
    rows = [row for row in campaign.get("agent_rows") or () if row.get("undisposed")]
    whose = ", ".join(f"{row['name']} {row['undisposed']}" for row in rows)
    return [Text(BOARD("undisposed", count=count) + (f" ({whose})" if whose else ""), style="yellow")]


def _unnamed(campaign: Mapping[str, Any]) -> list[Text]:
    """Why agents are not named, if so."""
    unnamed = campaign.get("agents_unnamed")
    return [Text(str(unnamed["text"]), style="dim")] if unnamed else []


def _agents(campaign: Mapping[str, Any]) -> Text:
    """One block for each agent, in the colour of the agent's state."""
    rows: Iterable[Mapping[str, Any]] = campaign.get("agent_rows") or ()
    return Text(" ").join([Text("■", style=COLOURS.get(str(row["state"]), "red")) for row in rows])


def _history(campaign: Mapping[str, Any]) -> Text:
    values = [float(point.get("occupancy") or 0.0) for point in campaign.get("history") or ()][-WIDEST_SPARKLINE:]
    if not values:
        return Text("")
    return Text.assemble((sparkline(values), "blue"), (f" {BOARD('occupancy')}", "dim"))


def sparkline(shares: Iterable[float]) -> str:
    """Draw shares (0 to 1) as a row of bars."""
    return "".join(BARS[min(int(max(share, 0.0) * len(BARS)), len(BARS) - 1)] for share in shares)
