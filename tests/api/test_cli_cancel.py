"""`pronto list cancel` ends an import, or says that it has ended already, in either language."""

import httpx
import pytest
from typer.testing import CliRunner

from api.cli import lists as leads
from api.cli.main import app

ENDED = {"type": "/problems/import-ended", "title": "The import has ended", "status": 409, "detail": ""}


def an_api(request: httpx.Request) -> httpx.Response:
    """Import 7 runs, and has loaded three leads; any other has ended."""
    assert request.method == "POST"
    if request.url.path == "/api/v1/imports/7/cancel":
        return httpx.Response(200, json={"id": 7, "status": "cancelled", "loaded": 3})
    return httpx.Response(409, json=ENDED, headers={"content-type": "application/problem+json"})


@pytest.fixture(autouse=True)
def connected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands talk to the API that is made here."""
    api = httpx.MockTransport(an_api)
    monkeypatch.setattr(leads, "connect", lambda: httpx.Client(transport=api, base_url="http://pronto"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Import 7 is cancelled; 3 leads of it stay."),
        ("it", "L'importazione 7 è annullata; contatti già caricati, che restano: 3."),
    ],
)
def test_an_import_is_cancelled_and_what_it_has_loaded_stays(language: str, said: str) -> None:
    done = CliRunner().invoke(app, ["list", "cancel", "7", "--language", language])
    assert (done.exit_code, said in done.output) == (0, True), done.output


def test_one_that_has_ended_is_not_cancelled_and_the_command_fails() -> None:
    done = CliRunner().invoke(app, ["list", "cancel", "8"])
    assert (done.exit_code, "ended" in done.output) == (1, True), done.output
