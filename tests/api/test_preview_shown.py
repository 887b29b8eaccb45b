"""What the page for campaign managers shows of a preview is what the command prints of that file."""

import re
from pathlib import Path

import httpx

from dialer.core.shipped_files import PROFILES
from tests.support.api_clients import made
from tests.support.patience import PATIENCE_S
from tests.support.processes import environment, line_with, running, start

PAGE = Path(__file__).resolve().parents[2] / "docs" / "lists.md"
CUSTOMERS = """codice;nome;cognome;telefono;cellulare;nato;note
1001;Ada;Rossi;06 5012 3456;333 1234567;12/03/1980;preferisce la sera
1002;Niccolò;D'Orsi;'0250123457;;29292;
1003;Carla;Bianchi;3.93E+11;;;
1004;Dario;Verdi;06 50123458;347 1234568;;
1005;Ada;Rossi;06 5012 3456;;;
1006;Elio;Neri;12/03/2024;;;
"""


async def test_the_preview_that_the_page_shows_is_the_one_that_is_printed(tmp_path: Path) -> None:
    _, _, behind = PAGE.read_text().partition("## What a preview looks like\n")
    shown = behind.partition("```\n")[2].partition("```")[0]
    file = tmp_path / "customers.csv"
    file.write_text(CUSTOMERS)
    env = environment(tmp_path / "state", PRONTO_PROFILES_DIR=str(PROFILES), COLUMNS="118")
    async with running(env) as process:
        url = (await line_with(process, r"listens on (http://127\.0\.0\.1:\d+)"))[1]
        await line_with(process, "first administrator")
        token = (tmp_path / "state" / "machine-key").read_text().strip()
        async with httpx.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE_S
        ) as client:
            await made(client, "POST", "/api/v1/companies", {"name": "Acme"})
        code, said = await start(env | {"PRONTO_URL": url}, "list", "preview", "customers", str(file))
    assert code == 0, said
    printed = [line.rstrip() for line in said.splitlines()]
    first = next(at for at, line in enumerate(printed) if line.startswith("customers.csv:"))
    assert printed[first:] == re.sub(r"\n+", "\n", shown).splitlines()
