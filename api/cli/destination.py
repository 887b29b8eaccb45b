"""`pronto destination`: where trunks may call, and how much in an hour."""

from typing import Annotated, Any

import httpx
import typer

from api.cli.client import ask, connect
from api.cli.named_resources import change, find, given, show, show_all
from api.cli.output import fail, out
from api.cli.texts.installation import ESTATE

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the trunk.")]
Node = Annotated[str | None, typer.Option(help="Its node; may be omitted if there is only one.")]
Cap = Annotated[int | None, typer.Option(help="At most so many within an hour; 0: no cap.", min=0)]
_KEYS = (
    *("trunk", "allowed", "refused", "premium", "calls_per_hour"),
    *("minutes_per_hour", "spend_per_hour", "currency"),
)


@app.command("list")
def list_() -> None:
    """Show where each trunk may call."""
    with connect() as client:
        found = ask(client, "GET", "/api/v1/destinations")
    show_all(_KEYS, ([_row(one)[key] for key in _KEYS] for one in found))


@app.command("set")
def set_(
    name: Name,
    *,
    node: Node = None,
    allow: Annotated[
        list[str] | None,
        typer.Option(help="Numbers that begin so may be called, as +39; may be repeated. Replaces those there are."),
    ] = None,
    country: Annotated[
        bool, typer.Option("--country", help="Only the trunk's own country may be called, as at the beginning.")
    ] = False,
    refuse: Annotated[
        list[str] | None, typer.Option(help='An exception within what is allowed; may be repeated. "" removes all.')
    ] = None,
    premium: Annotated[
        bool | None, typer.Option("--premium/--no-premium", help="Premium-rate numbers may be called too.")
    ] = None,
    calls_per_hour: Cap = None,
    minutes_per_hour: Cap = None,
    spend_per_hour: Annotated[
        float | None, typer.Option(help="At most so much within an hour, by the prices; 0: no cap.", min=0.0)
    ] = None,
    currency: Annotated[str | None, typer.Option(help="Of the spend and the prices, as EUR.")] = None,
    price: Annotated[
        list[str] | None,
        typer.Option(help="Price of a minute by prefix, as +39:0.01; may be repeated. Replaces those there are."),
    ] = None,
) -> None:
    """Change where a trunk may call; omitted options stay unchanged."""
    caps = {"calls_per_hour": calls_per_hour, "minutes_per_hour": minutes_per_hour, "spend_per_hour": spend_per_hour}
    changes: dict[str, Any] = {key: value or None for key, value in caps.items() if value is not None}
    changes |= given(premium=premium, currency=currency)
    if refuse is not None:
        changes["refused"] = [one for one in refuse if one]
    if country or allow is not None:
        changes["allowed"] = None if country else [one for one in allow or () if one]
    if price is not None:
        changes["prices"] = [_price(one) for one in price if one]
    with connect() as client:
        path = f"/api/v1/trunks/{_trunk(client, name, node)['id']}/destinations"
        changed = _row(change(client, path, changes))
        show({key: changed[key] for key in _KEYS})


@app.command("try")
def try_(
    name: Name, number: Annotated[str, typer.Argument(help="Number, as +390612345678.")], *, node: Node = None
) -> None:
    """Say whether a trunk may call a number, and why not. Nobody is called."""
    with connect() as client:
        path = f"/api/v1/trunks/{_trunk(client, name, node)['id']}/destinations/try"
        tried = ask(client, "POST", path, json={"number": number})
    out.print(tried["text"], soft_wrap=True, markup=False)
    if not tried["allowed"]:
        raise typer.Exit(1)


def _trunk(client: httpx.Client, name: str, node: str | None) -> dict[str, Any]:
    among = {"node_id": find(client, "node", node)["id"]} if node is not None else {}
    return find(client, "trunk", name, among=among)


def _price(text: str) -> dict[str, Any]:
    prefix, _, per_minute = text.partition(":")
    try:
        return {"prefix": prefix, "per_minute": float(per_minute)}
    except ValueError:
        raise fail(ESTATE("no_price", text=text)) from None


def _row(one: dict[str, Any]) -> dict[str, Any]:
    return one | {
        "allowed": [place["prefix"] for place in one["places"] if place["allowed"]],
        "refused": [place["prefix"] for place in one["places"] if not place["allowed"]],
    }
