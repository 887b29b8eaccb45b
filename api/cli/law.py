"""`pronto law`: this machine's profiles, and their changes since they were last accepted."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.table import Table

from api.cli.composition import parts_of_this_machine
from api.cli.language import sentence
from api.cli.output import called, fail, out
from api.cli.refusals import of_error
from api.cli.texts.proofs import LAW
from dialer.core.request_errors import RulesLoosened
from dialer.documents.law_profile.citations import citation

if TYPE_CHECKING:
    from dialer.profiles.service import Difference, ProfileService

T = TypeVar("T")
app = typer.Typer(no_args_is_help=True)


@app.command("list")
def show() -> None:
    """Show the profiles with version, state, review date and hash."""
    found = _ask(lambda desk: desk.difference())
    table = Table(*LAW.each("profile", "title", "version", "state", "review_by", "rules"), "sha256")
    for profile in found.after.by_id.values():
        by = datetime.fromtimestamp(profile.review_by, UTC).date().isoformat()
        counted = str(len(profile.rules) + sum(len(overlay.rules) for overlay in profile.overlays))
        table.add_row(
            profile.id,
            profile.title,
            profile.version,
            called("profile", profile.status),
            by,
            counted,
            profile.hash[:16],
        )
    out.print(table)
    for profile in found.after.by_id.values():
        for one in profile.to_confirm:
            out.print(LAW("to_confirm", profile=profile.id, what=sentence(citation(one))), soft_wrap=True)
    _say(found)


@app.command()
def changes() -> None:
    """Show changes to the profiles since they were last accepted."""
    _say(_ask(lambda desk: desk.difference()))


@app.command()
def accept(
    person: Annotated[str, typer.Option(help="Who is responsible for the change.")],
    reason: Annotated[str, typer.Option(help="Why the rules are loosened.")],
) -> None:
    """Accept changes that loosen a rule; the audit records the person and the reason."""
    found = _ask(lambda desk: desk.take_up(actor="cli", person=person, reason=reason))
    out.print(LAW("accepted", count=len(found.changes)))


def _ask(work: Callable[["ProfileService"], Awaitable[T]]) -> T:
    async def asked() -> T:
        async with parts_of_this_machine() as parts:
            return await work(parts.service.rule_files)

    try:
        return asyncio.run(asked())
    except RulesLoosened as error:
        raise fail(of_error(error)) from None


def _say(found: "Difference") -> None:
    if not found.accepted:
        out.print(LAW("first"))
    elif not found.changes:
        out.print(LAW("same"))
    for change in found.changes:
        loosens = LAW("loosens") if change in found.loosening else ""
        out.print(f"{sentence(change.message)}{loosens}", soft_wrap=True, highlight=False)
