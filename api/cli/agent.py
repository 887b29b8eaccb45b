"""`pronto agent`: who takes calls, and in which campaign."""

from typing import Annotated, Any, Literal, TypedDict, Unpack

import typer

from api.cli.client import ask, ask_all, connect, find_campaign
from api.cli.given_options import takes_given
from api.cli.named_resources import change, find, show, show_all
from api.cli.output import out
from api.cli.texts.installation import ESTATE

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the agent.")]


class Settings(TypedDict, total=False):
    """Settings of an agent, besides the phone."""

    display_name: Annotated[str, typer.Option(help="Displayed name.")]
    leg_kind: Annotated[
        Literal["standing", "ring"],
        typer.Option("--leg", help="standing: one call for the whole session; ring: the phone rings for each call."),
    ]
    language: Annotated[str, typer.Option("--speaks", help="Language of the agent's page, as in it or en.")]
    languages: Annotated[
        list[str],
        typer.Option(
            "--talks", help='Language in which the agent talks with people; may be repeated, "" for that of the page.'
        ),
    ]
    country: Annotated[str, typer.Option(help="Country where the agent works (ISO 3166), if not the campaign's.")]
    rejoin_s: Annotated[
        int,
        typer.Option(
            "--rejoin",
            min=0,
            max=60,
            help="Seconds for which a person is kept whose agent's phone is lost; 0: to hang up is to end the call.",
        ),
    ]


_OWN_KEYS = ("name", "display_name", "phone", "leg_kind", "language", "languages", "country", "rejoin_s")
_KEYS = (*_OWN_KEYS, "wish", "campaigns")


@app.command("list")
def list_() -> None:
    """Show every agent with the latest request of each."""
    with connect() as client:
        agents, campaigns = ask_all(client, "/api/v1/agents"), _campaigns(client)
    show_all(_KEYS, (_rows(one, campaigns).values() for one in agents))


@app.command()
@takes_given
def add(
    name: Name,
    *,
    phone: Annotated[str, typer.Option(help="Dial string of the phone, as in PJSIP/1001.")],
    **given: Unpack[Settings],
) -> None:
    """Add an agent, who starts logged out."""
    with connect() as client:
        show(_rows(ask(client, "POST", "/api/v1/agents", json={"name": name, "phone": phone, **given}), {}))


@app.command("set")
@takes_given
def set_(
    name: Name,
    *,
    phone: Annotated[str | None, typer.Option(help="Dial string of the phone; used from the next log-in.")] = None,
    **given: Unpack[Settings],
) -> None:
    """Change an agent; omitted options stay unchanged."""
    changes = ({} if phone is None else {"phone": phone}) | dict(given)
    with connect() as client:
        changed = change(client, f"/api/v1/agents/{find(client, 'agent', name)['id']}", changes)
        show(_rows(changed, _campaigns(client)))


@app.command()
def log_in(
    name: Name,
    *,
    campaign: Annotated[
        list[str], typer.Option(help="Campaign to work in; may be repeated for campaigns on the same Asterisk.")
    ],
    paused: Annotated[bool, typer.Option("--paused", help="Start paused.")] = False,
) -> None:
    """Log an agent in to a campaign; the agent's phone is called at once."""
    with connect() as client:
        first, *also = [find_campaign(client, one)["id"] for one in campaign]
        body = {"campaign_id": first, "also_campaign_ids": also, "ready": not paused}
        agent = ask(client, "POST", f"/api/v1/agents/{find(client, 'agent', name)['id']}/log-in", json=body)
    out.print(ESTATE("paused" if paused else "logged_in", name=name, campaigns=", ".join(campaign)), soft_wrap=True)
    if (warning := agent["phone_warning"]) is not None:
        out.print(warning, soft_wrap=True)


@app.command()
def log_out(name: Name) -> None:
    """Log an agent out after the current call."""
    with connect() as client:
        ask(client, "POST", f"/api/v1/agents/{find(client, 'agent', name)['id']}/log-out")
    out.print(ESTATE("logged_out", name=name), soft_wrap=True)


@app.command()
def remove(name: Name) -> None:
    """Retire an agent who is logged out, and revoke the agent's keys."""
    with connect() as client:
        there = find(client, "agent", name)
        ask(client, "DELETE", f"/api/v1/agents/{there['id']}")
    out.print(ESTATE("removed", name=name), soft_wrap=True)


def _campaigns(client: Any) -> dict[int, str]:
    return {one["id"]: one["name"] for one in ask_all(client, "/api/v1/campaigns")}


def _rows(agent: dict[str, Any], campaigns: dict[int, str]) -> dict[str, object]:
    """The shown facts of an agent, without the requested state if a rule forbids monitoring."""
    there = agent["wish"] not in (None, "logged_out")
    ids = [agent["campaign_id"], *agent["also_campaign_ids"]] if there else []
    wish = ESTATE(f"wish_{agent['wish']}") if agent["wish"] else ESTATE("locked", rule=agent["locked_by"])
    return {
        **{key: agent[key] for key in _OWN_KEYS},
        "wish": wish,
        "campaigns": [campaigns.get(one, one) for one in ids],
    }
