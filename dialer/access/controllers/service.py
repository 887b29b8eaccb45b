"""Controllers made, changed and brought back, with the audit."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from dialer.access.controllers.model import NOTHING_TOLD, Controller, Privacy
from dialer.access.controllers.store import Controllers
from dialer.audit.store import Audit
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
        made = await self._controllers.create(name, told)
        await self._note("controller.create", made.id, {"name": name, "privacy": _plain(told)}, actor)
        return made

    async def change(self, before: Controller, name: str, privacy: Privacy, *, actor: str) -> Controller:
        """Give a controller that was read this name and this privacy information.

        Raises NotFound, NameTaken, and Changed if it has changed since it was read.
        """
        if name == before.name:
            changed = await self._controllers.update(before.id, privacy, expected=before)
        else:
            now = self._clock()
            changed = await self._controllers.rename(
                before.id, name, privacy=privacy, actor=actor, now=now, expected=before
            )
            if privacy == before.privacy:
                return changed
        await self._note("controller.update", before.id, {"privacy": _plain(privacy)}, actor)
        return changed

    async def _note(self, action: str, controller_id: int, facts: dict[str, Any], actor: str) -> None:
        subject = f"controller:{controller_id}"
        await self._audit.add(actor=actor, action=action, subject=subject, facts=facts, now=self._clock())


def _plain(privacy: Privacy) -> dict[str, Any]:
    return {**asdict(privacy), "recipients": list(privacy.recipients)}
