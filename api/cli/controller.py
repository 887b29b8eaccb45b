"""`pronto controller`: the companies on whose behalf people are called."""

from typing import Annotated, Any

import typer

from api.cli.client import ask, connect
from api.cli.named_resources import find, given, said, show, show_all, whole
from dialer.i18n.catalogue import Language

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the company.")]
Address = Annotated[str | None, typer.Option(help="Of the company, for letters.")]
Email = Annotated[str | None, typer.Option(help="Where people write to the company.")]
Phone = Annotated[str | None, typer.Option(help="Where people call the company.")]
Officer = Annotated[str | None, typer.Option(help="Name and address of the data protection officer.")]
Notice = Annotated[str | None, typer.Option(help="Where the privacy notice can be read.")]
Country = Annotated[str | None, typer.Option(help="ISO 3166, where the company sits.")]
Speaks = Annotated[Language | None, typer.Option(help="Language of what people are sent who have named none.")]
Recipients = Annotated[
    list[str] | None, typer.Option("--recipient", help="Who else gets the data; as often as needed.")
]
_KEYS = ("address", "email", "phone", "officer", "notice", "country", "speaks", "recipients")


@app.command("list")
def list_() -> None:
    """Show every controller."""
    with connect() as client:
        controllers = ask(client, "GET", "/api/v1/controllers")
    show_all(("name", *_KEYS), (_rows(one).values() for one in controllers))


@app.command()
def add(
    name: Name,
    *,
    address: Address = None,
    email: Email = None,
    phone: Phone = None,
    officer: Officer = None,
    notice: Notice = None,
    country: Country = None,
    speaks: Speaks = None,
    recipients: Recipients = None,
) -> None:
    """Write a new controller."""
    privacy = given(
        address=address,
        email=email,
        phone=phone,
        officer=officer,
        notice=notice,
        country=country,
        language=speaks,
        recipients=recipients or [],
    )
    with connect() as client:
        show(_rows(ask(client, "POST", "/api/v1/controllers", json={"name": name, "privacy": privacy})))


@app.command("set")
def set_(
    name: Name,
    *,
    address: Address = None,
    email: Email = None,
    phone: Phone = None,
    officer: Officer = None,
    notice: Notice = None,
    country: Country = None,
    speaks: Speaks = None,
    recipients: Recipients = None,
) -> None:
    """Change what people are told of a controller; what is not said stays. An empty word takes back."""
    changes = said(
        address=address,
        email=email,
        phone=phone,
        officer=officer,
        notice=notice,
        country=country,
        language=speaks,
        recipients=[one for one in recipients if one] if recipients else None,
    )
    with connect() as client:
        path = f"/api/v1/controllers/{find(client, 'controller', name)['id']}"
        there, version = whole(client, path)
        show(_rows(ask(client, "PUT", path, json={"privacy": there["privacy"] | changes}, headers=version)))


def _rows(controller: dict[str, Any]) -> dict[str, object]:
    told = controller["privacy"] | {"speaks": controller["privacy"]["language"]}
    return {"name": controller["name"], **{key: told[key] for key in _KEYS}}
