"""`pronto script`: what agents say and ask, as files: checked, loaded, published, exported."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from api.cli.composition import parts_of_this_machine
from api.cli.language import sentence
from api.cli.output import fail, out, those
from api.cli.people import company_named
from api.cli.texts.script import SCRIPT
from dialer.access.model import MACHINE
from dialer.core.visibility import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.app.composition import Parts
    from dialer.campaigns.scripts.model import ScriptRecord
    from dialer.campaigns.scripts.rules.publishing import ScriptProblem

app = typer.Typer(no_args_is_help=True)


class Form(StrEnum):
    """How a script is written in a file."""

    YAML = "yaml"
    SURVEYJS = "surveyjs"


File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The script: YAML, or JSON of SurveyJS.")]
Name = Annotated[str, typer.Argument(help="The script's name.")]
Of = Annotated[str | None, typer.Option("--company", help="The company it belongs to, if there are several.")]
Written = Annotated[Form, typer.Option("--format", help="How the file is written.")]
Version = Annotated[int | None, typer.Option("--version", min=1, help="The number of a version.")]


@app.command("list")
def list_(archived: Annotated[bool, typer.Option("--archived", help="The archived ones.")] = False) -> None:
    """List the scripts: their kind, their newest and their published version."""

    async def work() -> Table:
        async with parts_of_this_machine() as parts:
            companies = {one.id: one.name for one in await parts.store.companies.list(retired=True, sees=EVERYTHING)}
            table = Table(*SCRIPT.each("name", "kind", "company", "newest", "published"))
            for one in await parts.store.scripts.list(archived=archived, sees=EVERYTHING):
                versions = (str(number) if number else "–" for number in (one.newest, one.published))
                table.add_row(one.name, SCRIPT(one.kind.value), companies[one.company_id], *versions)
            return table

    out.print(asyncio.run(work()))


@app.command()
def check(file: File, form: Written = Form.YAML) -> None:
    """Say what keeps the script in a file from being published. Nothing is saved."""

    async def work() -> "Sequence[ScriptProblem]":
        async with parts_of_this_machine() as parts:
            return await parts.service.scripts.check(_read(file, form))

    problems = asyncio.run(work())
    _show(problems)
    if problems:
        raise typer.Exit(1)
    out.print(SCRIPT("nothing_wrong"))


@app.command()
def load(
    file: File,
    name: Annotated[str | None, typer.Option("--name", help="The script's name; by default that of the file.")] = None,
    company: Of = None,
    form: Written = Form.YAML,
    note: Annotated[str, typer.Option("--note", help="What has changed, in your words.")] = "",
) -> None:
    """Save the script in a file as the next version of the script of this name, which is made if it is not there."""
    name = name or file.stem

    async def work() -> "tuple[int, Sequence[ScriptProblem]]":
        async with parts_of_this_machine() as parts:
            body = _read(file, form)
            script = await _there(parts, name, company) or await _made(parts, name, company, body)
            version = await parts.service.scripts.save(script.id, body, note=note, actor=MACHINE.actor)
            return version.number, await parts.service.scripts.check(version.body, script.id)

    number, problems = asyncio.run(work())
    out.print(SCRIPT("saved", name=name, number=number))
    _show(problems)


@app.command()
def publish(name: Name, version: Version = None, company: Of = None) -> None:
    """Publish a version of a script, by default the newest: talks that begin from now on use it."""

    async def work() -> int:
        async with parts_of_this_machine() as parts:
            script = await _known(parts, name, company)
            number = version or script.newest
            if not number:
                raise fail(SCRIPT("no_version", name=name))
            await parts.service.scripts.publish(script.id, number, actor=MACHINE.actor)
            return number

    out.print(SCRIPT("is_published", name=name, number=asyncio.run(work())))


@app.command()
def export(name: Name, version: Version = None, company: Of = None, form: Written = Form.YAML) -> None:
    """Print a version of a script as a file that `load` reads; by default the published one, else the newest."""

    async def work() -> str:
        from dialer.campaigns.scripts.files import file_of_script

        async with parts_of_this_machine() as parts:
            script = await _known(parts, name, company)
            number = version or script.published or script.newest
            if not number:
                raise fail(SCRIPT("no_version", name=name))
            return file_of_script((await parts.store.scripts.version(script.id, number)).body, form.value)

    typer.echo(asyncio.run(work()), nl=False)


def _read(file: Path, form: Form) -> dict[str, Any]:
    from dialer.campaigns.scripts.files import script_of_file

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise fail(SCRIPT("unreadable", file=file)) from None
    body, left_out = script_of_file(text, form.value)
    for one in left_out:
        out.print(SCRIPT("left_out", what=sentence(one)))
    return body


def _show(problems: "Sequence[ScriptProblem]") -> None:
    for one in problems:
        what = sentence(one.message)
        out.print(SCRIPT("at_step", step=one.step, what=what) if one.step else what)


async def _there(parts: "Parts", name: str, company: str | None) -> "ScriptRecord | None":
    """The script of this name; None if there is none. Ends the command if several companies have one."""
    company_id = await company_named(parts, company)
    every = await parts.store.scripts.list(company_id=company_id, sees=EVERYTHING)
    found = [one for one in every if one.name == name]
    if len(found) > 1:
        raise fail(SCRIPT("several", name=name))
    return found[0] if found else None


async def _known(parts: "Parts", name: str, company: str | None) -> "ScriptRecord":
    if (found := await _there(parts, name, company)) is None:
        names = [one.name for one in await parts.store.scripts.list(sees=EVERYTHING)]
        raise fail(SCRIPT("no_script", name=name, those=those(names)))
    return found


async def _made(parts: "Parts", name: str, company: str | None, body: dict[str, Any]) -> "ScriptRecord":
    from dialer.core.enums import ScriptKind

    company_id = await company_named(parts, company)
    if company_id is None:
        there = await parts.store.companies.list(sees=EVERYTHING)
        if len(there) != 1:
            raise fail(SCRIPT("which_company", those=those(one.name for one in there)))
        company_id = there[0].id
    return await parts.service.scripts.create(company_id, name, ScriptKind(body["kind"]), actor=MACHINE.actor)
