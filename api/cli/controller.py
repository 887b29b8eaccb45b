"""`pronto controller`: the companies on whose behalf people are called."""

from typing import Annotated, Any

import typer

from api.cli.client import ask, ask_all, connect
from api.cli.named_resources import find, given, given_or_fail, show, show_all, whole
from api.cli.output import out
from api.cli.texts.installation import ESTATE
from dialer.i18n.catalogue import Language

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the company.")]
Address = Annotated[str | None, typer.Option(help="Postal address of the company.")]
Email = Annotated[str | None, typer.Option(help="E-mail address of the company.")]
Phone = Annotated[str | None, typer.Option(help="Telephone number of the company.")]
Officer = Annotated[str | None, typer.Option(help="Name and address of the data protection officer.")]
Notice = Annotated[str | None, typer.Option(help="Address (URL) of the privacy notice.")]
Country = Annotated[str | None, typer.Option(help="Country of the company (ISO 3166).")]
Speaks = Annotated[Language | None, typer.Option(help="Language for people whose own is not known.")]
Recipients = Annotated[
    list[str] | None, typer.Option("--recipient", help="Who else receives the data; may be repeated.")
]
_KEYS = ("address", "email", "phone", "officer", "notice", "country", "speaks", "recipients")


@app.command("list")
def list_() -> None:
    """Show every controller."""
    with connect() as client:
        controllers = ask_all(client, "/api/v1/controllers")
    show_all(("name", "former_names", *_KEYS), (_rows(one).values() for one in controllers))


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
    """Add a controller."""
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
    new_name: Annotated[
        str | None,
        typer.Option("--name", help="New name; consents that name the company by the present one still count."),
    ] = None,
    address: Address = None,
    email: Email = None,
    phone: Phone = None,
    officer: Officer = None,
    notice: Notice = None,
    country: Country = None,
    speaks: Speaks = None,
    recipients: Recipients = None,
) -> None:
    """Change a controller's details; omitted options stay unchanged, an empty value clears one."""
    changes = given_or_fail(
        name=new_name,
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
        named = {"name": changes.pop("name")} if new_name is not None else {}
        body = named | {"privacy": there["privacy"] | changes}
        show(_rows(ask(client, "PUT", path, json=body, headers=version)))


@app.command()
def remove(name: Name) -> None:
    """Retire a controller whose campaigns are closed or archived. Add it again to restore it."""
    with connect() as client:
        ask(client, "DELETE", f"/api/v1/controllers/{find(client, 'controller', name)['id']}")
    out.print(ESTATE("removed", name=name), soft_wrap=True)


def _rows(controller: dict[str, Any]) -> dict[str, object]:
    told = controller["privacy"] | {"speaks": controller["privacy"]["language"]}
    names = {"name": controller["name"], "former_names": controller["former_names"]}
    return {**names, **{key: told[key] for key in _KEYS}}
