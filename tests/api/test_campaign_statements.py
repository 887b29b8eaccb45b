"""How much a change of a campaign asks of the database."""

from tests.support.api_clients import Door, Estate, made
from tests.support.statements import statements

MOST = 12  # the campaign with its parts, when it is asked for and again under its lock; the change; its line


async def test_a_campaign_is_changed_with_few_statements(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    path = f"/api/v1/campaigns/{estate.campaign_id}"
    await made(admin, "GET", path)
    await door.parts.service.jobs.wait()  # what the installation was made with
    with statements() as asked:
        changed = await made(admin, "PATCH", path, {"wait_limit_ms": 1500})
    first = next(place for place, one in enumerate(asked) if "FROM campaign " in one.replace("\n", " "))
    line = max(place for place, one in enumerate(asked) if one.startswith("UPDATE audit_head"))
    assert line - first + 1 <= MOST, asked
    assert changed == await made(admin, "GET", path)
