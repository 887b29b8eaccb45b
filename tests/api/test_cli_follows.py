"""Commands that wait for long work: for as long as it goes on, and with a word on how to look again."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from typer.testing import CliRunner

from api.cli import job_progress, list_output, suppression
from api.cli import lists as leads
from api.cli.main import app
from dialer.people.suppression.service import SuppressionService
from tests.support.call_centre import until
from tests.support.command_line import Desk
from tests.support.patience import PATIENCE_S

COUNTS = {"rows": 10, "total": 20, "loaded": 9, "rejected": 1, "remaining_s": None}
RUNNING = {"id": 7, "status": "running", "message": "", **COUNTS}
FAILED = {**RUNNING, "status": "failed", "message": "the end of this test"}
Answers = Callable[[httpx.Request], httpx.Response]


def instead(monkeypatch: pytest.MonkeyPatch, module: object, answer: Answers) -> None:
    """Let a command's client be answered so."""
    transport = httpx.MockTransport(answer)
    monkeypatch.setattr(module, "connect", lambda: httpx.Client(transport=transport, base_url="http://pronto"))


class Unread(httpx.BaseTransport):
    """A way to a Pronto that is interrupted before anything of a file has gone out."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no stream") if request.method == "GET" else KeyboardInterrupt


def one_after_the_other(*answers: httpx.Response | BaseException) -> Answers:
    left = list(answers)

    def answer(_: httpx.Request) -> httpx.Response:
        match left.pop(0) if len(left) > 1 else left[0]:
            case httpx.Response() as found:
                return found
            case error:
                raise error

    return answer


def told(*news: dict[str, object]) -> httpx.Response:
    """The stream, with what is told of a file of numbers, and a heartbeat."""
    sent = [{"op": "set", "key": "progress", "body": body} for body in news] + [{"op": "heartbeat", "body": {}}]
    text = b"".join(b"event: x\ndata: " + orjson.dumps(event) + b"\n\n" for event in sent)
    return httpx.Response(200, content=text)


def ends_with(code: int, words: Sequence[str], *parts: str) -> None:
    done = CliRunner().invoke(app, list(words))
    assert (done.exit_code, [part for part in parts if part not in done.output]) == (code, []), done.output


def test_an_import_is_waited_for_though_nobody_answers_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    away = (httpx.ReadTimeout("slow"), httpx.ConnectError("gone"), httpx.Response(503, json={}))
    answers = one_after_the_other(*away, httpx.Response(200, json=RUNNING), *away, httpx.Response(200, json=FAILED))
    instead(monkeypatch, leads, answers)
    monkeypatch.setattr(job_progress, "POLL_S", 0.0)
    ends_with(1, ["list", "watch", "7"], "the end of this test")


def test_an_import_that_waits_for_the_database_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_progress, "POLL_S", 0.0)
    answers = one_after_the_other(httpx.Response(503, json={}), httpx.Response(200, json=RUNNING))
    busy = list[str]()
    with httpx.Client(transport=httpx.MockTransport(answers), base_url="http://pronto") as client:
        assert job_progress.look(client, "/import", "again", lambda: busy.append("away")) == RUNNING
    assert busy == ["away"]
    waits = {**RUNNING, "list_id": 1, "filename": "a", "message": "Waiting for the database: disk is full"}
    assert list_output.say_progress(waits).endswith(", Waiting for the database: disk is full")
    instead(monkeypatch, leads, one_after_the_other(httpx.Response(200, json={"items": [waits], "next": None})))
    ends_with(0, ["list", "imports"], "Waiting for the database: disk")  # in the language in which Pronto says it


def test_an_import_that_is_queued_says_its_place_and_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_progress, "POLL_S", 0.0)
    queued = {**RUNNING, "list_id": 1, "filename": "a", "status": "queued", "place": 3}
    assert list_output.say_progress(queued) == "queued, place 3"
    for language, words in (("en", "queued, place 1"), ("it", "in coda, posto 1")):
        page = {"items": [{**queued, "place": 1}], "next": None}
        answers = one_after_the_other(httpx.Response(200, json=page))
        instead(monkeypatch, leads, answers)
        ends_with(0, ["list", "imports", "--language", language], words)
    answers = one_after_the_other(*(httpx.Response(200, json=one) for one in (queued, RUNNING, FAILED)))
    instead(monkeypatch, leads, answers)
    ends_with(1, ["list", "watch", "7"], "the end of this test")


def test_a_database_that_waiting_does_not_mend_ends_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = {"type": "/problems/database-unusable", "title": "The database cannot be used", "detail": "pronto doctor"}
    instead(monkeypatch, leads, one_after_the_other(httpx.Response(500, json={**problem, "status": 500})))
    ends_with(1, ["list", "watch", "7"], "The database cannot be used: pronto doctor")


def test_after_long_silence_the_command_ends_and_says_how_to_look_again(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, leads, one_after_the_other(httpx.ConnectError("gone")))
    monkeypatch.setattr(job_progress, "POLL_S", 0.0)
    monkeypatch.setattr(job_progress, "SILENCE_S", 0.0)
    ends_with(1, ["list", "watch", "7"], "No Pronto answers", "pronto list watch 7")


def test_whoever_interrupts_the_wait_for_an_import_is_told_how_to_look_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for language, words in (("en", "Import 7 goes on."), ("it", "L'importazione 7 continua.")):
        instead(monkeypatch, leads, one_after_the_other(httpx.Response(200, json=RUNNING), KeyboardInterrupt()))
        said = (words, "pronto list watch 7", "pronto list cancel 7")
        ends_with(130, ["list", "watch", "7", "--language", language], *said)


def test_what_is_refused_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = {"type": "/problems/not-found", "title": "Not found", "status": 404, "detail": "there is no import 7"}
    instead(monkeypatch, leads, one_after_the_other(httpx.Response(404, json=problem)))
    ends_with(1, ["list", "watch", "7"], "there is no import 7")


def test_whoever_interrupts_a_file_of_numbers_that_was_sent_is_told_how_to_look_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "no.csv"
    file.write_text("+39333\n")

    def read_whole(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            raise httpx.ConnectError("no stream")
        request.read()
        raise KeyboardInterrupt

    for language, words in (("en", "to the end all the same"), ("it", "comunque fino alla fine")):
        instead(monkeypatch, suppression, read_whole)
        ends_with(130, ["suppression", "import", str(file), "--language", language], words, "pronto suppression watch")
    monkeypatch.setattr(suppression, "connect", lambda: httpx.Client(transport=Unread(), base_url="http://pronto"))
    ends_with(130, ["suppression", "import", str(file)], "Nothing was suppressed")


def test_a_file_of_numbers_that_is_being_read_is_followed_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = {"scope": "all", "source": "no.csv", "rows": 1000, "total": 3000, "added": 900, "status": "running"}
    instead(
        monkeypatch, suppression, lambda _: told(begun, {**begun, "rows": 3000, "added": 2800, "status": "finished"})
    )
    ends_with(0, ["suppression", "watch"], "no.csv: 3000 rows read, 2800 numbers suppressed")
    instead(monkeypatch, suppression, lambda _: told(begun, {**begun, "status": "failed"}))
    ends_with(1, ["suppression", "watch"], "no.csv", "900 numbers suppressed", "was not read to its end")
    monkeypatch.setattr(job_progress, "QUIET_S", 0.0)
    instead(monkeypatch, suppression, lambda _: told())
    ends_with(0, ["suppression", "watch", "--language", "it"], "Non si sta leggendo nessun file di numeri")


async def test_a_file_of_numbers_is_read_to_its_end_though_whoever_sent_it_has_gone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "".join(f"+39333{index:07d}\n" for index in range(5000)).encode()
    begun, load = asyncio.Event(), SuppressionService.load

    async def load_and_tell(*asked: Any, **more: Any) -> Any:
        begun.set()
        return await load(*asked, **more)

    monkeypatch.setattr(SuppressionService, "load", load_and_tell)
    sending = asyncio.create_task(
        desk.client.post(
            "/api/v1/suppressions/import",
            params={"scope": "all", "filename": "no.csv"},
            content=lines,
            headers={"Content-Type": "text/csv"},
        )
    )
    async with asyncio.timeout(PATIENCE_S):
        await begun.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending

    async def ended() -> dict[str, Any] | None:
        lines = (await desk.client.get("/api/v1/audit?action=suppression.import")).json()["items"]
        return next((line["facts"] for line in lines if line["facts"]["status"] != "begun"), None)

    facts = await until(ended, "the file is read")
    assert (facts["status"], facts["added"]) == ("finished", 5000)
