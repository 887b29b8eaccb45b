"""`pronto trunk`: trunks to the public network."""

from typing import Annotated, Any, Literal

import typer

from api.cli.client import ask, connect
from api.cli.named_resources import find, rewrite, said, show, show_all
from api.cli.output import fail, out
from api.cli.texts.installation import ESTATE

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the trunk: its PJSIP endpoint.")]
Node = Annotated[str | None, typer.Option(help="Its node; the only one there is without it.")]
Dial = Annotated[
    str | None, typer.Option(help="As in PJSIP/{number}@carrier, which is what it is for a trunk called carrier.")
]
Format = Annotated[
    Literal["e164", "plain"] | None, typer.Option(help="How numbers are sent: with + (e164) or without (plain).")
]
Channels = Annotated[int | None, typer.Option(help="Channels at most.")]
Rate = Annotated[float | None, typer.Option(help="Calls started a second, at most.")]
Country = Annotated[str | None, typer.Option(help="ISO 3166, where its calls enter the public network.")]
Proof = Annotated[
    bool | None,
    typer.Option("--provider-proof/--no-provider-proof", help="The provider vouches for home numbers from abroad."),
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
def add(
    name: Name,
    *,
    node: Node = None,
    dial: Dial = None,
    number_format: Format = None,
    max_channels: Channels = None,
    calls_per_second: Rate = None,
    country: Country = None,
    provider_proof: Proof = None,
) -> None:
    """Write a new trunk."""
    body = said(
        dial=dial or f"PJSIP/{{number}}@{name}",
        number_format=number_format,
        max_channels=max_channels,
        calls_per_second=calls_per_second,
        country=country,
        provider_proof=provider_proof,
    )
    with connect() as client:
        on = find(client, "node", node)
        if any(one["name"] == name for one in ask(client, "GET", "/api/v1/trunks", params={"node_id": on["id"]})):
            raise fail(ESTATE("is_there", name=name, command="pronto trunk set"))
        _show(ask(client, "PUT", f"/api/v1/nodes/{on['id']}/trunks/{name}", json=body), on["name"])


@app.command("set")
def set_(
    name: Name,
    *,
    node: Node = None,
    dial: Dial = None,
    number_format: Format = None,
    max_channels: Channels = None,
    calls_per_second: Rate = None,
    country: Country = None,
    provider_proof: Proof = None,
) -> None:
    """Change a trunk; what is not said stays."""
    changes = said(
        dial=dial,
        number_format=number_format,
        max_channels=max_channels,
        calls_per_second=calls_per_second,
        country=country,
        provider_proof=provider_proof,
    )
    with connect() as client:
        on, trunk = _find(client, name, node)
        _show(rewrite(client, f"/api/v1/nodes/{on['id']}/trunks/{trunk['name']}", changes), on["name"])


@app.command()
def enable(name: Name, *, node: Node = None) -> None:
    """Let campaigns use a trunk."""
    _switch(name, node, "enable")


@app.command()
def disable(name: Name, *, node: Node = None) -> None:
    """Place no new calls over a trunk; those that live go on."""
    _switch(name, node, "disable")


@app.command()
def remove(name: Name, *, node: Node = None) -> None:
    """Take a trunk out of use. Written anew, it is back."""
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
