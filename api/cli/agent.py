"""`pronto agent`: who takes calls, and in which campaign."""

from typing import Annotated, Any, Literal

import typer

from api.cli.client import ask, connect, find_campaign
from api.cli.named_resources import find, rewrite, said, show, show_all
from api.cli.output import out
from api.cli.texts.installation import ESTATE

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the agent.")]
Display = Annotated[str | None, typer.Option(help="The name that is shown.")]
Leg = Annotated[
    Literal["standing", "ring"] | None,
    typer.Option("--leg", help="standing: one call for the whole session; ring: the phone rings for each call."),
]
Speaks = Annotated[str | None, typer.Option(help="Language of the agent's page: it or en.")]
Country = Annotated[str | None, typer.Option(help="ISO 3166, where the agent sits, if not as the campaign.")]
_KEYS = ("name", "display_name", "phone", "leg_kind", "speaks", "country", "wish", "campaigns")


@app.command("list")
def list_() -> None:
    """Show every agent, and what each asked for last."""
    with connect() as client:
        agents, campaigns = ask(client, "GET", "/api/v1/agents"), _campaigns(client)
    show_all(_KEYS, (_rows(one, campaigns).values() for one in agents))


@app.command()
def add(
    name: Name,
    *,
    phone: Annotated[str, typer.Option(help="Dial string of the phone, as in PJSIP/1001.")],
    display_name: Display = None,
    leg: Leg = None,
    speaks: Speaks = None,
    country: Country = None,
) -> None:
    """Write a new agent, logged out."""
    body = said(name=name, phone=phone, display_name=display_name, leg_kind=leg, language=speaks, country=country)
    with connect() as client:
        show(_rows(ask(client, "POST", "/api/v1/agents", json=body), {}))


@app.command("set")
def set_(
    name: Name,
    *,
    phone: Annotated[str | None, typer.Option(help="Dial string of the phone; used from the next log-in on.")] = None,
    display_name: Display = None,
    leg: Leg = None,
    speaks: Speaks = None,
    country: Country = None,
) -> None:
    """Change an agent; what is not said stays."""
    changes = said(phone=phone, display_name=display_name, leg_kind=leg, language=speaks, country=country)
    with connect() as client:
        path = f"/api/v1/agents/{find(client, 'agent', name)['id']}"
        show(_rows(rewrite(client, path, changes), _campaigns(client)))


@app.command()
def log_in(
    name: Name,
    *,
    campaign: Annotated[list[str], typer.Option(help="Campaign to work in; more of the same Asterisk with it again.")],
    paused: Annotated[bool, typer.Option("--paused", help="Take no call yet.")] = False,
) -> None:
    """Let an agent work in a campaign: the agent's phone is called now."""
    with connect() as client:
        first, *also = [find_campaign(client, one)["id"] for one in campaign]
        body = {"campaign_id": first, "also_campaign_ids": also, "ready": not paused}
        agent = ask(client, "POST", f"/api/v1/agents/{find(client, 'agent', name)['id']}/log-in", json=body)
    out.print(ESTATE("paused" if paused else "logged_in", name=name, campaigns=", ".join(campaign)), soft_wrap=True)
    if (warning := agent["phone_warning"]) is not None:
        out.print(warning, soft_wrap=True)


@app.command()
def log_out(name: Name) -> None:
    """Let an agent leave, after the present call."""
    with connect() as client:
        ask(client, "POST", f"/api/v1/agents/{find(client, 'agent', name)['id']}/log-out")
    out.print(ESTATE("logged_out", name=name), soft_wrap=True)


@app.command()
def remove(name: Name) -> None:
    """Take an agent out of use, who is logged out; the tokens open nothing more."""
    with connect() as client:
        there = find(client, "agent", name)
        ask(client, "DELETE", f"/api/v1/agents/{there['id']}")
    out.print(ESTATE("removed", name=name), soft_wrap=True)


def _campaigns(client: Any) -> dict[int, str]:
    return {one["id"]: one["name"] for one in ask(client, "GET", "/api/v1/campaigns")}


def _rows(agent: dict[str, Any], campaigns: dict[int, str]) -> dict[str, object]:
    """The shown facts of an agent, without the requested state if a rule forbids monitoring."""
    there = agent["wish"] not in (None, "logged_out")
    ids = [agent["campaign_id"], *agent["also_campaign_ids"]] if there else []
    wish = ESTATE(f"wish_{agent['wish']}") if agent["wish"] else ESTATE("locked", rule=agent["locked_by"])
    return {
        **{key: agent[key] for key in ("name", "display_name", "phone", "leg_kind")},
        "speaks": agent["language"],
        "country": agent["country"],
        "wish": wish,
        "campaigns": [campaigns.get(one, one) for one in ids],
    }
