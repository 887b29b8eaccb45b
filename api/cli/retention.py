"""`pronto retention`: deletes old data by the rules or by given limits, and shows past runs."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from api.cli.composition import parts_of_this_machine
from api.cli.language import spoken
from api.cli.output import called, fail, out
from api.cli.texts.people import RETENTION
from dialer.compliance.durations import read_duration
from dialer.rendering.render import Speech

if TYPE_CHECKING:
    from dialer.data_protection.retention.service import RetentionReport
    from dialer.data_protection.retention.store.runs import Run

app = typer.Typer(no_args_is_help=True)


@app.command()
def run(
    limit: Annotated[
        list[str] | None,
        typer.Option(help="Limit for all data as KIND=DAYS, as in contact_data=730; by default the campaigns' rules."),
    ] = None,
    *,
    dry: Annotated[bool, typer.Option("--dry", help="Only count, delete nothing.")] = False,
) -> None:
    """Delete or empty data that is older than its limit. Pronto does this daily (PRONTO_RETENTION_AT)."""

    async def work() -> "RetentionReport":
        async with parts_of_this_machine() as parts:
            return await parts.service.retention.run(_limits(limit or []), dry=dry, actor="cli")

    report = asyncio.run(work())
    out.print(_table([asdict(part) for part in report.parts], "too_old" if dry else "expired"))


@app.command()
def runs(
    limit: Annotated[int, typer.Option(min=1, max=500, help="Number of runs shown, newest first.")] = 10,
) -> None:
    """Show the last runs with their reports."""

    async def work() -> "list[Run]":
        from dialer.storage.pages import newest

        async with parts_of_this_machine() as parts:
            return (await parts.service.retention.runs(newest(limit)))[:limit]

    found = asyncio.run(work())
    if not found:
        out.print(RETENTION("none"))
    for one in found:
        rows = sum(part["rows"] for part in one.report)
        state = RETENTION("open") if one.ended_at is None else RETENTION("ended", rows=rows)
        at = f"{datetime.fromtimestamp(one.started_at, UTC):%Y-%m-%d %H:%M} UTC"
        out.print(RETENTION("run", id=one.id, at=at, actor=one.actor, state=state))
        if touched := [part for part in one.report if part["rows"]]:
            out.print(_table(touched, "expired"))


def _table(parts: Iterable[Mapping[str, Any]], counted: str) -> Table:
    table = Table(*RETENTION.each("name", "kind", "countries", "limit", "rule", "before", counted))
    for part in parts:
        bounded = part["cutoff"] is not None
        table.add_row(
            part["name"] or RETENTION("everything"),
            called("kept", part["kind"]),
            ", ".join(part.get("countries", ())),
            _span(part["limit"]),
            part["rule"] or (RETENTION("by_hand") if bounded else ""),
            f"{datetime.fromtimestamp(part['cutoff'], UTC):%Y-%m-%d}" if bounded else "",
            str(part["rows"]) if bounded else "",
        )
    return table


def _span(limit: str) -> str:
    return Speech(spoken(), ZoneInfo("UTC")).text(read_duration(limit)) if limit else RETENTION("unbounded")


def _limits(written: list[str]) -> dict[str, float]:
    try:
        return {kind: float(days) for kind, _, days in (one.partition("=") for one in written)}
    except ValueError:
        raise fail(RETENTION("limits"), code=2) from None
