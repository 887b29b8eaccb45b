"""Tries to identify a person: counted one by one, also when they come at once."""

import asyncio

import pytest

from dialer.campaigns.scripts.model import IdentityState, RunRecord
from dialer.core.enums import ScriptKind
from tests.support.stores import NOW, Centre

SCRIPT = {"languages": ["it"], "steps": [{"id": "born"}, {"id": "card"}]}


async def run_of(centre: Centre) -> RunRecord:
    store = centre.store
    [attempt] = await centre.placed()
    script = await store.scripts.create(centre.company.id, "script", ScriptKind.SALES_SCRIPT, actor="eva", now=NOW)
    version = await store.scripts.save(script.id, SCRIPT, "hash", note="", actor="eva", now=NOW)
    return await store.script_runs.begin(
        {
            "script_id": script.id,
            "version_id": version.id,
            "attempt_id": attempt.id,
            "campaign_id": centre.campaign.id,
            "lead_id": attempt.lead_id,
            "agent_id": None,
            "language": "it",
            "started_at": NOW,
            "changed_at": NOW,
        }
    )


@pytest.mark.gate
async def test_tries_at_once_are_counted_one_by_one(centre: Centre) -> None:
    run, runs = await run_of(centre), centre.store.script_runs
    done = await asyncio.gather(*(runs.identify(run.id, "born", allowed=3, matches=False, now=NOW) for _ in range(12)))
    assert sorted(one.identity_tries["born"] for one in done if one is not None) == [1, 2, 3]
    assert await runs.identify(run.id, "born", allowed=3, matches=True, now=NOW) is None


@pytest.mark.gate
async def test_what_matched_stays_matched_whatever_comes_at_the_same_time(centre: Centre) -> None:
    run, runs = await run_of(centre), centre.store.script_runs
    first = await runs.identify(run.id, "born", allowed=2, matches=True, now=NOW)
    late = await asyncio.gather(*(runs.identify(run.id, "born", allowed=2, matches=False, now=NOW) for _ in range(3)))
    assert late == [None] * 3
    other = await runs.identify(run.id, "card", allowed=2, matches=False, now=NOW)
    assert first is not None
    assert other is not None
    assert (other.identity, dict(other.identity_states)) == (IdentityState.MATCHED, {"born": "matched"})
    assert dict(other.identity_tries) == {"card": 1}
