"""`pronto db`: the database's own commands."""

import asyncio

import typer

from api.cli.composition import database_away
from api.cli.output import fail, out, settings_or_fail
from api.cli.refusals import of_error
from api.cli.texts.machine import SERVE
from dialer.core.errors import DialerError

app = typer.Typer(no_args_is_help=True)


@app.callback()
def callback() -> None:
    """Keep `upgrade` a sub-command while it is the only one."""


@app.command()
def upgrade() -> None:
    """Upgrade the database schema. `pronto run` does this by itself."""
    from dialer.access.key_files import number_key
    from dialer.storage.error_messages import AWAY
    from dialer.stores.everything import Store

    settings = settings_or_fail()
    settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def work() -> None:
        key = number_key(settings.state_dir)
        async with Store.open(settings.database_url, migrate=True, key=key):
            pass

    try:
        asyncio.run(work())
    except AWAY as error:
        raise database_away(error, settings) from None
    except DialerError as error:
        raise fail(of_error(error)) from None
    out.print(SERVE("up_to_date", url=settings.shown_database_url))
