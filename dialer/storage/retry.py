"""Retries for a database that is away: work that can wait is done when it is back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, ParamSpec, TypeVar

from dialer.storage.database import TROUBLE
from dialer.storage.error_codes import Trouble, lasts, passes, trouble_of

P = ParamSpec("P")
T = TypeVar("T")

AGAIN_S: Final = 2.0  # between two tries


def is_absent(error: BaseException) -> bool:
    """Whether the database could not be reached, did not answer, or had no room: later the same may succeed."""
    return passes(error) or (isinstance(error, OSError) and not lasts(error))


def is_full(error: BaseException) -> bool:
    """Whether there was no room on the database's disk."""
    return trouble_of(error) is Trouble.DISK_FULL


async def when_there(work: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work`, and again for as long as the database is away. It may run twice.

    Raises errors that waiting does not remove, such as a file that may not be written.
    """
    while True:
        try:
            return await work(*args, **kwargs)
        except TROUBLE as error:
            if not is_absent(error):
                raise
        await asyncio.sleep(AGAIN_S)
