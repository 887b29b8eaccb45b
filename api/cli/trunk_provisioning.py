"""`pronto trunk plan`, `apply` and the rest: trunks that Pronto writes into Asterisk."""

import time
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import httpx
import typer
from rich.text import Text

from api.cli.client import ask, connect
from api.cli.files import of_file
from api.cli.job_progress import interrupted
from api.cli.named_resources import find, given
from api.cli.output import fail, out
from api.cli.texts.jobs import JOB
from api.cli.texts.provisioning import PROVISIONING

Name = Annotated[str, typer.Argument(help="Name of the trunk, as campaigns call it.")]
Node = Annotated[str | None, typer.Option(help="Its node; may be omitted if there is only one.")]
Template = Annotated[str | None, typer.Option(help="Kind of carrier, as `pronto trunk templates` shows them.")]
Hosts = Annotated[list[str] | None, typer.Option("--host", help="Address of the carrier; may be repeated.")]
By = Annotated[Literal["address", "registration"] | None, typer.Option("--by", help="How the carrier knows us.")]
User = Annotated[str | None, typer.Option(help="User at the carrier.")]
Password = Annotated[
    Path | None, typer.Option("--password-file", help="File with the password; without it the trunk keeps its own.")
]
Codecs = Annotated[list[str] | None, typer.Option("--codec", help="Codec, the first one first; may be repeated.")]
Format = Annotated[
    Literal["e164", "plain", "00", "it", "gb"] | None,
    typer.Option(help="Form of numbers: with + (e164), without (plain), with 00, or as dialled in Italy or Britain."),
]
Prefix = Annotated[str | None, typer.Option(help="Digits before each number.")]
Country = Annotated[str | None, typer.Option(help="Country where its calls enter the public network (ISO 3166).")]
Channels = Annotated[int | None, typer.Option(help="Maximum number of channels.")]
Rate = Annotated[float | None, typer.Option(help="Maximum calls started per second.")]
Options = Annotated[
    list[str] | None, typer.Option("--option", help="Option of PJSIP, as in endpoint.dtmf_mode=info; may be repeated.")
]
POLL_S: Final = 0.2
_MARKS: Final = {"ok": "green", "failed": "bold red", "note": "yellow"}


def templates() -> None:
    """Show the kinds of carriers with which a trunk begins."""
    with connect() as client:
        for one in ask(client, "GET", "/api/v1/carrier-templates"):
            out.print(Text.assemble((f"{one['id']:<16}", "bold"), one["title"]))
            out.print(Text(f"{'':<16}{one['about']}", style="dim"))


def plan(
    name: Name,
    *,
    node: Node = None,
    template: Template = None,
    host: Hosts = None,
    by: By = None,
    user: User = None,
    password_file: Password = None,
    codec: Codecs = None,
    number_format: Format = None,
    prefix: Prefix = None,
    country: Country = None,
    max_channels: Channels = None,
    calls_per_second: Rate = None,
    option: Options = None,
) -> None:
    """Show what an apply would write into Asterisk; nothing is written."""
    said = given(
        template=template, hosts=host, authentication=by, user=user, codecs=codec, number_format=number_format,
        prefix=prefix, country=country, max_channels=max_channels, calls_per_second=calls_per_second,
    )  # fmt: skip
    with connect() as client:
        path = _path(client, name, node)
        _show_plan(ask(client, "POST", f"{path}/plan", json=_body(client, path, said, password_file, option)))


def apply(
    name: Name,
    *,
    node: Node = None,
    template: Template = None,
    host: Hosts = None,
    by: By = None,
    user: User = None,
    password_file: Password = None,
    codec: Codecs = None,
    number_format: Format = None,
    prefix: Prefix = None,
    country: Country = None,
    max_channels: Channels = None,
    calls_per_second: Rate = None,
    option: Options = None,
) -> None:
    """Write a trunk into Asterisk and prove it; what is omitted stays. Ends with 1 if it did not come up."""
    said = given(
        template=template, hosts=host, authentication=by, user=user, codecs=codec, number_format=number_format,
        prefix=prefix, country=country, max_channels=max_channels, calls_per_second=calls_per_second,
    )  # fmt: skip
    with connect() as client:
        path = _path(client, name, node)
        _follow(
            client, path, ask(client, "POST", f"{path}/apply", json=_body(client, path, said, password_file, option))
        )


def verify(name: Name, *, node: Node = None) -> None:
    """Ask a trunk's carrier now, and say how its registration stands. Ends with 1 if it is not there."""
    with connect() as client:
        found = ask(client, "POST", f"{_path(client, name, node)}/verify")
    _show_steps(found["steps"])
    if not found["is_up"]:
        raise typer.Exit(1)


def roll_back(name: Name, *, node: Node = None) -> None:
    """Write the version that stood before the present one."""
    with connect() as client:
        path = _path(client, name, node)
        _follow(client, path, ask(client, "POST", f"{path}/roll-back"))


def heal(name: Name, *, node: Node = None) -> None:
    """Write what stands once more, in the place of what was changed in Asterisk by hand."""
    with connect() as client:
        path = _path(client, name, node)
        _follow(client, path, ask(client, "POST", f"{path}/heal"))


def drift(name: Name, *, node: Node = None) -> None:
    """Show what was changed in Asterisk by hand. Ends with 1 if anything was."""
    with connect() as client:
        state = ask(client, "GET", f"{_path(client, name, node)}/provisioning")
    if state["standing"] is None:
        raise fail(PROVISIONING("not_written", name=name))
    if state["drift"] is None:
        raise fail(state["why_unasked"])
    show_changes(state["drift"])
    if state["drift"]:
        raise typer.Exit(1)
    out.print(PROVISIONING("no_drift"), soft_wrap=True)


def _path(client: httpx.Client, name: str, node: str | None) -> str:
    return f"/api/v1/nodes/{find(client, 'node', node)['id']}/trunks/{name}"


def _body(
    client: httpx.Client, path: str, said: dict[str, Any], password: Path | None, options: list[str] | None
) -> dict[str, Any]:
    """What stands, else what the template says, with what was given in their places."""
    standing = ask(client, "GET", f"{path}/provisioning")["standing"]
    known = {one["id"]: one for one in ask(client, "GET", "/api/v1/carrier-templates")}
    before = {} if standing is None else dict(standing["settings"])
    before.pop("has_password", None)
    wanted = said.get("template", before.get("template", "address"))
    if wanted not in known:
        raise fail(PROVISIONING("no_template", name=wanted, those=", ".join(known)))
    if before.get("template") != wanted:
        template = known[wanted]
        before |= {"template": wanted, "authentication": template["authentication"][0], "codecs": template["codecs"]}
        before |= {
            "number_format": template["number_format"],
            "country": template["country"] or before.get("country", ""),
        }
    body = {"hosts": [], **before, **said}
    if not body["hosts"]:
        raise fail(PROVISIONING("no_host"))
    if password is not None:
        body["password"] = _secret(password)
    if options is not None:
        body["options"] = [_option(one) for one in options if one]
    return body


def _secret(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise fail(of_file(error, file)) from None


def _option(said: str) -> dict[str, str]:
    place, is_set, value = said.partition("=")
    kind, dot, name = place.partition(".")
    if not (is_set and dot):
        raise fail(PROVISIONING("no_option", text=said))
    return {"kind": kind.strip(), "name": name.strip(), "value": value.strip()}


def _show_plan(found: dict[str, Any]) -> None:
    out.print(Text(found["text"]))
    for note in found["notes"]:
        out.print(Text(note, style="yellow"), soft_wrap=True)
    show_changes(found["changes"])
    if not found["changes"]:
        out.print(PROVISIONING("no_change"), soft_wrap=True)


def show_changes(changes: list[dict[str, Any]]) -> None:
    """Print what differs in PJSIP's objects, option by option."""
    for one in changes:
        out.print(PROVISIONING(one["change"], kind=one["kind"], name=one["name"]), soft_wrap=True)
        for option in one["options"]:
            before, after = (
                PROVISIONING("nothing") if it is None else it for it in (option["before"], option["after"])
            )
            out.print(Text(f"  {option['option']}: {before} → {after}"), soft_wrap=True)


def _follow(client: httpx.Client, path: str, made: dict[str, Any]) -> None:
    """Wait for the job, and show what came of it. Ends the command with 1 if it failed."""
    with interrupted(lambda: JOB("goes_on")):
        while (job := ask(client, "GET", f"/api/v1/jobs/{made['job_id']}"))["ended_at"] is None:
            time.sleep(POLL_S)
    versions = ask(client, "GET", f"{path}/provisioning")["versions"]
    version = next((one for one in versions if one["id"] == made["id"]), made)
    _show_steps(version["outcome"])
    if job["status"] == "failed":
        raise fail(job["message"])
    out.print(PROVISIONING("stands", number=version["number"]), soft_wrap=True)


def _show_steps(steps: list[dict[str, Any]]) -> None:
    for one in steps:
        out.print(
            Text.assemble((f"{PROVISIONING(one['state']):<9}", _MARKS[one["state"]]), one["what"]), soft_wrap=True
        )
        if one["mend"]:
            out.print(Text(f"{'':<9}{one['mend']}", style="dim"), soft_wrap=True)
