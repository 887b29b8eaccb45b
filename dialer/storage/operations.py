"""Marks a store's methods that read or write: written once, over a connection, and awaited by callers without it."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

from dialer.storage.database import Database


class Stored(Protocol):
    """A store: it has a database."""

    _database: Database


S = TypeVar("S", bound=Stored)
P = ParamSpec("P")
T = TypeVar("T")


def reads(work: Callable[Concatenate[S, Connection, P], T]) -> Callable[Concatenate[S, P], Coroutine[Any, Any, T]]:
    """Run the method on one consistent view of the data (see `Database.read`)."""

    @wraps(work)
    async def read(store: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await store._database.read(lambda connection: work(store, connection, *args, **kwargs))

    return read


def writes(work: Callable[Concatenate[S, Connection, P], T]) -> Callable[Concatenate[S, P], Coroutine[Any, Any, T]]:
    """Run the method in one transaction (see `Database.write`)."""

    @wraps(work)
    async def write(store: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await store._database.write(lambda connection: work(store, connection, *args, **kwargs))

    return write
