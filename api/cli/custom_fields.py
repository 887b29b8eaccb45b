"""`pronto campaign fields`: the types of the custom fields of a campaign's leads."""

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from api.cli.client import COUNT_TIMEOUT_S, ask, connect, find_campaign
from api.cli.output import called, fail, out
from api.cli.texts.lists import FIELD
from dialer.people.lists.rules.field_types import FieldKind

KINDS = ", ".join(FieldKind)
Typed = Annotated[
    list[str] | None,
    typer.Option("--set", help=f"FIELD=KIND: {KINDS}; a choice as plan=choice:Gold,Silver. May be repeated."),
]
Untyped = Annotated[list[str] | None, typer.Option("--unset", help="FIELD whose type is removed: it holds any text.")]


def fields(
    name: Annotated[str, typer.Argument(help="The campaign's name.")],
    *,
    typed: Typed = None,
    untyped: Untyped = None,
) -> None:
    """Show or set the types of a campaign's custom fields, used by imports, filters and orders."""
    with connect() as client:
        path = f"/api/v1/campaigns/{find_campaign(client, name)['id']}"
        types = ask(client, "GET", path)["field_types"]
        if typed or untyped:
            body = {"field_types": changed_types(types, typed, untyped)}
            types = ask(client, "PUT", f"{path}/fields", json=body)["field_types"]
        unfit = ask(client, "GET", f"{path}/fields", timeout=COUNT_TIMEOUT_S)["unfit"] if types else {}
    show_types(types)
    for field, leads in unfit.items():
        out.print(FIELD("unfit", leads=leads, field=field))


def changed_types(types: dict[str, Any], typed: list[str] | None, untyped: list[str] | None) -> dict[str, Any]:
    """The types after setting and removing some. Ends the command if one is invalid."""
    changed = dict(types)
    for name in untyped or ():
        if name not in changed:
            raise fail(FIELD("not_typed", name=name, names=", ".join(changed) or FIELD("no_field")))
        del changed[name]
    for text in typed or ():
        name, equals, said = text.rpartition("=")
        kind, _, choices = said.partition(":")
        if not equals or kind not in list(FieldKind):
            raise fail(FIELD("bad_kind", text=text, kinds=KINDS))
        words = [word.strip() for word in choices.split(",") if word.strip()]
        changed = {other: kept for other, kept in changed.items() if other.casefold() != name.casefold()}
        changed[name] = {"kind": kind, "choices": words}
    return changed


def show_types(types: dict[str, Any]) -> None:
    """Print the types of fields."""
    if not types:
        out.print(FIELD("none"))
        return
    table = Table(*FIELD.each("field", "kind"), box=None, pad_edge=False)
    for name, wanted in sorted(types.items()):
        choices = f": {', '.join(wanted['choices'])}" if wanted.get("choices") else ""
        table.add_row(Text(name), Text(f"{called('field', wanted['kind'])}{choices}"))
    out.print(table)
