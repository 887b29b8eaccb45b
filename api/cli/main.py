"""The command `pronto`: every command in one list; what each does is in its own file."""

from importlib import import_module
from importlib.util import find_spec

import typer

from api.cli import campaign, database, doctor, leads, serve, token

app = typer.Typer(
    name="pronto", help="Predictive dialer for Asterisk.", no_args_is_help=True, pretty_exceptions_show_locals=False
)
app.command("run")(serve.run)
app.command("engine")(serve.engine)
app.command("api")(serve.api)
app.command("doctor")(doctor.doctor)
app.add_typer(campaign.app, name="campaign")
app.add_typer(leads.app, name="list")
app.add_typer(token.app, name="token")
app.add_typer(database.app, name="db")
for name in ("asterisk", "lab", "demo"):
    if find_spec(f"api.cli.{name}"):
        app.add_typer(import_module(f"api.cli.{name}").app, name=name)
