"""`pronto phone`: agents' phones on the desk, which Pronto writes into Asterisk."""

from typing import Annotated, Any, Literal

import httpx
import typer
from rich.table import Table

from api.cli.client import ask, ask_all, connect
from api.cli.named_resources import find, given
from api.cli.output import fail, out, those
from api.cli.texts.provisioning import PHONE, PROVISIONING
from api.cli.trunk_provisioning import show_changes

app = typer.Typer(no_args_is_help=True)

PATH = "/api/v1/desk-phones"
Name = Annotated[str, typer.Argument(help="Name of the phone, as in 1001.")]
Node = Annotated[str | None, typer.Option(help="Its node; may be omitted if there is only one.")]
AgentName = Annotated[str | None, typer.Option("--agent", help="Name of the agent whose phone it is.")]
Transport = Annotated[Literal["udp", "tcp", "tls"] | None, typer.Option(help="How its telephone speaks SIP.")]


@app.command("list")
def list_() -> None:
    """List the phones on the desk that Pronto has written, with their agents."""
    table = Table(*PHONE.each("name", "endpoint", "transport", "agent", "state"))
    with connect() as client:
        for one in ask_all(client, PATH):
            state = PHONE("going") if one["removed_at"] else PHONE("by_hand") if one["is_changed_by_hand"] else ""
            table.add_row(one["name"], one["endpoint"], one["transport"], one["agent_name"], state)
    out.print(table)


@app.command()
def plan(name: Name, *, node: Node = None, transport: Transport = None) -> None:
    """Show what making a phone would write; nothing is written."""
    with connect() as client:
        body = {"node_id": find(client, "node", node)["id"], "name": name, **given(transport=transport)}
        found = ask(client, "POST", f"{PATH}/plan", json=body)
    out.print(found["text"], soft_wrap=True, highlight=False, markup=False)
    _show_notes(found["notes"])


@app.command()
def add(name: Name, *, node: Node = None, transport: Transport = None, agent: AgentName = None) -> None:
    """Make a phone and print what to type into the telephone. The secret is shown this once."""
    with connect() as client:
        body = {"node_id": find(client, "node", node)["id"], "name": name, **given(transport=transport)}
        if agent is not None:
            body["agent_id"] = find(client, "agent", agent)["id"]
        _show_made(ask(client, "POST", PATH, json=body))


@app.command()
def secret(name: Name, *, node: Node = None) -> None:
    """Make a new secret and print it, this once; the old one is refused from then on."""
    with connect() as client:
        _show_made(ask(client, "POST", f"{_path(client, name, node)}/secret"))


@app.command("set")
def set_(
    name: Name,
    *,
    node: Node = None,
    agent: AgentName = None,
    nobody: Annotated[bool, typer.Option("--nobody", help="It is nobody's phone.")] = False,
    transport: Transport = None,
) -> None:
    """Give a phone to an agent, or change how its telephone speaks SIP."""
    with connect() as client:
        changes: dict[str, Any] = given(transport=transport)
        if nobody:
            changes["agent_id"] = None
        elif agent is not None:
            changes["agent_id"] = find(client, "agent", agent)["id"]
        if not changes:
            raise fail(PHONE("nothing_said"))
        changed = ask(client, "PATCH", _path(client, name, node), json=changes)
    who = changed["agent_name"] or PHONE("nobody")
    out.print(PHONE("stands", name=name, agent=who, transport=changed["transport"]), soft_wrap=True)


@app.command()
def state(name: Name, *, node: Node = None) -> None:
    """Show where its telephone is registered, and what was changed in Asterisk by hand. Ends with 1 if not well."""
    with connect() as client:
        found = ask(client, "GET", f"{_path(client, name, node)}/state")
    out.print(PHONE(found["state"], name=name), soft_wrap=True)
    for one in found["contacts"]:
        out.print(PHONE("contact", address=one["address"], ms=one["roundtrip_ms"] or 0.0), soft_wrap=True)
    if found["drift"] is None:
        raise fail(found["why_unasked"])
    show_changes(found["drift"])
    if found["drift"] or found["state"] != "registered":
        raise typer.Exit(1)


@app.command()
def heal(name: Name, *, node: Node = None) -> None:
    """Write what stands once more, in the place of what was changed in Asterisk by hand."""
    with connect() as client:
        ask(client, "POST", f"{_path(client, name, node)}/heal")
    out.print(PROVISIONING("no_drift"), soft_wrap=True)


@app.command()
def remove(name: Name, *, node: Node = None) -> None:
    """Take a phone away, from Asterisk too; its agent uses the phone in the browser then."""
    with connect() as client:
        ask(client, "DELETE", _path(client, name, node))
    out.print(PHONE("removed", name=name), soft_wrap=True)


def _path(client: httpx.Client, name: str, node: str | None) -> str:
    """The address of the phone of this name. Ends the command if there is none, or if several nodes have one."""
    there = ask_all(client, PATH)
    wanted = None if node is None else find(client, "node", node)["id"]
    found = [one for one in there if one["name"] == name and wanted in (None, one["node_id"])]
    if len(found) != 1:
        names = those(dict.fromkeys(str(one["name"]) for one in there))
        raise fail(PHONE("several" if found else "unknown", name=name, those=names))
    return f"{PATH}/{found[0]['id']}"


def _show_made(made: dict[str, Any]) -> None:
    phone, server = made["phone"], made["server"]
    lines = {
        "server": server["host"] or "–",
        "port": server["port"],
        "transport": phone["transport"],
        "user": made["user"],
        "secret": made["secret"],
    }
    out.print(PHONE("type_in"), soft_wrap=True)
    for label, value in lines.items():
        out.print(f"  {PHONE(label):<12}{value}", soft_wrap=True, highlight=False, markup=False)
    _show_notes(made["notes"])


def _show_notes(notes: list[str]) -> None:
    for note in notes:
        out.print(note, style="yellow", soft_wrap=True, highlight=False, markup=False)
