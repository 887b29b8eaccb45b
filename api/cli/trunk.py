"""`pronto trunk`: trunks to the public network."""

from typing import Annotated, Any, Literal, TypedDict, Unpack

import typer

from api.cli import trunk_provisioning
from api.cli.client import ask, connect
from api.cli.given_options import takes_given
from api.cli.named_resources import change, find, show, show_all
from api.cli.output import fail, out
from api.cli.texts.installation import ESTATE

app = typer.Typer(no_args_is_help=True)
app.command()(trunk_provisioning.templates)
app.command()(trunk_provisioning.plan)
app.command()(trunk_provisioning.apply)
app.command()(trunk_provisioning.verify)
app.command()(trunk_provisioning.drift)
app.command()(trunk_provisioning.heal)
app.command("roll-back")(trunk_provisioning.roll_back)

Name = Annotated[str, typer.Argument(help="Name of the trunk: its PJSIP endpoint.")]
Node = Annotated[str | None, typer.Option(help="Its node; may be omitted if there is only one.")]


class Settings(TypedDict, total=False):
    """Settings of a trunk."""

    dial: Annotated[
        str, typer.Option(help="Dial string; for a trunk called carrier the default is PJSIP/{number}@carrier.")
    ]
    number_format: Annotated[
        Literal["e164", "plain", "00", "it", "gb"],
        typer.Option(
            help="Form of numbers: with + (e164), without (plain), with 00, or as dialled in Italy or Britain."
        ),
    ]
    max_channels: Annotated[int, typer.Option(help="Maximum number of channels.")]
    calls_per_second: Annotated[float, typer.Option(help="Maximum calls started per second.")]
    country: Annotated[str, typer.Option(help="Country where its calls enter the public network (ISO 3166).")]
    provider_proof: Annotated[
        bool,
        typer.Option(
            "--provider-proof/--no-provider-proof",
            help="The carrier vouches for domestic caller ids on calls from abroad.",
        ),
    ]


_KEYS = (
    *("name", "node", "dial", "number_format", "max_channels", "calls_per_second"),
    *("enabled", "country", "provider_proof"),
)


@app.command("list")
def list_() -> None:
    """Show every trunk."""
    with connect() as client:
        nodes = {one["id"]: one["name"] for one in ask(client, "GET", "/api/v1/nodes")}
        trunks = ask(client, "GET", "/api/v1/trunks")
    rows = (one | {"node": nodes.get(one["node_id"])} for one in trunks)
    show_all(_KEYS, ([one[key] for key in _KEYS] for one in rows))


@app.command()
@takes_given
def add(name: Name, *, node: Node = None, **given: Unpack[Settings]) -> None:
    """Add a trunk."""
    given.setdefault("dial", f"PJSIP/{{number}}@{name}")
    with connect() as client:
        on = find(client, "node", node)
        if any(one["name"] == name for one in ask(client, "GET", "/api/v1/trunks", params={"node_id": on["id"]})):
            raise fail(ESTATE("is_there", name=name, command="pronto trunk set"))
        _show(ask(client, "PUT", f"/api/v1/nodes/{on['id']}/trunks/{name}", json=given), on["name"])


@app.command("set")
@takes_given
def set_(name: Name, *, node: Node = None, **given: Unpack[Settings]) -> None:
    """Change a trunk; omitted options stay unchanged."""
    with connect() as client:
        on, trunk = _find(client, name, node)
        _show(change(client, f"/api/v1/nodes/{on['id']}/trunks/{trunk['name']}", given), on["name"])


@app.command()
def enable(name: Name, *, node: Node = None) -> None:
    """Let campaigns use a trunk."""
    _switch(name, node, "enable")


@app.command()
def disable(name: Name, *, node: Node = None) -> None:
    """Place no new calls over a trunk; live calls continue."""
    _switch(name, node, "disable")


@app.command()
def remove(name: Name, *, node: Node = None) -> None:
    """Retire a trunk. Add it again to restore it."""
    with connect() as client:
        on, _ = _find(client, name, node)
        ask(client, "DELETE", f"/api/v1/nodes/{on['id']}/trunks/{name}")
    out.print(ESTATE("removed", name=name), soft_wrap=True)


def _switch(name: str, node: str | None, switch: str) -> None:
    with connect() as client:
        on, trunk = _find(client, name, node)
        _show(ask(client, "POST", f"/api/v1/trunks/{trunk['id']}/{switch}"), on["name"])


def _find(client: Any, name: str, node: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The node, and its trunk with this name."""
    nodes = [find(client, "node", node)] if node is not None else ask(client, "GET", "/api/v1/nodes")
    among = {"node_id": nodes[0]["id"]} if len(nodes) == 1 else {}
    trunk = find(client, "trunk", name, among=among)
    return next(one for one in nodes if one["id"] == trunk["node_id"]), trunk


def _show(trunk: dict[str, Any], node: str) -> None:
    show({key: (trunk | {"node": node})[key] for key in _KEYS})
