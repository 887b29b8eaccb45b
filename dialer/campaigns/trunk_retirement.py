"""Takes trunks out of use: what goes with them is looked at first, and their objects leave Asterisk.

A call that lives keeps its trunk from being retired, so none is cut. The way back is `ProvisioningService.roll_back`.
"""

from collections.abc import Callable
from types import EllipsisType

from dialer.campaigns.store.retirement import Retiring
from dialer.core.settings import Settings
from dialer.core.visibility import Visibility
from dialer.i18n.message import message_of
from dialer.provisioning import rules
from dialer.provisioning.doors import open_door
from dialer.provisioning.model import RetirementPlan
from dialer.provisioning.standing_trunks import NOT_COMPARED, StandingTrunks
from dialer.provisioning.store import TrunkVersions
from dialer.provisioning.trunk_apply import TrunkApply
from dialer.provisioning.wanted_trunk import WantedTrunk
from dialer.telephony.nodes.store.nodes import Nodes
from dialer.telephony.trunks.model import Trunk


class TrunkRetirement:
    """Retirement of trunks, whoever has written them into Asterisk."""

    def __init__(
        self,
        nodes: Nodes,
        retiring: Retiring,
        trunk_versions: TrunkVersions,
        settings: Settings,
        applies: TrunkApply,
        standing: StandingTrunks,
        clock: Callable[[], float],
    ) -> None:
        self._nodes, self._retiring, self._trunk_versions = nodes, retiring, trunk_versions
        self._settings, self._clock = settings, clock
        self._applies, self._standing = applies, standing

    async def plan(self, node_id: int, name: str, *, sees: Visibility) -> RetirementPlan:
        """What a retirement would take away, and what is in its way now. Raises NotFound."""
        node = await self._nodes.get(node_id)
        uses = await self._retiring.uses_of_trunk(node_id, name, sees=sees)
        standing = await self._trunk_versions.standing(node_id, name)
        if standing is None:
            return RetirementPlan(uses=uses, is_written=False, changes=())
        try:
            written = WantedTrunk.of(standing, self._settings.state_dir).objects
            async with open_door(node, self._settings, self._clock) as door:
                found = await door.read(rules.all_names(name))
        except NOT_COMPARED as error:
            return RetirementPlan(uses=uses, is_written=True, changes=None, why_unasked=message_of(error))
        return RetirementPlan(uses=uses, is_written=True, changes=rules.taken_away(found, written))

    async def retire(self, node_id: int, name: str, *, actor: str, expected: Trunk | EllipsisType | None = ...) -> None:
        """Take a trunk out of use that no campaign under way uses, and its objects out of Asterisk.

        Raises NotFound, InUse, Changed, `ApplyUnderWay`.
        """
        await self._applies.check_free(node_id, name)
        await self._retiring.trunk(node_id, name, actor=actor, now=self._clock(), expected=expected)
        await self._standing.remove(node_id, name)
