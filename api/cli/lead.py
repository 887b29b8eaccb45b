"""`pronto lead`: adds or shows one lead, dials it next, or calls it manually for one agent."""

from typing import Annotated, Any

import typer

from api.cli.client import ask, connect, find_agent, find_list
from api.cli.number_options import Country
from api.cli.output import called, fail, local, out, pairs, result_called
from api.cli.suppression import controller_named
from api.cli.texts.leads import LEAD
from dialer.callbacks.model import NEXT_FOR_S
from dialer.imports.rows.duplicates import DuplicateAction

app = typer.Typer(no_args_is_help=True)
LeadId = Annotated[int, typer.Argument(help="Number of the lead.")]
AT_ONCE = ("next", "for_agent")  # codes of a lead that is dialled as soon as an agent is ready
Agent = Annotated[str | None, typer.Option("--agent", help="Name of the agent who alone is to talk to the person.")]
Expires = Annotated[float, typer.Option(help="For so many seconds it is better than any other lead.")]


@app.command()
def add(
    list_name: Annotated[str, typer.Argument(metavar="LIST", help="Name of the list.")],
    phones: Annotated[list[str], typer.Argument(help="Up to ten phones, in the order they are dialled.")],
    *,
    name: Annotated[str, typer.Option(help="Of the person.")] = "",
    external_id: Annotated[str, typer.Option(help="What the person is called elsewhere.")] = "",
    language: Annotated[str, typer.Option("--speaks", help="Language of the person, as in it.")] = "",
    zone: Annotated[str, typer.Option(help="Time zone, as in Europe/Rome; otherwise as the numbers tell.")] = "",
    priority: Annotated[int, typer.Option(help="-100 to 100; the smallest is dialled first.")] = 0,
    postcode: Annotated[str, typer.Option()] = "",
    owner: Annotated[str, typer.Option(help="Name of the agent whose lead it is.")] = "",
    notes: Annotated[str, typer.Option()] = "",
    fields: Annotated[list[str] | None, typer.Option("--field", help="NAME=VALUE, as often as needed.")] = None,
    consent: Annotated[list[str] | None, typer.Option(help="NAME=VALUE: basis, source, obtained_at …")] = None,
    duplicates: Annotated[
        DuplicateAction, typer.Option(help="What is done if the person is there already.")
    ] = DuplicateAction.UPDATE,
    in_turn: Annotated[bool, typer.Option("--in-turn", help="Not next, but in its turn.")] = False,
    agent: Agent = None,
    expires_s: Expires = NEXT_FOR_S,
    key: Annotated[str, typer.Option(help="A name of this request: with the same one it is not done again.")] = "",
) -> None:
    """Put one lead into a list, checked as a row of a file is, and dial it next of all."""
    body: dict[str, Any] = {"phones": phones, "name": name, "external_id": external_id, "language": language}
    body |= {"zone": zone, "priority": priority, "postcode": postcode, "owner": owner, "notes": notes}
    body |= {"fields": pairs(fields), "consent": pairs(consent), "duplicates": {"then": duplicates}}
    body |= {"dial": "in_turn" if in_turn else "next", "expires_s": expires_s}
    with connect() as client:
        body["agent_id"] = find_agent(client, agent)
        headers = {"Idempotency-Key": key} if key else {}
        path = f"/api/v1/lists/{find_list(client, list_name)}/leads"
        done = ask(client, "POST", path, json=body, headers=headers)
    out.print(_became(done, in_turn=in_turn))
    if done["dialled_next"]:
        _say_why_not(done["lead"]["waits"], expires_s)


def _say_why_not(waits: dict[str, Any], expires_s: float) -> None:
    """Say what keeps the next lead from being dialled, if anything, and how long it stays next."""
    if waits["code"] not in AT_ONCE:
        out.print(LEAD("kept", why=waits["text"], minutes=max(round(expires_s / 60.0), 1)))


def _became(done: dict[str, Any], *, in_turn: bool) -> str:
    """The result of adding a lead."""
    lead = done["lead"]
    said = [done["became"]]
    if done["suppressed"]:
        said.append("suppressed")
    if not in_turn:
        at_once = lead["waits"]["code"] in AT_ONCE
        said.append("not_next" if not done["dialled_next"] else "next" if at_once else "later")
    if done["warning"]:
        said.append("warned")
    facts = {**lead, "state": called("lead", lead["state"]), "suppressed": done["suppressed"]}
    facts["reason"] = f"({result_called(lead['done_reason'])})" if lead["done_reason"] else ""
    facts["why"] = done["warning"]
    return " ".join(LEAD(word, **facts).strip() for word in said)


@app.command("next")
def dial_next(lead_id: LeadId, *, agent: Agent = None, expires_s: Expires = NEXT_FOR_S) -> None:
    """Dial a lead that is there next of all."""
    with connect() as client:
        body = {"agent_id": find_agent(client, agent), "expires_s": expires_s}
        waits = ask(client, "POST", f"/api/v1/leads/{lead_id}/next", json=body)["waits"]
    out.print(LEAD("is_next" if waits["code"] in AT_ONCE else "will_be_next", lead_id=lead_id))
    _say_why_not(waits, expires_s)


@app.command()
def dial(
    agent: Annotated[str, typer.Argument(help="Name of the agent who is to talk to the person.")],
    *,
    number: Annotated[str | None, typer.Option(help="Number to be called.")] = None,
    lead: Annotated[
        int | None, typer.Option(help="Number of the lead to be called, one of the agent's campaign.")
    ] = None,
    consent: Annotated[list[str] | None, typer.Option(help="NAME=VALUE, of a new number: basis, source …")] = None,
    key: Annotated[str, typer.Option(help="A name of this request: with the same one it is not done again.")] = "",
) -> None:
    """Call a number or a lead by hand, for an agent who is logged in; it passes the same gate as every call."""
    if (number is None) == (lead is None):
        raise fail(LEAD("one_of_both"))
    body = {"number": number, "consent": pairs(consent)} if lead is None else {"lead_id": lead}
    with connect() as client:
        headers = {"Idempotency-Key": key} if key else {}
        path = f"/api/v1/agents/{find_agent(client, agent)}/dial"
        done = ask(client, "POST", path, json=body, headers=headers)
    out.print(LEAD("by_hand", agent=agent, **done))


@app.command()
def show(
    lead_id: Annotated[int | None, typer.Argument(help="Number of the lead.")] = None,
    *,
    number: Annotated[str | None, typer.Option(help="Any of its phones, instead: every lead that has it.")] = None,
    country: Country = "",
    controller: Annotated[str | None, typer.Option(help="In this controller's lists alone.")] = None,
    reason: Annotated[
        str | None, typer.Option(help="Why numbers are shown whole, in five characters at least; the audit keeps it.")
    ] = None,
) -> None:
    """Show a lead, found by its number or by a phone, and why it is not dialled just now."""
    if (lead_id is None) == (number is None):
        raise fail(LEAD("lead_or_number"))
    params = {} if reason is None else {"reason": reason}
    with connect() as client:
        if lead_id is not None:
            _show(ask(client, "GET", f"/api/v1/leads/{lead_id}", params=params))
            return
        body: dict[str, Any] = {"number": number, "country": country}
        body["controller_id"] = controller_named(client, controller) if controller else None
        found = ask(client, "POST", "/api/v1/leads/find", json=body, params=params)
        lists = {one["id"]: one["name"] for one in ask(client, "GET", "/api/v1/lists")}
    if not found:
        raise fail(LEAD("none_has_it"))
    if len(found) > 1:
        out.print(LEAD("several", count=len(found)))
    for lead in found:
        out.print(LEAD("lead_in", lead_id=lead["lead_id"], list=lists.get(lead["list_id"], lead["list_id"])))
        _show(lead)


def _show(lead: dict[str, Any]) -> None:
    out.print(f"{lead['name']} ({called('lead', lead['state'])})".strip(), style="bold")
    out.print(lead["waits"]["text"])
    for phone in lead["phones"]:
        out.print(f"  {phone['number']} {phone['label']}".rstrip())
    for name, value in lead["fields"].items():
        out.print(f"  {name}: {value}")
    for past in lead["history"]:
        at = local(past["placed_at"], lead["waits"]["time_zone"])
        came_of = ", ".join(called(kind, past[kind]) for kind in ("outcome", "disposition") if past[kind])
        out.print(f"  {at}  {came_of}".rstrip())
