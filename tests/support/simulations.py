"""`pronto simulate` on ten minutes, and a campaign with a past to be simulated from."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from dialer.app.composition import build
from dialer.campaigns.attempts.model import FinishedAttempt, NewAttempt
from dialer.campaigns.model import CampaignConfig, CampaignDraft
from dialer.compliance.settings import NO_LAW, LawSettings
from dialer.core.enums import LeadState, Outcome
from dialer.core.settings import Settings
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.stores.everything import Store

Pronto = Callable[..., tuple[int, str]]


@pytest.fixture
def pronto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pronto:
    """Run `pronto simulate` on ten minutes of four agents; return its code and all it said, blanks made one."""
    for name in [name for name in os.environ if name.startswith("PRONTO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PRONTO_STATE_DIR", str(tmp_path / "state"))

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["simulate", "--set", "hours=0.17", *words])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, " ".join(done.output.split())

    return run


async def dialled(settings: Settings, now: float, *, law: LawSettings = NO_LAW) -> None:
    """A campaign with 150 attempts, every third answered."""
    async with build(settings) as parts:
        store = parts.store
        company = await store.companies.create("Acme")
        node = await store.nodes.upsert("one", host="127.0.0.1")
        trunk = await store.trunks.upsert(
            node.id, "carrier", dial="PJSIP/{number}@carrier", max_channels=12, country="IT"
        )
        draft = CampaignDraft(name="Spring", company_id=company.id, node_id=node.id, trunk_ids=(trunk.id,), law=law)
        campaign = await store.campaigns.create(draft, actor="test", now=now)
        leads = await store.lists.create(name="March", company_id=company.id, campaign_id=campaign.id, now=now)
        await call_people(store, campaign, leads.id, now=now)


async def call_people(store: Store, campaign: CampaignConfig, list_id: int, *, now: float) -> None:
    """150 attempts of the campaign, every third answered."""
    people = [NewLead(phones=((f"+39333{at:07d}", "mobile"),), zone_key="Europe/Rome") for at in range(150)]
    await store.leads.add(list_id, people)
    claimed = await store.leads.claim(
        campaign.id, owner="e", now=now, lease_s=60.0, limit=150, zone_keys=("Europe/Rome",)
    )
    attempts = [
        NewAttempt(
            id=f"a-{lead.lead_id}",
            campaign_id=campaign.id,
            company_id=campaign.company.id,
            list_id=list_id,
            lead_id=lead.lead_id,
            node_id=campaign.node_id,
            trunk_id=campaign.trunks[0].id,
            number=lead.phones[0].number,
        )
        for lead in claimed
    ]
    await store.attempts.place(attempts, owner="e", now=now)
    await store.attempts.note([], [ended(one, at, now) for at, one in enumerate(attempts)])


def ended(attempt: NewAttempt, at: int, now: float) -> FinishedAttempt:
    answered = at % 3 == 0
    return FinishedAttempt(
        id=attempt.id,
        lead_id=attempt.lead_id,
        outcome=Outcome.CONNECTED if answered else Outcome.NO_ANSWER,
        ended_at=now + (52.0 if answered else 25.0),
        answered_at=now + 11.5 if answered else None,
        agent_joined_at=now + 12.0 if answered else None,
        step=LeadStep(state=LeadState.OPEN, due_at=now + 3_600.0),
    )
