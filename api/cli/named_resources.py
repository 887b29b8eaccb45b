"""Shared by the commands of trunks, nodes, agents, caller ids and controllers: look-up by name, and PUT."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

import httpx
from rich.table import Table
from rich.text import Text

from api.cli.client import ask, ask_all, read, send
from api.cli.output import fail, out, those
from api.cli.texts.installation import ESTATE

# Fields that GET shows and PUT does not accept.
_NOT_WRITTEN: Final = frozenset(
    {
        *("id", "name", "node_id", "controller_id", "number", "former_names", "retired_at"),
        *("wish", "wish_at", "pause_reason", "campaign_id", "also_campaign_ids", "locked_by"),  # of agents
        *("shift_ends_at", "break_at"),
    }
)


def find(
    client: httpx.Client, kind: str, name: str | None, *, among: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The controller, node, trunk, agent or caller id with this name (number); without one, the only one.

    Ends the command if there is none, or if there are several.
    """
    path, by = _AT[kind]
    pages = kind in ("controller", "agent", "caller_id")
    where = f"/api/v1/{path}"
    there = ask_all(client, where) if pages else ask(client, "GET", where, params=dict(among or {}))
    found = [one for one in there if name is None or one[by] == name]
    if len(found) == 1:
        return found[0]
    reason = "several" if found else "unknown" if there or name is not None else "none"
    names = those(dict.fromkeys(str(one[by]) for one in there))
    raise fail(ESTATE(f"{reason}_{kind}", name=name, those=names))


_AT: Final = {
    "controller": ("controllers", "name"),
    "node": ("nodes", "name"),
    "trunk": ("trunks", "name"),
    "agent": ("agents", "name"),
    "caller_id": ("caller-ids", "number"),
}


def rewrite(client: httpx.Client, path: str, changes: Mapping[str, Any], *, without: Collection[str] = ()) -> Any:
    """PUT the resource at `path` with these changes, unless it was changed since it was read.

    `without`: further fields that GET shows there and PUT does not accept.
    """
    body, version = whole(client, path)
    body = {name: value for name, value in body.items() if name not in without}
    return ask(client, "PUT", path, json=body | dict(changes), headers=version)


def whole(client: httpx.Client, path: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The resource at `path` in the form of a PUT, and the header that makes a change conditional on this version."""
    there, version = versioned(client, path)
    return {name: value for name, value in there.items() if name not in _NOT_WRITTEN}, version


def versioned(client: httpx.Client, path: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The resource at `path`, and the If-Match header for this version, unless a proxy has removed the ETag."""
    answer = send(client, "GET", path)
    return read(answer), {"If-Match": answer.headers.get("etag", "*")}


def given_or_fail(**options: Any) -> dict[str, Any]:
    """The given options by name; ends the command if there are none."""
    if not (options := given(**options)):
        raise fail(ESTATE("nothing_said"))
    return options


def given(**options: Any) -> dict[str, Any]:
    """The given options by name."""
    return {name: value for name, value in options.items() if value is not None}


def show(rows: Mapping[str, object]) -> None:
    """Print a resource, one line per setting."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for key, value in rows.items():
        table.add_row(ESTATE(key), Text(in_words(value)))
    out.print(table)


def show_all(keys: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print resources, one line each, under the names of their settings."""
    table = Table(box=None, pad_edge=False)
    for key in keys:
        table.add_column(ESTATE(key), overflow="fold")
    found = [[Text(in_words(value)) for value in row] for row in rows]
    if not found:
        out.print(ESTATE("nothing_there"))
        return
    for row in found:
        table.add_row(*row)
    out.print(table)


def in_words(value: object) -> str:
    """A setting in words."""
    match value:
        case bool():
            return ESTATE("yes" if value else "no")
        case None | "" | [] | ():
            return "–"
        case list():
            return ", ".join(map(str, value))
        case float():
            return f"{value:g}"
    return str(value)
