"""The trunks that Pronto writes into Asterisk: what an operator asks of them, and how they stand."""

from collections.abc import Callable
from dataclasses import replace

from dialer.core.errors import NotFound
from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.i18n.message import Message, message_of, msg
from dialer.messaging.bus import Bus
from dialer.provisioning import rules
from dialer.provisioning.carriers import carrier_template
from dialer.provisioning.doors import Door, door_of, open_door
from dialer.provisioning.errors import NothingBefore, PasswordLost, TrunkNotWritten, TrunkOfFiles
from dialer.provisioning.model import (
    Authentication,
    ProofState,
    ProofStep,
    ProvisioningState,
    TrunkPlan,
    TrunkSettings,
    TrunkVersion,
    VersionState,
)
from dialer.provisioning.passwords import seal, unseal
from dialer.provisioning.proof import check_link, find_trunk, proof_steps
from dialer.provisioning.standing_trunks import NOT_COMPARED, StandingTrunks
from dialer.provisioning.store import TrunkVersions, told_of
from dialer.provisioning.trunk_apply import TrunkApply
from dialer.provisioning.wanted_trunk import WantedTrunk
from dialer.telephony.nodes.model import Node
from dialer.telephony.nodes.provisioning import Checked, Told, WrongOption
from dialer.telephony.nodes.store.nodes import Nodes
from dialer.telephony.trunks.dial_strings import endpoint_of
from dialer.telephony.trunks.store import Trunks


class ProvisioningService:
    """The trunks that Pronto writes."""

    def __init__(
        self,
        trunk_versions: TrunkVersions,
        trunks: Trunks,
        nodes: Nodes,
        bus: Bus,
        settings: Settings,
        applies: TrunkApply,
        standing: StandingTrunks,
        clock: Callable[[], float],
    ) -> None:
        self._trunk_versions, self._trunks, self._nodes = trunk_versions, trunks, nodes
        self._bus, self._settings, self._clock = bus, settings, clock
        self._applies, self._standing = applies, standing

    async def plan(self, node_id: int, name: str, settings: TrunkSettings, *, password: str | None) -> TrunkPlan:
        """What an apply of these settings would do. None for the password: the one that the trunk has.

        Raises NotFound, `Invalid`, `NoDoor`, `TrunkOfFiles`, `PasswordLost`, what a door fails with.
        """
        node, standing = await self._node_and_standing(node_id, name)
        wanted = self._wanted(name, settings, password, standing)
        async with open_door(node, self._settings, self._clock) as door:
            checked = await self._checked(door, wanted)
            objects, told = wanted.objects, checked.told
            found = await door.read(rules.all_names(name))
        before = () if standing is None else WantedTrunk.of(standing, self._settings.state_dir).objects
        others = [
            one for one in await self._trunk_versions.all_standing() if (one.node_id, one.name) != (node_id, name)
        ]
        return TrunkPlan(
            door=door_of(node, self._settings),
            text=rules.conf_text(objects),
            changes=rules.planned_changes(found, objects, told, before=before),
            notes=tuple(rules.notes_on(wanted.template, settings, others, node_id=node_id)),
            is_new=standing is None,
        )

    async def apply(
        self, node_id: int, name: str, settings: TrunkSettings, *, password: str | None, actor: str
    ) -> TrunkVersion:
        """Let a job write these settings. What is wrong with them is said now; raises what `plan` raises.

        Raises `ApplyUnderWay`, and `AsteriskUnanswered` if nothing could be proven.
        """
        node, standing = await self._node_and_standing(node_id, name)
        wanted = self._wanted(name, settings, password, standing)
        await check_link(self._bus, node_id)
        await self._applies.check_free(node_id, name)
        async with open_door(node, self._settings, self._clock) as door:
            checked = await self._checked(door, wanted)
        told, secret = checked.told, wanted.password
        return await self._begin(node_id, name, settings, secret, told=told, action="trunk.apply", actor=actor)

    async def roll_back(self, node_id: int, name: str, *, actor: str) -> TrunkVersion:
        """Let a job write the version that stood before; of a retired trunk the last one, which brings it back.

        Raises `NothingBefore`, and what `apply` raises.
        """
        trunk = await self._trunks.by_name(node_id, name, retired=True)
        is_retired = trunk is not None and trunk.retired_at is not None
        standing = await self._trunk_versions.standing(node_id, name)
        if is_retired and standing is not None:  # it could not be taken out of Asterisk yet
            before: TrunkVersion | None = standing
        else:
            before = await self._trunk_versions.before(node_id, name)
        if before is None or (standing is None and not is_retired):
            raise NothingBefore
        if before.settings.user and before.sealed is None:
            raise PasswordLost
        password = unseal(self._settings.state_dir, before.sealed)
        await check_link(self._bus, node_id)
        await self._applies.check_free(node_id, name)
        told = told_of(before, rules.endpoint_name(name))
        return await self._begin(
            node_id,
            name,
            before.settings,
            password,
            told=told,
            action="trunk.bring_back" if is_retired else "trunk.roll_back",
            actor=actor,
            is_the_same=is_retired,
        )

    async def heal(self, node_id: int, name: str, *, actor: str) -> TrunkVersion:
        """Let a job write what stands once more. Raises `TrunkNotWritten`, `ApplyUnderWay`, `AsteriskUnanswered`."""
        await self._nodes.get(node_id)
        if (standing := await self._trunk_versions.standing(node_id, name)) is None:
            raise TrunkNotWritten(trunk=name)
        await check_link(self._bus, node_id)
        await self._applies.check_free(node_id, name)
        return await self._applies.queue(standing, action="trunk.heal", actor=actor)

    async def verify(self, node_id: int, name: str) -> list[ProofStep]:
        """Whether the trunk is there now, whoever has written it. Raises NotFound, `AsteriskUnanswered`."""
        await self._nodes.get(node_id)
        standing = await self._trunk_versions.standing(node_id, name)
        trunk = await self._trunks.by_name(node_id, name)
        if trunk is None:
            raise NotFound(trunk=name)
        endpoint = endpoint_of(trunk.dial)
        if endpoint is None:
            what = msg("Only endpoints of PJSIP can be asked; this trunk is dialled as {dial}.", dial=trunk.dial)
            return [ProofStep(id="qualify", state=ProofState.NOTE, what=what)]
        registers = standing is not None and standing.settings.authentication is Authentication.REGISTRATION
        found = await find_trunk(self._bus, node_id, endpoint, registers=registers)
        return proof_steps(found, endpoint, registers=registers)

    async def state(self, node_id: int, name: str) -> ProvisioningState:
        """How the trunk stands: compared with Asterisk now. Raises NotFound."""
        node = await self._nodes.get(node_id)
        versions = tuple(await self._trunk_versions.list(node_id, name))
        trunk = await self._trunks.by_name(node_id, name, retired=True)
        retired_at = None if trunk is None else trunk.retired_at
        standing = next((one for one in versions if one.state is VersionState.STANDING), None)
        if standing is None:
            return ProvisioningState(
                standing=None, versions=versions, text="", found=None, drift=None, retired_at=retired_at
            )
        wanted = WantedTrunk.masked(standing).objects
        found, drift = None, None
        why: Message | str = ""
        try:
            there, drift = await self._standing.compare(node, standing)
            found = rules.found_text(there, wanted, drift)
            standing = replace(standing, drift=drift, compared_at=self._clock())
        except NOT_COMPARED as error:
            why = message_of(error)
        return ProvisioningState(
            standing=standing,
            versions=versions,
            text=rules.conf_text(wanted),
            found=found,
            drift=drift,
            retired_at=retired_at,
            why_unasked=why,
        )

    async def _begin(
        self,
        node_id: int,
        name: str,
        settings: TrunkSettings,
        password: str,
        *,
        told: Told,
        action: str,
        actor: str,
        is_the_same: bool = False,
    ) -> TrunkVersion:
        sealed = seal(self._settings.state_dir, password) if password else None
        versions, told = self._trunk_versions, rules.without_secrets(told)
        made = await versions.add(node_id, name, settings, sealed=sealed, told=told, actor=actor, now=self._clock())
        return await self._applies.queue(made, action=action, actor=actor, is_the_same=is_the_same)

    async def _node_and_standing(self, node_id: int, name: str) -> tuple[Node, TrunkVersion | None]:
        """The node, and the version that stands. Raises NotFound, `TrunkOfFiles`."""
        node = await self._nodes.get(node_id)
        if node.retired_at is not None:
            raise NotFound(id=node_id)
        standing = await self._trunk_versions.standing(node_id, name)
        if standing is None and await self._trunks.by_name(node_id, name) is not None:
            raise TrunkOfFiles(trunk=name)
        return node, standing

    def _wanted(
        self, name: str, settings: TrunkSettings, password: str | None, standing: TrunkVersion | None
    ) -> WantedTrunk:
        """What is wanted, with the password. Raises `Invalid` for what was typed, NotFound, `PasswordLost`."""
        template = carrier_template(settings.template)
        if password is None:
            kept = standing is not None and settings.user == standing.settings.user
            password = unseal(self._settings.state_dir, standing.sealed) if kept and standing is not None else ""
        if wrong := list(rules.problems_of(template, settings, has_password=bool(password))):
            raise Invalid(wrong)
        return WantedTrunk(template=template, settings=settings, password=password, name=name)

    async def _checked(self, door: Door, wanted: WantedTrunk) -> Checked:
        """What Asterisk says of the objects. Raises `Invalid` for what it does not know."""
        errors: list[tuple[str, Message | str]] = []
        section = wanted.template.transport.section
        if await door.transport(section) is None:
            what = msg(
                "Asterisk has no transport {name}: write it into pjsip.conf, and restart Asterisk.", name=section
            )
            errors.append(("template", what))
        checked = await door.check(wanted.objects)
        errors += [(_place(one, wanted.settings), one.what) for one in checked.wrong]
        if errors:
            raise Invalid(errors)
        return checked


def _place(wrong: WrongOption, settings: TrunkSettings) -> str:
    """Where in the request an option was typed; the template if it is the template's."""
    for place, one in enumerate(settings.options):
        if (one.kind, one.name) == (wrong.kind, wrong.option):
            return f"options.{place}.value"
    return "codecs" if wrong.option == "allow" else "template"
