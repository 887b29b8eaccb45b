"""Why the database cannot be used, in words: what could not be reached or read, and how to mend it."""

import socket
from typing import Final
from urllib.parse import unquote

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dialer.errors import DialerError
from dialer.plain import Said

AWAY: Final = (SQLAlchemyError, ConnectionError, socket.gaierror, TimeoutError)
"""What a database that cannot be used makes its drivers raise."""

# By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
_BY_STATE: Final = {
    "28P01": "password",
    "28000": "password",
    "3D000": "no_database",
    "42P01": "no_tables",
    "42501": "not_allowed",
    "57P03": "starting",
    "53300": "full",
}
_BY_TEXT: Final = (
    ("unable to open database file", "no_file"),
    ("readonly database", "read_only"),
    ("no such table", "no_tables"),
    ("file is not a database", "no_sqlite"),
    ("database is locked", "locked"),
    ("disk is full", "disk_full"),
    ("disk I/O error", "disk"),
)
_SAYS: Final = {
    "refused": (
        ("nothing answers at {place}", "nessuna risposta da {place}"),
        (
            "Start PostgreSQL, or correct host and port in PRONTO_DATABASE_URL.",
            "Avviare PostgreSQL, o correggere host e porta in PRONTO_DATABASE_URL.",
        ),
    ),
    "unknown_host": (
        ("the name {host} is not known", "il nome {host} non è noto"),
        ("Correct the host in PRONTO_DATABASE_URL.", "Correggere l'host in PRONTO_DATABASE_URL."),
    ),
    "silent": (
        ("{place} did not answer in time", "{place} non ha risposto in tempo"),
        (
            "Look whether PostgreSQL is overloaded, and whether a firewall stands between.",
            "Verificare se PostgreSQL è sovraccarico e se c'è un firewall in mezzo.",
        ),
    ),
    "password": (
        ("PostgreSQL at {place} refuses the user {user}", "PostgreSQL su {place} rifiuta l'utente {user}"),
        (
            "Correct user and password in PRONTO_DATABASE_URL, or let the user in (pg_hba.conf).",
            "Correggere utente e password in PRONTO_DATABASE_URL, o ammettere l'utente (pg_hba.conf).",
        ),
    ),
    "no_database": (
        ("PostgreSQL at {place} has no database {name}", "PostgreSQL su {place} non ha il database {name}"),
        ("Make it: createdb -O {user} {name}", "Crearlo: createdb -O {user} {name}"),
    ),
    "not_allowed": (
        ("the user {user} may not use the tables", "l'utente {user} non può usare le tabelle"),
        ("Let {user} own the database {name}.", "Rendere {user} proprietario del database {name}."),
    ),
    "starting": (
        ("PostgreSQL at {place} is starting or stopping", "PostgreSQL su {place} si sta avviando o fermando"),
        ("Try again in a moment.", "Riprovare tra poco."),
    ),
    "full": (
        ("PostgreSQL at {place} takes no more connections", "PostgreSQL su {place} non accetta altre connessioni"),
        ("Raise max_connections, or end other programs.", "Aumentare max_connections, o chiudere altri programmi."),
    ),
    "no_file": (
        ("the file {name} cannot be opened or made", "il file {name} non si può aprire né creare"),
        (
            "Correct the path in PRONTO_DATABASE_URL, and let the user that runs Pronto write to its folder.",
            "Correggere il percorso in PRONTO_DATABASE_URL e dare a chi esegue Pronto i permessi sulla cartella.",
        ),
    ),
    "read_only": (
        ("the file {name} may not be written", "il file {name} non è scrivibile"),
        (
            "Let the user that runs Pronto write to it and to its folder.",
            "Dare i permessi di scrittura su file e cartella.",
        ),
    ),
    "no_tables": (
        ("Pronto's tables are not there yet", "le tabelle di Pronto non ci sono ancora"),
        ("Run `pronto db upgrade`, or start Pronto.", "Eseguire `pronto db upgrade`, o avviare Pronto."),
    ),
    "no_sqlite": (
        ("the file {name} is no SQLite database", "il file {name} non è un database SQLite"),
        ("Name another file in PRONTO_DATABASE_URL.", "Indicare un altro file in PRONTO_DATABASE_URL."),
    ),
    "locked": (
        ("another program holds the file {name}", "un altro programma tiene il file {name}"),
        ("End it, or wait until it is done.", "Chiuderlo, o attendere che finisca."),
    ),
    "disk_full": (
        ("the disk of {name} is full", "il disco di {name} è pieno"),
        ("Make room on it.", "Liberare spazio."),
    ),
    "disk": (
        ("the disk of {name} fails", "errore sul disco di {name}"),
        ("Look into the machine's log.", "Consultare il log della macchina."),
    ),
    "other": (
        ("the database at {place} cannot be used ({kind})", "il database su {place} non è utilizzabile ({kind})"),
        ("Check PRONTO_DATABASE_URL and the database's log.", "Verificare PRONTO_DATABASE_URL e il log del database."),
    ),
}


def explain(error: BaseException, url: str) -> tuple[Said, Said]:
    """What is wrong and how to mend it, each in English and Italian. Shows neither password nor statement."""
    if isinstance(error, DialerError):
        return (str(error), str(error)), ("Check PRONTO_DATABASE_URL.", "Verificare PRONTO_DATABASE_URL.")
    facts = {**_facts(url), "kind": type(getattr(error, "orig", None) or error).__name__}
    what, mend = _SAYS[_kind(error)]
    return _filled(what, facts), _filled(mend, facts)


def _filled(pair: Said, facts: dict[str, str]) -> Said:
    english, italian = pair
    return english.format(**facts), italian.format(**facts)


def _kind(error: BaseException) -> str:
    origin = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    state = next((_BY_STATE[one] for one in _states(origin) if one in _BY_STATE), None)
    if state is not None:
        return state
    match origin:
        case socket.gaierror():
            return "unknown_host"
        case TimeoutError() | PoolTimeout():
            return "silent"
        case OSError():
            return "refused"
        case _:
            return next((kind for text, kind in _BY_TEXT if text in str(origin)), "other")


def _states(error: BaseException | None) -> list[str]:
    """The SQLSTATEs of an error and of what it came from."""
    found = []
    while error is not None:
        found += [str(state)] if (state := getattr(error, "sqlstate", None)) else []
        error = error.__cause__
    return found


def _facts(url: str) -> dict[str, str]:
    try:
        known: URL = make_url(url)
    except (ArgumentError, ValueError, SQLAlchemyError):
        return dict.fromkeys(("place", "host", "user", "name"), "?")
    host = known.host or "localhost"
    place = f"{host}:{known.port or 5432}" if known.drivername.startswith("postgres") else known.database or ""
    return {"place": place, "host": host, "user": known.username or "", "name": unquote(known.database or "")}
