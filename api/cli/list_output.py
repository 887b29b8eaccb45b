"""The output of `pronto list` for previews and imports."""

from pathlib import Path
from typing import Any

import httpx
from rich.table import Table
from rich.text import Text

from api.cli.client import save
from api.cli.language import spoken
from api.cli.output import called, fail, out
from api.cli.texts.lists import HINT, LIST
from dialer.numbers.kinds import NumberKind
from dialer.people.lists.rules.field_types import WhenUnfit

SEPARATORS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "pipe"}
BECOMES = {"added": "green", "updated": "cyan", "known": "dim", "suppressed": "yellow"}
ASIDE = ("external_id", "language", "zone_key", "postcode", "owner", "notes")


def why_not(found: dict[str, Any]) -> str:
    """Why the file cannot be loaded as it is, and what to do."""
    return LIST("map", message=found["problem"].removesuffix("."))


def show_preview(found: dict[str, Any], filename: str) -> None:
    """Print the meaning of the columns, and what the first rows would become; `why_not` has the problem."""
    if found["tables"]:
        show_tables(found["tables"])
    separator = LIST(SEPARATORS[found["separator"]]) if found["separator"] in SEPARATORS else ""
    how = ", ".join(filter(None, (found["kind"], found["encoding"], separator, found["sheet"], found["inside"])))
    out.print(LIST("about", file=filename, how=how, rows=found["total"], country=found["country"]))
    columns = _table(LIST("column"), LIST("meaning"), LIST("samples"))
    for column in found["columns"]:
        columns.add_row(
            *map(Text, (column["name"] or LIST("no_name"), _meaning(column["meaning"]), ", ".join(column["samples"])))
        )
    out.print(columns)
    for one in found["hints"]:
        out.print(Text(_hint(one), style="yellow"), soft_wrap=True)
    if found["problem"]:
        return
    rows = _table(*(LIST(name) for name in ("line", "becomes", "phones", "name", "rest")))
    for row in found["rows"]:
        rows.add_row(*_row(row))
    out.print(rows)
    if not found["asked"]:
        out.print(LIST("slow"))
    outcomes = {"checked": found["checked"], **found["becomes"]}
    out.print(LIST("outcomes", **outcomes) if found["becomes"] else LIST("checked", **found))
    if found["unfit"]:
        out.print(LIST("unfit", **found))
    say_kinds(found["kinds"])
    if found["warned"]:
        out.print(LIST("warned", **found))


def say_kinds(rows: dict[str, int]) -> None:
    """Print how many rows have toll-free or premium numbers."""
    for kind in NumberKind:
        if rows[kind]:
            out.print(LIST(kind, rows=rows[kind]), style="yellow")


def _meaning(code: str) -> str:
    """The meaning of a column; in other languages than English followed by the word for --map."""
    word = called("meaning", code)
    return code if word == code else f"{word} ({code})"


def _hint(one: dict[str, Any]) -> str:
    """A hint about a file, with the options that help."""
    said = HINT(one["kind"], **one) if one["kind"] in HINT else one["text"]
    return f"{one['table']}: {said}" if one["table"] else said


def show_tables(tables: list[dict[str, Any]]) -> None:
    """Print the tables of a ZIP file, which are imported one after the other."""
    table = _table(*(LIST(name) for name in ("table", "kind", "rows", "phones", "wrong")))
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
        whys = [_unfit(one) for one in row["unfit"]] or [f"{why}; {row['mend']}"]
        red = [Text(said, style="red") for said in (LIST("rejected"), "\n".join(whys))]
        return line, red[0], Text(""), Text(""), red[1]
    rest = {name: lead[name] for name in ASIDE if lead[name]} | lead["fields"] | lead["consent"]
    said = [f"{name}={value}" for name, value in rest.items()]
    if row["same_as"] is not None:
        said.insert(0, LIST("same", line=f"{row['same_as']} {row['same_as_table']}".strip()))
    if row["lead_id"] is not None:
        said.insert(0, LIST("is_lead", lead=row["lead_id"]))
    if row["suppressed"]:
        said.insert(0, LIST("silenced", count=row["suppressed"]))
    if row["warning"]:
        said.insert(0, LIST("not_called", why=row["warning"]))
    said += [LIST(f"is_{kind}") for kind in row["kinds"]]
    said += [LIST("stays", why=_unfit(one)) for one in row["unfit"]]
    phones = Text(", ".join(number for number, _ in lead["phones"]))
    becomes = Text(LIST(row["becomes"]), style=BECOMES.get(row["becomes"], ""))
    return line, becomes, phones, Text(lead["name"]), Text(", ".join(said))


def _unfit(one: dict[str, Any]) -> str:
    return f"{one['column']} “{one['value']}”: {one['reason']}; {one['mend']}"


def say_progress(now: dict[str, Any]) -> str:
    """One line about an import: its place in the queue; or rows, rate, remaining time and rejected rows."""
    if now["status"] == "queued":
        return LIST("next" if now["place"] == 1 else "queued", place=now["place"])
    said = LIST("progress", **now)
    if now["status"] == "running" and now["remaining_s"] is not None:
        said += LIST("to_go", rate=now["rows_per_s"], seconds=now["remaining_s"])
    if now["status"] == "running" and now["message"]:
        said += f", {now['message']}"
    return said


def show_imports(those: list[dict[str, Any]]) -> None:
    """Print imports, newest first."""
    table = _table(*(LIST(name) for name in ("import", "list", "file", "status", "rows")))
    for one in those:
        said = (
            str(one["id"]),
            str(one["list_id"]),
            one["filename"],
            called("import", one["status"]),
            say_progress(one),
        )
        table.add_row(*map(Text, said))
    out.print(table)


def say_end(client: httpx.Client, ended: dict[str, Any], rejected: Path | None) -> None:
    """Print the result of an import; write its rejected rows to a file if one is named."""
    why = ended["message"] or LIST("waits")
    if ended["status"] == "failed" and not ended["rows"]:
        raise fail(LIST("unreadable", message=why))
    if ended["status"] != "finished":
        raise fail(LIST("not_finished", status=called("import", ended["status"]), message=why))
    out.print(LIST("ended", **ended))
    if ended["skipped"]:
        out.print(LIST("skipped", names=ended["skipped"]))
    if ended["unfit"]:
        kept = ended["options"].get("unfit") == WhenUnfit.KEEP
        out.print(LIST("unfit_kept" if kept else "unfit_rejected", **ended))
    say_kinds({kind: ended[kind] for kind in NumberKind})
    for one in ended["rulings"]:
        if one["answer"] != "allow" and one["rows"]:
            out.print(LIST("warned_by" if one["answer"] == "warn" else "by_rule", **one))
        if "sequence_found" in one["duties"]:
            out.print(LIST("sequence"))
    if ended["rejected"] and rejected is not None:
        save(client, f"/api/v1/imports/{ended['id']}/rejected.csv", rejected, params={"language": spoken()})
        out.print(LIST("rejected_in", file=rejected))
    elif ended["rejected"]:
        out.print(LIST("write_them", id=ended["id"]))
    if not any(ended[what] for what in ("loaded", "updated", "duplicates", "suppressed")):
        raise fail(LIST("none_came"))
