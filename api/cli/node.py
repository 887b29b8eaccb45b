"""`pronto node`: the Asterisk servers."""

from typing import Annotated, Any

import typer

from api.cli.client import ask, connect
from api.cli.named_resources import find, rewrite, said, show, show_all
from api.cli.output import fail, out
from api.cli.texts.installation import ESTATE

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the node.")]
Port = Annotated[int | None, typer.Option(help="Of its manager interface.")]
User = Annotated[str | None, typer.Option(help="Manager user, as in manager.conf.")]
Secret = Annotated[str | None, typer.Option(help="Name of the variable that holds the user's secret, not the secret.")]
Tls = Annotated[bool | None, typer.Option("--tls/--no-tls", help="Speak TLS with it.")]
Channels = Annotated[int | None, typer.Option(help="Channels at most.")]
Rate = Annotated[float | None, typer.Option(help="Calls started a second, at most.")]
Patterns = Annotated[
    list[str] | None,
    typer.Option(
        "--dial-pattern",
        help='Dialled besides PJSIP endpoints, as in "Local/{extension}@agents", as often as needed; "" for none.',
    ),
]
_KEYS = (
    *("name", "host", "port", "username", "secret_env", "tls", "max_channels", "calls_per_second"),
    "dial_patterns",
)


@app.command("list")
def list_() -> None:
    """Show every node."""
    with connect() as client:
        nodes = ask(client, "GET", "/api/v1/nodes")
    show_all(_KEYS, ([one[key] for key in _KEYS] for one in nodes))


@app.command()
def add(
    name: Name,
    *,
    host: Annotated[str, typer.Option(help="Name or address of its machine.")],
    port: Port = None,
    username: User = None,
    secret_env: Secret = None,
    tls: Tls = None,
    max_channels: Channels = None,
    calls_per_second: Rate = None,
    dial_patterns: Patterns = None,
) -> None:
    """Write a new node."""
    body = said(
        host=host,
        port=port,
        username=username,
        secret_env=secret_env,
        tls=tls,
        max_channels=max_channels,
        calls_per_second=calls_per_second,
        dial_patterns=_patterns(dial_patterns),
    )
    with connect() as client:
        if any(one["name"] == name for one in ask(client, "GET", "/api/v1/nodes")):
            raise fail(ESTATE("is_there", name=name, command="pronto node set"))
        _show(ask(client, "PUT", f"/api/v1/nodes/{name}", json=body))


@app.command("set")
def set_(
    name: Name,
    *,
    host: Annotated[str | None, typer.Option(help="Name or address of its machine.")] = None,
    port: Port = None,
    username: User = None,
    secret_env: Secret = None,
    tls: Tls = None,
    max_channels: Channels = None,
    calls_per_second: Rate = None,
    dial_patterns: Patterns = None,
) -> None:
    """Change a node; what is not said stays."""
    changes = said(
        host=host,
        port=port,
        username=username,
        secret_env=secret_env,
        tls=tls,
        max_channels=max_channels,
        calls_per_second=calls_per_second,
        dial_patterns=_patterns(dial_patterns),
    )
    with connect() as client:
        _show(rewrite(client, f"/api/v1/nodes/{find(client, 'node', name)['name']}", changes))


@app.command()
def remove(name: Name) -> None:
    """Take a node out of use, with its trunks. Written anew, it is back."""
    with connect() as client:
        there = find(client, "node", name)
        ask(client, "DELETE", f"/api/v1/nodes/{there['name']}")
    out.print(ESTATE("removed", name=name), soft_wrap=True)


def _patterns(asked: list[str] | None) -> list[str] | None:
    """The patterns; an empty word means none."""
    return None if asked is None else [one for one in asked if one]


def _show(node: dict[str, Any]) -> None:
    show({key: node[key] for key in _KEYS})
