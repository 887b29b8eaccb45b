"""Companies over the API: renamed under a version, once per key, and never into the name of another."""

from tests.support.api_clients import Door, Estate, items_of, made


async def test_a_company_is_renamed_and_the_audit_names_both_names(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/companies/{estate.company_id}"
    await made(admin, "PUT", path, {"privacy": {"email": "privacy@acme.example"}})
    read = await admin.get(path)
    headers = {"if-match": read.headers["etag"], "idempotency-key": "renamed-once"}
    answer = await admin.patch(path, json={"name": " Aurora "}, headers=headers)
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert (shown["name"], shown["former_names"]) == ("Aurora", ["Acme"])
    assert shown["privacy"]["email"] == "privacy@acme.example"
    assert answer.headers["etag"] != read.headers["etag"]
    again = await admin.patch(path, json={"name": " Aurora "}, headers=headers)
    assert (again.json(), again.headers["idempotency-replayed"]) == (shown, "true")
    late = await admin.patch(path, json={"name": "Beta"}, headers={"if-match": read.headers["etag"]})
    assert (late.status_code, late.json()["type"]) == (412, "/problems/changed")
    [line] = await items_of(admin, "/api/v1/audit?action=company.rename")
    assert (line["subject"], line["facts"]["before"], line["facts"]["name"]) == ("company:1", "Acme", "Aurora")
    assert len(await items_of(admin, "/api/v1/audit?action=company.update")) == 1
    campaign = await made(admin, "GET", f"/api/v1/campaigns/{estate.campaign_id}")
    assert campaign["company"]["name"] == "Aurora"


async def test_a_company_written_whole_keeps_its_name_unless_another_is_sent(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/companies/{estate.company_id}"
    assert (await made(admin, "PUT", path, {"privacy": {"country": "IT"}}))["name"] == "Acme"
    shown = await made(admin, "PUT", path, {"name": "Aurora", "privacy": {"country": "FR"}})
    assert (shown["name"], shown["former_names"], shown["privacy"]["country"]) == ("Aurora", ["Acme"], "FR")
    assert len(await items_of(admin, "/api/v1/audit?action=company.update")) == 2
    assert (await made(admin, "PATCH", path, {"name": None}))["name"] == "Aurora"
    for wrong in ("", "  ", "Au\nrora"):
        assert (await admin.patch(path, json={"name": wrong})).status_code == 422, wrong


async def test_a_name_that_another_has_or_had_is_taken(door: Door, estate: Estate) -> None:
    admin, path = await door.admin(), f"/api/v1/companies/{estate.company_id}"
    await made(admin, "PATCH", path, {"name": "Aurora"})
    other = await made(admin, "POST", "/api/v1/companies", {"name": "Other"})
    for method, where in (("POST", "/api/v1/companies"), ("PATCH", f"/api/v1/companies/{other['id']}")):
        for name in ("Acme", "AURORA"):
            answer = await admin.request(method, where, json={"name": name})
            assert (answer.status_code, answer.json()["type"]) == (409, "/problems/name-taken"), answer.text
