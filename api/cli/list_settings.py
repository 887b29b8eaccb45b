"""`pronto list show, set, archive, unarchive, delete`: the settings of lists."""

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from api.cli.client import ask, ask_all, connect, find_campaign, find_list
from api.cli.custom_fields import Typed, Untyped, changed_types, show_types
from api.cli.output import called, fail, local, out
from api.cli.texts.lists import SETTING

Name = Annotated[str, typer.Argument(help="Name of the list.")]


def show(
    name: Annotated[str | None, typer.Argument(help="Name of the list; all lists by default.")] = None,
) -> None:
    """Show the settings of a list, or all lists."""
    with connect() as client:
        if name is None:
            _show_all(ask_all(client, "/api/v1/lists"), _campaigns(client))
            return
        listed = ask(client, "GET", f"/api/v1/lists/{find_list(client, name)}")
        _show_one(listed, _campaigns(client))


def set_(
    name: Name,
    *,
    weight: Annotated[
        int | None, typer.Option(help="Share of the campaign's calls, relative to its other lists; 0 for none.")
    ] = None,
    order: Annotated[
        str | None, typer.Option(help='Call order, as in "score desc", newest, "random 7"; "" for none.')
    ] = None,
    filter_: Annotated[str | None, typer.Option("--filter", help='Filter, as in "score >= 50"; "" for none.')] = None,
    enabled: Annotated[bool | None, typer.Option("--enable/--disable", help="Whether its leads are dialled.")] = None,
    campaign: Annotated[str | None, typer.Option(help='Campaign that dials it; "" for none.')] = None,
    typed: Typed = None,
    untyped: Untyped = None,
) -> None:
    """Change a list's settings; omitted options stay unchanged."""
    asked = {"weight": weight, "order_by": order, "filter": filter_, "enabled": enabled}
    body: dict[str, Any] = {key: value for key, value in asked.items() if value is not None}
    with connect() as client:
        path = f"/api/v1/lists/{find_list(client, name)}"
        if campaign is not None:
            body["campaign_id"] = find_campaign(client, campaign)["id"] if campaign else None
        if typed or untyped:
            types = ask(client, "GET", path)["field_types"]
            body["field_types"] = changed_types(types, typed, untyped)
        if not body:
            raise fail(SETTING("nothing_said"))
        ask(client, "PATCH", path, json=body)
        _show_one(ask(client, "GET", path), _campaigns(client))


def archive(name: Name) -> None:
    """Archive a list."""
    _put(name, "archive", "put_away")


def unarchive(name: Name) -> None:
    """Restore an archived list."""
    _put(name, "unarchive", "taken_out")


def delete(name: Name) -> None:
    """Delete a list without leads, and its import records. A list with leads can be archived."""
    with connect() as client:
        ask(client, "DELETE", f"/api/v1/lists/{find_list(client, name)}")
    out.print(SETTING("deleted", name=name))


def _put(name: str, verb: str, said: str) -> None:
    with connect() as client:
        ask(client, "POST", f"/api/v1/lists/{find_list(client, name)}/{verb}")
    out.print(SETTING(said, name=name))


def _campaigns(client: Any) -> dict[int, dict[str, Any]]:
    return {one["id"]: one for one in ask_all(client, "/api/v1/campaigns")}


def _show_one(listed: dict[str, Any], campaigns: dict[int, dict[str, Any]]) -> None:
    counts = ", ".join(f"{called('leads', state)} {count}" for state, count in listed["leads"].items() if count)
    table = Table(box=None, show_header=False, pad_edge=False)
    rows = _settings(listed, campaigns) | {"leads": counts or SETTING("none")}
    for key, value in rows.items():
        table.add_row(SETTING(key), Text(value))
    out.print(table)
    show_types(listed["types"])


def _settings(listed: dict[str, Any], campaigns: dict[int, dict[str, Any]]) -> dict[str, str]:
    campaign = campaigns.get(listed["campaign_id"], {"name": SETTING("none"), "time_zone": "UTC"})
    archived = local(listed["archived_at"], campaign["time_zone"]) if listed["archived_at"] else SETTING("no")
    task = SETTING("none")
    if listed["task"]:
        task = f"{SETTING(listed['task'])} {listed['task_done']}/{listed['task_total']}"
    return {
        "list": listed["name"],
        "campaign": campaign["name"],
        "country": listed["country"],
        "enabled": SETTING("yes" if listed["enabled"] else "no"),
        "weight": str(listed["weight"] or SETTING("none")),
        "order_by": listed["order_by"] or SETTING("as_they_came"),
        "filter": listed["filter"] or SETTING("none"),
        "archived_at": archived,
        "task": task,
    }


def _show_all(lists: list[dict[str, Any]], campaigns: dict[int, dict[str, Any]]) -> None:
    table = Table(box=None, pad_edge=False)
    for key in ("list", "campaign", "country", "enabled", "weight", "order_by", "filter", "archived_at", "task"):
        table.add_column(SETTING(key), overflow="fold")
    for one in lists:
        table.add_row(*map(Text, _settings(one, campaigns).values()))
    out.print(table)
