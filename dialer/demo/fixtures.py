"""Generated leads, and a campaign, agents and a trunk to dial them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dialer.campaigns.model import CampaignConfig, CampaignDraft
from dialer.campaigns.scripts.model import ScriptRole, ScriptUse
from dialer.core import clock
from dialer.core.enums import LegKind, ScriptKind
from dialer.core.visibility import EVERYTHING
from dialer.demo.law import LAW, PROFILE, consent, scrub
from dialer.demo.scripts import LINK_HOSTS, SAMPLES, SELLER, sample
from dialer.lab.numbers import COUNTRY_CODES
from dialer.people.leads.model import NewLead
from dialer.services import Service
from dialer.stores.everything import Store
from dialer.telephony.destinations.model import Destinations
from dialer.telephony.trunks.model import Trunk

FIRST_NAMES = (
    "Giulia",
    "Marco",
    "Sofia",
    "Luca",
    "Aurora",
    "Matteo",
    "Emma",
    "Davide",
    "Zoë",
    "José",
    "Chloé",
    "Søren",
)
LAST_NAMES = ("Rossi", "Bianchi", "Ferrari", "Esposito", "Romano", "Colombo", "D'Angelo", "De Luca", "Nuñez", "Øster")
CITIES = ("Roma", "Milano", "Napoli", "Torino", "Palermo", "Genova", "Bologna", "Firenze")
CALLER_ID = "+390655501234"  # shown only to the lab's carrier
ACTOR = "demo"
EVERY_HOUR = ({"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00"},)


def made_leads(numbers: Sequence[str], *, seed: int) -> Iterator[NewLead]:
    """A lead for each number, with a generated name; the same seed gives the same leads."""
    chance = random.Random(seed)  # noqa: S311 - names for a demonstration
    for index, number in enumerate(numbers):
        yield NewLead(
            phones=((number, ""),),
            external_id=f"demo-{index}",
            name=f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}",
            language="it",
            fields={"city": chance.choice(CITIES)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The call centre to set up."""

    numbers: Sequence[str]  # of the leads, E.164
    phones: Sequence[str]  # of the agents, dial strings
    calls_per_second: float
    seed: int
    mode: str = "predictive"
    amd: str = ""
    wrap_up_limit_ms: int = 30_000
    leg_kind: LegKind = LegKind.STANDING


async def set_up(store: Store, service: Service, wanted: Wanted, *, trunk: str) -> CampaignConfig:
    """Store company, trunk, campaign, agents and leads; log the agents in."""
    company = await store.companies.create(SELLER)
    line = await _trunk(store, wanted, trunk)
    caller_id = await store.caller_ids.create(company.id, CALLER_ID, label="demo")
    draft = CampaignDraft(
        name="demo",
        company_id=company.id,
        node_id=line.node_id,
        trunk_ids=(line.id,),
        caller_id_id=caller_id.id,
        mode=wanted.mode,
        amd=wanted.amd,
        hours=EVERY_HOUR,
        wrap_up_limit_ms=wanted.wrap_up_limit_ms,
        law=LAW,
    )
    campaign = await service.campaigns.create(draft, actor=ACTOR)
    await _scripts(service, campaign)
    await log_in_agents(service, campaign.id, wanted.phones, leg_kind=wanted.leg_kind)
    await add_list(store, service, campaign, wanted.numbers, seed=wanted.seed)
    return campaign


async def _scripts(service: Service, campaign: CampaignConfig) -> None:
    """Publish the seller's scripts, and let the campaign use them."""
    roles: dict[ScriptRole, int] = {}
    for name, title, role in SAMPLES:
        body = sample(name)
        if body.get("profile"):
            body["profile"] = PROFILE
        script = await service.scripts.create(campaign.company.id, title, ScriptKind(body["kind"]), actor=ACTOR)
        version = await service.scripts.save(script.id, body, note="", actor=ACTOR)
        await service.scripts.publish(script.id, version.number, actor=ACTOR)
        if role is not None:
            roles[role] = script.id
    use = ScriptUse(campaign_id=campaign.id, roles=roles, link_hosts=LINK_HOSTS)
    await service.scripts.use(campaign, use, actor=ACTOR, sees=EVERYTHING)


async def _trunk(store: Store, wanted: Wanted, name: str) -> Trunk:
    node = (await store.nodes.list())[0]
    limits: dict[str, Any] = {"max_channels": 20 * len(wanted.phones) + 50, "calls_per_second": wanted.calls_per_second}
    await store.nodes.upsert(
        node.name,
        host=node.host,
        port=node.port,
        username=node.username,
        secret_env=node.secret_env,
        ari_url=node.ari_url,
        ari_username=node.ari_username,
        ari_secret_env=node.ari_secret_env,
        **limits,
    )
    trunk = await store.trunks.upsert(node.id, name, dial=f"PJSIP/{{number}}@{name}", country="GB", **limits)
    await store.destinations.replace(Destinations(trunk_id=trunk.id, allowed=COUNTRY_CODES))
    return trunk


async def add_list(
    store: Store, service: Service, campaign: CampaignConfig, numbers: Sequence[str], *, seed: int
) -> None:
    """Store generated leads of a campaign, which the law lets it call."""
    now = clock.now()
    leads = await service.lists.create(
        name=campaign.name,
        company_id=campaign.company.id,
        campaign_id=campaign.id,
        country="GB",
        consent=consent(campaign.company.name, now),
        actor=ACTOR,
    )
    await store.leads.add(leads.id, list(made_leads(numbers, seed=seed)))
    await scrub(store, leads.id, now)


async def log_in_agents(
    service: Service, campaign_id: int, phones: Sequence[str], *, name: str = "agent", leg_kind: LegKind
) -> list[int]:
    """Store an agent for each phone, `name` with a number, and log them in; returns their ids."""
    agent_ids = []
    for index, phone in enumerate(phones, start=1):
        agent = await service.agents.create(
            name=f"{name}{index}",
            phone=phone,
            display_name=f"{name.capitalize()} {index}",
            leg_kind=leg_kind,
            language="it",
            actor=ACTOR,
        )
        await service.agent_commands.log_in(agent.id, campaign_id, ready=True, actor=ACTOR)
        agent_ids.append(agent.id)
    return agent_ids
