"""Registers over the API and on the command line, with the files that registers really send."""

import asyncio
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from dialer.leads.lead import NewLead
from dialer.words import Role
from tests.api.door import Door, Estate

ADA, BOB, EVA = "+390212345678", "+390212345679", "+393331234567"
PEOPLE = [NewLead(phones=((number, ""),)) for number in (ADA, BOB, EVA)]
CSV = {"Content-Type": "text/csv"}


async def listed(door: Door, estate: Estate, number: str) -> tuple[str, bool | None]:
    supervisor = await door.client(Role.SUPERVISOR)
    path = f"/api/v1/controllers/{estate.controller_id}/registers/check"
    [facts] = (await supervisor.post(path, json={"number": number})).json()
    return facts["state"], facts["listed"]


async def asked(door: Door, estate: Estate, **params: str) -> tuple[int, str]:
    """Load the people and ask the RPO about them; the asking's id and the file."""
    admin = await door.admin()
    await door.parts.store.leads.add(estate.list_id, PEOPLE)
    answer = await admin.post(f"/api/v1/lists/{estate.list_id}/scrubs", params={"register": "RPO", **params})
    assert answer.status_code == 200, answer.text
    return int(answer.headers["Pronto-Scrub"]), answer.text


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        ("e164", [ADA, BOB, EVA]),
        ("plain", ["390212345678", "390212345679", "393331234567"]),
        ("national", ["0212345678", "0212345679", "3331234567"]),
    ],
)
@pytest.mark.parametrize(
    ("means", "result"),
    [
        ("listed", "{1}\n"),
        ("free", "numero\n{0}\n{2}\n"),
        ("flags", "number;esito\n{0};N\n{1};S\n{2};non iscritto\n"),
    ],
)
async def test_a_file_goes_out_and_its_answer_comes_back_in_the_same_form(
    door: Door, estate: Estate, form: str, lines: list[str], means: str, result: str
) -> None:
    scrub_id, file = await asked(door, estate, form=form)
    assert file.split() == lines
    assert await listed(door, estate, BOB) == ("missing", None)
    admin = await door.admin()
    params = {"form": means, "receipt": "R-2026-1", "version": "8"}
    answer = await admin.post(
        f"/api/v1/scrubs/{scrub_id}/result", params=params, content=result.format(*lines), headers=CSV
    )
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["answered"], body["not_asked"], body["rejected_rows"]) == (3, 0, 0)
    assert (body["scrub"]["listed"], body["scrub"]["receipt"], len(body["scrub"]["returned_sha256"])) == (
        1,
        "R-2026-1",
        64,
    )
    assert [await listed(door, estate, number) for number in (ADA, BOB, EVA)] == [
        ("fresh", False),
        ("fresh", True),
        ("fresh", False),
    ]
    status = (await admin.get(f"/api/v1/controllers/{estate.controller_id}/registers")).json()
    assert [(one["fresh"], one["listed"]) for one in status if one["register_name"] == "RPO"] == [(3, 1)]
    # The estate's own scrub stands beside it.
    shown = (await admin.get(f"/api/v1/controllers/{estate.controller_id}/scrubs")).json()
    assert {one["id"]: one for one in shown}[scrub_id] == (await admin.get(f"/api/v1/scrubs/{scrub_id}")).json()


async def test_a_listed_number_that_cannot_be_read_does_not_pass_as_free(door: Door, estate: Estate) -> None:
    scrub_id, _ = await asked(door, estate)
    admin = await door.admin()
    path, params = f"/api/v1/scrubs/{scrub_id}/result", {"form": "listed", "receipt": "R"}
    refused = await admin.post(path, params=params, content=f"{BOB}\n02-unreadable\n", headers=CSV)
    assert refused.status_code == 422
    assert "line 2" in refused.text
    assert [await listed(door, estate, number) for number in (ADA, BOB)] == [("missing", None), ("fresh", True)]
    mended = await admin.post(path, params=params, content=f"{BOB}\n{ADA}\n", headers=CSV)
    assert mended.status_code == 200, mended.text
    assert [await listed(door, estate, number) for number in (ADA, EVA)] == [("fresh", True), ("fresh", False)]


@pytest.mark.parametrize(
    ("params", "content"),
    [
        ({"form": "free", "receipt": "R"}, "0299999999\n"),
        ({"form": "listed", "receipt": " "}, f"{BOB}\n"),
        ({"form": "listed", "receipt": "R", "answered_at": "2099-01-01T00:00:00Z"}, f"{BOB}\n"),
        ({"form": "listed", "receipt": "R", "answered_at": "2001-01-01T00:00:00Z"}, f"{BOB}\n"),
        ({"form": "nonsense", "receipt": "R"}, f"{BOB}\n"),
    ],
)
async def test_an_answer_that_cannot_be_right_is_refused_and_frees_nobody(
    door: Door, estate: Estate, params: dict[str, str], content: str
) -> None:
    scrub_id, _ = await asked(door, estate)
    admin = await door.admin()
    answer = await admin.post(f"/api/v1/scrubs/{scrub_id}/result", params=params, content=content, headers=CSV)
    assert answer.status_code == 422, answer.text
    assert await listed(door, estate, ADA) == ("missing", None)


async def test_an_unknown_register_or_asking_says_so(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    answer = await admin.post(f"/api/v1/lists/{estate.list_id}/scrubs", params={"register": "XYZ"})
    assert (answer.status_code, "RPO" in answer.text) == (422, True)
    params = {"form": "flags", "receipt": "R"}
    answer = await admin.post("/api/v1/scrubs/4711/result", params=params, content="x", headers=CSV)
    assert answer.status_code == 404


async def test_the_same_on_the_command_line(
    door: Door, estate: Estate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked(door, estate)
    monkeypatch.setenv("PRONTO_STATE_DIR", str(door.parts.settings.state_dir))
    monkeypatch.setenv("COLUMNS", "200")
    file, result = tmp_path / "out.csv", tmp_path / "in.csv"

    def pronto(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, words)
        return done.exit_code, done.output

    def work() -> None:
        code, said = pronto("register", "scrub-out", "RPO", "March", "--out", str(file))
        asking = re.search(r"Scrub (\d+): 3 numbers", said)
        assert asking is not None, said
        assert code == 0
        result.write_text(f"{BOB}\n")

        late = ("register", "scrub-in", asking[1], str(result), "--receipt", "R", "--means", "listed")
        assert pronto(*late, "--answered-at", "2001-01-01")[0] == 1
        code, said = pronto(*late)
        assert (code, "3 of 3 numbers answered, 1 of them" in said) == (0, True), said
        code, said = pronto("register", "status")
        assert (code, "RPO" in said, "Acme" in said) == (0, True, True), said
        assert pronto("register", "scrub-out", "RPO", "Nobody", "--out", str(file))[0] == 1

    await asyncio.to_thread(work)
