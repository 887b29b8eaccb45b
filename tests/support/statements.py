"""Notes what a test asks of the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import Any

import pytest
from sqlalchemy import Engine, event

from dialer.storage.database import SqliteDatabase

_noted: ContextVar[list[str] | None] = ContextVar("_noted", default=None)


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the test and its requests ask of the database, one by one; not what other tasks ask meanwhile."""
    found: list[str] = []

    def seen(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if (noted := _noted.get()) is not None:
            noted.append(statement)

    token = _noted.set(found)
    event.listen(Engine, "before_cursor_execute", seen)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(SqliteDatabase, "_run", _in_context(SqliteDatabase._run))
            yield found
    finally:
        event.remove(Engine, "before_cursor_execute", seen)
        _noted.reset(token)


def _in_context(run: Callable[..., Any]) -> Callable[..., Any]:
    """The threads of SQLite know whose work they do; PostgreSQL's driver stays in the task anyway."""

    def in_context(self: SqliteDatabase, threads: Any, engine: Engine, work: Any, *args: Any, **kwargs: Any) -> Any:
        context = copy_context()
        return run(self, threads, engine, lambda connection: context.run(work, connection, *args, **kwargs))

    return in_context
