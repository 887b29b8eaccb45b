"""`pronto db`: the database's own commands."""

import asyncio

import typer

from api.cli.parts import database_away
from api.cli.refusals import of_error
from api.cli.texts.machine import SERVE
from api.cli.words import fail, out, settings_or_fail
from dialer.errors import DialerError

app = typer.Typer(no_args_is_help=True)


@app.callback()
def callback() -> None:
    """Keep `upgrade` a sub-command while it is the only one."""


@app.command()
def upgrade() -> None:
    """Bring the tables up to date. `pronto run` does so by itself."""
    from dialer.service.keys import number_key
    from dialer.store import Store
    from dialer.store.explained import AWAY

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
    except ValueError as error:
        raise fail(str(error)) from None
    out.print(SERVE("up_to_date", url=settings.shown_database_url))
