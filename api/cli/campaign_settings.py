"""`pronto campaign list, show, create, set`: a campaign's settings, with names in place of the API's ids."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, TypedDict, Unpack

import httpx
import typer

from api.cli import named_resources
from api.cli.client import ask, ask_all, connect, find_campaign
from api.cli.given_options import takes_given
from api.cli.output import called, fail
from api.cli.texts.installation import ESTATE
from dialer.core.enums import OnMachine
from pacing.snapshot import Mode

Name = Annotated[str, typer.Argument(help="The campaign's name.")]


class Settings(TypedDict, total=False):
    """Settings of a campaign."""

    mode: Annotated[Mode, typer.Option("--mode", help="Dialling mode; a new campaign is progressive.")]
    company: Annotated[str, typer.Option(help="Company on whose behalf it calls; may be omitted if there is only one.")]
    node: Annotated[str, typer.Option(help="Asterisk that dials it; by default the trunks' own.")]
    trunks: Annotated[list[str], typer.Option("--trunk", help="Trunk, the preferred first; may be repeated.")]
    caller_id: Annotated[str, typer.Option(help='Number shown to people; "" for none.')]
    hours: Annotated[
        list[str],
        typer.Option(help='Calling hours, as in "mon-fri 09:00-20:00"; may be repeated; "" for never.'),
    ]
    time_zone: Annotated[str, typer.Option(help="Time zone of leads without one, as in Europe/Rome.")]
    ratio: Annotated[float, typer.Option(help="Calls per free agent, in the mode ratio.")]
    abandon_target: Annotated[float, typer.Option(help="Maximum share of answered calls that are abandoned, in %.")]
    wait_limit_s: Annotated[float, typer.Option(help="Maximum wait of an answered person for an agent, in seconds.")]
    ring_limit_s: Annotated[float, typer.Option(help="Ring time, in seconds.")]
    wrap_up_limit_s: Annotated[float, typer.Option(help="Maximum wrap-up, in seconds.")]
    max_attempts: Annotated[int, typer.Option(help="Maximum attempts per lead.")]
    amd: Annotated[str, typer.Option(help='Arguments of AMD(); default for AMD\'s own, "" for no detection.')]
    on_machine: Annotated[
        OnMachine, typer.Option("--on-machine", help="What is done with a machine, once detection is on.")
    ]
    machine_message: Annotated[
        str,
        typer.Option(
            help="Sound that a machine is left, or that introduces the caller to a handset that screens calls."
        ),
    ]
    hold_music: Annotated[str, typer.Option(help='Music class of a person on hold; "" for comfort noise.')]
    language: Annotated[
        str, typer.Option("--speaks", help="Language of recordings for people whose own is not known, as in it.")
    ]
    mask_numbers: Annotated[
        bool, typer.Option("--mask-numbers/--whole-numbers", help="Agents see people's numbers masked, or whole.")
    ]
    message: Annotated[str, typer.Option(help='Sound played when no agent is free; "" to hang up.')]
    law: Annotated[
        str,
        typer.Option(
            help="auto for the profile of each number's country, as in a new campaign, or the id of one profile."
        ),
    ]
    sector: Annotated[str, typer.Option(help="What is sold: energy, telecoms … or energia, telecomunicazioni …")]
    topic: Annotated[str, typer.Option(help="Product or purpose of the call.")]
    seller_country: Annotated[str, typer.Option(help="Country of the seller (ISO 3166).")]
    agent_country: Annotated[str, typer.Option(help="Country of the agents (ISO 3166).")]


_LAW: Final = ("sector", "topic", "seller_country", "agent_country")
_LIMITS: Final = ("wait_limit", "ring_limit", "wrap_up_limit")
_BY_OTHER_NAMES: Final = frozenset(
    {
        *("company", "node", "trunks", "caller_id", "hours", "abandon_target", "law", *_LAW),
        *(f"{name}_s" for name in _LIMITS),
    }
)
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS_IT: Final = ("lun", "mar", "mer", "gio", "ven", "sab", "dom")
_ROW: Final = re.compile(r"(?P<days>\S+) +(?P<from>\d\d?:\d\d) *- *(?P<to>\d\d?:\d\d)")


def list_(*, archived: Annotated[bool, typer.Option("--archived", help="Include archived ones.")] = False) -> None:
    """Show every campaign that is not archived."""
    with connect() as client:
        campaigns = ask_all(client, "/api/v1/campaigns", archived=archived)
        nodes = {one["id"]: one["name"] for one in ask(client, "GET", "/api/v1/nodes")}
    rows = (
        (one["name"], called("campaign", one["status"]), called("mode", one["mode"]), nodes.get(one["node_id"]))
        for one in campaigns
    )
    named_resources.show_all(("name", "status", "mode", "node"), rows)


def show(name: Name) -> None:
    """Show a campaign's settings."""
    with connect() as client:
        campaign = ask(client, "GET", f"/api/v1/campaigns/{find_campaign(client, name)['id']}")
        _show(client, campaign)


@takes_given
def create(name: Name, **given: Unpack[Settings]) -> None:
    """Create a campaign. It is stopped, and progressive unless --mode says otherwise."""
    given.setdefault("law", "auto")  # without a profile nobody may be called
    with connect() as client:
        body = {"name": name, **_body(client, given, None)}
        _show(client, ask(client, "POST", "/api/v1/campaigns", json=body))


@takes_given
def set_(
    name: Name,
    *,
    new_name: Annotated[str | None, typer.Option("--name", help="New name.")] = None,
    person: Annotated[
        str | None, typer.Option(help="Who is responsible, if this loosens the rules of a running campaign.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why they are loosened.")] = None,
    **given: Unpack[Settings],
) -> None:
    """Change a campaign, even while it runs; omitted options stay unchanged."""
    with connect() as client:
        path = f"/api/v1/campaigns/{find_campaign(client, name)['id']}"
        changes = _body(client, given, ask(client, "GET", path))
        if new_name is not None:
            changes["name"] = new_name
        if "law" in changes:
            changes["law"] |= {"change_person": person or "", "change_reason": reason or ""}
        _show(client, named_resources.change(client, path, changes))


def _body(client: httpx.Client, given: Settings, there: Mapping[str, Any] | None) -> dict[str, Any]:
    """The given settings for the API; for a new campaign also its company and its node."""
    said: dict[str, Any] = dict(given)
    body: dict[str, Any] = {name: value for name, value in said.items() if name not in _BY_OTHER_NAMES}
    body |= {f"{name}_ms": round(said[f"{name}_s"] * 1000) for name in _LIMITS if f"{name}_s" in said}
    if "message" in said:
        body["fallback"] = "message" if said["message"] else "hangup"
    if "abandon_target" in said:
        body["target_abandon_share"] = said["abandon_target"] / 100
    if "hours" in said:
        body["hours"] = [_hours_row(one) for one in said["hours"]]
    if law := {name: said[name] for name in _LAW if name in said} | named_resources.given(profile=said.get("law")):
        body["law"] = law
    if there is None or "company" in said:
        body["company_id"] = named_resources.find(client, "company", said.get("company"))["id"]
    if there is None or "trunks" in said or "node" in said:
        body |= _lines(client, said.get("trunks"), said.get("node"), None if there is None else there["node_id"])
    if "caller_id" in said:
        company = body["company_id"] if there is None or "company_id" in body else there["company"]["id"]
        body["caller_id_id"] = _caller_id(client, said["caller_id"], company)
    return body


def _lines(client: httpx.Client, trunks: list[str] | None, node: str | None, now_on: int | None) -> dict[str, Any]:
    """Node and trunks: the named node, else the current one, else that of the trunks."""
    node_id = now_on if node is None else named_resources.find(client, "node", node)["id"]
    among = {} if node_id is None else {"node_id": node_id}
    found = [named_resources.find(client, "trunk", one, among=among) for one in trunks or ()]
    if node_id is None:
        node_id = found[0]["node_id"] if found else named_resources.find(client, "node", None)["id"]
    if trunks is None:  # a new node has none of the campaign's trunks
        return {"node_id": node_id} | ({} if node_id == now_on else {"trunk_ids": [], "trunk_group_id": None})
    return {"node_id": node_id, "trunk_ids": [one["id"] for one in found], "trunk_group_id": None}


def _caller_id(client: httpx.Client, number: str, company_id: int) -> int | None:
    if not number:
        return None
    found = named_resources.find(client, "caller_id", number.replace(" ", ""), among={"company_id": company_id})
    return int(found["id"])


def _hours_row(text: str) -> dict[str, Any]:
    """A row of calling hours from `mon-fri 09:00-20:00` or `sab,dom 9:00-13:00`. Ends the command if invalid."""
    row = _ROW.fullmatch(text.strip().lower())
    days = list(_days(row["days"])) if row is not None else []
    if row is None or None in days:
        raise fail(ESTATE("no_hours", text=text))
    return {"days": list(dict.fromkeys(days)), "from": row["from"].zfill(5), "to": row["to"].zfill(5)}


def _days(text: str) -> Iterable[str | None]:
    """The days of `mon-fri,sun`; None for an invalid one."""
    for part in text.split(","):
        first, dash, last = part.partition("-")
        begin, end = _day(first), _day(last if dash else first)
        if begin is None or end is None:
            yield None
            return
        yield from (_DAYS[place % 7] for place in range(begin, end + 1 + (7 if end < begin else 0)))


def _day(word: str) -> int | None:
    for names in (_DAYS, _DAYS_IT):
        if word[:3] in names:
            return names.index(word[:3])
    return None


def _show(client: httpx.Client, campaign: Mapping[str, Any]) -> None:
    law, caller_id = campaign["law"], campaign["caller_id"]
    nodes = {one["id"]: one["name"] for one in ask(client, "GET", "/api/v1/nodes")}
    named_resources.show(
        {
            "name": campaign["name"],
            "status": called("campaign", campaign["status"]),
            "mode": called("mode", campaign["mode"]),
            "company": campaign["company"]["name"],
            "node": nodes.get(campaign["node_id"], campaign["node_id"]),
            "trunks": [one["name"] for one in campaign["trunks"]],
            "caller_id": caller_id["number"] if caller_id else None,
            "hours": [f"{_span(row['days'])} {row['from']}-{row['to']}" for row in campaign["hours"]],
            "time_zone": campaign["time_zone"],
            "ratio": campaign["ratio"],
            "abandon_target": f"{campaign['target_abandon_share'] * 100:g} %",
            "wait_limit": f"{campaign['wait_limit_ms'] / 1000:g} s",
            "ring_limit": f"{campaign['ring_limit_ms'] / 1000:g} s",
            "wrap_up_limit": f"{campaign['wrap_up_limit_ms'] / 1000:g} s",
            "max_attempts": campaign["max_attempts"],
            "amd": campaign["amd"],
            "on_machine": campaign["on_machine"] if campaign["amd"] else None,
            "machine_message": campaign["machine_message"] or None,
            "hold_music": campaign["hold_music"] or None,
            "language": campaign["language"] or None,
            "mask_numbers": campaign["mask_numbers"] or None,
            "message": campaign["message"] if campaign["fallback"] == "message" else None,
            "law": law["profile"],
            "sector": law["sector"],
            "topic": law["topic"],
            "seller_country": law["seller_country"],
            "agent_country": law["agent_country"],
        }
    )


def _span(days: list[str]) -> str:
    """Days in short: `mon-fri` for consecutive ones."""
    places = [_DAYS.index(day) for day in days]
    if len(places) > 2 and places == list(range(places[0], places[0] + len(places))):
        return f"{days[0]}-{days[-1]}"
    return ",".join(days)
