"""Registers on the command line: their files out, their answers in, and what a process that is killed leaves."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from dialer.jobs.model import Interrupted
from dialer.people.registers import service as registers
from tests.api.test_registers import ADA, BOB, CSV, HTML, asked, listed
from tests.support.api_clients import Door, Estate


async def test_the_same_on_the_command_line(
    door: Door, estate: Estate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked(door, estate)
    monkeypatch.setenv("PRONTO_STATE_DIR", str(door.parts.settings.state_dir))
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
        empty, page = tmp_path / "empty.csv", tmp_path / "page.csv"
        empty.touch()
        page.write_text(HTML)
        for wrong, why in ((empty, "no number"), (page, "web page")):
            code, said = pronto("register", "scrub-in", asking[1], str(wrong), "--receipt", "R", "--means", "listed")
            assert (code, why in said, "Traceback" in said) == (1, True, False), said
        code, said = pronto(*late)
        assert (code, "3 of 3 numbers answered, 1 of them" in said) == (0, True), said
        code, said = pronto("register", "status")
        assert (code, "RPO" in said, "Acme" in said) == (0, True, True), said
        assert pronto("register", "scrub-out", "RPO", "Nobody", "--out", str(file))[0] == 1

    await asyncio.to_thread(work)


async def test_an_answer_whose_process_is_killed_says_what_became_of_it_on_api_and_command_line(
    door: Door, estate: Estate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrub_id, _ = await asked(door, estate)
    monkeypatch.setenv("PRONTO_STATE_DIR", str(door.parts.settings.state_dir))
    answer = tmp_path / "in.csv"
    answer.write_text(f"{BOB}\n")
    told = ("register", "scrub-in", str(scrub_id), str(answer), "--receipt", "R", "--means", "listed")
    params = {"receipt": "R", "form": "listed"}
    admin, path = await door.admin(), f"/api/v1/scrubs/{scrub_id}/result"
    for news, slug, english, italian in (
        ((), "answer-not-read", "nothing of it was written", "non è stato scritto nulla"),
        (({"phase": "writing", "done": 0, "total": 1},), "answer-not-written", "still waits", "attende ancora"),
    ):
        monkeypatch.setattr(registers, "work_apart", killed_after(*news))
        for language, words in (("en", english), ("it", italian)):
            done = await asyncio.to_thread(CliRunner().invoke, app, [*told, "--language", language])
            assert (done.exit_code, words in done.output) == (1, True), done.output
            headers = {**CSV, "Accept-Language": language}
            refused = await admin.post(path, params=params, content=answer.read_bytes(), headers=headers)
            assert (refused.status_code, refused.json()["type"]) == (500, f"/problems/{slug}")
            assert words in refused.json()["detail"]
            assert refused.headers["content-type"] == "application/problem+json"


def killed_after(*news: Any) -> Callable[[object, object, Callable[[Any], None]], Coroutine[Any, Any, None]]:
    """A process that ends when it has told this."""

    async def work(_work: object, _job: object, hear: Callable[[Any], None]) -> None:
        for one in news:
            hear(one)
        raise Interrupted("killed", died=True)

    return work


@pytest.mark.parametrize(
    ("means", "content", "english", "italian"),
    [
        ("free", f"{ADA}\n02 12\n", "count as listed and are not called", "risulta iscritto e non viene chiamato"),
        ("flags", f"n;esito\n{ADA};N\n{BOB};?\n", "have no answer and are not called", "resta senza risposta"),
    ],
)
async def test_an_answer_with_a_row_that_cannot_be_read_ends_with_1_and_says_who_is_left_out(
    door: Door,
    estate: Estate,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    means: str,
    content: str,
    english: str,
    italian: str,
) -> None:
    monkeypatch.setenv("PRONTO_STATE_DIR", str(door.parts.settings.state_dir))
    answer = tmp_path / "in.csv"
    answer.write_text(content)
    for language, words in (("en", english), ("it", italian)):
        scrub_id, _ = await asked(door, estate)
        told = ("register", "scrub-in", str(scrub_id), str(answer), "--receipt", "R", "--means", means)
        done = await asyncio.to_thread(CliRunner().invoke, app, [*told, "--language", language])
        assert (done.exit_code, words in done.output) == (1, True), done.output
        assert await listed(door, estate, ADA) == ("fresh", False)
