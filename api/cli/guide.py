"""`pronto guide`: what agents say and ask, as files: checked, loaded, published, exported."""

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
from api.cli.texts.guide import GUIDE
from dialer.access.model import MACHINE
from dialer.core.visibility import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.app.composition import Parts
    from dialer.campaigns.guides.model import GuideRecord
    from dialer.campaigns.guides.rules.publishing import GuideProblem

app = typer.Typer(no_args_is_help=True)


class Form(StrEnum):
    """How a guide is written in a file."""

    YAML = "yaml"
    SURVEYJS = "surveyjs"


File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The guide: YAML, or JSON of SurveyJS.")]
Name = Annotated[str, typer.Argument(help="The guide's name.")]
Of = Annotated[str | None, typer.Option("--company", help="The company it belongs to, if there are several.")]
Written = Annotated[Form, typer.Option("--format", help="How the file is written.")]
Version = Annotated[int | None, typer.Option("--version", min=1, help="The number of a version.")]


@app.command("list")
def list_(archived: Annotated[bool, typer.Option("--archived", help="The archived ones.")] = False) -> None:
    """List the guides: their kind, their newest and their published version."""

    async def work() -> Table:
        async with parts_of_this_machine() as parts:
            companies = {one.id: one.name for one in await parts.store.companies.list(retired=True, sees=EVERYTHING)}
            table = Table(*GUIDE.each("name", "kind", "company", "newest", "published"))
            for one in await parts.store.guides.list(archived=archived, sees=EVERYTHING):
                versions = (str(number) if number else "–" for number in (one.newest, one.published))
                table.add_row(one.name, GUIDE(one.kind.value), companies[one.company_id], *versions)
            return table

    out.print(asyncio.run(work()))


@app.command()
def check(file: File, form: Written = Form.YAML) -> None:
    """Say what keeps the guide in a file from being published. Nothing is saved."""

    async def work() -> "Sequence[GuideProblem]":
        async with parts_of_this_machine() as parts:
            return await parts.service.guides.check(_read(file, form))

    problems = asyncio.run(work())
    _show(problems)
    if problems:
        raise typer.Exit(1)
    out.print(GUIDE("nothing_wrong"))


@app.command()
def load(
    file: File,
    name: Annotated[str | None, typer.Option("--name", help="The guide's name; by default that of the file.")] = None,
    company: Of = None,
    form: Written = Form.YAML,
    note: Annotated[str, typer.Option("--note", help="What has changed, in your words.")] = "",
) -> None:
    """Save the guide in a file as the next version of the guide of this name, which is made if it is not there."""
    name = name or file.stem

    async def work() -> "tuple[int, Sequence[GuideProblem]]":
        async with parts_of_this_machine() as parts:
            body = _read(file, form)
            guide = await _there(parts, name, company) or await _made(parts, name, company, body)
            version = await parts.service.guides.save(guide.id, body, note=note, actor=MACHINE.actor)
            return version.number, await parts.service.guides.check(version.body, guide.id)

    number, problems = asyncio.run(work())
    out.print(GUIDE("saved", name=name, number=number))
    _show(problems)


@app.command()
def publish(name: Name, version: Version = None, company: Of = None) -> None:
    """Publish a version of a guide, by default the newest: talks that begin from now on use it."""

    async def work() -> int:
        async with parts_of_this_machine() as parts:
            guide = await _known(parts, name, company)
            number = version or guide.newest
            if not number:
                raise fail(GUIDE("no_version", name=name))
            await parts.service.guides.publish(guide.id, number, actor=MACHINE.actor)
            return number

    out.print(GUIDE("is_published", name=name, number=asyncio.run(work())))


@app.command()
def export(name: Name, version: Version = None, company: Of = None, form: Written = Form.YAML) -> None:
    """Print a version of a guide as a file that `load` reads; by default the published one, else the newest."""

    async def work() -> str:
        from dialer.campaigns.guides.files import file_of_guide

        async with parts_of_this_machine() as parts:
            guide = await _known(parts, name, company)
            number = version or guide.published or guide.newest
            if not number:
                raise fail(GUIDE("no_version", name=name))
            return file_of_guide((await parts.store.guides.version(guide.id, number)).body, form.value)

    typer.echo(asyncio.run(work()), nl=False)


def _read(file: Path, form: Form) -> dict[str, Any]:
    from dialer.campaigns.guides.files import guide_of_file

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise fail(GUIDE("unreadable", file=file)) from None
    body, left_out = guide_of_file(text, form.value)
    for one in left_out:
        out.print(GUIDE("left_out", what=sentence(one)))
    return body


def _show(problems: "Sequence[GuideProblem]") -> None:
    for one in problems:
        what = sentence(one.message)
        out.print(GUIDE("at_step", step=one.step, what=what) if one.step else what)


async def _there(parts: "Parts", name: str, company: str | None) -> "GuideRecord | None":
    """The guide of this name; None if there is none. Ends the command if several companies have one."""
    company_id = await company_named(parts, company)
    every = await parts.store.guides.list(company_id=company_id, sees=EVERYTHING)
    found = [one for one in every if one.name == name]
    if len(found) > 1:
        raise fail(GUIDE("several", name=name))
    return found[0] if found else None


async def _known(parts: "Parts", name: str, company: str | None) -> "GuideRecord":
    if (found := await _there(parts, name, company)) is None:
        names = [one.name for one in await parts.store.guides.list(sees=EVERYTHING)]
        raise fail(GUIDE("no_guide", name=name, those=those(names)))
    return found


async def _made(parts: "Parts", name: str, company: str | None, body: dict[str, Any]) -> "GuideRecord":
    from dialer.core.enums import GuideKind

    company_id = await company_named(parts, company)
    if company_id is None:
        there = await parts.store.companies.list(sees=EVERYTHING)
        if len(there) != 1:
            raise fail(GUIDE("which_company", those=those(one.name for one in there)))
        company_id = there[0].id
    return await parts.service.guides.create(company_id, name, GuideKind(body["kind"]), actor=MACHINE.actor)
