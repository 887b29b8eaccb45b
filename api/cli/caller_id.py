"""`pronto caller-id`: the numbers shown to the people called."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import typer

from api.cli.client import ask, ask_all, connect
from api.cli.named_resources import find, given_or_fail, rewrite, show, show_all
from api.cli.output import fail, out
from api.cli.texts.installation import ESTATE

app = typer.Typer(no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="The number, as in +390212345678.")]
Controller = Annotated[
    str | None, typer.Option(help="Controller that owns the number; may be omitted if there is only one.")
]
Label = Annotated[str | None, typer.Option(help="Label of the number.")]
Classes = Annotated[
    list[str] | None,
    typer.Option("--class", help="Class of the number, where the number itself does not tell; see /docs."),
]
Declared = Annotated[list[str] | None, typer.Option(help="Register of operators in which it is declared, as ROC.")]
Tested = Annotated[str | None, typer.Option(help="Time of the last test call to it, in UTC: 2026-09-01T10:00.")]
Reached = Annotated[Literal["agent", "identity_message"] | None, typer.Option(help="Who answered the test call.")]
Owner = Annotated[str | None, typer.Option(help="Subscriber to whom the carrier has assigned the number.")]
Line = Annotated[str | None, typer.Option(help="Its entry in a register of operators, as ROC.")]
Attestation = Annotated[
    Literal["A", "B", "C"] | None, typer.Option(help="Attestation level of its carrier (United States).")
]
_KEYS = (
    *("number", "label", "classes", "declared_in", "tested_at", "test_reached"),
    *("owner", "registry_line", "attestation"),
)


@app.command("list")
def list_() -> None:
    """Show every caller id."""
    with connect() as client:
        names = {one["id"]: one["name"] for one in ask_all(client, "/api/v1/controllers")}
        numbers = ask_all(client, "/api/v1/caller-ids")
    show_all(("controller", *_KEYS), ([names[one["controller_id"]], *(one[key] for key in _KEYS)] for one in numbers))


@app.command()
def add(
    number: Number,
    *,
    controller: Controller = None,
    label: Label = None,
    classes: Classes = None,
    declared_in: Declared = None,
    tested_at: Tested = None,
    test_reached: Reached = None,
    owner: Owner = None,
    registry_line: Line = None,
    attestation: Attestation = None,
) -> None:
    """Add a number that a controller may show."""
    body = given_or_fail(
        number=number,
        label=label,
        classes=classes,
        declared_in=declared_in,
        tested_at=_instant(tested_at),
        test_reached=test_reached,
        owner=owner,
        registry_line=registry_line,
        attestation=attestation,
    )
    with connect() as client:
        body["controller_id"] = find(client, "controller", controller)["id"]
        _show(ask(client, "POST", "/api/v1/caller-ids", json=body))


@app.command("set")
def set_(
    number: Number,
    *,
    controller: Controller = None,
    label: Label = None,
    classes: Classes = None,
    declared_in: Declared = None,
    tested_at: Tested = None,
    test_reached: Reached = None,
    owner: Owner = None,
    registry_line: Line = None,
    attestation: Attestation = None,
) -> None:
    """Change a caller id; omitted options stay unchanged."""
    changes = given_or_fail(
        label=label,
        classes=classes,
        declared_in=declared_in,
        tested_at=_instant(tested_at),
        test_reached=test_reached,
        owner=owner,
        registry_line=registry_line,
        attestation=attestation,
    )
    with connect() as client:
        _show(rewrite(client, f"/api/v1/caller-ids/{_find(client, number, controller)['id']}", changes))


@app.command()
def remove(number: Number, *, controller: Controller = None) -> None:
    """Delete a caller id that no campaign uses."""
    with connect() as client:
        ask(client, "DELETE", f"/api/v1/caller-ids/{_find(client, number, controller)['id']}")
    out.print(ESTATE("removed", name=number), soft_wrap=True)


def _find(client: Any, number: str, controller: str | None) -> dict[str, Any]:
    among = {} if controller is None else {"controller_id": find(client, "controller", controller)["id"]}
    return find(client, "caller_id", number.replace(" ", ""), among=among)


def _instant(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise fail(ESTATE("no_instant", text=text)) from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()


def _show(caller_id: dict[str, Any]) -> None:
    show({key: caller_id[key] for key in _KEYS})
