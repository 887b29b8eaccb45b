"""`pronto company`: the companies on whose behalf people are called."""

from typing import Annotated, Any, TypedDict, Unpack

import typer

from api.cli.client import ask, ask_all, connect
from api.cli.given_options import takes_given
from api.cli.named_resources import change, find, show, show_all
from api.cli.output import out
from api.cli.texts.installation import ESTATE
from dialer.i18n.catalogue import Language

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the company.")]


class Privacy(TypedDict, total=False):
    """What people are told about a company."""

    address: Annotated[str, typer.Option(help="Postal address of the company.")]
    email: Annotated[str, typer.Option(help="E-mail address of the company.")]
    phone: Annotated[str, typer.Option(help="Telephone number of the company.")]
    officer: Annotated[str, typer.Option(help="Name and address of the data protection officer.")]
    notice: Annotated[str, typer.Option(help="Address (URL) of the privacy notice.")]
    country: Annotated[str, typer.Option(help="Country of the company (ISO 3166).")]
    language: Annotated[Language, typer.Option("--speaks", help="Language for people whose own is not known.")]
    recipients: Annotated[list[str], typer.Option("--recipient", help="Who else receives the data; may be repeated.")]


_KEYS = tuple(Privacy.__annotations__)


@app.command("list")
def list_() -> None:
    """Show every company."""
    with connect() as client:
        companies = ask_all(client, "/api/v1/companies")
    show_all(("name", "former_names", *_KEYS), (_rows(one).values() for one in companies))


@app.command()
@takes_given
def add(name: Name, **given: Unpack[Privacy]) -> None:
    """Add a company."""
    with connect() as client:
        show(_rows(ask(client, "POST", "/api/v1/companies", json={"name": name, "privacy": given})))


@app.command("set")
@takes_given
def set_(
    name: Name,
    *,
    new_name: Annotated[
        str | None,
        typer.Option("--name", help="New name; consents that name the company by the present one still count."),
    ] = None,
    **given: Unpack[Privacy],
) -> None:
    """Change a company's details; omitted options stay unchanged, an empty value clears one."""
    changes = ({"name": new_name} if new_name is not None else {}) | ({"privacy": given} if given else {})
    with connect() as client:
        show(_rows(change(client, f"/api/v1/companies/{find(client, 'company', name)['id']}", changes)))


@app.command()
def remove(name: Name) -> None:
    """Retire a company whose campaigns are closed or archived. Add it again to restore it."""
    with connect() as client:
        ask(client, "DELETE", f"/api/v1/companies/{find(client, 'company', name)['id']}")
    out.print(ESTATE("removed", name=name), soft_wrap=True)


def _rows(company: dict[str, Any]) -> dict[str, object]:
    return {"name": company["name"], "former_names": company["former_names"]} | {
        key: company["privacy"][key] for key in _KEYS
    }
