"""Shared by the commands of campaigns, trunks, nodes, agents …: look-up by name, change, and tables."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import httpx
from rich.table import Table
from rich.text import Text

from api.cli.client import ask, ask_all
from api.cli.output import fail, out, those
from api.cli.texts.installation import ESTATE


def find(
    client: httpx.Client, kind: str, name: str | None, *, among: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The company, node, trunk, agent or caller id with this name (number); without one, the only one.

    Ends the command if there is none, or if there are several.
    """
    path, by = _AT[kind]
    pages = kind in ("company", "agent", "caller_id")
    where = f"/api/v1/{path}"
    there = ask_all(client, where) if pages else ask(client, "GET", where, params=dict(among or {}))
    found = [one for one in there if name is None or one[by] == name]
    if len(found) == 1:
        return found[0]
    reason = "several" if found else "unknown" if there or name is not None else "none"
    names = those(dict.fromkeys(str(one[by]) for one in there))
    raise fail(ESTATE(f"{reason}_{kind}", name=name, those=names))


_AT: Final = {
    "company": ("companies", "name"),
    "node": ("nodes", "name"),
    "trunk": ("trunks", "name"),
    "agent": ("agents", "name"),
    "caller_id": ("caller-ids", "number"),
}


def change(client: httpx.Client, path: str, changes: Mapping[str, Any]) -> Any:
    """Change the resource at `path`, and return it. Ends the command if there are no changes."""
    if not changes:
        raise fail(ESTATE("nothing_said"))
    return ask(client, "PATCH", path, json=changes)


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
