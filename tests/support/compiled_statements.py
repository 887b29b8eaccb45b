"""Lets all databases of a test process share the statements that SQLAlchemy compiled.

Each engine has a cache of its own. Most tests open a database of their own, and spent nearly half their time on
compiling the statements of the test before again.
"""

from functools import partial
from typing import Any, Final

from sqlalchemy import create_engine
from sqlalchemy.util import LRUCache

from dialer.storage import connections

KEPT: Final = 5000  # more statements than Pronto has


class _Compiled(LRUCache[Any, Any]):
    """Compiled statements by dialect: SQLAlchemy's own key names the engine, whose dialects are all alike here."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_shared(key), default)

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(_shared(key))

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_shared(key), value)


def _shared(key: Any) -> Any:
    dialect, *statement = key
    return (type(dialect), *statement)


def share_compiled_statements() -> None:
    """From now on, for SQLite; engines that are open already keep their own cache."""
    options = {"compiled_cache": _Compiled(KEPT)}
    connections.create_engine = partial(create_engine, execution_options=options)
