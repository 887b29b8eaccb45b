"""Controllers made, changed and brought back, with the audit."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from dialer.access.controllers.model import NOTHING_TOLD, Controller, Privacy
from dialer.access.controllers.store import Controllers
from dialer.audit.store import Act, Audit
from dialer.core.visibility import EVERYTHING


class ControllerService:
    """Requests about the companies on whose behalf people are called."""

    def __init__(self, controllers: Controllers, audit: Audit, clock: Callable[[], float]) -> None:
        self._controllers, self._audit, self._clock = controllers, audit, clock

    async def create(self, name: str, privacy: Privacy | None, *, actor: str) -> Controller:
        """Create a controller, or bring the retired one of this name back: without `privacy` with what it had.

        Raises NameTaken, also if another was called so before.
        """
        there = await self._controllers.by_name(name, retired=True, sees=EVERYTHING)
        if there is not None and there.retired_at is not None:
            return await self._controllers.bring_back(there.id, privacy=privacy, actor=actor, now=self._clock())
        told = privacy or NOTHING_TOLD
        facts = {"name": name, "privacy": _plain(told)}
        return await Controllers(self._act("controller.create", facts, actor)).create(name, told)

    async def change(self, before: Controller, name: str, privacy: Privacy, *, actor: str) -> Controller:
        """Give a controller that was read this name and this privacy information.

        Raises NotFound, NameTaken, and Changed if it has changed since it was read.
        """
        act = self._act("controller.update", {"privacy": _plain(privacy)}, actor)
        if name == before.name:
            return await Controllers(act).update(before.id, privacy, expected=before)
        # The rename has a line of its own.
        controllers = self._controllers if privacy == before.privacy else Controllers(act)
        return await controllers.rename(
            before.id, name, privacy=privacy, actor=actor, now=self._clock(), expected=before
        )

    def _act(self, action: str, facts: Mapping[str, Any], actor: str) -> Act:
        return self._audit.act(actor=actor, action=action, subject=_subject, facts=facts, now=self._clock())


def _subject(controller: Controller) -> str:
    return f"controller:{controller.id}"


def _plain(privacy: Privacy) -> dict[str, Any]:
    return {**asdict(privacy), "recipients": list(privacy.recipients)}
