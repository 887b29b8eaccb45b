"""The command line against real processes: first start, commands over HTTP, and the way out."""

import asyncio
import re
import shutil
import stat
from pathlib import Path

import httpx
import pytest

from dialer.demo.law import PROFILES
from dialer.lab import services
from dialer.lab.build import cached_root
from dialer.lab.settings import default_cache
from tests.support.api_clients import CONSENT, HOURS, LAW, made, shown_as
from tests.support.patience import PATIENCE_S
from tests.support.processes import environment, line_with, pronto, running, start
from tests.support.profiles import edit


async def test_a_first_start_a_campaign_a_list_and_the_way_out(tmp_path: Path) -> None:
    state = tmp_path / "state"
    env = environment(state)
    async with running(env) as process:
        url = (await line_with(process, r"listens on (http://127\.0\.0\.1:\d+)"))[1]
        told = (await line_with(process, ".*first administrator.*"))[0]
        link = (state / "first-sign-in").read_text().strip()
        assert (link in told, "first-sign-in" in told) == (False, True), "what is no terminal is a journal"
        token_file = state / "machine-key"
        assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
        assert stat.S_IMODE(state.stat().st_mode) == 0o700
        assert stat.S_IMODE((state / "pronto.db").stat().st_mode) == 0o600
        headers = {"Authorization": f"Bearer {token_file.read_text().strip()}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=PATIENCE_S) as client:
            await campaign(client)
            ready = await client.get("/readyz")
        assert ready.status_code == 503
        assert "node default" in ready.text
        here = {**env, "PRONTO_URL": url}
        people = tmp_path / "people.csv"
        people.write_text("name,phone\nAda,+442079460001\nBob,12\n")
        rejected = tmp_path / "rejected.csv"
        code, said = await pronto(
            *(here, "list", "import", "March", str(people), "--campaign", "Spring", "--rejected", str(rejected)),
            *(word for pair in CONSENT.items() for word in ("--consent", "=".join(pair))),
        )
        assert (code, "1 lead loaded" in said, "1 row rejected" in said) == (0, True, True), said
        assert "Bob" in rejected.read_text()
        await lists_are_looked_at_first(here, tmp_path)
        await ask_the_register(here, tmp_path)
        await a_list_goes_out_again(here, tmp_path)
        code, said = await pronto(here, "check", "campaign", "Spring")
        held = "Spring may be started, but nobody is called" in said
        assert (code, held, "there are no agents" in said) == (0, True, True), said
        assert said.count("PROFILE-CLOCK") <= 1, said
        assert re.search(r"from \d{4}-\d\d-\d\d \d\d:\d\d Europe/Rome on", said), said
        code, said = await pronto(here, "check", "campaign", "Spring", "--language", "it")
        assert (code, "non si chiama nessuno" in said, "non ci sono operatori" in said) == (0, True, True), said
        code, said = await pronto(here, "campaign", "start", "Spring")
        assert (code, said.strip()) == (0, "Spring: running")
        await a_list_without_an_answer_is_held(here, tmp_path)
        async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=PATIENCE_S) as client:
            await shown_as(client, 1, "link_down")
        code, said = await pronto(here, "campaign", "status", "Spring")
        assert (code, "asterisk default" in said, "Europe/Rome" in said) == (0, True, True), said
        code, said = await pronto(here, "campaign", "why", "Spring", "--language", "it")
        no_link = "Nessun collegamento con Asterisk (default)" in said
        assert (code, no_link, "Ora (Europe/Rome)" in said) == (0, True, True), said
        code, said = await pronto(here, "campaign", "calibration", "Spring", "--out", str(tmp_path / "plot.svg"))
        assert (code, (tmp_path / "plot.svg").read_text().startswith("<svg")) == (0, True), said
        code, said = await pronto(here, "campaign", "start", "Autumn")
        assert (code, "There are: Spring" in said) == (1, True), said
    assert (await pronto(env, "campaign", "start", "Spring"))[0] == 1


async def a_list_without_an_answer_is_held(here: dict[str, str], tmp_path: Path) -> None:
    people = tmp_path / "may.csv"
    people.write_text("name,phone\nEve,+442079460099\n")
    consent = [word for pair in CONSENT.items() for word in ("--consent", "=".join(pair))]
    code, said = await pronto(here, "list", "import", "May", str(people), "--campaign", "Spring", *consent)
    assert code == 0, said
    code, said = await pronto(here, "campaign", "start", "Spring")
    assert (code, "Spring: running" in said, "The list May is held" in said) == (0, True, True), said
    code, said = await pronto(here, "campaign", "start", "Spring", "--language", "it")
    assert (code, "La lista May resta ferma" in said, "Come risolvere: " in said) == (0, True, True), said


async def lists_are_looked_at_first(here: dict[str, str], tmp_path: Path) -> None:
    people = tmp_path / "others.csv"
    people.write_text("who;line;town\nCleo;0287654321;Roma\nDan;12;Bari\n")
    code, said = await pronto(here, "list", "preview", "March", str(people))
    assert (code, "semicolon" in said, "Cleo" in said) == (1, True, True), said  # no phone column
    code, said = await pronto(here, "list", "import", "March", str(people))
    assert (code, "--map" in said) == (1, True), said
    columns = ["--map", "line=phone", "--map", "who=name"]
    code, said = await pronto(here, "list", "preview", "March", str(people), *columns)
    assert (code, "+390287654321" in said, "rejected" in said) == (0, True, True), said
    code, said = await pronto(here, "list", "preview", "March", str(people), *columns, "--language", "it")
    assert (code, "punto e virgola" in said, "rifiutata" in said, "Delle prime 2" in said) == (0, *[True] * 3), said
    code, said = await pronto(here, "list", "import", "March", str(people), *columns, "--duplicates", "update")
    assert (code, "1 lead loaded" in said, "1 row rejected" in said) == (0, True, True), said
    code, said = await pronto(here, "list", "import", "March", str(people), "--map", "line=telephone")
    assert (code, "COLUMN=MEANING" in said) == (1, True), said
    code, said = await pronto(here, "list", "imports", "March")
    assert (code, said.count("others.csv"), "cancelled" in said, "finished" in said) == (0, 1, False, True), said


async def a_list_goes_out_again(here: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    shown = ["--fields", "name,phones,fields.town", "--reason", "handed to the client"]
    code, said = await pronto(here, "list", "export", "March", "--out", str(file), *shown)
    assert (code, stat.S_IMODE(file.stat().st_mode)) == (0, 0o600), said
    lines = file.read_text().splitlines()
    assert lines == ['"name","phone","town"', '"Ada","\'+442079460001",""', '"Cleo","\'+390287654321","Roma"']
    code, said = await pronto(here, "list", "export", "March", "--out", str(file), "--fields", "salary")
    assert (code, "salary" in said, file.read_text().splitlines()) == (1, True, lines), said


async def ask_the_register(env: dict[str, str], folder: Path) -> None:
    """Nothing starts before the register has answered, and both commands say it in the same words."""
    for words in (("check", "campaign", "Spring"), ("campaign", "start", "Spring")):
        code, said = await pronto(env, *words)
        assert (code, "XX-REGISTER" in said, "send them to the register" in said) == (1, True, True), said
    code, said = await pronto(env, "register", "scrub-out", "TPS", "March", "--out", str(folder / "out.csv"))
    assert code == 0, said
    free = folder / "free.csv"
    free.write_text("+442079460001\n")
    answer = ("scrub-in", "1", str(free), "--receipt", "R1", "--means", "free")
    code, said = await pronto(env, "register", *answer)
    assert code == 0, said


async def campaign(client: httpx.AsyncClient) -> None:
    company = await made(client, "POST", "/api/v1/companies", {"name": "Acme"})
    node = (await made(client, "GET", "/api/v1/nodes"))[0]
    trunk = await made(client, "PUT", f"/api/v1/nodes/{node['id']}/trunks/carrier", {"dial": "PJSIP/{number}@carrier"})
    body = {"name": "Spring", "company_id": company["id"], "node_id": node["id"], "trunk_ids": [trunk["id"]]}
    number = await made(client, "POST", "/api/v1/caller-ids", {"company_id": company["id"], "number": "+390612345678"})
    body |= {"caller_id_id": number["id"], "law": LAW}
    await made(client, "POST", "/api/v1/campaigns", body | {"hours": HOURS})


@pytest.mark.lab
async def test_engine_and_api_as_two_processes_meet_over_valkey(tmp_path: Path) -> None:
    redis_url = await services.valkey_up(tmp_path / "valkey", cached_root(default_cache()))
    env = environment(tmp_path / "state", PRONTO_REDIS_URL=redis_url)
    try:
        async with running(env, "api") as api:
            url = (await line_with(api, r"listens on (http://127\.0\.0\.1:\d+)"))[1]
            await line_with(api, "first administrator")
            async with (
                running(env, "engine"),
                httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE_S) as client,
            ):
                async with asyncio.timeout(PATIENCE_S):
                    while "The engine works" not in (await client.get("/readyz")).text:
                        await asyncio.wait({asyncio.create_task(api.wait())}, timeout=0.1)
                client.headers["Authorization"] = f"Bearer {(tmp_path / 'state' / 'machine-key').read_text().strip()}"
                await campaign(client)
                decisions = "/api/v1/campaigns/1/decisions"
                async with asyncio.timeout(PATIENCE_S):  # the engine reads its campaigns once a second
                    while (answer := await client.get(decisions)).status_code == 503:
                        await asyncio.wait({asyncio.create_task(api.wait())}, timeout=0.1)
                assert answer.json()["decisions"][0]["code"] == "stopped"
    finally:
        await services.down(tmp_path / "valkey")


@pytest.mark.full
async def test_a_profile_that_was_loosened_between_two_starts_is_refused_until_somebody_answers(tmp_path: Path) -> None:
    folder = shutil.copytree(PROFILES, tmp_path / "profiles")
    env = environment(tmp_path / "state", PRONTO_PROFILES_DIR=str(folder))
    async with running(env) as process:
        await line_with(process, "Pronto listens on")
    edit(folder / "made.yaml", "limit: 0.03", "limit: 0.04")
    code, said = await start(env, "run")
    assert code == 1
    assert "XX-ABANDON params.limit: 0.03 -> 0.04" in said
    assert "pronto law accept" in said
    code, said = await pronto(env, "law", "changes")
    assert (code, "loosens" in said) == (0, True)
    code, _ = await pronto(env, "law", "accept", "--person", "Ada Rossi", "--reason", "a test")
    assert code == 0
    async with running(env) as process:
        await line_with(process, "Pronto listens on")
    code, said = await pronto(env, "law", "list")
    assert "They are as they were last accepted." in said
