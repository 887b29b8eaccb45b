"""Causes of database failures, by the drivers' codes, and whether they pass by waiting.

SQLite: https://www.sqlite.org/rescode.html; PostgreSQL: https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

import errno
import socket
import sqlite3
import ssl
from enum import StrEnum
from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dialer.core.errors import DatabaseBusy


class Trouble(StrEnum):
    """What can be wrong with the database. `dialer/storage/error_messages.py` has the messages."""

    REFUSED = "refused"
    UNKNOWN_HOST = "unknown_host"
    UNTRUSTED = "untrusted"
    SILENT = "silent"
    STARTING = "starting"
    FULL = "full"  # of connections
    LOCKED = "locked"
    STANDBY = "standby"  # when another server is about to take over
    DISK_FULL = "disk_full"
    DISK = "disk"
    PASSWORD = "password"  # noqa: S105 - the name of a trouble
    NO_DATABASE = "no_database"
    NOT_ALLOWED = "not_allowed"
    READ_ONLY = "read_only"
    NO_FILE = "no_file"
    NO_SQLITE = "no_sqlite"
    NO_TABLES = "no_tables"
    OTHER_TABLES = "other_tables"
    DAMAGED = "damaged"
    OTHER = "other"


LASTING: Final = frozenset(
    {
        Trouble.UNTRUSTED,
        Trouble.PASSWORD,
        Trouble.NO_DATABASE,
        Trouble.NOT_ALLOWED,
        Trouble.READ_ONLY,
        Trouble.NO_FILE,
        Trouble.NO_SQLITE,
        Trouble.NO_TABLES,
        Trouble.OTHER_TABLES,
        Trouble.DAMAGED,
    }
)
"""Causes that waiting never removes."""

NAMES_WHAT_IS_NOT_THERE: Final = frozenset({Trouble.NO_TABLES, Trouble.OTHER_TABLES})
"""Causes that a mistake in a statement looks like too."""

_BY_STATE: Final = {
    "25006": Trouble.STANDBY,
    "28P01": Trouble.PASSWORD,
    "28000": Trouble.PASSWORD,
    "3D000": Trouble.NO_DATABASE,
    "3F000": Trouble.NO_TABLES,
    "42P01": Trouble.NO_TABLES,
    "42703": Trouble.OTHER_TABLES,
    "42501": Trouble.NOT_ALLOWED,
    "53100": Trouble.DISK_FULL,
    "53300": Trouble.FULL,
    "57P01": Trouble.STARTING,
    "57P02": Trouble.STARTING,
    "57P03": Trouble.STARTING,
    "57P04": Trouble.NO_DATABASE,
    "58030": Trouble.DISK,
    "XX001": Trouble.DAMAGED,
    "XX002": Trouble.DAMAGED,
}
# Classes and codes that pass: connection, rollback, resources, lock, operator, system; a standby, a transaction that
# took too long.
_PASSING_STATES: Final = ("08", "40", "53", "55006", "55P03", "57", "58", "25006", "25P03", "25P04")
_UNREACHED: Final = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN})
_BY_CODE: Final = {
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Trouble.LOCKED,
    sqlite3.SQLITE_FULL: Trouble.DISK_FULL,
    sqlite3.SQLITE_IOERR: Trouble.DISK,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_PERM: Trouble.NO_FILE,
    sqlite3.SQLITE_CANTOPEN: Trouble.NO_FILE,
    sqlite3.SQLITE_NOTADB: Trouble.NO_SQLITE,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
}
_PASSING_CODES: Final = frozenset({sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_SCHEMA}) | {
    code for code, trouble in _BY_CODE.items() if trouble not in LASTING
}
# SQLite has no codes of its own for these.
_BY_TEXT: Final = (
    ("no such table", Trouble.NO_TABLES),
    ("no such column", Trouble.OTHER_TABLES),
    ("has no column named", Trouble.OTHER_TABLES),
)


def lasts(error: BaseException) -> bool:
    """Whether the database stays unusable until somebody repairs it."""
    return trouble_of(error) in LASTING


def passes(error: BaseException) -> bool:
    """Whether the database could not be reached, did not answer, or had no room: later the same may succeed."""
    if lasts(error):
        return False
    origin = _origin(error)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True  # whatever the driver reports about it
    if (code := _code(origin)) is not None:
        return code in _PASSING_CODES
    if states := _states(origin):
        return any(state.startswith(_PASSING_STATES) for state in states)
    if isinstance(error, OSError):
        return isinstance(error, ConnectionError | socket.gaierror) or error.errno in _UNREACHED
    known = isinstance(error, DatabaseBusy | OperationalError | InterfaceError | PoolTimeout)
    return known or type(error) is DBAPIError  # the form of PostgreSQL's refusals to let anybody in


def trouble_of(error: BaseException) -> Trouble:
    """What is wrong with the database; OTHER also if the database is fine and the statement was at fault."""
    if isinstance(error, DatabaseBusy):
        return Trouble.SILENT if error.__cause__ is None else trouble_of(error.__cause__)
    origin = _origin(error)
    for state in _states(origin):
        if state in _BY_STATE:
            return _BY_STATE[state]
    if (code := _code(origin)) in _BY_CODE:
        return _BY_CODE[code]
    match origin:
        case ssl.SSLCertVerificationError():
            return Trouble.UNTRUSTED
        case socket.gaierror():
            return Trouble.UNKNOWN_HOST
        case TimeoutError() | PoolTimeout():
            return Trouble.SILENT
        case OSError():
            return Trouble.REFUSED
        case sqlite3.Error():
            return next((trouble for said, trouble in _BY_TEXT if said in str(origin)), Trouble.OTHER)
        case _:
            return Trouble.OTHER


def _origin(error: BaseException) -> BaseException:
    """The error that the driver raised."""
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error


def _code(error: BaseException) -> int | None:
    """SQLite's primary result code, without the extended part."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _states(error: BaseException | None) -> list[str]:
    """The SQLSTATEs of an error and of its causes."""
    found = []
    while error is not None:
        found += [str(state)] if (state := getattr(error, "sqlstate", None)) else []
        error = error.__cause__
    return found
