"""Why the database cannot be used, in words: what could not be reached or read, and how to mend it."""

import socket
from typing import Final
from urllib.parse import unquote

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from dialer.core.errors import DatabaseBusy, DialerError
from dialer.database_words import SAYS
from dialer.i18n.message import Message, message_of, msg
from dialer.storage.error_codes import Trouble, trouble_of

AWAY: Final = (SQLAlchemyError, ConnectionError, socket.gaierror, TimeoutError)
"""What a database that cannot be used makes its drivers raise."""


def explain(error: BaseException, url: str) -> tuple[Message | str, Message]:
    """What is wrong and how to mend it. Shows neither password nor statement."""
    if isinstance(error, DialerError) and not isinstance(error, DatabaseBusy):
        return message_of(error), msg("Check PRONTO_DATABASE_URL.")
    facts = {**_facts(url), "kind": type(getattr(error, "orig", None) or error).__name__}
    what, mend = SAYS[trouble_of(error)]
    return Message(what, facts), Message(mend, facts)


def explain_trouble(error: BaseException, url: str) -> Message | str:
    """The same as one message; of no known trouble, as it came."""
    if trouble_of(error) is Trouble.OTHER:
        return str(getattr(error, "orig", error)).splitlines()[0]
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
