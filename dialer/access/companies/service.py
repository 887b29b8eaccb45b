"""Companies made, changed and brought back, with the audit."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from dialer.access.companies.model import NOTHING_TOLD, Company, Privacy
from dialer.access.companies.store import Companies
from dialer.audit.store import Act, Audit
from dialer.core.visibility import EVERYTHING


class CompanyService:
    """Requests about the companies on whose behalf people are called."""

    def __init__(self, companies: Companies, audit: Audit, clock: Callable[[], float]) -> None:
        self._companies, self._audit, self._clock = companies, audit, clock

    async def create(self, name: str, privacy: Privacy | None, *, actor: str) -> Company:
        """Create a company, or bring the retired one of this name back: without `privacy` with what it had.

        Raises NameTaken, also if another was called so before.
        """
        there = await self._companies.by_name(name, retired=True, sees=EVERYTHING)
        if there is not None and there.retired_at is not None:
            return await self._companies.bring_back(there.id, privacy=privacy, actor=actor, now=self._clock())
        told = privacy or NOTHING_TOLD
        facts = {"name": name, "privacy": _plain(told)}
        return await Companies(self._act("company.create", facts, actor)).create(name, told)

    async def change(self, before: Company, name: str, privacy: Privacy, *, actor: str) -> Company:
        """Give a company that was read this name and this privacy information.

        Raises NotFound, NameTaken, and Changed if it has changed since it was read.
        """
        act = self._act("company.update", {"privacy": _plain(privacy)}, actor)
        if name == before.name:
            return await Companies(act).update(before.id, privacy, expected=before)
        # The rename has a line of its own.
        companies = self._companies if privacy == before.privacy else Companies(act)
        return await companies.rename(before.id, name, privacy=privacy, actor=actor, now=self._clock(), expected=before)

    def _act(self, action: str, facts: Mapping[str, Any], actor: str) -> Act:
        return self._audit.act(actor=actor, action=action, subject=_subject, facts=facts, now=self._clock())


def _subject(company: Company) -> str:
    return f"company:{company.id}"


def _plain(privacy: Privacy) -> dict[str, Any]:
    return {**asdict(privacy), "recipients": list(privacy.recipients)}
