"""`pronto trunk-group`: trunks that a campaign uses together, in order and by weight."""

import re
from typing import Annotated, Any, TypedDict, Unpack

import httpx
import typer

from api.cli.client import ask, connect
from api.cli.given_options import takes_given
from api.cli.named_resources import change, find, show, show_all
from api.cli.output import fail, out, those
from api.cli.texts.installation import ESTATE

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the group.")]
Node = Annotated[str | None, typer.Option(help="Its node; may be omitted if there is only one.")]


class Settings(TypedDict, total=False):
    """Settings of a group."""

    members: Annotated[
        list[str],
        typer.Option(
            "--trunk",
            help="A trunk: NAME, NAME:ORDER or NAME:ORDER:WEIGHT. The lowest order is taken first; equal ones share "
            "the calls by weight. May be repeated.",
        ),
    ]
    failover_on: Annotated[
        list[str],
        typer.Option(help="A refused call goes on to the next trunk: sip:503, sip:5xx, q850:34. Repeat."),
    ]


_MEMBER = re.compile(r"(?P<name>[^:]+)(?::(?P<order>[0-9]{1,3})(?::(?P<weight>[0-9]{1,4}))?)?")
_KEYS = ("name", "node", "trunks", "failover_on")


@app.command("list")
def list_() -> None:
    """Show every group."""
    with connect() as client:
        groups, trunks = ask(client, "GET", "/api/v1/trunk-groups"), ask(client, "GET", "/api/v1/trunks")
        nodes = ask(client, "GET", "/api/v1/nodes")
    show_all(_KEYS, ([_row(one, trunks, nodes)[key] for key in _KEYS] for one in groups))


@app.command()
@takes_given
def add(name: Name, *, node: Node = None, **given: Unpack[Settings]) -> None:
    """Add a group. A campaign uses it instead of trunks of its own."""
    with connect() as client:
        on = find(client, "node", node)
        members = _members(client, on["id"], given.get("members", []), [])
        body = {"name": name, "node_id": on["id"], **given, "members": members}
        _show(client, ask(client, "POST", "/api/v1/trunk-groups", json=body))


@app.command("set")
@takes_given
def set_(
    name: Name,
    *,
    new_name: Annotated[str | None, typer.Option("--name", help="A new name.")] = None,
    **given: Unpack[Settings],
) -> None:
    """Change a group; omitted options stay unchanged. Its trunks are replaced, with their limits kept."""
    changes: dict[str, Any] = ({} if new_name is None else {"name": new_name}) | dict(given)
    with connect() as client:
        there = _find(client, name)
        if "members" in given:
            changes["members"] = _members(client, there["node_id"], given["members"], there["members"])
        _show(client, change(client, f"/api/v1/trunk-groups/{there['id']}", changes))


@app.command()
def remove(name: Name) -> None:
    """Delete a group that no campaign uses. Its trunks stay."""
    with connect() as client:
        ask(client, "DELETE", f"/api/v1/trunk-groups/{_find(client, name)['id']}")
    out.print(ESTATE("removed", name=name), soft_wrap=True)


def _members(client: httpx.Client, node_id: int, said: list[str], there: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The members as written, one after the other where no order is; limits of those that are there stay."""
    found, before = [], {one["trunk_id"]: one for one in there}
    for place, text in enumerate(said, start=1):
        parts = _MEMBER.fullmatch(text)
        if parts is None:
            raise fail(ESTATE("no_member", text=text))
        trunk = find(client, "trunk", parts["name"], among={"node_id": node_id})
        own = before.get(trunk["id"], {"trunk_id": trunk["id"]})
        weight = {"weight": int(parts["weight"])} if parts["weight"] else {}
        found.append(own | {"order": int(parts["order"] or place)} | weight)
    return found


def _find(client: httpx.Client, name: str) -> dict[str, Any]:
    groups: list[dict[str, Any]] = ask(client, "GET", "/api/v1/trunk-groups")
    for one in groups:
        if one["name"] == name:
            return one
    raise fail(ESTATE("unknown_trunk_group", name=name, those=those(one["name"] for one in groups)))


def _row(group: dict[str, Any], trunks: list[dict[str, Any]], nodes: list[dict[str, Any]]) -> dict[str, Any]:
    names = {one["id"]: one["name"] for one in trunks}
    members = sorted(group["members"], key=lambda one: one["order"])
    shown = [f"{names.get(one['trunk_id'], one['trunk_id'])}:{one['order']}:{one['weight']}" for one in members]
    node = next((one["name"] for one in nodes if one["id"] == group["node_id"]), None)
    return group | {"node": node, "trunks": shown}


def _show(client: httpx.Client, group: dict[str, Any]) -> None:
    row = _row(group, ask(client, "GET", "/api/v1/trunks"), ask(client, "GET", "/api/v1/nodes"))
    show({key: row[key] for key in _KEYS})
