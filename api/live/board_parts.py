"""A board as parts by key, so that listeners are sent only the parts that change; and the way back.

| key | part |
|---|---|
| `engine` | the engine: `engine`, `engine_id`, and its `health` without instants |
| `node:ID`, `trunk:ID` | a node, a trunk |
| `campaign:ID` | a campaign; what follows has its `campaign_id` |
| `pace:ID`, `history:ID` | its pacing, and `points` of its last quarter of an hour |
| `agent:ID:AGENT` | an agent in it |
| `unnamed:ID` | `rows` of its agents where a rule hides who they are |
| `minutes:ID` | a trunk's last hour, minute by minute: of the channel `telephony` alone |

Instants that change with every board are left out: the heartbeat tells how old the engine's last board is.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from dialer.core.visibility import Visibility
from dialer.i18n.message import from_plain, to_plain
from dialer.messaging.boards import TRUNK_MINUTES
from dialer.telephony.destinations.words import without_campaign

Part = Mapping[str, Any]
Parts = dict[str, Part]

_FOR_AGENTS = ("id", "name", "status", "blocked", "mode", "time_zone", "why")
_APART = ("pace", "history", "agent_rows")


def parts_of(board: Part) -> Parts:
    """The parts of a board by key, in the board's order."""
    if not board:
        return {}
    health = {name: value for name, value in (board.get("health") or {}).items() if name != "beat_at"}
    parts: Parts = {
        "engine": {"engine": board.get("engine"), "engine_id": board.get("engine_id", ""), "health": health}
    }
    for kind in ("node", "trunk"):
        parts |= {f"{kind}:{one['id']}": one for one in board.get(f"{kind}s") or ()}
    for campaign in board.get("campaigns") or ():
        parts |= campaign_parts(campaign)
    return parts


def visible_board(board: Part, *, sees: Visibility, shown: Container[int] | None = None) -> Part:
    """The board of a reader who sees this much: campaigns of its companies, agents of its teams.

    `shown` are the campaigns that a wallboard shows; None: all.
    """
    if sees.companies is sees.teams is shown is None or not board:
        return board
    campaigns = [
        {**one, "agent_rows": _rows_of_teams(one.get("agent_rows") or (), sees.teams)}
        for one in board.get("campaigns") or ()
        if (sees.companies is None or one.get("company_id") in sees.companies) and (shown is None or one["id"] in shown)
    ]
    names = {one["name"] for one in campaigns}
    trunks = [_trunk(one, names) for one in board.get("trunks") or ()]
    return {**board, "campaigns": campaigns, "trunks": trunks}


def _rows_of_teams(rows: Iterable[Part], teams: Container[int] | None) -> list[Part]:
    """The rows of agents of these teams, and those that say nobody's name."""
    return [row for row in rows if teams is None or row.get("id") is None or row.get("team_id") in teams]


def _trunk(trunk: Part, names: Container[str]) -> Part:
    """A trunk that names only these campaigns among those for which it rests, and in its last alarm."""
    rest, guard = trunk.get("rest"), trunk.get("guard")
    if rest:
        trunk = {**trunk, "rest": {**rest, "campaigns": [name for name in rest["campaigns"] if name in names]}}
    alarm = (guard or {}).get("alarm")
    if guard and alarm and alarm.get("campaign") and alarm["campaign"] not in names:
        text = to_plain(without_campaign(from_plain(alarm["text"])))
        trunk = {**trunk, "guard": {**guard, "alarm": {**alarm, "campaign": "", "text": text}}}
    return trunk


def campaign_parts(campaign: Part) -> Parts:
    """The parts of one campaign of a board."""
    number = campaign["id"]
    parts: Parts = {f"campaign:{number}": {name: one for name, one in campaign.items() if name not in _APART}}
    own = {"campaign_id": number}
    if "pace" in campaign:
        parts[f"pace:{number}"] = own | dict(campaign["pace"])
    if "history" in campaign:
        parts[f"history:{number}"] = own | {"points": campaign["history"]}
    rows = campaign.get("agent_rows") or ()
    if unnamed := [row for row in rows if row.get("id") is None]:
        parts[f"unnamed:{number}"] = own | {"rows": unnamed}
    parts |= {f"agent:{number}:{row['id']}": own | dict(row) for row in rows if row.get("id") is not None}
    return parts


def telephony_parts(board: Part) -> Parts:
    """The nodes and trunks of a board, and the last hour of each trunk."""
    parts: Parts = {}
    for kind, name in (("node", "nodes"), ("trunk", "trunks"), ("minutes", TRUNK_MINUTES)):
        parts |= {f"{kind}:{one['id']}": one for one in board.get(name) or ()}
    return parts


def team_parts(board: Part, team_id: int) -> Parts:
    """The agents of a team, in every campaign of the board in which they work."""
    return {
        key: part
        for campaign in board.get("campaigns") or ()
        for key, part in campaign_parts(campaign).items()
        if part.get("team_id") == team_id
    }


def parts_for_agents(campaign: Part) -> Parts:
    """What of a campaign its agents may see: what it does, and why."""
    return {f"campaign:{campaign['id']}": {name: campaign[name] for name in _FOR_AGENTS if name in campaign}}


def board_of(parts: Mapping[str, Part], *, at: float) -> dict[str, Any]:
    """The board whose parts these are; `at` is the instant of the engine's last one. Empty without an engine."""
    if "engine" not in parts:
        return {}
    campaigns = {part["id"]: dict(part) for part in _of("campaign", parts)}
    for part in _of("pace", parts):
        campaigns[part["campaign_id"]]["pace"] = _without_campaign(part)
    for part in _of("history", parts):
        campaigns[part["campaign_id"]]["history"] = part["points"]
    for campaign in campaigns.values():
        campaign["agent_rows"] = []
    for part in _of("agent", parts):
        campaigns[part["campaign_id"]]["agent_rows"].append(_without_campaign(part))
    for part in _of("unnamed", parts):
        campaigns[part["campaign_id"]]["agent_rows"].extend(part["rows"])
    return {
        **parts["engine"],
        "at": at,
        "nodes": list(_of("node", parts)),
        "trunks": list(_of("trunk", parts)),
        "campaigns": list(campaigns.values()),
    }


def updated(parts: Mapping[str, Part], event: Mapping[str, Any]) -> Parts:
    """A channel's parts after an event (as decoded from the stream): what every listener does."""
    match event["op"]:
        case "snapshot":
            return dict(event["body"])
        case "set":
            return {**parts, event["key"]: event["body"]}
        case "merge":
            return {**parts, event["key"]: {**parts.get(event["key"], {}), **event["body"]}}
        case "gone":
            return {key: part for key, part in parts.items() if key != event["key"]}
    return dict(parts)


def _of(kind: str, parts: Mapping[str, Part]) -> Iterator[Part]:
    return (part for key, part in parts.items() if key.partition(":")[0] == kind)


def _without_campaign(part: Part) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name != "campaign_id"}
