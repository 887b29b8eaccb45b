"""The parts of this machine's Pronto, for commands that work on its database without a running server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.cli.refusals import of_error
from api.cli.words import fail, settings_or_fail
from dialer.build import Parts, build
from dialer.compliance.problems import BadProfiles
from dialer.errors import DialerError


@asynccontextmanager
async def parts_of_this_machine() -> AsyncIterator[Parts]:
    """Open the parts; end the command with the words of what Pronto refuses."""
    try:
        async with build(settings_or_fail()) as parts:
            yield parts
    except BadProfiles as error:
        raise fail(str(error), code=2) from None
    except DialerError as error:
        raise fail(of_error(error)) from None
