"""Why the database cannot be used, in words: what could not be reached or read, and how to mend it."""

import socket
from typing import Final
from urllib.parse import unquote

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from dialer.core.errors import DatabaseBusy, DialerError
from dialer.database_words import SAYS, Pair
from dialer.storage.error_codes import Trouble, trouble_of

AWAY: Final = (SQLAlchemyError, ConnectionError, socket.gaierror, TimeoutError)
"""What a database that cannot be used makes its drivers raise."""


def explain(error: BaseException, url: str) -> tuple[Pair, Pair]:
    """What is wrong and how to mend it, each in English and Italian. Shows neither password nor statement."""
    if isinstance(error, DialerError) and not isinstance(error, DatabaseBusy):
        return (str(error), str(error)), ("Check PRONTO_DATABASE_URL.", "Verificare PRONTO_DATABASE_URL.")
    facts = {**_facts(url), "kind": type(getattr(error, "orig", None) or error).__name__}
    what, mend = SAYS[trouble_of(error)]
    return _filled(what, facts), _filled(mend, facts)


def in_english(error: BaseException, url: str) -> str:
    """The same as one text that can be kept, `dialer.refusals` has it in Italian; of no known trouble, as it came."""
    if trouble_of(error) is Trouble.OTHER:
        return str(getattr(error, "orig", error)).splitlines()[0]
    (what, _), (mend, _) = explain(error, url)
    return f"{what}. {mend}"


def _filled(pair: Pair, facts: dict[str, str]) -> Pair:
    english, italian = pair
    return english.format(**facts), italian.format(**facts)


def _facts(url: str) -> dict[str, str]:
    try:
        known: URL = make_url(url)
    except (ArgumentError, ValueError, SQLAlchemyError):
        return dict.fromkeys(("place", "host", "user", "name"), "?")
    host = known.host or "localhost"
    place = f"{host}:{known.port or 5432}" if known.drivername.startswith("postgres") else known.database or ""
    return {"place": place, "host": host, "user": known.username or "", "name": unquote(known.database or "")}
