"""A database that is away for a while: what can wait for it is done when it is back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

from dialer.store.database import TROUBLE, is_away

P = ParamSpec("P")
T = TypeVar("T")

AGAIN_S: Final = 2.0  # between two tries


def is_absent(error: BaseException) -> bool:
    """Whether the database could not be reached, did not answer, or had no room: later the same may succeed."""
    return is_away(error) or isinstance(error, OSError)


def is_full(error: BaseException) -> bool:
    """Whether there was no room on the database's disk."""
    driver = error.orig if isinstance(error, DBAPIError) else None
    return getattr(driver, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(driver, "sqlstate", "") == "53100"


async def when_there(work: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do it, and where the database is away again and again, however long it takes. It may be done twice."""
    while True:
        try:
            return await work(*args, **kwargs)
        except TROUBLE as error:
            if not is_absent(error):
                raise
        await asyncio.sleep(AGAIN_S)
