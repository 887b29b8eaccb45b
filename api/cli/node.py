"""`pronto node`: the Asterisk servers."""

from typing import Annotated, Any

import typer

from api.cli.client import ask, connect
from api.cli.named_resources import find, given_or_fail, rewrite, show, show_all
from api.cli.output import fail, out
from api.cli.texts.installation import ESTATE

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the node.")]
Port = Annotated[int | None, typer.Option(help="Port of the manager interface.")]
User = Annotated[str | None, typer.Option(help="User of the manager interface, as in manager.conf.")]
Secret = Annotated[
    str | None, typer.Option(help="Name of the environment variable with the user's secret, not the secret itself.")
]
AriUrl = Annotated[
    str | None,
    typer.Option(help="Address of Asterisk's web server, for phones in the browser, as in http://127.0.0.1:8088."),
]
AriUser = Annotated[str | None, typer.Option(help="User of Asterisk's REST interface, as in ari.conf.")]
AriSecret = Annotated[
    str | None, typer.Option(help="Name of the environment variable with that user's secret, not the secret itself.")
]
Tls = Annotated[bool | None, typer.Option("--tls/--no-tls", help="Connect with TLS.")]
Channels = Annotated[int | None, typer.Option(help="Maximum number of channels.")]
Rate = Annotated[float | None, typer.Option(help="Maximum calls started per second.")]
Patterns = Annotated[
    list[str] | None,
    typer.Option(
        "--dial-pattern",
        help='Dial string allowed besides PJSIP endpoints, as in "Local/{extension}@agents"; may be repeated;'
        ' "" for none.',
    ),
]
_KEYS = (
    *("name", "host", "port", "username", "secret_env", "tls", "max_channels", "calls_per_second"),
    *("dial_patterns", "ari_url", "ari_username", "ari_secret_env"),
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
    host: Annotated[str, typer.Option(help="Host name or address.")],
    port: Port = None,
    username: User = None,
    secret_env: Secret = None,
    tls: Tls = None,
    max_channels: Channels = None,
    calls_per_second: Rate = None,
    dial_patterns: Patterns = None,
    ari_url: AriUrl = None,
    ari_username: AriUser = None,
    ari_secret_env: AriSecret = None,
) -> None:
    """Add a node."""
    body = given_or_fail(
        host=host,
        port=port,
        username=username,
        secret_env=secret_env,
        tls=tls,
        max_channels=max_channels,
        calls_per_second=calls_per_second,
        dial_patterns=_patterns(dial_patterns),
        ari_url=ari_url,
        ari_username=ari_username,
        ari_secret_env=ari_secret_env,
    )
    with connect() as client:
        if any(one["name"] == name for one in ask(client, "GET", "/api/v1/nodes")):
            raise fail(ESTATE("is_there", name=name, command="pronto node set"))
        _show(ask(client, "PUT", f"/api/v1/nodes/{name}", json=body))


@app.command("set")
def set_(
    name: Name,
    *,
    host: Annotated[str | None, typer.Option(help="Host name or address.")] = None,
    port: Port = None,
    username: User = None,
    secret_env: Secret = None,
    tls: Tls = None,
    max_channels: Channels = None,
    calls_per_second: Rate = None,
    dial_patterns: Patterns = None,
    ari_url: AriUrl = None,
    ari_username: AriUser = None,
    ari_secret_env: AriSecret = None,
) -> None:
    """Change a node; omitted options stay unchanged."""
    changes = given_or_fail(
        host=host,
        port=port,
        username=username,
        secret_env=secret_env,
        tls=tls,
        max_channels=max_channels,
        calls_per_second=calls_per_second,
        dial_patterns=_patterns(dial_patterns),
        ari_url=ari_url,
        ari_username=ari_username,
        ari_secret_env=ari_secret_env,
    )
    with connect() as client:
        _show(rewrite(client, f"/api/v1/nodes/{find(client, 'node', name)['name']}", changes))


@app.command()
def remove(name: Name) -> None:
    """Retire a node and its trunks. Add it again to restore it."""
    with connect() as client:
        there = find(client, "node", name)
        ask(client, "DELETE", f"/api/v1/nodes/{there['name']}")
    out.print(ESTATE("removed", name=name), soft_wrap=True)


def _patterns(asked: list[str] | None) -> list[str] | None:
    """The patterns; an empty word means none."""
    return None if asked is None else [one for one in asked if one]


def _show(node: dict[str, Any]) -> None:
    show({key: node[key] for key in _KEYS})
