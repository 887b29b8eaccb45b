"""The parts of this machine's Pronto, for commands that use its database without a running server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import typer

from api.cli.language import sentence
from api.cli.output import fail, settings_or_fail
from api.cli.refusals import of_error, of_profiles
from api.cli.texts.common import COMMON
from dialer.core.errors import DatabaseBusy, DialerError

if TYPE_CHECKING:
    from dialer.app.composition import Parts
    from dialer.core.settings import Settings


@asynccontextmanager
async def parts_of_this_machine() -> AsyncIterator["Parts"]:
    """Open the parts; end the command with the text of what Pronto refuses."""
    from dialer.app.composition import build
    from dialer.compliance.problems import BadProfiles
    from dialer.storage.error_messages import AWAY

    settings = settings_or_fail()
    try:
        async with build(settings, serves=False) as parts:
            yield parts
    except BadProfiles as error:
        raise fail(of_profiles(error), code=2) from None
    except DialerError as error:
        raise fail(of_error(error)) from None
    except OverflowError:  # a number beyond the database's integers, so nothing has it
        raise fail(COMMON("too_large")) from None
    except AWAY as error:
        raise database_away(error, settings) from None


def why_away(error: BaseException, settings: "Settings") -> tuple[str, str]:
    """Why the database cannot be used, and how to fix it, in the command's language."""
    from dialer.storage.error_messages import explain

    what, mend = explain(error, settings.database_url)
    if isinstance(error, DialerError) and not isinstance(error, DatabaseBusy):
        what = of_error(error)
    return sentence(what), sentence(mend)


def database_away(error: BaseException, settings: "Settings") -> typer.Exit:
    """Say why the database cannot be used and how to fix it; return the exit to raise."""
    what, mend = why_away(error, settings)
    return fail(f"{what[:1].upper()}{what[1:]}. {mend}")
