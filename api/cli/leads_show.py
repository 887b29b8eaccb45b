"""How `pronto list` shows previews and imports."""

from pathlib import Path
from typing import Any

import httpx
from rich.table import Table
from rich.text import Text

from api.cli.words import fail, out

SEPARATORS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "pipe"}
BECOMES = {"added": "green", "updated": "cyan", "known": "dim", "suppressed": "yellow"}
ASIDE = ("external_id", "language", "zone_key", "postcode", "owner", "notes")


def show_preview(found: dict[str, Any]) -> None:
    """Print what the columns are taken for, and what the first rows would become."""
    if found["tables"]:
        show_tables(found["tables"])
    how = [found["kind"], found["encoding"], SEPARATORS.get(found["separator"], ""), found["sheet"], found["inside"]]
    out.print(f"{found['upload']['filename']}: {', '.join(filter(None, how))}, about {found['total']} rows.")
    columns = _table("column", "is taken for", "for example")
    for column in found["columns"]:
        columns.add_row(*map(Text, (column["name"] or "(no name)", column["meaning"], ", ".join(column["samples"]))))
    out.print(columns)
    if found["problem"]:
        return
    rows = _table("line", "becomes", "phones", "name", "the rest, or why not")
    for row in found["rows"]:
        rows.add_row(*_row(row))
    out.print(rows)
    if not found["asked"]:
        out.print("The database was too slow to say which rows are there already, or must not be called.")
    out.print(f"Of the first {found['checked']} rows {found['rejected']} would be rejected.")


def show_tables(tables: list[dict[str, Any]]) -> None:
    """Print the tables of a ZIP file, which are loaded one after the other."""
    table = _table("table", "kind", "rows", "phones", "what is wrong")
    for one in tables:
        phones = ", ".join(column["name"] for column in one["columns"] if column["meaning"] == "phone")
        table.add_row(*map(Text, (one["name"], one["kind"], str(one["total"]), phones, one["problem"])))
    out.print(table)


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def _row(row: dict[str, Any]) -> tuple[Text, Text, Text, Text, Text]:
    line, lead = Text(f"{row['table']} {row['line']}".strip()), row["lead"]
    if lead is None:
        why = f"{row['column']} “{row['value']}”: {row['reason']}" if row["column"] else row["reason"]
        return line, Text("rejected", style="red"), Text(""), Text(""), Text(f"{why}; {row['mend']}", style="red")
    rest = {name: lead[name] for name in ASIDE if lead[name]} | lead["fields"] | lead["consent"]
    said = [f"{name}={value}" for name, value in rest.items()]
    if row["same_as"] is not None:
        said.insert(0, f"same person as line {row['same_as']} {row['same_as_table']}".strip())
    if row["lead_id"] is not None:
        said.insert(0, f"is lead {row['lead_id']}")
    if row["suppressed"]:
        said.insert(0, f"{row['suppressed']} of its numbers must not be called")
    phones = Text(", ".join(number for number, _ in lead["phones"]))
    becomes = Text(row["becomes"] or "?", style=BECOMES.get(row["becomes"], ""))
    return line, becomes, phones, Text(lead["name"]), Text(", ".join(said))


def say_progress(now: dict[str, Any]) -> str:
    """One line about an import: rows, rate, what remains, rejected so far."""
    said = f"{now['rows']} of {now['total']} rows, {now['loaded']} loaded, {now['rejected']} rejected"
    if now["status"] == "running" and now["remaining_s"] is not None:
        said += f", {now['rows_per_s']:.0f} rows/s, {now['remaining_s']:.0f} s to go"
    return said


def show_imports(those: list[dict[str, Any]]) -> None:
    """Print imports, newest first."""
    table = _table("import", "list", "file", "status", "rows")
    for one in those:
        table.add_row(
            *map(Text, (str(one["id"]), str(one["list_id"]), one["filename"], one["status"], say_progress(one)))
        )
    out.print(table)


def say_end(client: httpx.Client, ended: dict[str, Any], rejected: Path | None) -> None:
    """Print how an import ended; write its rejected rows to a file if one is named."""
    if ended["status"] == "failed":
        raise fail(f"The file could not be read: {ended['message']}")
    if ended["status"] != "finished":
        raise fail(f"The import is {ended['status']}: {ended['message'] or 'it waits to be started'}")
    out.print(
        f"{ended['loaded']} leads loaded, {ended['updated']} updated, {ended['duplicates']} were there already, "
        f"{ended['suppressed']} must not be called, {ended['rejected']} rows rejected."
    )
    for one in ended["rulings"]:
        if one["answer"] != "allow" and one["rows"]:
            out.print(f"{one['rows']} of them for the rule {one['rule']} of the campaign's profile.")
        if "sequence_found" in one["duties"]:
            out.print("Numbers of this file follow each other: look whether somebody has made them up.")
    if ended["rejected"] and rejected is not None:
        with client.stream("GET", f"/api/v1/imports/{ended['id']}/rejected.csv") as answer, rejected.open("wb") as file:
            for chunk in answer.iter_bytes():
                file.write(chunk)
        out.print(f"The rejected rows, with line and reason, are in {rejected}.")
    elif ended["rejected"]:
        out.print("Write them to a file with --rejected FILE, mend them and import that file.")
