"""The commands of campaign managers in Italian, against a Pronto that runs."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.api_clients import shown_as
from tests.support.command_line import Desk
from tests.support.patience import PATIENCE_S


@pytest.fixture
def scrivania(desk: Desk) -> Desk:
    """The desk in a shell that asks for Italian."""
    return replace(desk, env=desk.env | {"PRONTO_LANGUAGE": "it"})


async def test_rejected_rows_come_back_in_italian_and_may_be_loaded_again(scrivania: Desk, tmp_path: Path) -> None:
    file, rejected = tmp_path / "persone.csv", tmp_path / "rifiutate.csv"
    file.write_text("nome;telefono\nAda;333 1234567\nUgo;12\n")
    said = await scrivania.says("list", "import", "March", str(file), "--rejected", str(rejected))
    assert "1 contatto caricato" in said
    heading, row = rejected.read_text("utf-8-sig").splitlines()
    added = '"riga rifiutata","colonna rifiutata","valore rifiutato","motivo del rifiuto","come correggere"'
    assert heading == f'{added},"nome","telefono"'
    assert row.startswith(
        '"3","telefono","12","il numero di telefono è troppo corto","aggiungere le cifre che mancano"'
    )
    rejected.write_text(rejected.read_text("utf-8-sig").replace('"Ugo","12"', '"Ugo","333 1234568"'))
    said = await scrivania.says("list", "import", "March", str(rejected))
    assert "1 contatto caricato" in said
    said = await scrivania.says("lead", "show", "2")
    assert ("Ugo (da chiamare)" in said, "rifiut" in said) == (True, False)
    assert "terminata" in await scrivania.says("list", "imports")


async def test_codes_and_refusals_are_words(scrivania: Desk) -> None:
    said = await scrivania.says("campaign", "start", "Spring", code=1)
    assert ("Spring non può partire" in said, "Come risolvere:" in said, "is missing" in said) == (True, True, False)
    said = await scrivania.says("campaign", "stop", "Spring")
    assert said.strip() == "Spring: ferma"
    await shown_as(scrivania.client, scrivania.campaign_id, "stopped")
    said = await scrivania.says("campaign", "status", "Spring")
    assert ("ferma · predittiva" in said, "operatori" in said, "La campagna è ferma." in said) == (True, True, True)
    assert "La campagna Autumn non esiste. Ci sono: Spring." in await scrivania.says(
        "campaign", "stop", "Autumn", code=1
    )
    assert "Questo contatto non esiste. (id 7)" in await scrivania.says("lead", "show", "7", code=1)
    said = await scrivania.says("lead", "add", "March", "12", code=1)
    assert said.strip() == (
        "La richiesta non è corretta: telefoni, primo: il numero di telefono è troppo corto; "
        "aggiungere le cifre che mancano"
    )


async def test_a_campaign_ends_and_comes_back_by_commands(scrivania: Desk) -> None:
    said = await scrivania.says("campaign", "archive", "Spring", code=1)
    assert "Si archivia o si riapre solo una campagna chiusa: prima chiuderla." in said
    await scrivania.says("campaign", "stop", "Spring")
    assert (await scrivania.says("campaign", "close", "Spring", "--cancel-callbacks")).strip() == "Spring: chiusa"
    assert "prima riaprirla" in await scrivania.says("campaign", "start", "Spring", code=1)
    assert (await scrivania.says("campaign", "open", "Spring")).strip() == "Spring: ferma"
    await scrivania.says("campaign", "close", "Spring")
    assert (await scrivania.says("campaign", "archive", "Spring")).strip() == "Spring: archiviata"
    assert "Spring" not in await scrivania.says("campaign", "list")
    assert "archiviata" in await scrivania.says("campaign", "list", "--archived")
    assert "archiviata" in await scrivania.says("campaign", "show", "Spring")
    async with asyncio.timeout(PATIENCE_S):
        while (await scrivania.client.get("/api/v1/board")).json()["campaigns"]:  # noqa: ASYNC110 - another process has no event of ours
            await asyncio.sleep(0.05)


async def test_numbers_people_registers_and_the_audit_speak_italian(scrivania: Desk, tmp_path: Path) -> None:
    said = await scrivania.says("suppression", "add", "+390612345678", "--company", "Acme")
    assert "1 numero ora da non chiamare" in said
    said = await scrivania.says("suppression", "check", "+390612345678", "--company", "Acme")
    assert ("titolare:1" in said, "a mano" in said, "ambito" in said) == (True, True, True)
    assert re.search(r" \d{4}-\d\d-\d\d \d\d:\d\d UTC ", said)
    said = await scrivania.says("suppression", "add", "12", code=1)
    assert said.strip() == (
        "La richiesta non è corretta: numeri, primo: il numero di telefono è troppo corto; "
        "aggiungere le cifre che mancano"
    )
    said = await scrivania.says("register", "scrub-out", "XYZ", "March", "--out", str(tmp_path / "out.csv"), code=1)
    assert said.strip().endswith("registro: usare uno tra RPO, NDNC, RND, TPS, CTPS, DNC-CO … DNC-WY")
    assert "titolare" in await scrivania.says("register", "status")
    asked = ("person", "access", "--company", "Acme", "--number", "+390612345678")
    assert "È in" in await scrivania.says(*asked, "--out", str(tmp_path / "person.json"))
    assert "Ci sono: Acme." in await scrivania.says("person", "erase", "--company", "Emca", code=1)
    assert "tutte come registrate in origine" in await scrivania.says("audit", "verify")
    assert "all as they were written" in await scrivania.says("audit", "verify", "--language", "en")
