"""The audit's proof over the API and on the command line: an edited line fails, in the database and in an export."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from dialer.access.key_files import number_key
from dialer.audit.service import AuditService
from dialer.audit.store import ChainCheck
from dialer.core.settings import Settings
from dialer.stores.everything import Store
from tests.support.api_clients import Door, Estate


async def test_the_chain_of_a_working_pronto_is_whole_and_can_be_taken_away(door: Door, estate: Estate) -> None:
    admin = await door.admin()
    await admin.get("/api/v1/nodes")
    await door.parts.service.log_ins.close()  # the first use of a key is a line too, written in the background
    verdict = (await admin.post("/api/v1/audit/verify")).json()
    assert (verdict["whole"], verdict["broken_at"]) == (True, None)
    lines = (await admin.get("/api/v1/audit.jsonl")).text.splitlines()
    assert len(lines) == verdict["lines"] == verdict["last_id"]
    assert f'"hash":"{verdict["last_hash"]}"' in lines[-1]


def pronto(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, words)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder whose audit has three lines."""
    monkeypatch.setenv("PRONTO_STATE_DIR", str(tmp_path / "state"))
    for name in ("one", "two", "three"):
        assert pronto("key", "create", name, "--role", "wallboard")[0] == 0
    return tmp_path / "state"


def tamper(state: Path, *statements: str) -> None:
    with sqlite3.connect(state / "pronto.db") as connection:
        for verb in ("update", "delete"):
            connection.execute(f"DROP TRIGGER audit_no_{verb}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_an_untouched_audit_verifies_and_so_does_its_export(state: Path, tmp_path: Path) -> None:
    code, said = pronto("audit", "verify")
    assert (code, "3 lines, all as they were written" in said) == (0, True), said
    file = tmp_path / "audit.jsonl"
    assert pronto("audit", "export", str(file))[0] == 0
    assert pronto("audit", "verify", "--file", str(file))[0] == 0


def test_one_edited_line_of_the_database_fails(state: Path) -> None:
    tamper(state, "UPDATE audit SET actor = 'eve' WHERE id = 2")
    code, said = pronto("audit", "verify")
    assert (code, "Line 2 is wrong" in said) == (1, True), said


def test_a_tail_cut_off_with_a_mended_head_fails_after_an_earlier_verification(state: Path) -> None:
    assert pronto("audit", "verify")[0] == 0
    head = "UPDATE audit_head SET line_id = 2, hash = (SELECT hash FROM audit WHERE id = 2)"
    tamper(state, "DELETE FROM audit WHERE id = 3", head)
    code, said = pronto("audit", "verify")
    assert (code, "Line 3 is wrong" in said, "anchored" in said) == (1, True, True), said


def followed(state: Path, last: int) -> ChainCheck:
    """What a report that rests on the lines up to `last` is told of them."""

    async def follow() -> ChainCheck:
        async with Store.open(f"sqlite:///{state / 'pronto.db'}", key=number_key(state)) as store:
            return await AuditService(store.audit, Settings(state_dir=state)).follow(last)

    return asyncio.run(follow())


def test_a_report_misses_a_tail_that_is_cut_off_and_none_that_is_behind_its_end(state: Path) -> None:
    assert pronto("audit", "verify")[0] == 0
    assert [followed(state, last).broken_at for last in (2, 3)] == [None, None]
    head = "UPDATE audit_head SET line_id = 2, hash = (SELECT hash FROM audit WHERE id = 2)"
    tamper(state, "DELETE FROM audit WHERE id = 3", head)
    found = followed(state, 2)
    assert (found.broken_at, str(found.why)) == (3, "this line was anchored and is not there")
    assert pronto("key", "create", "four", "--role", "wallboard")[0] == 0  # over the cut
    found = followed(state, 2)
    assert (found.broken_at, str(found.why)) == (3, "this line was anchored and is not there")


def test_one_edited_line_of_an_export_fails(state: Path, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    pronto("audit", "export", str(file))
    file.write_text(file.read_text().replace('"name":"two"', '"name":"owt"'))
    code, said = pronto("audit", "verify", "--file", str(file))
    assert (code, "Line 2 is wrong" in said) == (1, True), said
    file.write_text("no json\n")
    code, said = pronto("audit", "verify", "--file", str(file))
    assert (code, "line 1" in said) == (1, True), said
