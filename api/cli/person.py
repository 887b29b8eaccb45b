"""`pronto person`: persons' rights."""

import asyncio
import os
import pwd
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import orjson
import typer

from api.cli.composition import parts_of_this_machine
from api.cli.files import of_file, writable
from api.cli.language import named_language
from api.cli.number_options import Country
from api.cli.output import errors, fail, out, those
from api.cli.texts.common import COMMON
from api.cli.texts.people import PERSON
from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from dialer.documents.access_request.document import access_page, access_text

if TYPE_CHECKING:
    from dialer.app.composition import Parts
    from dialer.data_protection.service import Erasure, PersonQuery

app = typer.Typer(no_args_is_help=True)
Company = Annotated[str, typer.Option(help="Company that received the request.")]
Number = Annotated[
    str | None, typer.Option(help="The person's number, as in +390212345678, or without the country code.")
]
ExternalId = Annotated[str | None, typer.Option(help="The person's external id.")]
_WRITERS: Final[Mapping[str, Callable[[dict[str, Any]], str]]] = {
    ".html": access_page,
    ".htm": access_page,
    ".txt": access_text,
    ".json": lambda document: orjson.dumps(document, option=orjson.OPT_INDENT_2).decode(),
}


@app.command()
def access(
    *,
    company: Company,
    number: Number = None,
    country: Country = "",
    external_id: ExternalId = None,
    to: Annotated[Path, typer.Option("--out", help="FILE.html, FILE.txt or FILE.json.", dir_okay=False)],
) -> None:
    """Write all data kept about a person to a file, as GDPR article 15 requires.

    The language is that of --language, or else the person's own, if known.
    """
    write = _WRITERS.get(to.suffix.lower())
    if write is None:
        raise fail(PERSON("forms", file=to, forms=", ".join(_WRITERS)), code=2)
    writable(to)

    async def work() -> dict[str, Any]:
        async with parts_of_this_machine() as parts:
            asked = await _asked(parts, company, number, country, external_id)
            named = named_language()
            return await parts.service.persons.access(asked, received_at=None, language=named, actor="cli")

    document = asyncio.run(work())
    try:
        to.write_text(write(document), encoding="utf-8")
    except OSError as error:
        raise fail(of_file(error, to)) from None
    out.print(PERSON("written", file=to), soft_wrap=True)
    for text in document["lacking"]:
        errors.print(text, markup=False, soft_wrap=True)


@app.command()
def erase(
    *,
    company: Company,
    number: Number = None,
    country: Country = "",
    external_id: ExternalId = None,
    suppress: Annotated[bool, typer.Option(help="Also suppress the person's numbers first.")] = True,
) -> None:
    """Erase a person's data; suppressions of the person stay."""

    async def work() -> "Erasure":
        async with parts_of_this_machine() as parts:
            asked = await _asked(parts, company, number, country, external_id)
            return await parts.service.persons.erase(asked, suppress=suppress, received_at=None, actor="cli")

    done = asyncio.run(work())
    out.print(PERSON("erased", **asdict(done)))


@app.command()
def unmask(
    campaign: Annotated[str, typer.Argument(help="The campaign of the report.")],
    pseudonym: Annotated[str, typer.Argument(help="Pseudonym, as shown in the report.")],
    *,
    reason: Annotated[
        str, typer.Option(help="Why the number is needed, at least five characters; recorded in the audit.")
    ],
) -> None:
    """Show the number behind a pseudonym of a report."""
    actor = f"{Role.ADMIN}:cli:{_whoever()}"  # whoever can read the state folder has the machine's key

    async def work() -> str:
        async with parts_of_this_machine() as parts:
            found = await parts.store.campaigns.by_name(campaign, sees=EVERYTHING)
            if found is None:
                names = [one.name for one in await parts.store.campaigns.list(sees=EVERYTHING)]
                raise fail(COMMON("no_campaign", name=campaign, those=those(names)))
            return await parts.service.persons.unmask(found.id, pseudonym, reason=reason, actor=actor)

    out.print(asyncio.run(work()), highlight=False)


@app.command()
def rotate(
    *, forget: Annotated[bool, typer.Option("--forget", help="Make older pseudonyms impossible to resolve.")] = False
) -> None:
    """Use new pseudonyms in reports from now on."""

    async def work() -> int:
        async with parts_of_this_machine() as parts:
            return await parts.service.persons.rotate(forget=forget, actor="cli")

    out.print(PERSON("rotated", key=asyncio.run(work())))


@app.command()
def merge(
    person: Annotated[int, typer.Argument(help="Id of the person who stays.")],
    other: Annotated[int, typer.Argument(help="Id of the person who is the same, and is gone afterwards.")],
) -> None:
    """Make one person of two. `POST /persons/ID/split` takes leads away again."""

    async def work() -> int:
        async with parts_of_this_machine() as parts:
            actor = f"admin:cli:{_whoever()}"
            merged = await parts.service.person_records.merge(person, other, actor=actor)
            return len(await parts.store.person_records.leads(merged.id))

    out.print(PERSON("merged", person=person, leads=asyncio.run(work())))


def _whoever() -> str:
    """The machine account that runs the command: its name, or else its number."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


async def _asked(
    parts: "Parts", company: str, number: str | None, country: str, external_id: str | None
) -> "PersonQuery":
    from dialer.data_protection.service import PersonQuery

    found = await parts.store.companies.by_name(company, retired=True, sees=EVERYTHING)
    if found is None:
        names = [one.name for one in await parts.store.companies.list(retired=True, sees=EVERYTHING)]
        raise fail(COMMON("no_company", name=company, those=those(names)))
    return PersonQuery(company_id=found.id, number=number, country=country, external_id=external_id)
