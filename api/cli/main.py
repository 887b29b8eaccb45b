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
        "Run the engine and the API on this machine, with SQLite and no other service.",
    ),
    "engine": (
        "api.cli.processes",
        "engine",
        "Run only the engine; the API runs in another process, connected through Redis.",
    ),
    "api": (
        "api.cli.processes",
        "api",
        "Run only the API; the engine runs in another process, connected through Redis.",
    ),
    "demo": (
        "api.cli.demo",
        "app",
        "Run a demonstration call centre: Asterisk, a simulated carrier and agents, a list and a campaign.",
    ),
    "lab": ("api.cli.lab", "app", "Start and stop a test Asterisk with a simulated carrier on this machine."),
    "asterisk": ("api.cli.asterisk", "app", "Check the configuration of the Asterisk servers."),
    "simulate": (
        "api.cli.simulate",
        "simulate",
        "Simulate a day of a campaign with the real pacing code: occupancy and abandoned calls.",
    ),
    "check": ("api.cli.check", "app", "Check a campaign before it starts."),
    "company": (
        "api.cli.company",
        "app",
        "Manage the companies on whose behalf people are called.",
    ),
    "node": ("api.cli.node", "app", "Manage nodes: the Asterisk servers."),
    "trunk": ("api.cli.trunk", "app", "Manage trunks: the connections to the public telephone network."),
    "trunk-group": (
        "api.cli.trunk_group",
        "app",
        "Manage groups of trunks: their order and weight, and when a call goes on to the next.",
    ),
    "destination": ("api.cli.destination", "app", "Manage where trunks may call, and how much in an hour."),
    "phone": ("api.cli.phone", "app", "Manage agents' phones on the desk: made in Asterisk, given to agents."),
    "caller-id": ("api.cli.caller_id", "app", "Manage caller ids: the numbers shown to the people called."),
    "agent": ("api.cli.agent", "app", "Manage agents."),
    "campaign": ("api.cli.campaign", "app", "Create, change, start, pause, stop and watch campaigns."),
    "list": ("api.cli.lists", "app", "Manage lists of leads, and import files into them."),
    "script": ("api.cli.script", "app", "Check, load, publish and export scripts: what agents say and ask."),
    "lead": ("api.cli.lead", "app", "Add, find and dial single leads."),
    "callback": ("api.cli.callback", "app", "Manage call-backs."),
    "suppression": ("api.cli.suppression", "app", "Manage numbers and people that must not be called."),
    "person": ("api.cli.person", "app", "Answer access and erasure requests."),
    "retention": ("api.cli.retention", "app", "Delete data that is older than its retention limit."),
    "register": ("api.cli.register", "app", "Check lists against public do-not-call registers."),
    "report": ("api.cli.report", "app", "Write reports for authorities."),
    "law": ("api.cli.law", "app", "Show the legal profiles, and accept changes to them."),
    "job": ("api.cli.job", "app", "Show background jobs: their progress and their end."),
    "audit": ("api.cli.audit", "app", "Verify and export the audit log."),
    "user": ("api.cli.user", "app", "Manage users: the people who sign in."),
    "team": ("api.cli.team", "app", "Manage teams of agents."),
    "pause-reason": ("api.cli.pause_reason", "app", "Manage the reasons to pause, of the installation or a team."),
    "issue-report": ("api.cli.issue_report", "app", "Read what agents report as wrong, and answer."),
    "key": ("api.cli.key", "app", "Manage API keys."),
    "db": ("api.cli.database", "app", "Manage the database."),
    "doctor": (
        "api.cli.doctor",
        "doctor",
        "Check Python, the settings, the database, Redis, each Asterisk and Pronto's own port.",
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
    typer.Option(OPTION, expose_value=False, help="Language of the output.", show_default=False),
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
