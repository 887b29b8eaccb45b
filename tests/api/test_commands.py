"""Commands that need no running Pronto: what they do, and what they say when something is wrong."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import asterisk, processes
from api.cli.main import PLACES, app


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment that holds nothing of Pronto but a state folder."""
    for name in [name for name in os.environ if name.startswith("PRONTO_")]:
        monkeypatch.delenv(name)
    for name, value in {"PRONTO_STATE_DIR": str(tmp_path / "state"), "PRONTO_PORT": "0"}.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "state"


def pronto(*words: str) -> tuple[int, str]:
    """Run a command; return its code and everything it said."""
    done = CliRunner().invoke(app, words)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def process(*words: str) -> tuple[int, str]:
    """The same in a process of its own, for commands that set up logs."""
    done = subprocess.run([sys.executable, "-m", "api.cli", *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.usefixtures("state")
@pytest.mark.parametrize("verb", ["engine", "api"])
def test_half_a_pronto_needs_redis_and_says_so(verb: str) -> None:
    code, said = pronto(verb)
    assert (code, "PRONTO_REDIS_URL" in said, "pronto run" in said) == (1, True, True)


@pytest.mark.usefixtures("state")
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRONTO_PORT", "many")
    code, said = pronto("run")
    assert (code, "PRONTO_PORT" in said) == (2, True)


@pytest.mark.usefixtures("state")
def test_broken_profiles_are_named_with_their_cure_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "x.yaml").write_text("format: pronto-compliance/1\nid: XX\n")
    for folder, words, italian in (
        (tmp_path / "gone", "no such folder", "la cartella non esiste"),
        (broken, "title is missing", "manca title"),
    ):
        monkeypatch.setenv("PRONTO_PROFILES_DIR", str(folder))
        for run, command in ((process, ("run",)), (pronto, ("key", "revoke", "1")), (pronto, ("law", "list"))):
            code, said = run(*command)
            assert (code, words in said, "Traceback" in said) == (2, True, False), (command, said)
        code, said = pronto("doctor")
        assert (code, "profiles" in said, "BadProfiles" in said) == (1, True, False), said
        for command in (("law", "list"), ("simulate", "--law", "IT")):
            code, said = pronto(*command, "--language", "it")
            assert (code, italian in said) == (2, True), (command, said)
        assert italian.split()[0] in pronto("doctor", "--language", "it")[1]


@pytest.mark.usefixtures("state")
def test_a_database_that_cannot_be_reached_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{unused.getsockname()[1]}"
        monkeypatch.setenv("PRONTO_DATABASE_URL", f"postgresql://ada:pa55word@{place}/calls")
        commands = (("doctor",), ("key", "list"), ("db", "upgrade"))
        for code, said in (process("run"), *(pronto(*command) for command in commands)):
            assert (code, place in said, "Start PostgreSQL" in said) == (1, True, True), said
            assert "pa55word" not in said
            assert "Error" not in said, said
        assert "Avviare PostgreSQL" in pronto("key", "list", "--language", "it")[1]


@pytest.mark.usefixtures("state")
def test_keys_are_spoken_of_in_italian_too() -> None:
    italian = ("--language", "it")
    assert pronto("key", "create", "wall", "--role", "wallboard", *italian)[0] == 0
    listed = pronto("key", "list", *italian)[1]
    assert ("ruoli" in listed, "revocata" in listed, "revoked" in listed) == (True, True, False), listed
    assert "La chiave 1 è revocata." in pronto("key", "revoke", "1", *italian)[1]
    code, said = pronto("key", "create", "x", "--role", "agent", "--agent", "ann", *italian)
    assert (code, "L'operatore ann non esiste. Non ce ne sono ancora." in said) == (1, True), said


def test_keys_are_made_listed_and_revoked_without_a_server(state: Path) -> None:
    code, secret = pronto("key", "create", "wall", "--role", "wallboard")
    assert (code, secret.startswith("pronto_key_"), len(secret.strip())) == (0, True, 60)
    code, listed = pronto("key", "list")
    assert (code, "wall" in listed, secret.strip() in listed) == (0, True, False)
    assert pronto("key", "revoke", "1")[0] == 0
    assert pronto("key", "revoke", "1")[0] == 1
    code, said = pronto("key", "create", "x", "--role", "agent")
    assert (code, "agent: a key" in said) == (1, True), said
    code, said = pronto("key", "create", "x", "--role", "agent", "--agent", "nobody")
    assert (code, "nobody" in said) == (1, True)
    assert not (state / "machine-key").exists()


@pytest.mark.parametrize("terminal", [True, False])
def test_the_first_link_is_printed_on_a_terminal_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: bool
) -> None:
    written = tmp_path / "first-sign-in"
    written.write_text("secret-of-the-link\n")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        processes._say_where(listener, written)
    said = capsys.readouterr().err
    assert ("secret-of-the-link" in said, str(written) in said) == (terminal, not terminal)


@pytest.mark.usefixtures("state")
def test_pause_reasons_are_a_file_and_issue_reports_are_answered_without_a_server(tmp_path: Path) -> None:
    code, said = pronto("pause-reason", "show")
    reasons = json.loads(said)
    assert (code, len(reasons), reasons[1]["code"]) == (0, 7, "lunch")
    file = tmp_path / "reasons.json"
    file.write_text(json.dumps(reasons[:2]))
    assert pronto("pause-reason", "load", str(file)) == (0, "2 reasons to pause now apply.\n")
    assert [one["code"] for one in json.loads(pronto("pause-reason", "show")[1])] == ["legal_break", "lunch"]
    file.write_text(json.dumps([reasons[0], reasons[0]]))
    code, said = pronto("pause-reason", "load", str(file))
    assert (code, "two reasons have the same code" in said) == (1, True), said
    file.write_text('[{"code": "Lunch!"}]')
    code, said = pronto("pause-reason", "load", str(file))
    assert (code, "0/code" in said) == (1, True), said
    file.write_text("[]")
    assert pronto("pause-reason", "load", str(file)) == (0, "7 reasons to pause now apply.\n")
    assert pronto("issue-report", "list")[0] == 0
    code, said = pronto("issue-report", "resolve", "7", "mended")
    assert (code, "There is no issue report 7." in said) == (1, True), said


@pytest.mark.usefixtures("state")
def test_users_and_teams_are_written_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    code, link = pronto("user", "create", "Anna", "--role", "admin", "--full-name", "Anna Rossi")
    assert (code, "/sign-in#link=" in link) == (0, True), link
    assert pronto("user", "create", "anna", "--role", "agent")[0] == 1  # the name is taken
    code, listed = pronto("user", "list")
    assert (code, "anna" in listed, "admin" in listed) == (0, True, True)
    code, said = pronto("user", "disable", "anna")
    assert (code, "another user administrator first" in said) == (1, True), said
    assert pronto("team", "create", "morning")[0] == 0
    assert pronto("user", "give", "anna", "--role", "supervisor", "--team", "morning")[0] == 0
    code, said = pronto("team", "delete", "morning")
    assert (code, "still in use" in said) == (1, True), said
    assert pronto("user", "take", "anna", "--role", "supervisor", "--team", "morning")[0] == 0
    assert pronto("team", "rename", "morning", "early")[0] == 0
    assert pronto("team", "delete", "early")[0] == 0
    code, said = pronto("user", "link", "nobody")
    assert (code, "There is no user nobody. There are: anna" in said) == (1, True), said
    assert "/sign-in#link=" in pronto("user", "link", "anna")[1]
    monkeypatch.setenv("PRONTO_URL", "https://pronto.example.com/")
    assert pronto("user", "link", "anna")[1].startswith("https://pronto.example.com/sign-in#link=")


@pytest.mark.usefixtures("state")
def test_the_doctor_names_each_thing_and_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pronto("db", "upgrade")[0] == 0
    monkeypatch.setenv("PRONTO_PROT", "1")
    monkeypatch.setenv("PRONTO_AMI_SECRET", "x")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, not listening: nobody answers there
        monkeypatch.setenv("PRONTO_AMI_PORT", str(unused.getsockname()[1]))
        code, said = pronto("doctor")
    assert code == 1
    for words in ("PRONTO_PROT", "asterisk default", "manager.conf", "python", "database", "redis"):
        assert words in said, said


@pytest.mark.usefixtures("state")
def test_the_doctor_speaks_italian(monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = pronto("db", "upgrade", "--language", "it")
    assert (code, "sono aggiornate" in said) == (0, True)
    monkeypatch.setenv("PRONTO_PROT", "1")
    code, said = pronto("doctor", "--language", "it")
    assert code == 1
    for words in (
        "bene",
        "errato",
        "impostazioni",
        "nessun componente legge",
        "cartella di stato",
        "nodi: 0",
        "non è impostata",
    ):
        assert words in " ".join(said.split()), said
    assert [words for words in ("wrong", "settings", "nothing reads", "is not set") if words in said] == []


@pytest.mark.usefixtures("state")
def test_the_check_of_an_asterisk_that_is_away_speaks_italian_and_promises_no_other_try(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(asterisk, "PATIENCE_S", 1.0)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PRONTO_AMI_PORT", str(unused.getsockname()[1]))
        code, said = pronto("asterisk", "check", "--language", "it")
    words = ("errato", "Da correggere: 1.", "avviare Asterisk", "nodo default")
    assert (code, [one for one in words if one not in said]) == (1, []), said
    assert [one.getMessage() for one in caplog.records if one.name == "pronto.ami"] == []


@pytest.mark.usefixtures("state")
def test_without_a_token_a_client_says_where_one_is() -> None:
    code, said = pronto("campaign", "start", "Spring")
    assert (code, "PRONTO_KEY" in said, "machine-key" in said) == (1, True, True)


@pytest.mark.usefixtures("state")
def test_without_a_server_a_client_says_how_to_start_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRONTO_KEY", "x")
    monkeypatch.setenv("PRONTO_URL", "http://127.0.0.1:1")
    code, said = pronto("campaign", "status", "Spring")
    assert (code, "pronto run" in said) == (1, True)


def test_the_help_names_every_command() -> None:
    code, said = pronto("--help")
    assert code == 0
    assert [name for name in PLACES if f" {name} " not in said] == []
    assert all(
        f" {name} " in said for name in ("run", "engine", "api", "campaign", "list", "user", "key", "db", "doctor")
    )


def test_an_unknown_command_is_refused() -> None:
    assert pronto("nothing")[0] == 2
