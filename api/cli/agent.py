"""`pronto agent`: who takes calls, and in which campaign."""

from typing import Annotated, Any, Literal

import typer

from api.cli.client import ask, ask_all, connect, find_campaign
from api.cli.named_resources import find, given_or_fail, rewrite, show, show_all
from api.cli.output import out
from api.cli.texts.installation import ESTATE

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the agent.")]
Display = Annotated[str | None, typer.Option(help="Displayed name.")]
Leg = Annotated[
    Literal["standing", "ring"] | None,
    typer.Option("--leg", help="standing: one call for the whole session; ring: the phone rings for each call."),
]
Speaks = Annotated[str | None, typer.Option(help="Language of the agent's page, as in it or en.")]
Talks = Annotated[
    list[str] | None,
    typer.Option(
        "--talks", help='Language in which the agent talks with people; may be repeated, "" for that of the page.'
    ),
]
Country = Annotated[str | None, typer.Option(help="Country where the agent works (ISO 3166), if not the campaign's.")]
Rejoin = Annotated[
    int | None,
    typer.Option(
        "--rejoin",
        min=0,
        max=60,
        help="Seconds for which a person is kept whose agent's phone is lost; 0: to hang up is to end the call.",
    ),
]
_KEYS = ("name", "display_name", "phone", "leg_kind", "speaks", "talks", "country", "rejoin_s", "wish", "campaigns")


@app.command("list")
def list_() -> None:
    """Show every agent with the latest request of each."""
    with connect() as client:
        agents, campaigns = ask_all(client, "/api/v1/agents"), _campaigns(client)
    show_all(_KEYS, (_rows(one, campaigns).values() for one in agents))


@app.command()
def add(
    name: Name,
    *,
    phone: Annotated[str, typer.Option(help="Dial string of the phone, as in PJSIP/1001.")],
    display_name: Display = None,
    leg: Leg = None,
    speaks: Speaks = None,
    talks: Talks = None,
    country: Country = None,
    rejoin: Rejoin = None,
) -> None:
    """Add an agent, who starts logged out."""
    body = {"name": name} | _settings(phone, display_name, leg, speaks, talks, country, rejoin)
    with connect() as client:
        show(_rows(ask(client, "POST", "/api/v1/agents", json=body), {}))


@app.command("set")
def set_(
    name: Name,
    *,
    phone: Annotated[str | None, typer.Option(help="Dial string of the phone; used from the next log-in.")] = None,
    display_name: Display = None,
    leg: Leg = None,
    speaks: Speaks = None,
    talks: Talks = None,
    country: Country = None,
    rejoin: Rejoin = None,
) -> None:
    """Change an agent; omitted options stay unchanged."""
    changes = _settings(phone, display_name, leg, speaks, talks, country, rejoin)
    with connect() as client:
        path = f"/api/v1/agents/{find(client, 'agent', name)['id']}"
        show(_rows(rewrite(client, path, changes), _campaigns(client)))


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


def _settings(
    phone: str | None,
    display_name: str | None,
    leg: str | None,
    speaks: str | None,
    talks: list[str] | None,
    country: str | None,
    rejoin: int | None,
) -> dict[str, Any]:
    """The given settings as the API names them; ends the command if there are none."""
    return given_or_fail(
        phone=phone,
        display_name=display_name,
        leg_kind=leg,
        language=speaks,
        country=country,
        rejoin_s=rejoin,
        languages=None if talks is None else [one for one in talks if one],
    )


def _campaigns(client: Any) -> dict[int, str]:
    return {one["id"]: one["name"] for one in ask_all(client, "/api/v1/campaigns")}


def _rows(agent: dict[str, Any], campaigns: dict[int, str]) -> dict[str, object]:
    """The shown facts of an agent, without the requested state if a rule forbids monitoring."""
    there = agent["wish"] not in (None, "logged_out")
    ids = [agent["campaign_id"], *agent["also_campaign_ids"]] if there else []
    wish = ESTATE(f"wish_{agent['wish']}") if agent["wish"] else ESTATE("locked", rule=agent["locked_by"])
    return {
        **{key: agent[key] for key in ("name", "display_name", "phone", "leg_kind")},
        "speaks": agent["language"],
        "talks": agent["languages"],
        "country": agent["country"],
        "rejoin_s": agent["rejoin_s"],
        "wish": wish,
        "campaigns": [campaigns.get(one, one) for one in ids],
    }
