"""`pronto node`: the Asterisk servers."""

from typing import Annotated, Any, TypedDict, Unpack

import typer

from api.cli.client import ask, connect
from api.cli.given_options import takes_given
from api.cli.named_resources import change, find, show, show_all
from api.cli.output import fail, out
from api.cli.texts.installation import ESTATE

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the node.")]


class Settings(TypedDict, total=False):
    """Settings of a node, besides its host."""

    port: Annotated[int, typer.Option(help="Port of the manager interface.")]
    username: Annotated[str, typer.Option(help="User of the manager interface, as in manager.conf.")]
    secret_env: Annotated[
        str, typer.Option(help="Name of the environment variable with the user's secret, not the secret itself.")
    ]
    tls: Annotated[bool, typer.Option("--tls/--no-tls", help="Connect with TLS.")]
    max_channels: Annotated[int, typer.Option(help="Maximum number of channels.")]
    calls_per_second: Annotated[float, typer.Option(help="Maximum calls started per second.")]
    dial_patterns: Annotated[
        list[str],
        typer.Option(
            "--dial-pattern",
            help='Dial string allowed besides PJSIP endpoints, as in "Local/{extension}@agents"; may be repeated;'
            ' "" for none.',
        ),
    ]
    ari_url: Annotated[
        str,
        typer.Option(help="Address of Asterisk's web server, for phones in the browser, as in http://127.0.0.1:8088."),
    ]
    ari_username: Annotated[str, typer.Option(help="User of Asterisk's REST interface, as in ari.conf.")]
    ari_secret_env: Annotated[
        str, typer.Option(help="Name of the environment variable with that user's secret, not the secret itself.")
    ]


_KEYS = ("name", "host", *Settings.__annotations__)


@app.command("list")
def list_() -> None:
    """Show every node."""
    with connect() as client:
        nodes = ask(client, "GET", "/api/v1/nodes")
    show_all(_KEYS, ([one[key] for key in _KEYS] for one in nodes))


@app.command()
@takes_given
def add(
    name: Name, *, host: Annotated[str, typer.Option(help="Host name or address.")], **given: Unpack[Settings]
) -> None:
    """Add a node."""
    with connect() as client:
        if any(one["name"] == name for one in ask(client, "GET", "/api/v1/nodes")):
            raise fail(ESTATE("is_there", name=name, command="pronto node set"))
        _show(ask(client, "PUT", f"/api/v1/nodes/{name}", json={"host": host, **given}))


@app.command("set")
@takes_given
def set_(
    name: Name,
    *,
    host: Annotated[str | None, typer.Option(help="Host name or address.")] = None,
    **given: Unpack[Settings],
) -> None:
    """Change a node; omitted options stay unchanged."""
    changes = ({} if host is None else {"host": host}) | dict(given)
    with connect() as client:
        _show(change(client, f"/api/v1/nodes/{find(client, 'node', name)['name']}", changes))


@app.command()
def remove(name: Name) -> None:
    """Retire a node and its trunks. Add it again to restore it."""
    with connect() as client:
        there = find(client, "node", name)
        ask(client, "DELETE", f"/api/v1/nodes/{there['name']}")
    out.print(ESTATE("removed", name=name), soft_wrap=True)


def _show(node: dict[str, Any]) -> None:
    show({key: node[key] for key in _KEYS})
