"""Waiting for a SQLite file's single write lock, which keeps no queue.

SQLite's own wait asks for the lock again after 1, 2, 5, 10, 15, 20, 25 and at last every 100 ms. Such a waiter mostly
sleeps while the lock is free; beside a writer that takes it again at once, it gets the lock by chance, after a third of
a second or more. So writers ask every two milliseconds, and bulk loads leave the lock free for longer than that after
each transaction.
"""

import time
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from dialer.storage import prepared

ASK_EVERY_S: Final = 0.002
FREE_S: Final = 0.005


def begin_writing(connection: Connection, at_most_s: float) -> None:
    """Begin a transaction that writes, once the lock is free. Raises OperationalError after `at_most_s`."""
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
