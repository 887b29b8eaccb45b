"""Looks at every transaction of a request: one that changes something has the act's line in the audit in it.

Two writes, the act and its line, would leave an act without its line if the process died in between.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, TypeVar

from sqlalchemy import Connection
from starlette.types import ASGIApp, Receive, Scope, Send

from dialer.storage.database import SqliteDatabase

T = TypeVar("T")

UNRECORDED: Final[list[str]] = []
"""What was found since the last test."""

AUDIT: Final = "audit"
_WRITE: Final = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE(?: OR \w+)?|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)

NO_ACTS: Final = frozenset(
    {
        "api_key",  # when it was last used
        "backup_code",  # that it is used up
        "job",  # work that waits: what it does is recorded where it is done
        "keyed_request",  # what a request with a key was answered
        "sign_in",  # sessions: the table itself says who signed in, when and from where
        "sign_in_link",  # that it is used up
    }
)
"""Tables that any request may write without a line."""

BESIDE_ACTS: Final[Mapping[str, Collection[str]]] = MappingProxyType(
    {
        # What a person says of themselves, and how often a code was tried.
        "change_me": {"user_account"},
        "give_code": {"user_account"},
        "offer_totp": {"user_account"},
        # Contacts and answers: the row is the record, with who wrote it and when.
        "begin_script_run": {"script_run"},
        "write_script_run": {"script_run", "script_answer", "script_quota", "lead_list"},
        "read_team_messages": {"team_message"},
        "simulate_campaign": {"simulation"},
        "open_interaction": {"interaction", "person", "person_lead", "person_point"},
        "change_interaction": {"interaction"},
        "save_draft": {"interaction"},
        # A lead's person is made at the first look.
        "read_person_of_lead": {"person", "person_lead", "person_point"},
        "move_promises": {"person", "person_lead", "person_point"},
        # The claim before a call: its attempt is the record.
        "dial": {"lead", "lead_list"},
        "dial_next": {"lead", "lead_list"},
        # What is kept before and after Asterisk is changed, so that nothing in it is unknown after a crash.
        "create_desk_phone": {"desk_phone"},
        "delete_desk_phone": {"desk_phone"},
        "heal_desk_phone": {"desk_phone"},
        "read_desk_phone_state": {"desk_phone"},
        "apply_trunk": {"trunk_version"},
        "read_provisioning": {"trunk_version"},
        "retire_trunk": {"trunk_version"},
        "roll_back_trunk": {"trunk_version"},
        "log_out_agent": {"phone_account"},
        "sign_out": {"phone_account"},
        # The steps of a longer act, whose line is written with its first or its last one.
        "cancel_answer": {"lead_stock", "register_check"},
        "preview_again": {"import"},
        "scrub_out": {"scrub", "scrub_number"},
        "scrub_in": {"scrub"},
        "send_report": {"report_run", "report_schedule"},
        "update_campaign": {"lead", "simulation"},
        "patch_campaign": {"lead", "simulation"},
    }
)
"""By operation, tables that it may write in a transaction without a line."""


@dataclass(slots=True)
class Request:
    """The tables that a request's transactions have written so far."""

    transactions: list[set[str]] = field(default_factory=list)
    is_over: bool = False


_request: ContextVar[Request | None] = ContextVar("request", default=None)


class RecordedActs:
    """An application's layer in tests."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and look at what it has written."""
        request = Request()
        token = _request.set(request)
        try:
            await self._app(scope, receive, send)
        finally:
            request.is_over = True
            _request.reset(token)
            name = getattr(scope.get("route"), "name", scope.get("path"))
            for tables in request.transactions:
                left = tables - NO_ACTS - set(BESIDE_ACTS.get(name, ()))
                if AUDIT not in tables and left:
                    UNRECORDED.append(f"{name} writes {', '.join(sorted(left))} without a line in the audit")


@contextmanager
def watched() -> Iterator[None]:
    """Let SQLite report the writes of requests, but for transactions that are rolled back or change no row."""
    write = SqliteDatabase.write

    async def watch(self: SqliteDatabase, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        request = _request.get()
        if request is None or request.is_over:
            return await write(self, work, *args, **kwargs)

        def traced(connection: Connection, *args: Any, **kwargs: Any) -> T:
            tables: set[str] = set()

            def hear(statement: str) -> None:
                if written := _WRITE.match(statement):
                    tables.add(written[1])

            driver: Any = connection.connection.driver_connection
            before = driver.total_changes
            driver.set_trace_callback(hear)
            try:
                done = work(connection, *args, **kwargs)
            finally:
                driver.set_trace_callback(None)
            if driver.total_changes > before:
                request.transactions.append(tables)
            return done

        return await write(self, traced, *args, **kwargs)

    SqliteDatabase.write = watch  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        SqliteDatabase.write = write  # type: ignore[method-assign]
