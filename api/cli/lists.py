"""`pronto list`: lists of leads, from files."""

import json
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.progress import BarColumn, Progress, TextColumn

from api.cli import job_progress, list_settings
from api.cli.client import ask, ask_all, connect, find_campaign, find_list, save
from api.cli.files import writable
from api.cli.job_progress import interrupted, look
from api.cli.list_conflict import as_it_is
from api.cli.list_output import say_end, say_progress, show_imports, show_preview, why_not
from api.cli.output import fail, out, pairs
from api.cli.read_options import (
    HeaderRow,
    Map,
    NoHeader,
    Premium,
    Sheet,
    Unfit,
    ZeroBack,
    as_read,
    header_at,
    in_query,
    taken,
)
from api.cli.sending import send_file
from api.cli.texts.lists import LIST
from dialer.people.imports.rows.duplicates import By, DuplicateAction, Scope
from dialer.people.lists.rules.field_types import WhenUnfit

EXPORT_TIMEOUT_S = 300.0  # between two chunks of the answer
UNDER_WAY = ("queued", "running")  # statuses of an unfinished import

app = typer.Typer(no_args_is_help=True)
app.command()(list_settings.show)
app.command("set")(list_settings.set_)
app.command()(list_settings.archive)
app.command()(list_settings.unarchive)
app.command()(list_settings.delete)

Name = Annotated[str, typer.Argument(help="Name of the list; created if it does not exist.")]
File = Annotated[
    Path,
    typer.Argument(help="CSV, XLSX or ODS file, or a ZIP file of these.", exists=True, dir_okay=False, readable=True),
]
Campaign = Annotated[str | None, typer.Option(help="Campaign of a new list.")]
Company = Annotated[str | None, typer.Option(help="Company of a new list, if there are several.")]
Country = Annotated[
    str | None,
    typer.Option(help="Country of numbers without a country code; by default that of the list or its company."),
]
Consent = Annotated[
    list[str] | None,
    typer.Option(
        help="What allows the calls of a new list where rows do not say it, as NAME=VALUE: basis, source, "
        "obtained_at, text_version, channel, company, evidence_id, list_provider, notice_given. May be given "
        "several times."
    ),
]
ImportId = Annotated[int, typer.Argument(help="Id of the import, as shown by `pronto list imports`.")]


@app.command()
def preview(
    name: Name,
    file: File,
    *,
    campaign: Campaign = None,
    company: Company = None,
    country: Country = None,
    consent: Consent = None,
    columns: Map = None,
    sheet: Sheet = "",
    header_row: HeaderRow = None,
    no_header: NoHeader = False,
    unfit: Unfit = WhenUnfit.REJECT,
    zero_back: ZeroBack = False,
    premium: Premium = False,
) -> None:
    """Show what the first 20 rows and the columns of a file would become. Nothing is stored."""
    header = header_at(header_row, no_header=no_header)
    rules = taken(unfit=unfit, zero_back=zero_back, premium=premium)
    options = as_read(columns, sheet=sheet, header_row=header, country=country) | rules
    with connect() as client:
        into = _into(client, name, campaign=campaign, company=company, country=country, consent=consent)
        found = send_file(client, "/api/v1/previews", file, into | in_query(options))
    show_preview(found, file.name)
    if found["problem"]:
        raise fail(why_not(found))


@app.command("import")
def import_(
    name: Name,
    file: File,
    *,
    campaign: Campaign = None,
    company: Company = None,
    country: Country = None,
    consent: Consent = None,
    columns: Map = None,
    sheet: Sheet = "",
    header_row: HeaderRow = None,
    no_header: NoHeader = False,
    duplicates: Annotated[DuplicateAction, typer.Option(help="What happens to duplicates.")] = DuplicateAction.SKIP,
    by: Annotated[list[By] | None, typer.Option(help="Key by which two rows are the same person.")] = None,
    within: Annotated[Scope, typer.Option(help="Where duplicates are searched.")] = Scope.LIST,
    unfit: Unfit = WhenUnfit.REJECT,
    zero_back: ZeroBack = False,
    premium: Premium = False,
    yes: Annotated[bool, typer.Option("--yes", help="Import without a preview.")] = False,
    watch: Annotated[bool, typer.Option("--watch/--no-watch", help="Wait until the import has ended.")] = True,
    rejected: Annotated[Path | None, typer.Option(help="File for the rejected rows.")] = None,
) -> None:
    """Import a file into a list. In a terminal, a preview is shown and must be confirmed."""
    rule: dict[str, Any] = {"scope": within, "then": duplicates} | ({"by": by} if by else {})
    header = header_at(header_row, no_header=no_header)
    rules = taken(unfit=unfit, zero_back=zero_back, premium=premium)
    options = as_read(columns, sheet=sheet, header_row=header, country=country) | rules
    options["duplicates"] = rule
    writable(rejected)
    with connect() as client:
        into = _into(client, name, campaign=campaign, company=company, country=country, consent=consent)
        import_id = _begun(client, into, file, options, asked=not yes and sys.stdin.isatty())
        if not watch:
            out.print(LIST("begun", id=import_id))
            return
        say_end(client, _wait(client, import_id), rejected)


@app.command()
def imports(
    name: Annotated[str | None, typer.Argument(help="Name of a list; all lists by default.")] = None,
) -> None:
    """Show the latest imports with their progress or result."""
    with connect() as client:
        wanted = {"list_id": find_list(client, name)} if name else {}
        show_imports(ask(client, "GET", "/api/v1/imports", params={**wanted, "limit": 20})["items"])


@app.command()
def watch(
    import_id: ImportId,
    *,
    rejected: Annotated[Path | None, typer.Option(help="File for them.")] = None,
) -> None:
    """Follow an import to its end, and write its rejected rows with --rejected."""
    writable(rejected)
    with connect() as client:
        say_end(client, _wait(client, import_id), rejected)


@app.command()
def cancel(import_id: ImportId) -> None:
    """Cancel an import; the rows already loaded stay."""
    with connect() as client:
        ended = ask(client, "POST", f"/api/v1/imports/{import_id}/cancel")
    out.print(LIST("cancelled", id=import_id, loaded=ended["loaded"]))


@app.command()
def export(
    name: Annotated[str, typer.Argument(help="Name of the list.")],
    *,
    file: Annotated[Path, typer.Option("--out", help="CSV file to write.", dir_okay=False)],
    fields: Annotated[
        str, typer.Option(help="Columns, separated by commas; custom fields are fields.NAME, or fields.* for all.")
    ] = "",
    excel: Annotated[bool, typer.Option("--excel", help="Mark the file as UTF-8 for Excel.")] = False,
    reason: Annotated[
        str | None,
        typer.Option(help="Reason for unmasked numbers, at least five characters; recorded in the audit."),
    ] = None,
) -> None:
    """Export a list's leads, including archived ones."""
    asked: dict[str, Any] = {"fields": fields, "excel": excel} | ({} if reason is None else {"reason": reason})
    with connect() as client:
        save(client, f"/api/v1/lists/{find_list(client, name)}/leads.csv", file, params=asked, timeout=EXPORT_TIMEOUT_S)
    out.print(LIST("exported", name=name, file=file))


def _into(
    client: httpx.Client,
    name: str,
    *,
    campaign: str | None,
    company: str | None,
    country: str | None,
    consent: list[str] | None,
) -> dict[str, Any]:
    """The list's parameter for a preview: `list_id`, or `new_list` for one to be created."""
    if found := ask_all(client, "/api/v1/lists", name=name):
        as_it_is(client, found[0]["id"], campaign=campaign, company=company, consent=consent)
        return {"list_id": found[0]["id"]}
    campaign_id = None
    companies = ask_all(client, "/api/v1/companies")
    if campaign is not None:
        campaign_id = find_campaign(client, campaign)["id"]
        of_campaign = ask(client, "GET", f"/api/v1/campaigns/{campaign_id}")["company"]
        companies = [of_campaign]
    chosen = [one for one in companies if company in (None, one["name"])]
    if len(chosen) != 1:
        names = ", ".join(one["name"] for one in companies) or LIST("no_company")
        raise fail(LIST("which_company", names=names))
    body = {"name": name, "company_id": chosen[0]["id"], "campaign_id": campaign_id, "consent": pairs(consent)}
    return {"new_list": json.dumps(body | {"country": country or ""})}


def _begun(client: httpx.Client, into: dict[str, Any], file: Path, options: dict[str, Any], *, asked: bool) -> int:
    """Preview a file, start its import and return the import's id. A new list is created once the preview is fine."""
    query = in_query(options)
    _confirm(send_file(client, "/api/v1/previews", file, into | query), file.name, asked=asked)
    if "new_list" in into:
        into = {"list_id": ask(client, "POST", "/api/v1/lists", json=json.loads(into["new_list"]))["id"]}
    return int(
        send_file(client, f"/api/v1/lists/{into['list_id']}/import", file, query | {"filename": file.name})["id"]
    )


def _confirm(found: dict[str, Any], filename: str, *, asked: bool) -> None:
    """Return if the file can be loaded and the user confirms; else end the command."""
    if found["problem"] or asked:
        show_preview(found, filename)
    if found["problem"]:
        raise fail(why_not(found))
    if asked and not typer.confirm(LIST("load", rows=found["total"])):
        raise fail(LIST("nothing"))


def _wait(client: httpx.Client, import_id: int) -> dict[str, Any]:
    """Follow an import to its end, however long it takes, even if Pronto does not answer for a while."""
    again = LIST("goes_on", id=import_id)
    with (
        interrupted(lambda: again),
        Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[say]}")) as bar,
    ):
        task, busy = bar.add_task(LIST("loading"), total=None, say=""), LIST("database_away")
        while True:
            now: dict[str, Any] = look(
                client, f"/api/v1/imports/{import_id}", again, lambda: bar.update(task, say=busy)
            )
            bar.update(task, total=max(now["total"], 1), completed=now["rows"], say=say_progress(now))
            if now["status"] not in UNDER_WAY:
                return now
            time.sleep(job_progress.POLL_S)
