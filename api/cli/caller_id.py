"""`pronto caller-id`: the numbers shown to the people called."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypedDict, Unpack

import typer

from api.cli.client import ask, ask_all, connect
from api.cli.given_options import takes_given
from api.cli.named_resources import change, find, show, show_all
from api.cli.output import fail, out
from api.cli.texts.installation import ESTATE

app = typer.Typer(no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="The number, as in +390212345678.")]
Company = Annotated[str | None, typer.Option(help="Company that owns the number; may be omitted if there is only one.")]


class Settings(TypedDict, total=False):
    """Settings of a caller id."""

    label: Annotated[str, typer.Option(help="Label of the number.")]
    classes: Annotated[
        list[str],
        typer.Option("--class", help="Class of the number, where the number itself does not tell; see /docs."),
    ]
    declared_in: Annotated[list[str], typer.Option(help="Register of operators in which it is declared, as ROC.")]
    tested_at: Annotated[str, typer.Option(help="Time of the last test call to it, in UTC: 2026-09-01T10:00.")]
    test_reached: Annotated[Literal["agent", "identity_message"], typer.Option(help="Who answered the test call.")]
    owner: Annotated[str, typer.Option(help="Subscriber to whom the carrier has assigned the number.")]
    registry_line: Annotated[str, typer.Option(help="Its entry in a register of operators, as ROC.")]
    attestation: Annotated[
        Literal["A", "B", "C"], typer.Option(help="Attestation level of its carrier (United States).")
    ]


_KEYS = ("number", *Settings.__annotations__)


@app.command("list")
def list_() -> None:
    """Show every caller id."""
    with connect() as client:
        names = {one["id"]: one["name"] for one in ask_all(client, "/api/v1/companies")}
        numbers = ask_all(client, "/api/v1/caller-ids")
    show_all(("company", *_KEYS), ([names[one["company_id"]], *(one[key] for key in _KEYS)] for one in numbers))


@app.command()
@takes_given
def add(number: Number, *, company: Company = None, **given: Unpack[Settings]) -> None:
    """Add a number that a company may show."""
    settings = _settings(given)
    with connect() as client:
        owner = find(client, "company", company)["id"]
        body = {"number": number, "company_id": owner, **settings}
        _show(ask(client, "POST", "/api/v1/caller-ids", json=body))


@app.command("set")
@takes_given
def set_(number: Number, *, company: Company = None, **given: Unpack[Settings]) -> None:
    """Change a caller id; omitted options stay unchanged."""
    settings = _settings(given)
    with connect() as client:
        _show(change(client, f"/api/v1/caller-ids/{_find(client, number, company)['id']}", settings))


@app.command()
def remove(number: Number, *, company: Company = None) -> None:
    """Delete a caller id that no campaign uses."""
    with connect() as client:
        ask(client, "DELETE", f"/api/v1/caller-ids/{_find(client, number, company)['id']}")
    out.print(ESTATE("removed", name=number), soft_wrap=True)


def _find(client: Any, number: str, company: str | None) -> dict[str, Any]:
    among = {} if company is None else {"company_id": find(client, "company", company)["id"]}
    return find(client, "caller_id", number.replace(" ", ""), among=among)


def _settings(given: Settings) -> dict[str, Any]:
    """The given settings for the API. Ends the command if the time of the test is none."""
    settings: dict[str, Any] = dict(given)
    if "tested_at" in given:
        try:
            at = datetime.fromisoformat(given["tested_at"])
        except ValueError:
            raise fail(ESTATE("no_instant", text=given["tested_at"])) from None
        settings["tested_at"] = (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()
    return settings


def _show(caller_id: dict[str, Any]) -> None:
    show({key: caller_id[key] for key in _KEYS})
