"""`pronto suppression`: suppressed numbers, through a running Pronto, so that live calls end too."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.table import Table

from api.cli.client import ask, ask_all, connect, find_campaign
from api.cli.files import of_file, writable
from api.cli.job_progress import AS_LONG_AS_IT_TAKES, followed, interrupted, watched
from api.cli.language import sentence
from api.cli.number_options import Country
from api.cli.output import fail, local, out, result_called, those
from api.cli.read_options import HeaderRow, NoHeader, NumberMap, Sheet, ZeroBack, column_meanings, header_at
from api.cli.texts.common import COMMON
from api.cli.texts.people import SUPPRESSION
from dialer.i18n.message import Message, joined
from dialer.people.imports.rows.rejected_row import Rejected
from dialer.people.imports.rows.spreadsheet_cells import rejected_csv

app = typer.Typer(no_args_is_help=True)
CHUNK_BYTES = 256 * 1024
BY_HAND = "by hand"  # the source of suppressions from a request
LINES_SAID = 20
Company = Annotated[str | None, typer.Option(help="Only for this company.")]
Campaign = Annotated[str | None, typer.Option(help="Only for this campaign.")]
ExternalId = Annotated[str | None, typer.Option(help="External id of the person, instead of a number.")]


@app.command()
def add(
    numbers: Annotated[
        list[str] | None, typer.Argument(help="Phone number, as in +390212345678, or without the country code.")
    ] = None,
    *,
    external_id: Annotated[list[str] | None, typer.Option(help="External id of who objected; may be repeated.")] = None,
    company: Company = None,
    campaign: Campaign = None,
    country: Country = "",
    reason: Annotated[str, typer.Option(help="Reason, recorded in the audit.")] = "",
) -> None:
    """Suppress numbers, and the people they belong to, from now on."""
    with connect() as client:
        body = {"scope": scope_of(client, company, campaign), "numbers": numbers or []}
        body |= {"external_ids": external_id or [], "country": country, "reason": reason}
        done = ask(client, "POST", "/api/v1/suppressions", json=body)
    out.print(SUPPRESSION("added", **done))
    if done["withdrawn"] or done["people"]:
        out.print(SUPPRESSION("people", **done))
    if done["shared"]:
        out.print(SUPPRESSION("shared", **done))


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help="CSV, XLSX or ODS file, or a ZIP file of these.", exists=True, dir_okay=False)
    ],
    *,
    company: Company = None,
    campaign: Campaign = None,
    country: Annotated[
        str,
        typer.Option(help="Country of numbers without a country code; by default that of the lists it is for."),
    ] = "",
    reason: Annotated[str, typer.Option(help="Reason, recorded in the audit.")] = "",
    columns: NumberMap = None,
    sheet: Sheet = "",
    header_row: HeaderRow = None,
    no_header: NoHeader = False,
    zero_back: ZeroBack = False,
    rejected: Annotated[Path | None, typer.Option(help="File for the rejected rows.")] = None,
) -> None:
    """Suppress every number of a file. Exits with 1 if a row was rejected."""
    writable(rejected)
    sentence = [f"{column}={meaning}" for column, meaning in column_meanings(columns).items()]
    read: dict[str, Any] = {"map": sentence, "sheet": sheet, "zero_back": zero_back}
    if (header := header_at(header_row, no_header=no_header)) is not None:
        read["header_row"] = header
    with connect() as client:
        params = {"scope": scope_of(client, company, campaign), "country": country, "reason": reason}
        about = {"scope": params["scope"], "source": file.name}
        whole: list[bool] = []  # filled when the file has been sent completely
        with (
            interrupted(lambda: SUPPRESSION("goes_on" if whole else "not_sent")),
            followed(client, "job:numbers", SUPPRESSION("suppressing"), about),
        ):
            done = ask(
                client,
                "POST",
                "/api/v1/suppressions/import",
                params={**params, **read, "filename": file.name},
                content=_chunks(file, whole),
                headers={"Content-Type": "application/octet-stream"},
                timeout=AS_LONG_AS_IT_TAKES,
            )
    out.print(SUPPRESSION("loaded", **done))
    if done["rejected_rows"]:
        _say_rejected(done, rejected)
        raise typer.Exit(1)


@app.command()
def watch() -> None:
    """Follow the running import of numbers to its end. Rejected rows are shown only by the command that started it."""
    with connect() as client, interrupted(lambda: SUPPRESSION("goes_on")):
        ended = watched(client, "job:numbers", SUPPRESSION("suppressing"))
    if ended is None:
        out.print(SUPPRESSION("not_reading"))
        return
    out.print(SUPPRESSION("has_read", **ended))
    if ended["status"] != "finished":
        raise fail(SUPPRESSION("broke_off", source=ended["source"]))


def _say_rejected(done: dict[str, Any], to: Path | None) -> None:
    rows = [Rejected(**row) for row in done["rejected"]]
    say_lines(rows, done["rejected_rows"])
    if to is None:
        out.print(SUPPRESSION("write_them"))
        return
    try:
        # The file has people's numbers: only its owner may read it.
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", newline="") as file:
            file.writelines(rejected_csv(done["header"], rows, sentence))
    except OSError as error:
        raise fail(of_file(error, to)) from None
    out.print(SUPPRESSION("rejected_in", file=to))
    if more := done["rejected_more"]:
        out.print(SUPPRESSION("first", count=len(rows), more=more))


def say_lines(rows: Sequence[Rejected], count: int) -> None:
    """Print why the first of `count` rows were rejected, and how to fix them."""
    for row in rows[:LINES_SAID]:
        where = f"{row.table} {row.table_line or row.line}".strip()
        why = joined("; ", (row.reason, row.mend))
        if row.column:
            why = Message("{column}: {why}", {"column": row.column, "why": why})
        out.print(COMMON("line", line=where, why=why))
    if count > LINES_SAID:
        out.print(SUPPRESSION("more", count=count - LINES_SAID))


@app.command()
def remove(
    number: Annotated[
        str | None, typer.Argument(help="Phone number, as in +390212345678, or without the country code.")
    ] = None,
    *,
    external_id: ExternalId = None,
    company: Company = None,
    campaign: Campaign = None,
    country: Country = "",
) -> None:
    """Lift the suppression of a number or of a person."""
    with connect() as client:
        body = {"scope": scope_of(client, company, campaign), "number": number, "external_id": external_id}
        body |= {"country": country}
        ask(client, "POST", "/api/v1/suppressions/remove", json=body)
    out.print(SUPPRESSION("removed"))


@app.command()
def check(
    number: Annotated[
        str | None, typer.Argument(help="Phone number, as in +390212345678, or without the country code.")
    ] = None,
    *,
    external_id: ExternalId = None,
    company: Company = None,
    country: Country = "",
) -> None:
    """Show what suppresses a number or a person."""
    with connect() as client:
        company_id = company_named(client, company) if company else None
        body = {"number": number, "external_id": external_id, "country": country, "company_id": company_id}
        found = ask(client, "POST", "/api/v1/suppressions/check", json=body)
    if not found:
        out.print(SUPPRESSION("none"))
        return
    table = Table(*SUPPRESSION.each("of_what", "scope", "since", "reason", "source", "by"))
    for one in found:
        source = SUPPRESSION("by_hand") if one["source"] == BY_HAND else one["source"]
        since, reason = local(one["added_at"], "UTC"), result_called(one["reason"])
        by = SUPPRESSION("unnamed", rule=rule) if (rule := one["locked_by"]) else one["added_by"]
        table.add_row(SUPPRESSION(one["of_what"]), _scope(one["scope"]), since, reason, source, by)
    out.print(table)


def scope_of(client: httpx.Client, company: str | None, campaign: str | None) -> str:
    """The scope that the options name: a campaign, a company, or everyone."""
    if campaign is not None:
        return f"campaign:{find_campaign(client, campaign)['id']}"
    return "all" if company is None else f"company:{company_named(client, company)}"


def company_named(client: httpx.Client, name: str) -> int:
    """The id of the company with this name."""
    found = {one["name"]: int(one["id"]) for one in ask_all(client, "/api/v1/companies", retired=True)}
    if name not in found:
        raise fail(COMMON("no_company", name=name, those=those(found)))
    return found[name]


def _scope(scope: str) -> str:
    kind, _, id_ = scope.partition(":")
    return SUPPRESSION(kind, id=id_)


def _chunks(file: Path, whole: list[bool]) -> Iterator[bytes]:
    with file.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            yield chunk
    whole.append(True)
