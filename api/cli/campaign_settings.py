"""`pronto campaign list, show, create, set`: a campaign's settings, with names in place of the API's ids."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

import httpx
import typer

from api.cli import named_resources
from api.cli.client import ask, ask_all, connect, find_campaign
from api.cli.output import called, fail
from api.cli.texts.installation import ESTATE
from dialer.core.enums import OnMachine
from pacing.snapshot import Mode

Name = Annotated[str, typer.Argument(help="The campaign's name.")]
ModeOf = Annotated[Mode | None, typer.Option("--mode", help="Dialling mode; a new campaign is progressive.")]
Controller = Annotated[
    str | None, typer.Option(help="Company on whose behalf it calls; may be omitted if there is only one.")
]
Node = Annotated[str | None, typer.Option(help="Asterisk that dials it; by default the trunks' own.")]
Trunks = Annotated[list[str] | None, typer.Option("--trunk", help="Trunk, the preferred first; may be repeated.")]
CallerId = Annotated[str | None, typer.Option(help='Number shown to people; "" for none.')]
Hours = Annotated[
    list[str] | None,
    typer.Option(help='Calling hours, as in "mon-fri 09:00-20:00"; may be repeated; "" for never.'),
]
TimeZone = Annotated[str | None, typer.Option(help="Time zone of leads without one, as in Europe/Rome.")]
Ratio = Annotated[float | None, typer.Option(help="Calls per free agent, in the mode ratio.")]
Target = Annotated[float | None, typer.Option(help="Maximum share of answered calls that are abandoned, in %.")]
Wait = Annotated[float | None, typer.Option(help="Maximum wait of an answered person for an agent, in seconds.")]
Ring = Annotated[float | None, typer.Option(help="Ring time, in seconds.")]
WrapUp = Annotated[float | None, typer.Option(help="Maximum wrap-up, in seconds.")]
Attempts = Annotated[int | None, typer.Option(help="Maximum attempts per lead.")]
Amd = Annotated[str | None, typer.Option(help='Arguments of AMD(); default for AMD\'s own, "" for no detection.')]
OnMachineOf = Annotated[
    OnMachine | None, typer.Option("--on-machine", help="What is done with a machine, once detection is on.")
]
MachineMessage = Annotated[
    str | None,
    typer.Option(help="Sound that a machine is left, or that introduces the caller to a handset that screens calls."),
]
HoldMusic = Annotated[str | None, typer.Option(help='Music class of a person on hold; "" for comfort noise.')]
Speaks = Annotated[
    str | None, typer.Option("--speaks", help="Language of recordings for people whose own is not known, as in it.")
]
MaskNumbers = Annotated[
    bool | None, typer.Option("--mask-numbers/--whole-numbers", help="Agents see people's numbers masked, or whole.")
]
Message = Annotated[str | None, typer.Option(help='Sound played when no agent is free; "" to hang up.')]
Law = Annotated[
    str | None, typer.Option(help="auto for the profile of each number's country, or the id of one profile.")
]
Sector = Annotated[str | None, typer.Option(help="What is sold: energy, telecoms … or energia, telecomunicazioni …")]
Topic = Annotated[str | None, typer.Option(help="Product or purpose of the call.")]
SellerCountry = Annotated[str | None, typer.Option(help="Country of the seller (ISO 3166).")]
AgentCountry = Annotated[str | None, typer.Option(help="Country of the agents (ISO 3166).")]

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


def create(
    name: Name,
    *,
    mode: ModeOf = None,
    controller: Controller = None,
    node: Node = None,
    trunks: Trunks = None,
    caller_id: CallerId = None,
    hours: Hours = None,
    time_zone: TimeZone = None,
    ratio: Ratio = None,
    abandon_target: Target = None,
    wait_limit_s: Wait = None,
    ring_limit_s: Ring = None,
    wrap_up_limit_s: WrapUp = None,
    max_attempts: Attempts = None,
    amd: Amd = None,
    on_machine: OnMachineOf = None,
    machine_message: MachineMessage = None,
    hold_music: HoldMusic = None,
    speaks: Speaks = None,
    mask_numbers: MaskNumbers = None,
    message: Message = None,
    law: Law = "auto",  # without a profile nobody may be called
    sector: Sector = None,
    topic: Topic = None,
    seller_country: SellerCountry = None,
    agent_country: AgentCountry = None,
) -> None:
    """Create a campaign. It is stopped, and progressive unless --mode says otherwise."""
    plain = _plain(
        mode, time_zone, ratio, abandon_target, wait_limit_s, ring_limit_s, wrap_up_limit_s, max_attempts, amd, message
    ) | named_resources.given(
        on_machine=on_machine,
        machine_message=machine_message,
        hold_music=hold_music,
        language=speaks,
        mask_numbers=mask_numbers,
    )
    rules = _rules(law, sector, topic, seller_country, agent_country)
    with connect() as client:
        company = named_resources.find(client, "controller", controller)["id"]
        body = {"name": name, "controller_id": company, **plain, **_hours(hours)}
        body |= _lines(client, trunks, node, None) | _number(client, caller_id, company)
        if rules:
            body["law"] = rules
        _show(client, ask(client, "POST", "/api/v1/campaigns", json=body))


def set_(
    name: Name,
    *,
    new_name: Annotated[str | None, typer.Option("--name", help="New name.")] = None,
    mode: ModeOf = None,
    controller: Controller = None,
    node: Node = None,
    trunks: Trunks = None,
    caller_id: CallerId = None,
    hours: Hours = None,
    time_zone: TimeZone = None,
    ratio: Ratio = None,
    abandon_target: Target = None,
    wait_limit_s: Wait = None,
    ring_limit_s: Ring = None,
    wrap_up_limit_s: WrapUp = None,
    max_attempts: Attempts = None,
    amd: Amd = None,
    on_machine: OnMachineOf = None,
    machine_message: MachineMessage = None,
    hold_music: HoldMusic = None,
    speaks: Speaks = None,
    mask_numbers: MaskNumbers = None,
    message: Message = None,
    law: Law = None,
    sector: Sector = None,
    topic: Topic = None,
    seller_country: SellerCountry = None,
    agent_country: AgentCountry = None,
    person: Annotated[
        str | None, typer.Option(help="Who is responsible, if this loosens the rules of a running campaign.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why they are loosened.")] = None,
) -> None:
    """Change a campaign, even while it runs; omitted options stay unchanged."""
    plain = _plain(
        mode, time_zone, ratio, abandon_target, wait_limit_s, ring_limit_s, wrap_up_limit_s, max_attempts, amd, message
    ) | named_resources.given(
        on_machine=on_machine,
        machine_message=machine_message,
        hold_music=hold_music,
        language=speaks,
        mask_numbers=mask_numbers,
    )
    rules = _rules(law, sector, topic, seller_country, agent_country)
    named_resources.given_or_fail(
        name=new_name,
        controller=controller,
        node=node,
        trunks=trunks,
        caller_id=caller_id,
        hours=hours,
        plain=plain or None,
        rules=rules or None,
    )
    with connect() as client:
        path = f"/api/v1/campaigns/{find_campaign(client, name)['id']}"
        there, version = named_resources.versioned(client, path)
        body = _written(there) | plain | _hours(hours)
        if new_name is not None:
            body["name"] = new_name
        if controller is not None:
            body["controller_id"] = named_resources.find(client, "controller", controller)["id"]
        if trunks is not None or node is not None:
            body |= _lines(client, trunks, node, there["node_id"])
        body |= _number(client, caller_id, body["controller_id"])
        if rules:
            body["law"] = there["law"] | rules | {"change_person": person or "", "change_reason": reason or ""}
        _show(client, ask(client, "PUT", path, json=body, headers=version))


def _written(campaign: dict[str, Any]) -> dict[str, Any]:
    """A shown campaign in the form of a PUT. Law, rules and dispositions are omitted and so stay unchanged."""
    ours = ("id", "status", "created_at", "controller", "caller_id", "trunks", "law", "rules", "dispositions")
    own = [one["id"] for one in campaign["trunks"]] if campaign["trunk_group_id"] is None else []
    ids = {"controller_id": campaign["controller"]["id"], "trunk_ids": own}
    number = campaign["caller_id"] and campaign["caller_id"]["id"]
    return {name: value for name, value in campaign.items() if name not in ours} | ids | {"caller_id_id": number}


def _plain(
    mode: Mode | None,
    time_zone: str | None,
    ratio: float | None,
    abandon_target: float | None,
    wait_limit_s: float | None,
    ring_limit_s: float | None,
    wrap_up_limit_s: float | None,
    max_attempts: int | None,
    amd: str | None,
    message: str | None,
) -> dict[str, Any]:
    """The given settings that need no look-up, by the names of the API."""
    return named_resources.given(
        mode=mode,
        time_zone=time_zone,
        ratio=ratio,
        target_abandon_share=None if abandon_target is None else abandon_target / 100,
        wait_limit_ms=_ms(wait_limit_s),
        ring_limit_ms=_ms(ring_limit_s),
        wrap_up_limit_ms=_ms(wrap_up_limit_s),
        max_attempts=max_attempts,
        amd=amd,
        message=message,
        fallback=None if message is None else "message" if message else "hangup",
    )


def _rules(
    law: str | None, sector: str | None, topic: str | None, seller_country: str | None, agent_country: str | None
) -> dict[str, str]:
    """The given legal settings."""
    return named_resources.given(
        profile=law, sector=sector, topic=topic, seller_country=seller_country, agent_country=agent_country
    )


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


def _lines(client: httpx.Client, trunks: list[str] | None, node: str | None, now_on: int | None) -> dict[str, Any]:
    """Node and trunks: the named node, else the current one, else that of the trunks."""
    node_id = now_on if node is None else named_resources.find(client, "node", node)["id"]
    among = {} if node_id is None else {"node_id": node_id}
    found = [named_resources.find(client, "trunk", one, among=among) for one in trunks or () if one]
    if node_id is None:
        node_id = found[0]["node_id"] if found else named_resources.find(client, "node", None)["id"]
    if trunks is None:  # a new node has none of the campaign's trunks
        return {"node_id": node_id} | ({} if node_id == now_on else {"trunk_ids": [], "trunk_group_id": None})
    return {"node_id": node_id, "trunk_ids": [one["id"] for one in found], "trunk_group_id": None}


def _number(client: httpx.Client, number: str | None, controller_id: int) -> dict[str, Any]:
    if number is None:
        return {}
    if not number:
        return {"caller_id_id": None}
    among = {"controller_id": controller_id}
    return {"caller_id_id": named_resources.find(client, "caller_id", number.replace(" ", ""), among=among)["id"]}


def _hours(rows: list[str] | None) -> dict[str, Any]:
    return {} if rows is None else {"hours": [_hours_row(one) for one in rows if one]}


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
            "controller": campaign["controller"]["name"],
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
            "speaks": campaign["language"] or None,
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
