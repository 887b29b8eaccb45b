"""Compares options for a new list with an existing list of the same name, which an import never changes."""

from typing import Any

import httpx

from api.cli.client import ask, ask_all, find_campaign
from api.cli.output import fail, pairs
from api.cli.texts.lists import LIST
from dialer.people.imports.rows.cell_fault import BadCell
from dialer.people.lists.rules.written_days import read_instant


def as_it_is(
    client: httpx.Client, list_id: int, *, campaign: str | None, company: str | None, consent: list[str] | None
) -> None:
    """End the command if an option differs from the existing list: the user would expect it to take effect."""
    listed = ask(client, "GET", f"/api/v1/lists/{list_id}")
    name = listed["name"]
    if campaign is not None and find_campaign(client, campaign)["id"] != listed["campaign_id"]:
        raise fail(LIST("other_campaign", name=name, campaign=campaign))
    if company is not None and company != _company(client, listed["company_id"]):
        raise fail(LIST("other_company", name=name, company=company))
    for what, said in pairs(consent).items():
        there = listed["consent"].get(what, "")
        if not _alike(what, said, there, listed["country"]):
            raise fail(LIST("other_consent", name=name, what=what, there=there or "–", said=said))


def _company(client: httpx.Client, company_id: int) -> str | None:
    companies = ask_all(client, "/api/v1/companies")
    return next((str(one["name"]) for one in companies if one["id"] == company_id), None)


def _alike(what: str, said: str, there: Any, country: str) -> bool:
    """Whether a consent value equals the stored one; a day may be written in another format."""
    if what != "obtained_at":
        return said == str(there)
    try:
        return read_instant(said, country).isoformat() == str(there)
    except BadCell:
        return False
