"""Turns at writing to a SQLite file: it has one write lock, and nobody is next in line.

SQLite's own wait asks for the lock again after 1, 2, 5, 10, 15, 20, 25 and at last every 100 ms. Who waits so mostly
sleeps when the lock is free, and beside one who takes it again at once finds it free by chance, after a third of a
second and more. So whoever wants it asks every two milliseconds, and whoever loads leaves it free for longer than that
after each transaction.
"""

import time
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from dialer.storage import prepared

ASK_EVERY_S: Final = 0.002
FREE_S: Final = 0.005


def begin_writing(connection: Connection, at_most_s: float) -> None:
    """Begin a transaction that writes, when it is its turn. Raises OperationalError if it is not within so long."""
    until = time.monotonic() + at_most_s
    while True:
        try:
            prepared.begin(connection, "BEGIN IMMEDIATE")
        except OperationalError as error:
            if not is_taken(error) or time.monotonic() >= until:
                raise
            time.sleep(ASK_EVERY_S)
        else:
            return


def is_taken(error: OperationalError) -> bool:
    """Whether another connection has the lock."""
    return "locked" in str(error.orig) or "busy" in str(error.orig)
