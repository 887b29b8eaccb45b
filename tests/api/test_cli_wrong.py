"""What a person gets wrong at a terminal is said with what, where and how to mend it, and never as a traceback."""

import asyncio
import json
import os
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from api.cli.processes import listen
from dialer.app.composition import build
from dialer.core.settings import Settings
from tests.api.test_commands import pronto
from tests.support.api_clients import CONSENT, made
from tests.support.command_line import Desk
from tests.support.processes import environment, line_with, running

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment that holds nothing of Pronto but a state folder."""
    for name in [name for name in os.environ if name.startswith("PRONTO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PRONTO_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.mark.parametrize("words", [("key", "list"), ("db", "upgrade"), ("retention", "runs")])
def test_a_state_folder_that_cannot_be_made_is_named_with_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PRONTO_STATE_DIR", str(tmp_path / "file" / "state"))
    code, said = pronto(*words)
    assert code == 1
    assert "there is a file in place of a folder. Set PRONTO_STATE_DIR to a folder of the user" in said, said
    assert "c'è un file dove dovrebbe esserci una cartella" in pronto(*words, "--language", "it")[1]


@pytest.mark.parametrize(
    "words",
    [
        ("audit", "export", "FILE"),
        ("demo", "--report", "FILE.json"),
        ("register", "scrub-out", "RPO", "March", "--out", "FILE"),
        ("person", "access", "--company", "Acme", "--number", "0612345678", "--out", "FILE.txt"),
        ("list", "watch", "1", "--rejected", "FILE"),
        ("suppression", "import", __file__, "--rejected", "FILE"),
        ("campaign", "calibration", "Spring", "--out", "FILE.svg"),
    ],
)
def test_a_folder_that_is_not_there_is_said_before_any_work(tmp_path: Path, words: tuple[str, ...]) -> None:
    nowhere = tmp_path / "nowhere"
    code, said = pronto(*(word.replace("FILE", str(nowhere / "x")) for word in words))
    assert (code, f"there is no folder {nowhere}. Make it first, or name another." in said) == (1, True), said


def test_a_file_that_cannot_be_used_is_named_with_how_to_mend_it(tmp_path: Path) -> None:
    code, said = pronto("audit", "export", str(tmp_path / "nowhere.jsonl"))
    assert code == 0, said
    (tmp_path / "file").touch()
    code, said = pronto("report", "compliance", "Spring", "--out", str(tmp_path / "file"))
    assert (code, "There is no campaign Spring" in said) == (1, True), said
    (tmp_path / "anchored").mkdir()
    code, said = pronto("simulate", "--set", "hours=0.05", "--out", str(tmp_path / "anchored" / "day.csv" / "x.csv"))
    assert (code, "make it first" in said) == (2, True), said


def test_a_folder_is_no_file_to_write() -> None:
    code, said = pronto("list", "watch", "1", "--rejected", "")
    assert (code, "it is a folder. Name a file." in said) == (1, True), said


def test_a_picture_is_written_as_one_alone(tmp_path: Path) -> None:
    code, said = pronto("campaign", "calibration", "Spring", "--out", str(tmp_path / "plot.pdf"))
    assert (code, "the picture is written as .svg" in said) == (2, True), said


@pytest.mark.parametrize("option", ["--law", "--compare", "--sweep", "--campaign", "--what-if"])
def test_an_option_that_says_nothing_is_no_option_left_out(option: str) -> None:
    code, said = pronto("simulate", "--set", "hours=0.05", option, "")
    assert (code, f"{option} says nothing" in said) == (2, True), said


def test_a_token_that_no_header_can_hold_is_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRONTO_KEY", "wröng")
    code, said = pronto("campaign", "status", "Spring")
    assert (code, "Set PRONTO_KEY to one that is valid." in said) == (1, True), said


def test_what_there_is_no_such_thing_of_is_said() -> None:
    code, said = pronto("key", "revoke", "99")
    assert (code, "There is no such key" in said, "pronto key list" in said) == (1, True, True), said


@pytest.mark.parametrize("words", [("key", "revoke"), ("register", "cancel")])
def test_a_number_that_no_database_holds_is_nobodys(words: tuple[str, str]) -> None:
    code, said = pronto(*words, str(10**20))
    assert (code, "There is nothing of so large a number" in said) == (1, True), said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("simulate", "--days", "0"), "Invalid value for '--days': Input should be greater than or equal to 1"),
        (("simulate", "--seed", "x"), "Invalid value for '--seed': Input should be a valid integer"),
        (("demo", "--for", "-3s"), "'-3s' is not a duration: write it as 60s, 5m or 1h"),
        (("demo", "--for", "soon"), "'soon' is not a duration: write it as 60s, 5m or 1h"),
        (("key", "create", "x", "--role", "king"), "'king' is not one of"),
    ],
)
def test_words_that_a_command_does_not_take_are_refused(words: tuple[str, ...], said: str) -> None:
    code, found = pronto(*words)
    assert (code, said in found) == (2, True), found


def test_an_address_that_is_not_this_machines_is_not_blamed_on_another_program() -> None:
    with pytest.raises(OSError, match="Set PRONTO_HOST"):
        listen(Settings(host="192.0.2.1", allowed_hosts=("x",)))


class _Alive(BaseHTTPRequestHandler):
    body = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Lists(_Alive):
    body = b'{"items": [{"id": 1, "name": "March"}], "next": null}'


@pytest.fixture
def neighbour(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Alive]]:
    """Somebody who has our port, and answers what a test sets."""
    with HTTPServer(("127.0.0.1", 0), _Alive) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("PRONTO_PORT", str(server.server_port))
        yield _Alive
        server.shutdown()


@pytest.mark.parametrize(
    ("answer", "said"), [(b'{"status":"alive"}', "Pronto runs at"), (b"<html>", "PRONTO_PORT to a free one")]
)
def test_the_doctor_knows_a_pronto_that_has_the_port(neighbour: type[_Alive], answer: bytes, said: str) -> None:
    neighbour.body = answer
    found = pronto("doctor")[1]
    assert said in found, found


@pytest.mark.parametrize(
    ("late_ms", "said", "italian"),
    [
        (4, "behind: milan 4 ms recently", "ritardo: milan 4 ms"),
        (700, "machine is overloaded", "macchina è sovraccarica"),
    ],
)
def test_the_doctor_tells_how_far_a_running_engine_is_behind(
    neighbour: type[_Alive], late_ms: int, said: str, italian: str
) -> None:
    checks = [{"name": "engine", "ok": True, "words": ""}, {"name": "node milan", "ok": True, "behind_ms": late_ms}]
    neighbour.body = json.dumps({"status": "ready", "checks": checks}).encode()
    assert said in " ".join(pronto("doctor")[1].split())
    assert italian in " ".join(pronto("doctor", "--language", "it")[1].split())


def test_the_doctor_tells_what_the_machine_carries() -> None:
    for language, words in (("en", r"(\d+) cores?,"), ("it", r"core: (\d+),")):
        told = " ".join(pronto("doctor", "--language", language)[1].split())
        found = re.search(words, told)
        assert found is not None, told
        assert int(found[1]) == len(os.sched_getaffinity(0))


def test_the_doctor_does_not_call_a_nodes_secret_misspelt(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def make() -> None:
        async with build(Settings(state_dir=state)) as parts:
            await parts.store.nodes.upsert("milan", host="127.0.0.1", secret_env="PRONTO_AMI_SECRET_MILAN")

    asyncio.run(make())
    monkeypatch.setenv("PRONTO_AMI_SECRET_MILAN", "x")
    assert "every PRONTO_ variable is known" in pronto("doctor")[1]
    monkeypatch.setenv("PRONTO_PROT", "x")
    assert "nothing reads PRONTO_PROT" in pronto("doctor")[1]


@pytest.mark.full
async def test_a_start_names_variables_that_nothing_reads(state: Path) -> None:
    async with running(environment(state, PRONTO_PROT="1")) as process:
        said = await line_with(process, "nothing reads (.*): is the name misspelt")
        assert said[1] == "PRONTO_PROT"
        await line_with(process, "Started server process(?!.*color_message)")


async def test_what_is_said_of_a_list_that_is_there_has_to_be_so(desk: Desk, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("name,phone\nAda,+442079460001\n")
    await made(desk.client, "POST", "/api/v1/companies", {"name": "Other"})
    into = ("list", "import", "March", str(people))
    said = await desk.says(*into, "--consent", "basis=contract", code=1)
    assert "what it says of basis is consent, not contract. Say it in a column of the rows" in said
    assert "what it says of channel is –, not web" in await desk.says(*into, "--consent", "channel=web", code=1)
    said = await desk.says(*into, "--consent", "obtained_at=02/01/2026", code=1)
    assert "obtained_at is 2026-01-01" in said
    said = await desk.says(*into, "--company", "Other", "--language", "it", code=1)
    assert "La lista March esiste già, e non è del titolare Other." in said
    spring = await made(desk.client, "GET", f"/api/v1/campaigns/{desk.campaign_id}")
    summer = {"name": "Summer", "company_id": spring["company"]["id"], "node_id": spring["node_id"]}
    await made(desk.client, "POST", "/api/v1/campaigns", summer)
    assert "pronto list set March --campaign Summer" in await desk.says(*into, "--campaign", "Summer", code=1)
    again = [word for pair in CONSENT.items() for word in ("--consent", "=".join(pair))]
    said = await desk.says(*into, "--campaign", "Spring", "--company", "Acme", *again)
    assert "1 lead loaded" in said


@pytest.mark.parametrize("words", [("--expires-s", "nan"), ("--expires-s", "1e400"), ("--key", "é")])
def test_what_cannot_be_sent_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, words: tuple[str, str]) -> None:
    with HTTPServer(("127.0.0.1", 0), _Lists) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("PRONTO_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("PRONTO_KEY", "x")
        code, said = pronto("lead", "add", "March", "0650123456", *words)
        server.shutdown()
    assert (code, "What was said cannot be sent" in said) == (1, True), said


async def test_what_is_wrong_with_a_list_to_be_made_is_named(desk: Desk, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("name,phone\nAda,+442079460001\n")
    said = await desk.says("list", "preview", "May", str(people), "--consent", "colour=red", code=1)
    assert "consent, colour: is not known here" in said
    assert "country: is not written" in await desk.says(
        "list", "preview", "May", str(people), "--country", "ITA", code=1
    )
    said = await desk.says("list", "preview", "May", str(people), "--map", "foo=phone", code=1)
    assert "it has name, phone. Say with --map" in said
    asked = {"new_list": json.dumps({"name": "May", "company_id": 1, "consent": {"colour": "red"}})}
    answer = await desk.client.post("/api/v1/previews", params=asked, content=b"phone\n1\n")
    assert answer.json()["errors"][0]["where"] == "/new_list/consent/colour"
