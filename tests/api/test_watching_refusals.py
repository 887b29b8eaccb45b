"""A law that locks the watching of agents: what suppressions show while the call lives in which the person said no."""

from typing import Any

import httpx
import pytest

from api.cli import suppression
from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from tests.api.test_cli_follows import ends_with, instead
from tests.api.test_watching_promises import hangs_up
from tests.support.agent_in_call import AtWork, at_work
from tests.support.api_clients import Door, items_of, made
from tests.support.called_campaign import settings

__all__ = ["settings"]

NUMBER = "+390212345671"  # of the call that lives
CHECK = "/api/v1/suppressions/check"


async def refused(work: AtWork) -> None:
    """The person on the phone says no, and Anna writes it down during the call."""
    anna = await work.door.client(Role.AGENT, work.estate.agent_id)
    said = {"attempt_id": work.live, "code": "do_not_call"}
    await made(anna, "POST", f"/api/v1/agents/{work.estate.agent_id}/dispose", said)


async def authors(work: AtWork) -> list[tuple[str, str, str]]:
    """By whom and by which call the number is suppressed, and the rule that hides it, wherever it can be seen."""
    boss, company = await work.door.client(Role.SUPERVISOR), work.estate.company_id
    pages: list[list[dict[str, Any]]] = [
        await items_of(boss, f"/api/v1/companies/{company}/suppressions"),
        await items_of(boss, f"/api/v1/suppressions?scope=company:{company}"),
        await made(boss, "POST", CHECK, {"number": NUMBER}),
    ]
    [first, *others] = [(one["added_by"], one["source"], one["locked_by"]) for page in pages for one in page]
    assert others == [first] * 2
    return first


async def test_who_wrote_the_no_down_is_told_when_the_call_has_ended(door: Door) -> None:
    work = await at_work(door, "IT")
    await refused(work)
    assert await authors(work) == ("", f"attempt:{work.live}", "IT-MONITOR")
    live = await door.parts.store.attempts.get(work.live, sees=EVERYTHING)
    await hangs_up(work, work.live, live.lead_id)
    by, source, rule = await authors(work)
    assert (by.rpartition(":")[0], source, rule) == ("key:agent", f"attempt:{work.live}", "")


@pytest.mark.parametrize(("law", "agreement"), [("IT", "2026/14"), ("US", "")], ids=["an agreement", "no such rule"])
async def test_where_agents_may_be_watched_it_is_told_at_once(door: Door, law: str, agreement: str) -> None:
    work = await at_work(door, law)
    if agreement:
        await work.agrees(agreement)
    await refused(work)
    by, _, rule = await authors(work)
    assert (by.rpartition(":")[0], rule) == ("key:agent", "")


async def test_what_was_suppressed_by_hand_names_its_author(door: Door) -> None:
    work = await at_work(door, "IT")
    boss, path = await door.client(Role.SUPERVISOR), f"/api/v1/companies/{work.estate.company_id}/suppressions"
    await made(boss, "POST", path, {"numbers": [NUMBER], "reason": "asked"})
    by, _, rule = await authors(work)
    assert (by.rpartition(":")[0], rule) == ("key:supervisor", "")


def test_the_command_line_says_that_it_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {
        "of_what": "number",
        "scope": "all",
        "reason": "disposition:do_not_call",
        "source": "attempt:pc-1",
        "added_at": "2026-12-01T14:30:00Z",
        "added_by": "",
        "locked_by": "IT-MONITOR",
    }
    instead(monkeypatch, suppression, lambda _: httpx.Response(200, json=[shown]))
    ends_with(0, ["suppression", "check", NUMBER], "not shown")
    ends_with(0, ["suppression", "check", NUMBER, "--language", "it"], "non mostrato")
