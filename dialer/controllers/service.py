"""Changes of controllers: their names, and what people are told about them."""

from collections.abc import Callable
from dataclasses import asdict

from dialer.controllers.model import Controller, Privacy
from dialer.stores import Store


class ControllerService:
    """Requests about the companies on whose behalf people are called."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock

    async def change(self, before: Controller, name: str, privacy: Privacy, *, actor: str) -> Controller:
        """Give a controller that was read this name and this privacy information.

        Raises NotFound, NameTaken, and Changed if it has changed since it was read.
        """
        if name == before.name:
            changed = await self._store.controllers.update(before.id, privacy, expected=before)
        else:
            now = self._clock()
            changed = await self._store.controllers.rename(
                before.id, name, privacy=privacy, actor=actor, now=now, expected=before
            )
            if privacy == before.privacy:
                return changed
        facts = {"privacy": {**asdict(privacy), "recipients": list(privacy.recipients)}}
        subject = f"controller:{before.id}"
        await self._store.audit.add(
            actor=actor, action="controller.update", subject=subject, facts=facts, now=self._clock()
        )
        return changed
