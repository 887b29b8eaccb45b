"""The command `pronto`: every command in one list; what each does is in its own file."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from api.cli.help import turn_frame, turn_italian
from api.cli.speech import OPTION, option, speak, spoken, wanted
from api.cli.usage import said_plainly
from dialer.words import Language

# Name of a command: the module and the Typer application or function in it, in the order of the help.
PLACES = {
    "run": ("api.cli.serve", "run"),
    "engine": ("api.cli.serve", "engine"),
    "api": ("api.cli.serve", "api"),
    "demo": ("api.cli.demo", "app"),
    "lab": ("api.cli.lab", "app"),
    "asterisk": ("api.cli.asterisk", "app"),
    "simulate": ("api.cli.simulate", "simulate"),
    "check": ("api.cli.check", "app"),
    "campaign": ("api.cli.campaign", "app"),
    "list": ("api.cli.leads", "app"),
    "lead": ("api.cli.lead", "app"),
    "callback": ("api.cli.callback", "app"),
    "suppression": ("api.cli.suppression", "app"),
    "person": ("api.cli.person", "app"),
    "retention": ("api.cli.retention", "app"),
    "register": ("api.cli.register", "app"),
    "report": ("api.cli.report", "app"),
    "law": ("api.cli.law", "app"),
    "audit": ("api.cli.audit", "app"),
    "token": ("api.cli.token", "app"),
    "db": ("api.cli.database", "app"),
    "doctor": ("api.cli.doctor", "doctor"),
}


class Commands(TyperGroup):
    """Imports a command when it is asked for: most need neither the engine nor the database, and start at once."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **options: Any) -> Any:
        """Run the command of these words (the program's own without them), in the language that is wanted."""
        words = sys.argv[1:] if args is None else args
        speak(wanted(words, os.environ), named=bool(option(words)))
        turn_frame(spoken())
        if spoken() is Language.IT:
            turn_italian(self)
        return super().main(args, *more, **options)

    def make_context(self, *words: Any, **options: Any) -> Any:
        """Read the program's own words."""
        with said_plainly():
            return super().make_context(*words, **options)

    def invoke(self, ctx: Any) -> Any:
        """Read the words of the command that was asked for, and run it."""
        try:
            with said_plainly():
                return super().invoke(ctx)
        except OSError as error:
            if error.filename is None:
                raise
            from api.cli.files import of_file
            from api.cli.words import fail

            raise fail(of_file(error)) from None

    def list_commands(self, _ctx: Any) -> list[str]:
        """Name every command that this installation has."""
        return [name for name, (module, _) in PLACES.items() if find_spec(module)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the command of this name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module, attribute = PLACES[cmd_name]
        found = getattr(import_module(module), attribute)
        around = typer.Typer(callback=pronto, add_completion=False)
        if isinstance(found, typer.Typer):
            around.add_typer(found, name=cmd_name)
        else:
            around.command(cmd_name)(found)
        command = typer.main.get_group(around).get_command(ctx, cmd_name)
        _take_language(command)
        if spoken() is Language.IT:
            turn_italian(command)
        return command


Spoken = Annotated[
    Language | None,
    typer.Option(OPTION, expose_value=False, help="Language of what is said: en or it.", show_default=False),
]


def pronto(*, language: Spoken = None) -> None:  # read by `wanted`, before any word of a command
    """Predictive dialer for Asterisk."""


def _take_language(command: Any) -> None:
    """Let a command, and all below it, take the option wherever it stands."""
    for below in getattr(command, "commands", {}).values():
        _take_language(below)
    command.params.extend(_language_option())


def _language_option() -> list[Any]:
    bearer = typer.Typer(add_completion=False)
    bearer.command()(pronto)
    return list(typer.main.get_command(bearer).params)


app = typer.Typer(
    name="pronto", cls=Commands, callback=pronto, no_args_is_help=True, pretty_exceptions_show_locals=False
)
