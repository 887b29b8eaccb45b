"""Files of numbers that must not be called: what they are read as, what of them is not taken, and how it is told."""

import json
import re
import stat
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.progress import Progress
from typer.testing import CliRunner

from api.cli import suppression
from api.cli.client import events
from api.cli.job_progress import show
from api.cli.main import app
from dialer.messaging.bus import Topic
from dialer.people.suppression import service as suppression_desk
from tests.api.test_suppressions import BASE, NUMBER, check
from tests.support.api_clients import Door, Estate, made
from tests.support.killed_process import killed_when_it_first_tells
from tests.support.spreadsheets import write_xlsx


async def test_a_file_is_read_whatever_its_form(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    files = {
        "one a row": "02 1234 5678\r\n+39 333 1234567\nnonsense\n\n",
        "a header": "nome;telefono\nAda;0212345679\nBob;n/a\n",
        "commas": '\ufeffnumber,why\n"+390212345670","said, so"\n',
    }
    told = {}
    for name, text in files.items():
        answer = await admin.post(
            f"{BASE}/import",
            params={"scope": "all", "reason": name},
            content=text.encode(),
            headers={"Content-Type": "text/csv"},
        )
        assert answer.status_code == 200, answer.text
        body = answer.json()
        told[name] = (body["rows"], body["added"], [row["line"] for row in body["rejected"]])
    assert told == {"one a row": (3, 2, [3]), "a header": (2, 1, [3]), "commas": (1, 1, [])}
    for number in (NUMBER, "+393331234567", "+390212345679", "+390212345670"):
        assert await check(door, number) == ["all"]


async def load(door: Door, content: bytes, *, language: str = "en", **params: Any) -> dict[str, Any]:
    admin = await door.admin()
    headers = {"Content-Type": "application/octet-stream", "Accept-Language": language}
    answer = await admin.post(f"{BASE}/import", params={"scope": "all", **params}, content=content, headers=headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_file_is_read_as_a_list_is(door: Door, estate: Estate, tmp_path: Path) -> None:
    rows = [["Elenco opposizioni"], [], ["Nome", "Cellulare", "Fisso"], ["Niccolò", 3331234567.0, "02 1234 5678"]]
    sheet = write_xlsx(tmp_path / "no.xlsx", {"No": rows})
    packed = tmp_path / "no.zip"
    with zipfile.ZipFile(packed, "w") as made_zip:
        made_zip.writestr("a.csv", "telefono\n0212345678\n")
        made_zip.writestr("b.txt", "3331234567\n")
    table = "nome;cellulare;fisso\nNiccolò;'333 1234567;06 50123456 / 0212345678\n"
    files = {
        "xlsx": sheet.read_bytes(),
        "zip": packed.read_bytes(),
        "utf-16": table.encode("utf-16"),
        "unmarked": table.encode("utf-16-le"),
        "windows": table.encode("cp1252"),
        "quotes": b'"nome, cognome","telefono"\n"Rossi\nAda","0212345678"\n"Bo, B","3331234567"\n',
        "unnamed": b"chi;linea\nAda;0212345678\nBob;3331234567\n",
    }
    for name, content in files.items():
        scope = f"company:{estate.company_id}"
        told = await load(door, content, scope=scope, source=name)
        assert (told["rejected_rows"], told["added"] + told["known"] >= 2) == (0, True), (name, told)
        for number in (NUMBER, "+393331234567"):
            assert await check(door, number, company_id=estate.company_id) == [scope], name
            await door.parts.service.suppression.remove(scope, number, actor="test")


async def test_rows_that_are_not_taken_come_back_with_why_and_how_to_mend_them(door: Door, estate: Estate) -> None:
    table = "telefono;cellulare;nota\n0212345678;12;a\n;;b\n0212345678;;c\n3.93E+11;;d\n"
    told = await load(door, table.encode())
    assert [told[name] for name in ("rows", "added", "known", "rejected_rows", "rejected_more")] == [4, 1, 1, 3, 0]
    assert await check(door, NUMBER) == ["all"]  # the good number of a row with a bad one
    assert told["header"] == ["telefono", "cellulare", "nota"]
    assert [(row["line"], row["column"], row["reason"]) for row in told["rejected"]] == [
        (2, "cellulare", "the phone number is too short"),
        (3, "telefono", "no phone number"),
        (5, "telefono", "a spreadsheet has rounded the phone number"),
    ]
    assert told["rejected"][0]["row"] == ["0212345678", "12", "a"]
    assert told["rejected"][0]["mend"]
    audit = (await (await door.admin()).get("/api/v1/audit")).text
    assert ("suppression.import" in audit, '"rejected_rows":3' in audit, "212345678" in audit) == (True, True, False)


async def test_columns_that_hold_numbers_can_be_named(door: Door, estate: Estate) -> None:
    table = b"0212345678;3331234567\n"
    admin = await door.admin()
    answer = await admin.post(
        f"{BASE}/import", params={"scope": "all"}, content=table, headers={"Content-Type": "text/csv"}
    )
    assert (answer.status_code, "Several columns hold numbers: 1, 2" in answer.text) == (422, True), answer.text
    told = await load(door, table, map=["1=phone", "2=ignore"])
    assert (told["added"], await check(door, "+393331234567")) == (1, [])
    told = await load(door, table, map=["1=phone", "2=phone"])
    assert (told["added"], told["known"]) == (1, 1)


async def test_the_command_ends_with_1_and_writes_what_was_not_taken(
    door: Door, estate: Estate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, rejected = tmp_path / "no.csv", tmp_path / "rejected.csv"
    file.write_text("telefono\n0212345678\n+39 12\n")
    told = await load(door, file.read_bytes())
    answers = httpx.MockTransport(lambda _: httpx.Response(200, json=told))
    monkeypatch.setattr(suppression, "connect", lambda: httpx.Client(transport=answers, base_url="http://pronto"))
    done = CliRunner().invoke(app, ["suppression", "import", str(file), "--rejected", str(rejected)])
    assert (done.exit_code, "line 3: telefono" in done.output) == (1, True), done.output
    assert "too short" in rejected.read_text()
    assert stat.S_IMODE(rejected.stat().st_mode) == 0o600
    mended = await load(door, rejected.read_bytes().replace(b"'+39 12", b"+39 333 1234567"))
    assert (mended["added"], mended["rejected_rows"]) == (1, 0)
    told = await load(door, file.read_bytes(), language="it")
    done = CliRunner().invoke(app, ["suppression", "import", str(file), "--language", "it"])
    assert (done.exit_code, "riga 3: telefono: il numero di telefono è troppo corto" in done.output) == (1, True)
    told |= {"rejected_rows": 12_001, "rejected_more": 12_000}
    done = CliRunner().invoke(app, ["suppression", "import", str(file), "--rejected", str(rejected)])
    assert (done.exit_code, "the first 1; 12000 more" in done.output) == (1, True), done.output
    told["rejected_rows"] = 0
    assert CliRunner().invoke(app, ["suppression", "import", str(file)]).exit_code == 0


async def test_a_file_whose_process_is_killed_says_what_stays_on_api_and_command_line(
    door: Door, estate: Estate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_when_it_first_tells(monkeypatch, suppression_desk)
    file = tmp_path / "no.csv"
    file.write_text("\n".join(f"+39333{index:07d}" for index in range(20_000)))
    headers = {"Content-Type": "text/csv", "Accept-Language": "it"}
    refused = await (await door.admin()).post(
        f"{BASE}/import", params={"scope": "all"}, content=file.read_bytes(), headers=headers
    )
    said = refused.json()
    assert (refused.status_code, said["type"]) == (500, "/problems/suppressing-broke-off")
    assert "i numeri letti finora restano da non chiamare" in said["detail"]
    assert re.search(r"\(righe \d+, numeri aggiunti \d+\)$", said["detail"])
    answers = httpx.MockTransport(lambda _: httpx.Response(500, json=said))
    monkeypatch.setattr(suppression, "connect", lambda: httpx.Client(transport=answers, base_url="http://pronto"))
    done = CliRunner().invoke(app, ["suppression", "import", str(file), "--language", "it"])
    assert (done.exit_code, "Inviare di nuovo lo stesso file" in done.output) == (1, True), done.output


async def test_of_many_rows_not_taken_the_answer_says_how_many_more_there_are(
    door: Door, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suppression_desk, "REJECTED_KEPT", 2)
    told = await load(door, b"telefono\n+39 12\n+39 13\n+39 14\n+39 15\n")
    assert (told["rejected_rows"], len(told["rejected"]), told["rejected_more"]) == (4, 2, 2)


async def test_a_file_of_another_kind_or_country_is_refused(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    answer = await admin.post(f"{BASE}/import", params={"scope": "all"}, content=b"{}", headers={"Content-Type": "a/b"})
    assert answer.status_code == 415
    headers = {"Content-Type": "text/csv"}
    answer = await admin.post(f"{BASE}/import", params={"scope": "all", "country": "XX"}, content=b"", headers=headers)
    assert answer.status_code == 422


async def test_national_numbers_are_read_by_the_country_of_the_company_they_are_for(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    maker = await made(admin, "POST", "/api/v1/companies", {"name": "Acme Inc", "privacy": {"country": "US"}})
    scope = f"company:{maker['id']}"
    headers = {"Content-Type": "text/csv"}
    content = b"phone\n(212) 736-5000\n"
    answer = await admin.post(f"{BASE}/import", params={"scope": scope}, content=content, headers=headers)
    assert (answer.status_code, answer.json()["added"]) == (200, 1), answer.text
    assert await check(door, "+12127365000", company_id=maker["id"]) == [scope]
    leads = await made(admin, "POST", "/api/v1/lists", {"name": "US", "company_id": maker["id"]})
    assert leads["country"] == "US"
    answer = await admin.post(f"{BASE}/import", params={"scope": "all"}, content=content, headers=headers)
    assert (answer.status_code, "name the country" in answer.json()["detail"]) == (422, True), answer.text


async def test_many_numbers_arrive_whole_over_chunk_borders(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    lines = "".join(f"+39333{index:07d}\n" for index in range(2500)).encode()

    async def pieces():
        for start in range(0, len(lines), 777):
            yield lines[start : start + 777]

    async with door.parts.bus.subscribe(Topic.NUMBERS) as news:
        answer = await admin.post(
            f"{BASE}/import", params={"scope": "all"}, content=pieces(), headers={"Content-Type": "text/plain"}
        )
        heard = [(one.body["status"], one.body["rows"]) for one in iter(news.get_nowait, None)]
    assert answer.json()["added"] == 2500, answer.text
    assert heard == [("running", 1000), ("running", 2000), ("running", 2500), ("finished", 2500)]
    assert await door.parts.store.suppressions.count("all") == 2500


def test_the_bar_moves_by_the_events_of_the_file_that_was_sent_alone() -> None:
    about = {"scope": "all", "source": "no.csv"}
    lines = []
    for source, rows, status in (
        ("no.csv", 1000, "running"),
        ("other.csv", 9, "running"),
        ("no.csv", 2500, "finished"),
    ):
        body = {**about, "source": source, "rows": rows, "added": 0, "status": status}
        body |= {"total": 4000} if status == "running" else {}
        event = {"op": "set", "key": "progress", "body": body}
        lines += ["event: set", f"data: {json.dumps(event)}", ""]
    bar = Progress(disable=True)
    task = bar.add_task("", total=None)
    show(events(lines), bar, task, about)
    assert (bar.tasks[0].completed, bar.tasks[0].total) == (2500, 2500)


def test_a_long_import_is_waited_for_as_long_as_it_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, waits = tmp_path / "no.csv", []
    file.write_text("+390212345678\n")

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/stream"):
            return httpx.Response(200, text=": connected\n\n")
        waits.append(request.extensions["timeout"]["read"])
        done = {"rows": 1, "added": 1, "known": 0, "called_off": 0, "rejected_rows": 0}
        return httpx.Response(200, json=done)

    transport = httpx.MockTransport(answer)
    monkeypatch.setattr(suppression, "connect", lambda: httpx.Client(transport=transport, base_url="http://pronto"))
    assert CliRunner().invoke(app, ["suppression", "import", str(file)]).exit_code == 0
    assert waits == [None]
