"""`pronto campaign declare`: a campaign's declarations."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api.cli.client import ask, connect, find_campaign
from api.cli.output import out
from api.cli.texts.campaigns import DECLARED


def declare(
    name: Annotated[str, typer.Argument(help="The campaign's name.")],
    *,
    call_centre: Annotated[str | None, typer.Option(help="Call centre that calls for the company.")] = None,
    contract: Annotated[
        str | None, typer.Option(help="Reference of the contract between company and call centre.")
    ] = None,
    declaration: Annotated[str | None, typer.Option(help="Entry in the register of operators (Italy: ROC).")] = None,
    subscription: Annotated[
        str | None, typer.Option(help="Subscription account number (United States, National Do Not Call Registry).")
    ] = None,
    sector: Annotated[
        str | None, typer.Option(help="What is sold: energy, telecoms … or energia, telecomunicazioni …")
    ] = None,
    product: Annotated[str | None, typer.Option(help="Product or purpose of the call.")] = None,
    script: Annotated[Path | None, typer.Option(help="File of the script; only its SHA-256 is stored.")] = None,
    script_version: Annotated[str | None, typer.Option(help="Version of the script.")] = None,
    privacy: Annotated[
        Path | None, typer.Option(help="File of the privacy notice; only its SHA-256 is stored.")
    ] = None,
    privacy_version: Annotated[str | None, typer.Option(help="Version of the privacy notice.")] = None,
) -> None:
    """Declare a campaign's seller, product and texts, and show them; an empty value clears one."""
    from dialer.compliance.settings import DECLARED as SETTINGS

    said = {
        "call_centre": call_centre,
        "contract_reference": contract,
        "declaration": declaration,
        "subscription": subscription,
        "sector": sector,
        "topic": product,
        "script_version": script_version,
        "script_sha256": _sha256(script),
        "privacy_version": privacy_version,
        "privacy_sha256": _sha256(privacy),
    }
    body = {setting: value for setting, value in said.items() if value is not None}
    with connect() as client:
        path = f"/api/v1/campaigns/{find_campaign(client, name)['id']}"
        campaign = ask(client, "PATCH", f"{path}/declared", json=body) if body else ask(client, "GET", path)
    table = Table(box=None, pad_edge=False, show_header=False)
    for setting in SETTINGS:
        table.add_row(Text(DECLARED(setting)), Text(campaign["law"][setting] or DECLARED("nothing")))
    out.print(table)


def _sha256(file: Path | None) -> str | None:
    return None if file is None else hashlib.sha256(file.read_bytes()).hexdigest()
