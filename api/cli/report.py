"""`pronto report`: documents for inspectors, made on the machine with the database."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Final

import typer

from api.cli.composition import parts_of_this_machine
from api.cli.language import spoken
from api.cli.output import fail, out, those
from api.cli.texts.common import COMMON
from api.cli.texts.proofs import AUDIT, REPORT
from dialer.core.visibility import EVERYTHING

if TYPE_CHECKING:
    from dialer.documents.service import ComplianceReport

EVENTS: Final = "events.csv"
app = typer.Typer(no_args_is_help=True)


@app.callback()
def callback() -> None:
    """Keep `compliance` a sub-command while it is the only one."""


@app.command()
def compliance(
    campaign: Annotated[str, typer.Argument(help="The campaign's name.")],
    *,
    to: Annotated[Path, typer.Option("--out", help="Folder for report.html, report.json, events.csv and SHA256SUMS.")],
    until: Annotated[datetime | None, typer.Option(help="Events up to this time, in UTC; by default now.")] = None,
) -> None:
    """Write a campaign's compliance report. The same --until gives the same files.

    The audit log up to then is verified: if it was altered, the command fails and the report says so.

    The page is in the language of --language.
    """
    at = None if until is None else until.replace(tzinfo=UTC).timestamp()

    async def work() -> "ComplianceReport":
        async with parts_of_this_machine() as parts:
            found = await parts.store.campaigns.by_name(campaign, sees=EVERYTHING)
            if found is None:
                names = [one.name for one in await parts.store.campaigns.list(sees=EVERYTHING)]
                raise fail(COMMON("no_campaign", name=campaign, those=those(names)))
            made = await parts.service.reports.compliance(found.id, until=at, actor="cli")
            sums = _write(to, made)
            with (to / EVENTS).open("wb") as file:
                sums[EVENTS] = await _written(file, parts.service.reports.events(made))
            (to / "SHA256SUMS").write_text("".join(f"{sha256}  {name}\n" for name, sha256 in sums.items()))
            return made

    made = asyncio.run(work())
    out.print(REPORT("written", folder=to, sha256=made.sha256), soft_wrap=True, highlight=False)
    if not (log := made.report["log"])["whole"]:
        raise fail(AUDIT("broken", line=log["broken at"], why=log["why"]))


def _write(to: Path, made: "ComplianceReport") -> dict[str, str]:
    """Write the report in both forms; return their SHA-256 by name. Raises `OSError`."""
    from dialer.documents.compliance_report.files import canonical
    from dialer.documents.compliance_report.page import compliance_page

    to.mkdir(parents=True, exist_ok=True)
    texts = {
        "report.json": canonical(made.report),
        "report.html": compliance_page(made.report, made.sha256, language=spoken()),
    }
    for name, text in texts.items():
        (to / name).write_bytes(text.encode())
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}


async def _written(file: BinaryIO, chunks: AsyncIterator[str]) -> str:
    """Stream the events to the file; return their SHA-256. Raises `OSError`."""
    digest = hashlib.sha256()
    async for chunk in chunks:
        file.write(chunk.encode())
        digest.update(chunk.encode())
    return digest.hexdigest()
