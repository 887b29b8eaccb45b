"""How `pronto list` shows previews and imports."""

from pathlib import Path
from typing import Any

import httpx
from rich.table import Table
from rich.text import Text

from api.cli.leads_words import HINTS, WORDS
from api.cli.row_words import said_of_file, said_of_row
from api.cli.words import Language, fail, out
from dialer.leads.typed import WhenUnfit

SEPARATORS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "pipe"}
BECOMES = {"added": "green", "updated": "cyan", "known": "dim", "suppressed": "yellow"}
ASIDE = ("external_id", "language", "zone_key", "postcode", "owner", "notes")


def why_not(found: dict[str, Any], spoken: Language) -> str:
    """Why the file cannot be loaded as it is, and what to do."""
    return WORDS[spoken]["map"].format(message=said_of_file(found["problem"], spoken))


def show_preview(found: dict[str, Any], spoken: Language) -> None:
    """Print what the columns are taken for, and what the first rows would become; `why_not` says the problem."""
    words = WORDS[spoken]
    if found["tables"]:
        show_tables(found["tables"], spoken)
    separator = words.get(SEPARATORS.get(found["separator"], ""), "")
    how = ", ".join(filter(None, (found["kind"], found["encoding"], separator, found["sheet"], found["inside"])))
    out.print(words["about"].format(file=found["upload"]["filename"], how=how, rows=found["total"]))
    columns = _table(words["column"], words["meaning"], words["samples"])
    for column in found["columns"]:
        columns.add_row(
            *map(Text, (column["name"] or words["no_name"], column["meaning"], ", ".join(column["samples"])))
        )
    out.print(columns)
    for one in found["hints"]:
        out.print(Text(_hint(one, spoken), style="yellow"), soft_wrap=True)
    if found["problem"]:
        return
    rows = _table(*(words[name] for name in ("line", "becomes", "phones", "name", "rest")))
    for row in found["rows"]:
        rows.add_row(*_row(row, spoken))
    out.print(rows)
    if not found["asked"]:
        out.print(words["slow"])
    out.print(words["checked"].format(**found))
    if found["unfit"]:
        out.print(words["unfit"].format(**found))
    if found["warned"]:
        out.print(words["warned"].format(**found))


def _hint(one: dict[str, Any], spoken: Language) -> str:
    """What else is to be known of a file, with the options that help."""
    said = HINTS[spoken].get(one["kind"], one["text"]).format(**one)
    return f"{one['table']}: {said}" if one["table"] else said


def show_tables(tables: list[dict[str, Any]], spoken: Language) -> None:
    """Print the tables of a ZIP file, which are loaded one after the other."""
    table = _table(*(WORDS[spoken][name] for name in ("table", "kind", "rows", "phones", "wrong")))
    for one in tables:
        phones = ", ".join(column["name"] for column in one["columns"] if column["meaning"] == "phone")
        table.add_row(*map(Text, (one["name"], one["kind"], str(one["total"]), phones, one["problem"])))
    out.print(table)


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def _row(row: dict[str, Any], spoken: Language) -> tuple[Text, Text, Text, Text, Text]:
    words = WORDS[spoken]
    line, lead = Text(f"{row['table']} {row['line']}".strip()), row["lead"]
    if lead is None:
        reason, mend = said_of_row(row["reason"], spoken), said_of_row(row["mend"], spoken)
        why = f"{row['column']} “{row['value']}”: {reason}" if row["column"] else reason
        whys = [_unfit(one, spoken) for one in row["unfit"]] or [f"{why}; {mend}"]
        red = [Text(said, style="red") for said in (words["rejected"], "\n".join(whys))]
        return line, red[0], Text(""), Text(""), red[1]
    rest = {name: lead[name] for name in ASIDE if lead[name]} | lead["fields"] | lead["consent"]
    said = [f"{name}={value}" for name, value in rest.items()]
    if row["same_as"] is not None:
        said.insert(0, words["same"].format(line=f"{row['same_as']} {row['same_as_table']}".strip()))
    if row["lead_id"] is not None:
        said.insert(0, words["is_lead"].format(lead=row["lead_id"]))
    if row["suppressed"]:
        said.insert(0, words["silenced"].format(count=row["suppressed"]))
    if row["warning"]:
        said.insert(0, words["not_called"].format(why=said_of_row(row["warning"], spoken)))
    said += [words["stays"].format(why=_unfit(one, spoken)) for one in row["unfit"]]
    phones = Text(", ".join(number for number, _ in lead["phones"]))
    becomes = Text(words.get(row["becomes"], "?"), style=BECOMES.get(row["becomes"], ""))
    return line, becomes, phones, Text(lead["name"]), Text(", ".join(said))


def _unfit(one: dict[str, Any], spoken: Language) -> str:
    reason, mend = (said_of_row(one[name], spoken) for name in ("reason", "mend"))
    return f"{one['column']} “{one['value']}”: {reason}; {mend}"


def say_progress(now: dict[str, Any], spoken: Language) -> str:
    """One line about an import: rows, rate, what remains, rejected so far."""
    words = WORDS[spoken]
    said = words["progress"].format(**now)
    if now["status"] == "running" and now["remaining_s"] is not None:
        said += words["to_go"].format(rate=now["rows_per_s"], seconds=now["remaining_s"])
    return said


def show_imports(those: list[dict[str, Any]], spoken: Language) -> None:
    """Print imports, newest first."""
    table = _table(*(WORDS[spoken][name] for name in ("import", "list", "file", "status", "rows")))
    for one in those:
        said = (str(one["id"]), str(one["list_id"]), one["filename"], one["status"], say_progress(one, spoken))
        table.add_row(*map(Text, said))
    out.print(table)


def say_end(client: httpx.Client, ended: dict[str, Any], rejected: Path | None, spoken: Language) -> None:
    """Print how an import ended; write its rejected rows to a file if one is named."""
    words = WORDS[spoken]
    if ended["status"] == "failed":
        raise fail(words["unreadable"].format(**ended))
    if ended["status"] != "finished":
        why = ended["message"] or words["waits"]
        raise fail(words["not_finished"].format(status=ended["status"], message=why))
    out.print(words["ended"].format(**ended))
    if ended["unfit"]:
        kept = ended["options"].get("unfit") == WhenUnfit.KEEP
        out.print(words["unfit_kept" if kept else "unfit_rejected"].format(**ended))
    for one in ended["rulings"]:
        if one["answer"] != "allow" and one["rows"]:
            out.print(words["warned_by" if one["answer"] == "warn" else "by_rule"].format(**one))
        if "sequence_found" in one["duties"]:
            out.print(words["sequence"])
    if ended["rejected"] and rejected is not None:
        with client.stream("GET", f"/api/v1/imports/{ended['id']}/rejected.csv") as answer, rejected.open("wb") as file:
            for chunk in answer.iter_bytes():
                file.write(chunk)
        out.print(words["rejected_in"].format(file=rejected))
    elif ended["rejected"]:
        out.print(words["write_them"])
