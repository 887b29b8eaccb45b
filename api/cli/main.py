"""The command `pronto`: the list of all commands, each in its own module."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from api.cli.language import OPTION, option, speak, wanted
from dialer.i18n.catalogue import Language

# Command name -> module, Typer application or function in it, and its line in the program's help (for a group its whole
# help). In the order of the help.
PLACES = {
    "run": (
        "api.cli.processes",
        "run",
        "Run the engine, and the API in a process beside it: SQLite, no other service.",
    ),
    "engine": ("api.cli.processes", "engine", "Run the engine alone; its API is another process, reached over Redis."),
    "api": ("api.cli.processes", "api", "Run the API alone; its engine is another process, reached over Redis."),
    "demo": (
        "api.cli.demo",
        "app",
        "Run a whole call centre here: a real Asterisk, a carrier, agents, a list, a predictive campaign.",
    ),
    "lab": ("api.cli.lab", "app", "A real Asterisk and a carrier on loopback."),
    "asterisk": ("api.cli.asterisk", "app", "The Asterisk servers that Pronto works with."),
    "simulate": (
        "api.cli.simulate",
        "simulate",
        "Simulate a campaign's day with the live pacing code: how busy agents are, how many calls are abandoned.",
    ),
    "check": ("api.cli.check", "app", "Look before the start."),
    "controller": (
        "api.cli.controller",
        "app",
        "Controllers: the companies on whose behalf people are called.",
    ),
    "node": ("api.cli.node", "app", "Asterisk servers."),
    "trunk": ("api.cli.trunk", "app", "Trunks: the ways out to the public network."),
    "caller-id": ("api.cli.caller_id", "app", "Caller ids: the numbers that people see who are called."),
    "agent": ("api.cli.agent", "app", "Agents."),
    "campaign": ("api.cli.campaign", "app", "Make, change, start, pause, stop and watch campaigns."),
    "list": ("api.cli.lists", "app", "Lists of leads."),
    "lead": ("api.cli.lead", "app", "Single leads."),
    "callback": ("api.cli.callback", "app", "Promises to call back."),
    "suppression": ("api.cli.suppression", "app", "Numbers that must not be called."),
    "person": ("api.cli.person", "app", "What a person may ask of the own data."),
    "retention": ("api.cli.retention", "app", "Keep nothing longer than its limit."),
    "register": ("api.cli.register", "app", "Ask public registers of people who do not want to be called."),
    "report": ("api.cli.report", "app", "Documents for inspectors."),
    "law": ("api.cli.law", "app", "The rules that calls are made under."),
    "audit": ("api.cli.audit", "app", "The proof of who did what."),
    "token": ("api.cli.token", "app", "Keys to the API."),
    "db": ("api.cli.database", "app", "The database."),
    "doctor": (
        "api.cli.doctor",
        "doctor",
        "Check Python, settings, database, Redis, each Asterisk from the outside and the inside, and our own port.",
    ),
}


class Commands(TyperGroup):
    """Knows all commands by name and help, but imports only the one that runs, so that commands start fast.

    A command's module imports the database, the engine, FastAPI and pydantic only inside its functions, so that help is
    shown without them.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = {name: TyperCommand(name, help=said) for name, (_, _, said) in PLACES.items()}

    def main(self, args: Sequence[str] | None = None, *more: Any, **options: Any) -> Any:
        """Run the command with these arguments (default: the program's) in the wanted language."""
        words = sys.argv[1:] if args is None else args
        speak(wanted(words, os.environ), named=bool(option(words)))
        return super().main(args, *more, **options)

    def invoke(self, ctx: Any) -> Any:
        """Run the requested command."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.filename is None:
                raise
            from api.cli.files import of_file
            from api.cli.output import fail

            raise fail(of_file(error)) from None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command at the start of these arguments, and import it."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, found and _imported(ctx, str(name)), rest


def _imported(ctx: Any, name: str) -> Any:
    module, attribute, said = PLACES[name]
    found = getattr(import_module(module), attribute)
    around = typer.Typer(callback=pronto, add_completion=False)
    if isinstance(found, typer.Typer):
        around.add_typer(found, name=name, help=said)
    else:
        around.command(name)(found)
    command = typer.main.get_group(around).get_command(ctx, name)
    _take_language(command)
    return command


Spoken = Annotated[
    Language | None,
    typer.Option(OPTION, expose_value=False, help="Language of what is said.", show_default=False),
]


def pronto(*, language: Spoken = None) -> None:  # `wanted` has already read it
    """Take what every command takes."""


def _say_version(asked: bool) -> None:
    if asked:
        from dialer.core.version import installed_version

        typer.echo(f"pronto {installed_version()}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and exit.")
]


def program(*, language: Spoken = None, version: Version = False) -> None:
    """Predictive dialer for Asterisk."""


def _take_language(command: Any) -> None:
    """Add the language option to a command and all its sub-commands."""
    for below in getattr(command, "commands", {}).values():
        _take_language(below)
    command.params.extend(_language_option())


def _language_option() -> list[Any]:
    bearer = typer.Typer(add_completion=False)
    bearer.command()(pronto)
    return list(typer.main.get_command(bearer).params)


app = typer.Typer(
    name="pronto", cls=Commands, callback=program, no_args_is_help=True, pretty_exceptions_show_locals=False
)
