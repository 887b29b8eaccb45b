"""What the API answers while its database is away, and while it cannot be used until somebody mends it."""

from socket import gaierror

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from tests.api.test_problems import problem
from tests.support.api_clients import Door


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("SELECT", {}, Exception("gone")),
        ConnectionRefusedError(111, "refused"),
        gaierror(-3, "no name"),
    ],
    ids=["gone", "refused", "no name"],
)
async def test_a_database_that_is_away_is_no_fault_of_the_request(
    door: Door, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await door.admin()

    async def away(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(door.parts.store.campaigns, "list", away)
    answer = await admin.get("/api/v1/campaigns")
    assert "database" in problem(answer, 503, "database-away")["detail"]
    assert answer.headers["retry-after"]


async def test_a_database_that_waiting_does_not_mend_is_said_to_be_so(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    admin = await door.admin()
    await door.parts.store.database.write(lambda connection: connection.execute(text("DROP TABLE node")))
    answer = await admin.get("/api/v1/nodes", headers={"Accept-Language": "it"})
    assert "pronto doctor" in problem(answer, 500, "database-unusable")["detail"]
    assert answer.json()["title"] == "Database non utilizzabile"
    assert "retry-after" not in answer.headers
    assert "the database cannot be used: Pronto's tables are not there yet. Run `pronto db upgrade`" in caplog.text
    assert "Traceback" in caplog.text  # a statement of ours that names what is not there looks the same
    [database, *_] = (await admin.get("/readyz")).json()["checks"]
    assert (database["ok"], "pronto doctor" in database["words"]) == (False, True)
