"""What a report is made of is read chunk after chunk, and nothing that was written later is in it."""

from dataclasses import replace

import pytest

from dialer.attempts import FinishedAttempt
from dialer.leads.recycle import LeadStep
from dialer.store import proving
from dialer.words import LeadState, Outcome
from tests.dialer.store.conftest import NOW, Centre

RULING = '{"profile":"ab12","stated":{"source":"fair","evidence_id":"%s"},"seen":{"IT-BASIS":{"basis":"consent"}}}'


async def called(centre: Centre, count: int) -> list[str]:
    """Calls that ended a minute apart, each with a ruling of its own."""
    await centre.add_leads(count)
    leads = await centre.claim(limit=count)
    batch = [replace(centre.attempt(lead), ruling=RULING % lead.lead_id) for lead in leads]
    await centre.store.attempts.place(batch, owner="engine", now=NOW)
    step = LeadStep(state=LeadState.DONE)
    ends = [
        FinishedAttempt(id=one.id, lead_id=one.lead_id, outcome=Outcome.BUSY, ended_at=NOW + 60.0 * place, step=step)
        for place, one in enumerate(batch, start=1)
    ]
    await centre.store.attempts.note([], ends)
    return [one.id for one in ends]


async def test_calls_are_read_in_chunks_and_their_evidence_is_counted(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "CHUNK", 2)
    ids = await called(centre, 5)
    read = await centre.store.proving.read(centre.campaign, until=NOW + 60.0 * 4)
    assert {call.id for call in read.calls} == set(ids[:4])
    assert {(call.profile, call.list_id) for call in read.calls} == {("ab12", centre.leads.id)}
    assert read.bases.by_rule == {"IT-BASIS: consent": 4}
    [((list_id, proof), count)] = read.bases.by_proof.items()
    assert (list_id, proof[:2], count) == (centre.leads.id, ("consent", "fair"), 4)
    grounds = await centre.store.proving.grounds(ids[3:])
    assert grounds.keys() == set(ids[3:])
    assert len({one.stated for one in grounds.values()}) == 2
