"""The command `pronto`: every command in one list; what each does is in its own file."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer
from typer.core import TyperGroup

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
    "retention": ("api.cli.person", "retention"),
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
        return typer.main.get_group(around).get_command(ctx, cmd_name)


def pronto() -> None:
    """Predictive dialer for Asterisk."""


app = typer.Typer(
    name="pronto", cls=Commands, callback=pronto, no_args_is_help=True, pretty_exceptions_show_locals=False
)
