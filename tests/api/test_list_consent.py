"""What a list says of its legal basis, corrected after its leads came in."""

from typing import Any

import pytest
from sqlalchemy import select, update

from dialer.core.enums import LeadState
from dialer.core.visibility import EVERYTHING
from dialer.people.lists import consent_correction as module
from dialer.storage.schema import LEAD
from tests.support.api_clients import Door, Estate, made

WRONG = {"basis": "legitimate_interest", "source": "fair"}
RIGHT = {"basis": "consent", "source": "fair in Milan", "evidence_id": "form 7"}


async def list_of_five(door: Door, estate: Estate) -> tuple[int, list[int]]:
    """A list with the wrong basis: three leads have it, one has another, and one had been refused by a rule for it."""
    admin = await door.admin()
    asked = {"name": "Fair", "company_id": estate.company_id, "consent": WRONG}
    list_id = (await made(admin, "POST", "/api/v1/lists", asked))["id"]
    own: list[dict[str, Any]] = [{}, {}, {}, {"consent": {"basis": "contract"}}, {}]
    leads = []
    for place, more in enumerate(own):
        sent = {"phones": [f"+3933312345{place:02}"], "dial": "in_turn", **more}
        leads.append((await made(admin, "POST", f"/api/v1/lists/{list_id}/leads", sent))["lead"]["lead_id"])
    return list_id, leads


async def consents(door: Door, leads: list[int]) -> list[dict[str, Any] | None]:
    asked = select(LEAD.c.consent).where(LEAD.c.id.in_(leads)).order_by(LEAD.c.id)
    return await door.parts.store.database.read(lambda connection: list(connection.execute(asked).scalars()))


async def refuse(door: Door, lead_id: int, reason: str) -> None:
    done = update(LEAD).where(LEAD.c.id == lead_id).values(state=LeadState.DONE.value, done_reason=reason)
    await door.parts.store.database.write(lambda connection: connection.execute(done).rowcount)


async def test_leads_that_took_the_lists_basis_over_get_the_corrected_one(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BLOCK", 2)
    admin = await door.admin()
    list_id, leads = await list_of_five(door, estate)
    await refuse(door, leads[4], "IT-BASIS")
    await refuse(door, leads[2], "disposition:sale")
    path = f"/api/v1/lists/{list_id}"
    tag = (await admin.get(path)).headers["etag"]
    changed = await admin.patch(path, json={"consent": RIGHT}, headers={"if-match": tag})
    assert changed.status_code == 200, changed.text
    assert changed.json()["consent"] == RIGHT
    [line] = await door.parts.store.audit.list(subject=f"list:{list_id}", limit=1)
    assert (line.action, line.facts) == ("list.consent", {"consent": RIGHT, "before": WRONG})
    await door.parts.service.jobs.wait()
    kept = {**WRONG, "basis": "contract"}
    assert await consents(door, leads) == [RIGHT, RIGHT, RIGHT, kept, RIGHT]
    there = [await door.parts.store.leads.get(one, sees=EVERYTHING) for one in leads]
    assert [one.state for one in there] == [
        LeadState.OPEN, LeadState.OPEN, LeadState.DONE, LeadState.OPEN, LeadState.OPEN,
    ]  # fmt: skip
    late = await admin.patch(path, json={"consent": WRONG}, headers={"if-match": tag})
    assert (late.status_code, late.json()["type"]) == (412, "/problems/changed")
    assert late.json()["present"]["consent"] == RIGHT


async def test_a_basis_that_comes_later_is_given_to_leads_without_one(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    made_list = await made(admin, "POST", "/api/v1/lists", {"name": "Bare", "company_id": estate.company_id})
    path = f"/api/v1/lists/{made_list['id']}"
    sent = {"phones": ["+393331234599"], "dial": "in_turn"}
    lead_id = (await made(admin, "POST", f"{path}/leads", sent))["lead"]["lead_id"]
    await made(admin, "PATCH", path, {"consent": RIGHT})
    await door.parts.service.jobs.wait()
    assert await consents(door, [lead_id]) == [RIGHT]


async def test_what_is_no_consent_is_refused_at_its_field_and_nothing_changes(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    list_id, leads = await list_of_five(door, estate)
    path = f"/api/v1/lists/{list_id}"
    late = await admin.patch(path, json={"consent": {"basis": "consent", "obtained_at": "2990-01-01"}})
    assert (late.status_code, late.json()["errors"][0]["where"]) == (422, "/consent/obtained_at")
    unknown = await admin.patch(path, json={"consent": {"basis": "because"}})
    assert (unknown.status_code, unknown.json()["errors"][0]["where"]) == (422, "/consent/basis")
    assert (await made(admin, "GET", path))["consent"] == WRONG
    await door.parts.service.jobs.wait()
    assert (await consents(door, leads))[0] == WRONG
