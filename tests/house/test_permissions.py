"""Permissions: each has its words and its operation, and the page that lists them is what the code says."""

from types import SimpleNamespace
from typing import Any, Final, cast, get_args

import pytest

from api.app import create_app
from dialer.access.roles import MEANINGS, PERMISSIONS, ROLES, STEP_UP, Permission
from dialer.app.composition import Parts
from dialer.core.enums import Role
from dialer.core.settings import Settings
from docs.roles_page import PAGE, page

# Permissions whose operations are not written yet, and what decides without an operation of its own.
NO_OPERATION: Final[set[str]] = set()


@pytest.fixture(scope="module")
def scopes() -> dict[str, list[str]]:
    """By operation, the permissions that it names; none where anybody may, or whoever is signed in."""
    parts = SimpleNamespace(clock=lambda: 0.0, settings=Settings(), bus=None)
    document: dict[str, Any] = create_app(cast("Parts", parts)).openapi()
    return {
        f"{method.upper()} {path}": [
            scope for way in operation.get("security", ()) for scope in next(iter(way.values()))
        ]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_every_permission_has_words_and_a_role() -> None:
    assert list(MEANINGS) == list(get_args(Permission))
    assert frozenset().union(*ROLES.values()) == PERMISSIONS
    assert STEP_UP <= PERMISSIONS
    assert set(ROLES) == set(Role)


def test_every_permission_opens_an_operation(scopes: dict[str, list[str]]) -> None:
    used = {scope for named in scopes.values() for scope in named}
    assert used == PERMISSIONS - NO_OPERATION


def test_every_operation_names_one_permission_or_is_open(scopes: dict[str, list[str]]) -> None:
    assert {operation for operation, named in scopes.items() if len(named) != 1} == {
        "GET /healthz",
        "GET /readyz",
        "POST /api/v1/session",
        "DELETE /api/v1/session",
        "GET /api/v1/stream",
        *(f"POST /api/v1/session/{how}" for how in ("code", "link", "board", "provider", "provider/answer", "confirm")),
        "GET /api/v1/session/ways",
        "GET /api/v1/me",
        "PATCH /api/v1/me",
        "PUT /api/v1/me/password",
        "POST /api/v1/me/totp",
        "POST /api/v1/me/totp/confirm",
        "POST /api/v1/me/totp/backup-codes",
        "DELETE /api/v1/me/totp",
        "GET /api/v1/me/sessions",
        "GET /api/v1/me/sign-ins",
        "DELETE /api/v1/me/sessions",
        "DELETE /api/v1/me/sessions/{session_id}",
        "GET /api/v1/roles",
        "GET /api/v1/pause-reasons",
    }


def test_the_page_of_roles_says_what_the_code_says() -> None:
    assert PAGE.read_text() == page(), "`make docs` writes it anew"
