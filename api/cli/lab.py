"""`pronto lab`: a real Asterisk and a carrier on this machine, for trials and tests."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from api.cli.language import sentence
from api.cli.output import fail, out
from api.cli.texts.lab import LAB
from dialer.lab import Lab, LabSettings, LabStatus
from dialer.lab.errors import LabError
from dialer.lab.scenario import REALISTIC
from dialer.lab.scenario_file import read
from dialer.lab.settings import DEFAULT_BASE_PORT, default_cache

app = typer.Typer(no_args_is_help=True)

Folder = Annotated[Path, typer.Option("--folder", help="Folder of the lab; each lab has its own.")]


def _default() -> Path:
    return default_cache() / "default"


@app.command()
def up(
    folder: Folder = _default(),  # noqa: B008 - a path, not a mutable
    agents: Annotated[int, typer.Option(min=1, help="Number of agents' phones: 1001, 1002, …")] = 20,
    base_port: Annotated[
        int, typer.Option("--port", help="First of the lab's ports; 0 finds a free one.")
    ] = DEFAULT_BASE_PORT,
    scenario: Annotated[
        Path | None, typer.Option(help="YAML file that describes what the carrier does with calls.")
    ] = None,
) -> None:
    """Start the lab: Asterisk and the simulated carrier. The first start downloads Asterisk."""
    try:
        settings = LabSettings(
            folder=folder,
            base_port=base_port or None,
            agents=agents,
            scenario=read(scenario) if scenario is not None else REALISTIC,
        )
        lab = Lab(settings)
        asyncio.run(lab.up(lambda line: out.print(sentence(line))))
    except LabError as error:
        raise fail(sentence(error)) from None
    ami = lab.dialer.ami
    out.print(LAB("up", host=ami.host, port=ami.port, user=ami.username, trunk=lab.trunk))
    out.print(LAB("secret", folder=lab.dialer.folder, phones=", ".join(lab.phones)))


@app.command()
def down(folder: Folder = _default()) -> None:  # noqa: B008 - a path, not a mutable
    """Stop the lab; its logs are kept."""
    try:
        asyncio.run(Lab(LabSettings(folder=folder)).down())
    except LabError as error:
        raise fail(sentence(error)) from None
    out.print(LAB("down"))


@app.command()
def status(folder: Folder = _default()) -> None:  # noqa: B008 - a path, not a mutable
    """Show what is running in the lab. Exits with 3 if it is down."""
    try:
        found: LabStatus = Lab(LabSettings(folder=folder)).status()
    except LabError as error:
        raise fail(sentence(error)) from None
    out.print(LAB("is_up" if found.up else "is_down", folder=found.folder))
    for name, pid in (("dialer", found.dialer_pid), ("carrier", found.carrier_pid)):
        out.print(LAB("process" if pid else "no_process", name=LAB(name), pid=pid))
    if not found.up:
        raise typer.Exit(3)
