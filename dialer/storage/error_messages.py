"""Messages for a database that cannot be used: what is wrong, and how to repair it."""

import socket
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from dialer.core.errors import DatabaseBusy, DialerError
from dialer.i18n.message import Message, mark, message_of, msg
from dialer.storage.error_codes import Trouble, trouble_of

AWAY: Final = (SQLAlchemyError, ConnectionError, socket.gaierror, TimeoutError)
"""What the drivers raise for a database that cannot be used."""
_SAYS: Final[Mapping[str, tuple[str, str]]] = {
    "refused": (
        mark("nothing answers at {place}"),
        mark("Start PostgreSQL, or correct host and port in PRONTO_DATABASE_URL."),
    ),
    "unknown_host": (
        mark("the name {host} is not known"),
        mark("Correct the host in PRONTO_DATABASE_URL."),
    ),
    "untrusted": (
        mark("the certificate of {place} is not one that is trusted"),
        mark("Correct the host in PRONTO_DATABASE_URL, or let this machine trust the certificate."),
    ),
    "silent": (
        mark("{place} did not answer in time"),
        mark("Check whether PostgreSQL is overloaded, and whether a firewall blocks the connection."),
    ),
    "password": (
        mark("PostgreSQL at {place} refuses the user {user}"),
        mark("Correct user and password in PRONTO_DATABASE_URL, or let the user in (pg_hba.conf)."),
    ),
    "no_database": (
        mark("PostgreSQL at {place} has no database {name}"),
        mark("Make it: createdb -O {user} {name}"),
    ),
    "not_allowed": (
        mark("the user {user} may not use the tables"),
        mark("Let {user} own the database {name}."),
    ),
    "starting": (
        mark("PostgreSQL at {place} is starting or stopping"),
        mark("Try again in a moment."),
    ),
    "full": (
        mark("PostgreSQL at {place} accepts no more connections"),
        mark("Raise max_connections, or end other programs."),
    ),
    "no_file": (
        mark("the file {name} cannot be opened or made"),
        mark("Correct the path in PRONTO_DATABASE_URL, and let the user that runs Pronto write to its folder."),
    ),
    "read_only": (
        mark("the database {place} may not be written"),
        mark("Let Pronto's user write to the file and its folder."),
    ),
    "standby": (
        mark("PostgreSQL at {place} is read-only: it is a standby, or set to read only"),
        mark("Promote it, or name the primary server in PRONTO_DATABASE_URL."),
    ),
    "no_tables": (
        mark("Pronto's tables are not there yet"),
        mark("Run `pronto db upgrade`, or start Pronto."),
    ),
    "other_tables": (
        mark("its tables are those of another version of Pronto"),
        mark("Start this version of Pronto, or run its `pronto db upgrade`."),
    ),
    "no_sqlite": (
        mark("the file {name} is no SQLite database"),
        mark("Name another file in PRONTO_DATABASE_URL."),
    ),
    "locked": (
        mark("another program holds the file {name}"),
        mark("End it, or wait until it is done."),
    ),
    "disk_full": (
        mark("the disk of {name} is full"),
        mark("Make room on it."),
    ),
    "damaged": (
        mark("the database {name} is damaged"),
        mark("Restore it from a backup."),
    ),
    "disk": (
        mark("the disk of {name} fails"),
        mark("Look into the machine's log."),
    ),
    "other": (
        mark("the database at {place} cannot be used ({kind})"),
        mark("Check PRONTO_DATABASE_URL and the database's log."),
    ),
}
"""By cause: what is wrong, and how to repair it."""


def explain(error: BaseException, url: str) -> tuple[Message | str, Message]:
    """What is wrong and how to repair it. Shows neither password nor statement."""
    if isinstance(error, DialerError) and not isinstance(error, DatabaseBusy):
        return message_of(error), msg("Check PRONTO_DATABASE_URL.")
    facts = {**_facts(url), "kind": type(getattr(error, "orig", None) or error).__name__}
    what, mend = _SAYS[trouble_of(error)]
    return Message(what, facts), Message(mend, facts)


def explain_trouble(error: BaseException, url: str) -> Message | str:
    """The same as one message. Of an unknown cause only the kind is told: a driver's text may hold people's data."""
    if trouble_of(error) is Trouble.OTHER:
        origin = getattr(error, "orig", None) or error
        code = getattr(origin, "sqlstate", None) or getattr(origin, "sqlite_errorname", None)
        return f"{type(origin).__name__} {code}" if code else type(origin).__name__
    what, mend = explain(error, url)
    return msg("{what}. {mend}", what=what, mend=mend)


def _facts(url: str) -> dict[str, str]:
    try:
        known: URL = make_url(url)
    except (ArgumentError, ValueError, SQLAlchemyError):
        return dict.fromkeys(("place", "host", "user", "name"), "?")
    host = known.host or "localhost"
    place = f"{host}:{known.port or 5432}" if known.drivername.startswith("postgres") else known.database or ""
    return {"place": place, "host": host, "user": known.username or "", "name": unquote(known.database or "")}
