"""`pronto lead`: adds or shows one lead, dials it next, or calls it manually for one agent."""

from typing import Annotated, Any

import typer

from api.cli.client import ask, ask_all, connect, find_agent, find_list
from api.cli.number_options import Country
from api.cli.output import called, fail, local, out, pairs, result_called
from api.cli.suppression import company_named
from api.cli.texts.leads import LEAD
from dialer.people.callbacks.model import NEXT_FOR_S
from dialer.people.imports.rows.duplicates import DuplicateAction

app = typer.Typer(no_args_is_help=True)
LeadId = Annotated[int, typer.Argument(help="Id of the lead.")]
AT_ONCE = ("next", "for_agent")  # codes of a lead that is dialled as soon as an agent is ready
Agent = Annotated[str | None, typer.Option("--agent", help="Only this agent takes the call.")]
Expires = Annotated[float, typer.Option(help="Seconds for which it goes before all other leads.")]


@app.command()
def add(
    list_name: Annotated[str, typer.Argument(metavar="LIST", help="Name of the list.")],
    phones: Annotated[list[str], typer.Argument(help="Up to ten phones, in dialling order.")],
    *,
    name: Annotated[str, typer.Option(help="Name of the person.")] = "",
    external_id: Annotated[str, typer.Option(help="External id of the person.")] = "",
    language: Annotated[str, typer.Option("--speaks", help="Language of the person, as in it.")] = "",
    zone: Annotated[str, typer.Option(help="Time zone, as in Europe/Rome; by default derived from the numbers.")] = "",
    priority: Annotated[int, typer.Option(help="Priority from -100 to 100; the lowest is dialled first.")] = 0,
    postcode: Annotated[str, typer.Option()] = "",
    owner: Annotated[str, typer.Option(help="Agent who owns the lead.")] = "",
    notes: Annotated[str, typer.Option()] = "",
    fields: Annotated[
        list[str] | None, typer.Option("--field", help="Custom field as NAME=VALUE; may be repeated.")
    ] = None,
    consent: Annotated[
        list[str] | None, typer.Option(help="Consent as NAME=VALUE: basis, source, obtained_at …")
    ] = None,
    duplicates: Annotated[
        DuplicateAction, typer.Option(help="What happens if the lead already exists.")
    ] = DuplicateAction.UPDATE,
    in_turn: Annotated[bool, typer.Option("--in-turn", help="Dial it in its normal order, not next.")] = False,
    agent: Agent = None,
    expires_s: Expires = NEXT_FOR_S,
    key: Annotated[str, typer.Option(help="Idempotency key: a repeated request with the same key has no effect.")] = "",
) -> None:
    """Add a lead to a list and dial it next; it is checked like a row of an import."""
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
    """Dial an existing lead next."""
    with connect() as client:
        body = {"agent_id": find_agent(client, agent), "expires_s": expires_s}
        waits = ask(client, "POST", f"/api/v1/leads/{lead_id}/next", json=body)["waits"]
    out.print(LEAD("is_next" if waits["code"] in AT_ONCE else "will_be_next", lead_id=lead_id))
    _say_why_not(waits, expires_s)


@app.command()
def dial(
    agent: Annotated[str, typer.Argument(help="Agent who takes the call.")],
    *,
    number: Annotated[str | None, typer.Option(help="Number to call.")] = None,
    lead: Annotated[int | None, typer.Option(help="Id of the lead to call, of the agent's campaign.")] = None,
    consent: Annotated[
        list[str] | None, typer.Option(help="Consent for a new number, as NAME=VALUE: basis, source …")
    ] = None,
    key: Annotated[str, typer.Option(help="Idempotency key: a repeated request with the same key has no effect.")] = "",
) -> None:
    """Place a manual call for a logged-in agent. The same rules apply as for every call."""
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
    lead_id: Annotated[int | None, typer.Argument(help="Id of the lead.")] = None,
    *,
    number: Annotated[
        str | None, typer.Option(help="One of its phone numbers instead: shows every lead with it.")
    ] = None,
    country: Country = "",
    company: Annotated[str | None, typer.Option(help="Only in this company's lists.")] = None,
    reason: Annotated[
        str | None, typer.Option(help="Reason for unmasked numbers, at least five characters; recorded in the audit.")
    ] = None,
) -> None:
    """Show a lead by id or phone number, and why it is not being dialled."""
    if (lead_id is None) == (number is None):
        raise fail(LEAD("lead_or_number"))
    params = {} if reason is None else {"reason": reason}
    with connect() as client:
        if lead_id is not None:
            _show(ask(client, "GET", f"/api/v1/leads/{lead_id}", params=params))
            return
        body: dict[str, Any] = {"number": number, "country": country}
        body["company_id"] = company_named(client, company) if company else None
        found = ask(client, "POST", "/api/v1/leads/find", json=body, params=params)
        lists = {one["id"]: one["name"] for one in ask_all(client, "/api/v1/lists")}
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
