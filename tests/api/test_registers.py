"""Registers over the API, with the files that registers really send."""

from pathlib import Path

import pytest

from dialer.core.enums import Role
from dialer.people.leads.model import NewLead
from tests.support.api_clients import Door, Estate
from tests.support.spreadsheets import write_xlsx

ADA, BOB, EVA = "+390212345678", "+390212345679", "+393331234567"
PEOPLE = [NewLead(phones=((number, ""),)) for number in (ADA, BOB, EVA)]
CSV = {"Content-Type": "text/csv"}


async def listed(door: Door, estate: Estate, number: str) -> tuple[str, bool | None]:
    supervisor = await door.client(Role.SUPERVISOR)
    path = f"/api/v1/companies/{estate.company_id}/registers/check"
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
    assert (body["answered"], body["rejected_rows"]) == (3, 0)
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
    status = (await admin.get(f"/api/v1/companies/{estate.company_id}/registers")).json()
    assert [(one["fresh"], one["listed"]) for one in status if one["register_name"] == "RPO"] == [(3, 1)]
    # The estate's own scrub stands beside it.
    shown = (await admin.get(f"/api/v1/companies/{estate.company_id}/scrubs")).json()["items"]
    assert {one["id"]: one for one in shown}[scrub_id] == (await admin.get(f"/api/v1/scrubs/{scrub_id}")).json()


async def test_a_listed_number_that_cannot_be_read_does_not_pass_as_free(door: Door, estate: Estate) -> None:
    scrub_id, _ = await asked(door, estate)
    admin = await door.admin()
    path, params = f"/api/v1/scrubs/{scrub_id}/result", {"form": "listed", "receipt": "R"}
    refused = await admin.post(path, params=params, content=f"{BOB}\n02-unreadable\n", headers=CSV)
    assert refused.status_code == 422
    assert "line 2" in refused.text
    assert [await listed(door, estate, number) for number in (ADA, BOB)] == [("missing", None)] * 2
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


async def test_an_answer_can_be_cancelled_before_it_is_in_and_not_after(door: Door, estate: Estate) -> None:
    scrub_id, _ = await asked(door, estate)
    admin, path = await door.admin(), f"/api/v1/scrubs/{scrub_id}"
    cancelled = (await admin.post(f"{path}/cancel")).json()
    assert (cancelled["status"], cancelled["returned_sha256"], cancelled["cancelled_at"] is None) == ("sent", "", False)
    params = {"form": "listed", "receipt": "R"}
    answer = await admin.post(f"{path}/result", params=params, content=f"{BOB}\n", headers=CSV)
    assert (answer.status_code, answer.json()["scrub"]["cancelled_at"]) == (200, None), answer.text
    late = await admin.post(f"{path}/cancel")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/scrub-not-open")


HTML = "<!DOCTYPE html>\n<html><body><p>Session expired, call 02 12345679</p></body></html>\n"


@pytest.mark.parametrize(
    ("form", "content", "why"),
    [
        ("listed", b"", "no number"),
        ("listed", b"\n\n", "no number"),
        ("listed", b"numero\n", "no number"),
        ("free", b"", "no number"),
        ("flags", b"numero;esito\n", "no number"),
        ("listed", HTML.encode(), "web page"),
        ("listed", HTML.encode("utf-16"), "web page"),
        ("free", b"%PDF-1.7\n1 0 obj\n0212345678\n", "PDF"),
        ("listed", bytes(range(256)) * 40, "no text"),
        ("listed", b"PK\x03\x04 torn", "ZIP file is broken"),
        ("listed", b"nome;codice\nAda;A1\n", "No column holds phone numbers"),
        ("listed", f"{BOB}\n+390699999999\n".encode(), "1 of its 2 numbers never went out"),
        ("free", f"{BOB}\n+390699999999\n".encode(), "as in line 2"),
        ("flags", f"{BOB};N\n+390699999999;N\n".encode(), "never went out"),
        ("free", f"{ADA}\r\n{BOB}\r\n{EVA}\r\n".encode(), "the very file that went out"),
    ],
)
async def test_what_is_no_answer_is_refused_with_its_reason_and_changes_nothing(
    door: Door, estate: Estate, form: str, content: bytes, why: str
) -> None:
    scrub_id, _ = await asked(door, estate)
    admin = await door.admin()
    path, params = f"/api/v1/scrubs/{scrub_id}/result", {"form": form, "receipt": "R"}
    refused = await admin.post(path, params=params, content=content, headers=CSV)
    assert (refused.status_code, why in refused.text) == (422, True), refused.text
    assert "0699999999" not in refused.text
    assert [await listed(door, estate, number) for number in (ADA, BOB, EVA)] == [("missing", None)] * 3
    assert (await admin.get(f"/api/v1/scrubs/{scrub_id}")).json()["status"] == "sent"
    assert list(door.parts.settings.uploads_dir.iterdir()) == []
    good = await admin.post(path, params={**params, "form": "listed"}, content=f"{BOB}\n", headers=CSV)
    assert good.status_code == 200, good.text


@pytest.mark.parametrize("content", [b"", b"numero\n", b"Nessuna numerazione trovata\n"])
async def test_that_the_register_has_none_of_the_numbers_is_said_in_so_many_words(
    door: Door, estate: Estate, content: bytes
) -> None:
    scrub_id, file = await asked(door, estate)
    admin = await door.admin()
    path, params = f"/api/v1/scrubs/{scrub_id}/result", {"form": "listed", "receipt": "R", "none_listed": True}
    for wrong in (f"{BOB}\n".encode(), HTML.encode(), file.encode()):
        refused = await admin.post(path, params=params, content=wrong, headers=CSV)
        assert refused.status_code == 422, refused.text
    taken = await admin.post(path, params=params, content=content, headers=CSV)
    assert taken.status_code == 200, taken.text
    assert (taken.json()["answered"], taken.json()["scrub"]["listed"]) == (3, 0)
    assert [await listed(door, estate, number) for number in (ADA, BOB, EVA)] == [("fresh", False)] * 3


async def test_a_file_of_free_numbers_may_be_the_one_that_went_out_if_that_is_said(door: Door, estate: Estate) -> None:
    scrub_id, file = await asked(door, estate)
    admin = await door.admin()
    params = {"form": "free", "receipt": "R", "none_listed": True}
    taken = await admin.post(f"/api/v1/scrubs/{scrub_id}/result", params=params, content=file, headers=CSV)
    assert (taken.status_code, taken.json()["scrub"]["listed"]) == (200, 0)


async def test_an_answer_is_read_as_a_list_is(door: Door, estate: Estate, tmp_path: Path) -> None:
    admin = await door.admin()
    rows = [["Utenza", "Esito"], [390212345678.0, "N"], ["0212345679", "S"], ["333 1234567", "N"]]
    answers = [
        write_xlsx(tmp_path / "answer.xlsx", {"RPO": rows}).read_bytes(),
        "Utenza\tEsito\n0212345678\tN\n0212345679\tS\n+39 333 1234567\tN\n".encode("utf-16"),
    ]
    for content in answers:
        scrub_id, _ = await asked(door, estate)
        params = {"form": "flags", "receipt": "R"}
        taken = await admin.post(f"/api/v1/scrubs/{scrub_id}/result", params=params, content=content, headers=CSV)
        assert (taken.status_code, taken.json()["answered"]) == (200, 3), taken.text
        assert [await listed(door, estate, number) for number in (ADA, BOB, EVA)] == [
            ("fresh", False),
            ("fresh", True),
            ("fresh", False),
        ]


async def test_an_unknown_register_or_asking_says_so(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    answer = await admin.post(f"/api/v1/lists/{estate.list_id}/scrubs", params={"register": "XYZ"})
    assert (answer.status_code, "RPO" in answer.text) == (422, True)
    params = {"form": "flags", "receipt": "R"}
    answer = await admin.post("/api/v1/scrubs/4711/result", params=params, content="x", headers=CSV)
    assert answer.status_code == 404
