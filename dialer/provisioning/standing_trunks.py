"""What Pronto has written and stands: compared with Asterisk, and taken out of it once a trunk is retired."""

import logging
from collections.abc import Callable
from typing import Final

from dialer.audit.store import Audit
from dialer.core.settings import Settings
from dialer.core.time_units import DAY_S
from dialer.jobs.runner import Runner
from dialer.messaging.bus import Bus, Topic
from dialer.provisioning import rules
from dialer.provisioning.doors import TROUBLE, open_door
from dialer.provisioning.errors import NoDoor, PasswordLost
from dialer.provisioning.link_ups import COMPARE_EVERY_S, LinkUps
from dialer.provisioning.model import ObjectChange, TrunkVersion
from dialer.provisioning.store import TrunkVersions, told_of
from dialer.provisioning.trunk_apply import TrunkApply
from dialer.provisioning.wanted_trunk import WantedTrunk
from dialer.telephony.nodes.model import Node
from dialer.telephony.nodes.provisioning import Told, compare
from dialer.telephony.nodes.store.nodes import Nodes
from dialer.telephony.trunks.store import Trunks

log = logging.getLogger(__name__)

NOT_COMPARED: Final = (NoDoor, PasswordLost, *TROUBLE)
"""Why a trunk could not be compared with Asterisk."""
PASSWORD_KEPT_S: Final = 30 * DAY_S  # of a retired trunk, so that it can be brought back


class StandingTrunks:
    """The versions that stand, looked at as links come up and each quarter of an hour."""

    def __init__(
        self,
        trunk_versions: TrunkVersions,
        audit: Audit,
        nodes: Nodes,
        trunks: Trunks,
        runner: Runner,
        bus: Bus,
        settings: Settings,
        applies: TrunkApply,
        clock: Callable[[], float],
    ) -> None:
        self._trunk_versions, self._audit, self._nodes, self._trunks = trunk_versions, audit, nodes, trunks
        self._bus, self._settings, self._applies, self._clock = bus, settings, applies, clock
        self._links = LinkUps()
        self._forgot_at = 0.0  # when passwords of retired trunks were looked at last
        runner.add_duty(self.watch)

    async def watch(self) -> None:
        """Compare what stands with Asterisk when a link has come up, and each quarter of an hour."""
        now = self._clock()
        for node_id in self._links.due(await self._bus.latest(Topic.BOARD) or {}, now=now):
            await self._compare_node(node_id)
        if self._forgot_at + COMPARE_EVERY_S <= now:
            self._forgot_at = now
            await self._trunk_versions.forget_passwords(retired_before=now - PASSWORD_KEPT_S)

    async def compare(self, node: Node, standing: TrunkVersion) -> tuple[Told, tuple[ObjectChange, ...]]:
        """What Asterisk has, and what was changed there by hand, which is noted, and told once."""
        endpoint = rules.endpoint_name(standing.name)
        async with open_door(node, self._settings, self._clock) as door:
            found = await door.read(rules.all_names(standing.name))
        objects = WantedTrunk.of(standing, self._settings.state_dir).objects
        wanted = rules.as_written(told_of(standing, endpoint), objects)
        drift = rules.drift_of(wanted, found)
        if drift and drift != standing.drift:
            changed = sorted({one.kind.value for one in drift})
            log.warning("the trunk %s was changed in Asterisk by hand: %s", standing.name, ", ".join(changed))
            act = self._audit.act(
                actor="pronto",
                action="trunk.drift",
                subject=f"node:{standing.node_id}",
                facts={**rules.audit_facts(standing), "objects": changed},
                now=self._clock(),
            )
            await TrunkVersions(act).note_drift(standing.id, drift, now=self._clock())
        else:
            await self._trunk_versions.note_drift(standing.id, drift, now=self._clock())
        return found, drift

    async def remove(self, node_id: int, name: str) -> None:
        """Take a retired trunk's objects out of Asterisk; what cannot be reached now is left for the next look."""
        standing = await self._trunk_versions.standing(node_id, name)
        if standing is None:
            return
        node = await self._nodes.get(node_id)
        try:
            await self._take_away(node, name)
        except NOT_COMPARED as error:
            log.warning("the trunk %s stays in Asterisk for now: %s", name, type(error).__name__)
            return
        await self._trunk_versions.remove(node_id, name)

    async def _compare_node(self, node_id: int) -> None:
        for standing in await self._trunk_versions.all_standing(node_id):
            node = await self._nodes.get(node_id)
            try:
                if await self._trunks.by_name(node_id, standing.name) is None:
                    if not await self._applies.is_under_way(node_id, standing.name):  # it may be on its way back
                        await self.remove(node_id, standing.name)
                    continue
                await self.compare(node, standing)
            except NOT_COMPARED as error:
                log.warning("the trunk %s could not be compared: %s", standing.name, type(error).__name__)

    async def _take_away(self, node: Node, name: str) -> None:
        async with open_door(node, self._settings, self._clock) as door:
            there = await door.read(rules.all_names(name))
            await door.apply(compare((), tuple(reversed(rules.all_names(name))), there))
