"""Writes trunks into Asterisk: plans, applies, proves, rolls back, compares, heals.

The database is the truth: what an apply leads back to is the version that stands there, not what Asterisk tells.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dialer.core.errors import NotFound
from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.i18n.message import Message, message_of, msg
from dialer.jobs.kinds import TRUNK_APPLY
from dialer.jobs.model import Job, JobKind
from dialer.jobs.runner import Runner
from dialer.messaging.bus import Bus, Topic
from dialer.nodes.inspection import AsteriskUnanswered
from dialer.nodes.model import Node
from dialer.nodes.provisioning import Checked, PjsipObject, Told, WrongOption, compare
from dialer.provisioning import rules
from dialer.provisioning.carriers import base_options, carrier_template
from dialer.provisioning.doors import TROUBLE, Door, door_of, open_door
from dialer.provisioning.errors import (
    ApplyUnderWay,
    NoDoor,
    NothingBefore,
    PasswordLost,
    TrunkNotUp,
    TrunkNotWritten,
    TrunkOfFiles,
)
from dialer.provisioning.link_ups import COMPARE_EVERY_S, LinkUps
from dialer.provisioning.model import (
    Authentication,
    CarrierTemplate,
    ObjectChange,
    ProofState,
    ProofStep,
    ProvisioningState,
    TrunkPlan,
    TrunkSettings,
    TrunkVersion,
    VersionState,
)
from dialer.provisioning.passwords import seal, unseal
from dialer.provisioning.proof import check_link, find_trunk, has_failed, proof_steps
from dialer.provisioning.store import told_of
from dialer.stores import Store
from dialer.trunks.dial_strings import endpoint_of

log = logging.getLogger(__name__)

STEPS: Final = 5  # of an apply, as its progress counts them
NOT_COMPARED: Final = (NoDoor, PasswordLost, *TROUBLE)
"""Why a trunk could not be compared with Asterisk."""
PASSWORD_KEPT_S: Final = 30 * 86_400.0  # of a retired trunk, so that it can be brought back


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What is to stand: settings with their template and password."""

    template: CarrierTemplate
    settings: TrunkSettings
    password: str
    name: str

    @property
    def objects(self) -> tuple[PjsipObject, ...]:
        return rules.objects_of(self.template, self.settings, self.name, base=base_options(), password=self.password)

    @property
    def registers(self) -> bool:
        return self.settings.authentication is Authentication.REGISTRATION


class ProvisioningService:
    """The trunks that Pronto writes."""

    def __init__(self, store: Store, runner: Runner, bus: Bus, settings: Settings, clock: Callable[[], float]) -> None:
        self._store, self._runner, self._bus, self._settings, self._clock = store, runner, bus, settings, clock
        self._links = LinkUps()
        self._forgot_at = 0.0  # when passwords of retired trunks were looked at last
        runner.add(JobKind(name=TRUNK_APPLY, run=self._run, failed=self._failed))
        runner.add_duty(self.watch)

    # What an operator asks --------------------------------------------------------------------------------------------

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
        before = () if standing is None else self._of_version(standing).objects
        return TrunkPlan(
            door=door_of(node, self._settings),
            text=rules.conf_text(objects),
            changes=rules.planned_changes(found, objects, told, before=before),
            notes=tuple(await self._notes(node, wanted)),
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
        await self.check_free(node_id, name)
        async with open_door(node, self._settings, self._clock) as door:
            checked = await self._checked(door, wanted)
        told, secret = checked.told, wanted.password
        return await self._begin(node_id, name, settings, secret, told=told, action="trunk.apply", actor=actor)

    async def roll_back(self, node_id: int, name: str, *, actor: str) -> TrunkVersion:
        """Let a job write the version that stood before; of a retired trunk the last one, which brings it back.

        Raises `NothingBefore`, and what `apply` raises.
        """
        trunk = await self._store.trunks.by_name(node_id, name, retired=True)
        is_retired = trunk is not None and trunk.retired_at is not None
        standing = await self._store.trunk_versions.standing(node_id, name)
        if is_retired and standing is not None:  # it could not be taken out of Asterisk yet
            before: TrunkVersion | None = standing
        else:
            before = await self._store.trunk_versions.before(node_id, name)
        if before is None or (standing is None and not is_retired):
            raise NothingBefore
        if before.settings.user and before.sealed is None:
            raise PasswordLost
        password = unseal(self._settings.state_dir, before.sealed)
        await check_link(self._bus, node_id)
        await self.check_free(node_id, name)
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
        standing = await self._standing(node_id, name)
        await check_link(self._bus, node_id)
        await self.check_free(node_id, name)
        job = await self._queue(standing, {"version_id": standing.id}, actor)
        await self._store.trunk_versions.change(standing.id, job_id=job.id)
        await self._note("trunk.heal", standing, actor)
        self._runner.wake()
        return replace(standing, job_id=job.id)

    async def verify(self, node_id: int, name: str) -> list[ProofStep]:
        """Whether the trunk is there now, whoever has written it. Raises NotFound, `AsteriskUnanswered`."""
        await self._store.nodes.get(node_id)
        standing = await self._store.trunk_versions.standing(node_id, name)
        trunk = await self._store.trunks.by_name(node_id, name)
        if trunk is None:
            raise NotFound(trunk=name)
        endpoint = endpoint_of(trunk.dial)
        if endpoint is None:
            what = msg("Only endpoints of PJSIP can be asked; this trunk is dialled as {dial}.", dial=trunk.dial)
            return [ProofStep(id="qualify", state=ProofState.NOTE, what=what)]
        registers = standing is not None and standing.settings.authentication is Authentication.REGISTRATION
        found = await find_trunk(self._bus, node_id, endpoint, registers=registers)
        return proof_steps(found, endpoint, registers=registers)

    def objects_of(self, version: TrunkVersion) -> tuple[PjsipObject, ...]:
        """The objects of a version, as they were written. Raises `PasswordLost`."""
        return self._of_version(version).objects

    async def state(self, node_id: int, name: str) -> ProvisioningState:
        """How the trunk stands: compared with Asterisk now. Raises NotFound."""
        node = await self._store.nodes.get(node_id)
        versions = tuple(await self._store.trunk_versions.list(node_id, name))
        trunk = await self._store.trunks.by_name(node_id, name, retired=True)
        retired_at = None if trunk is None else trunk.retired_at
        standing = next((one for one in versions if one.state is VersionState.STANDING), None)
        if standing is None:
            return ProvisioningState(
                standing=None, versions=versions, text="", found=None, drift=None, retired_at=retired_at
            )
        text = rules.conf_text(self._of_version(standing, password=rules.STARS if standing.sealed else "").objects)
        try:
            found, drift = await self._compare(node, standing)
        except NOT_COMPARED as error:
            return ProvisioningState(
                standing=standing,
                versions=versions,
                text=text,
                found=None,
                drift=None,
                retired_at=retired_at,
                why_unasked=message_of(error),
            )
        shown = rules.found_text(found, self._of_version(standing, password=rules.STARS).objects, drift)
        standing = replace(standing, drift=drift, compared_at=self._clock())
        return ProvisioningState(
            standing=standing, versions=versions, text=text, found=shown, drift=drift, retired_at=retired_at
        )

    async def remove(self, node_id: int, name: str) -> None:
        """Take a retired trunk's objects out of Asterisk; what cannot be reached now is left for the next look."""
        standing = await self._store.trunk_versions.standing(node_id, name)
        if standing is None:
            return
        node = await self._store.nodes.get(node_id)
        try:
            await self._take_away(node, name)
        except NOT_COMPARED as error:
            log.warning("the trunk %s stays in Asterisk for now: %s", name, type(error).__name__)
            return
        await self._store.trunk_versions.remove(node_id, name)

    # Looked at by itself ----------------------------------------------------------------------------------------------

    async def watch(self) -> None:
        """Compare what stands with Asterisk when a link has come up, and each quarter of an hour."""
        now = self._clock()
        for node_id in self._links.due(await self._bus.latest(Topic.BOARD) or {}, now=now):
            await self._compare_node(node_id)
        if self._forgot_at + COMPARE_EVERY_S <= now:
            self._forgot_at = now
            await self._store.trunk_versions.forget_passwords(retired_before=now - PASSWORD_KEPT_S)

    async def _compare_node(self, node_id: int) -> None:
        for standing in await self._store.trunk_versions.all_standing(node_id):
            node = await self._store.nodes.get(node_id)
            try:
                if await self._store.trunks.by_name(node_id, standing.name) is None:
                    if not await self._is_written_now(node_id, standing.name):  # it may be on its way back
                        await self.remove(node_id, standing.name)
                    continue
                await self._compare(node, standing)
            except NOT_COMPARED as error:
                log.warning("the trunk %s could not be compared: %s", standing.name, type(error).__name__)

    async def _compare(self, node: Node, standing: TrunkVersion) -> tuple[Told, tuple[ObjectChange, ...]]:
        """What Asterisk has, and what was changed there by hand, which is noted, and told once."""
        endpoint = rules.endpoint_name(standing.name)
        async with open_door(node, self._settings, self._clock) as door:
            found = await door.read(rules.all_names(standing.name))
        objects = self._of_version(standing).objects
        wanted = rules.as_written(told_of(standing, endpoint), objects)
        drift = rules.drift_of(wanted, found)
        if drift and drift != standing.drift:
            changed = sorted({one.kind.value for one in drift})
            log.warning("the trunk %s was changed in Asterisk by hand: %s", standing.name, ", ".join(changed))
            await self._note("trunk.drift", standing, "pronto", objects=changed)
        await self._store.trunk_versions.note_drift(standing.id, drift, now=self._clock())
        return found, drift

    # The job ----------------------------------------------------------------------------------------------------------

    async def _run(self, job: Job) -> None:
        """Write a version, prove it, and let it stand; or lead back to what stood. It may be run again."""
        version = await self._store.trunk_versions.get(int(job.arguments["version_id"]))
        is_healing = version.state is VersionState.STANDING
        if version.state not in (VersionState.QUEUED, VersionState.APPLYING, VersionState.STANDING):
            return
        node = await self._store.nodes.get(version.node_id)
        standing = await self._store.trunk_versions.standing(version.node_id, version.name)
        wanted = self._of_version(version)
        if not is_healing:
            await self._store.trunk_versions.change(version.id, state=VersionState.APPLYING.value)
        steps: list[ProofStep] = []
        told: Told = {}
        async with open_door(node, self._settings, self._clock) as door:
            try:
                told = await self._write(job, door, wanted, version, standing, steps)
                if not has_failed(steps):
                    self._runner.report(job, 3, STEPS, msg("Asking the carrier."))
                    steps += await self._prove(wanted, node)
            except (AsteriskUnanswered, *TROUBLE) as error:
                steps.append(ProofStep(id="written", state=ProofState.FAILED, what=message_of(error)))
            if has_failed(steps) and not is_healing:
                self._runner.report(job, 4, STEPS, msg("Going back to what stood."))
                steps.append(await self._lead_back(door, wanted, standing))
        if has_failed(steps):
            state = VersionState.STANDING if is_healing else VersionState.FAILED
            await self._store.trunk_versions.end(version.id, state, steps)
            raise TrunkNotUp([one.what for one in steps if one.state is ProofState.FAILED or one.id == "undone"])
        await self._let_stand(version, told, steps, is_the_same=bool(job.arguments.get("is_the_same")))
        self._runner.report(job, STEPS, STEPS)

    async def _write(
        self,
        job: Job,
        door: Door,
        wanted: _Wanted,
        version: TrunkVersion,
        standing: TrunkVersion | None,
        steps: list[ProofStep],
    ) -> Told:
        """Check and write the objects; the steps say how it went. Returns how Asterisk tells them.

        What was checked when the job was asked for is not checked again.
        """
        self._runner.report(job, 0, STEPS, msg("Checking the options."))
        objects, endpoint = wanted.objects, rules.endpoint_name(wanted.name)
        told = rules.as_written(told_of(version, endpoint), objects)
        checked = Checked(told=told) if told else await door.check(objects)
        if checked.wrong:
            steps += [ProofStep(id="options", state=ProofState.FAILED, what=one.what) for one in checked.wrong]
            return {}
        steps.append(ProofStep(id="options", state=ProofState.OK, what=msg("This Asterisk knows every option.")))
        self._runner.report(job, 1, STEPS, msg("Writing the trunk."))
        names = rules.all_names(wanted.name)
        back = () if standing is None else self._of_version(standing).objects
        there = await door.read(names)
        unwanted = rules.unwanted_names(wanted.name, objects)
        diff = compare(objects, unwanted, there, told=checked.told, back=back)
        await door.apply(diff)
        steps.append(ProofStep(id="written", state=ProofState.OK, what=_written(len(diff.put), len(diff.delete))))
        self._runner.report(job, 2, STEPS, msg("Reading it back."))
        if unlike := rules.unlike(checked.told, await door.read(names)):
            what = msg("Asterisk has made something else of {options}.", options=unlike)
            steps.append(ProofStep(id="read_back", state=ProofState.FAILED, what=what))
        else:
            what = msg("Asterisk has what was written.")
            steps.append(ProofStep(id="read_back", state=ProofState.OK, what=what))
        return checked.told

    async def _prove(self, wanted: _Wanted, node: Node) -> list[ProofStep]:
        endpoint = rules.endpoint_name(wanted.name)
        found = await find_trunk(self._bus, node.id, endpoint, registers=wanted.registers)
        return proof_steps(found, endpoint, registers=wanted.registers)

    async def _lead_back(self, door: Door, failed: _Wanted, standing: TrunkVersion | None) -> ProofStep:
        """Put back what stood, or take away what was made."""
        try:
            there = await door.read(rules.all_names(failed.name))
            if standing is None:
                await door.apply(compare((), rules.all_names(failed.name), there))
                what = msg("What was made is taken away again.")
            else:
                before = self._of_version(standing).objects
                told = rules.as_written(told_of(standing, rules.endpoint_name(failed.name)), before)
                unwanted = rules.unwanted_names(failed.name, before)
                await door.apply(compare(before, unwanted, there, told=told, back=before))
                what = msg("Version {number}, which stood before, stands again.", number=standing.number)
        except TROUBLE as error:
            what = msg("What stood before could not be put back: {why}", why=message_of(error))
            return ProofStep(id="undone", state=ProofState.FAILED, what=what, mend=msg("Heal the trunk, or try again."))
        return ProofStep(id="undone", state=ProofState.OK, what=what)

    async def _let_stand(
        self, version: TrunkVersion, told: Told, steps: Sequence[ProofStep], *, is_the_same: bool
    ) -> None:
        """Let the version stand. A trunk that is brought back is the same one: its carrier vouches for what it did."""
        settings, store = version.settings, self._store
        there = await store.trunks.by_name(version.node_id, version.name, retired=is_the_same)
        await store.trunks.upsert(
            version.node_id,
            version.name,
            dial=rules.dial_string(version.name, settings.prefix),
            number_format=settings.number_format,
            max_channels=settings.max_channels,
            calls_per_second=settings.calls_per_second,
            enabled=True if there is None or is_the_same else there.enabled,
            country=settings.country,
            provider_proof=False if there is None else there.provider_proof,
        )
        await store.trunk_versions.stand(version, rules.without_secrets(told), steps, now=self._clock())

    async def _failed(self, job: Job, error: Exception) -> None:
        """Let no version wait for a job that has ended, and a healed one say that it was not written again."""
        version = await self._store.trunk_versions.get(int(job.arguments["version_id"]))
        step = ProofStep(id="written", state=ProofState.FAILED, what=message_of(error))
        if version.state in (VersionState.QUEUED, VersionState.APPLYING):
            await self._store.trunk_versions.end(version.id, VersionState.FAILED, [*version.outcome, step])
        elif version.state is VersionState.STANDING and not isinstance(error, TrunkNotUp):
            await self._store.trunk_versions.end(version.id, VersionState.STANDING, [step])

    # ------------------------------------------------------------------------------------------------------------------

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
        versions, told = self._store.trunk_versions, rules.without_secrets(told)
        made = await versions.add(node_id, name, settings, sealed=sealed, told=told, actor=actor, now=self._clock())
        job = await self._queue(made, {"version_id": made.id, "is_the_same": is_the_same}, actor)
        await versions.change(made.id, job_id=job.id)
        await self._note(action, made, actor)
        self._runner.wake()
        return replace(made, job_id=job.id)

    async def _queue(self, version: TrunkVersion, arguments: dict[str, Any], actor: str) -> Job:
        subject = f"trunk:{version.node_id}/{version.name}"
        return await self._store.jobs.queue(TRUNK_APPLY, subject, arguments, actor=actor, now=self._clock())

    async def _note(self, action: str, version: TrunkVersion, actor: str, **facts: Any) -> None:
        about = {"trunk": version.name, "version": version.number, "template": version.settings.template, **facts}
        await self._store.audit.add(
            actor=actor, action=action, subject=f"node:{version.node_id}", facts=about, now=self._clock()
        )

    async def _node_and_standing(self, node_id: int, name: str) -> tuple[Node, TrunkVersion | None]:
        """The node, and the version that stands. Raises NotFound, `TrunkOfFiles`."""
        node = await self._store.nodes.get(node_id)
        if node.retired_at is not None:
            raise NotFound(id=node_id)
        standing = await self._store.trunk_versions.standing(node_id, name)
        if standing is None and await self._store.trunks.by_name(node_id, name) is not None:
            raise TrunkOfFiles(trunk=name)
        return node, standing

    async def _standing(self, node_id: int, name: str) -> TrunkVersion:
        await self._store.nodes.get(node_id)
        if (found := await self._store.trunk_versions.standing(node_id, name)) is None:
            raise TrunkNotWritten(trunk=name)
        return found

    async def check_free(self, node_id: int, name: str) -> None:
        """Raise `ApplyUnderWay` while a job writes the trunk."""
        if await self._is_written_now(node_id, name):
            raise ApplyUnderWay(trunk=name)

    async def _is_written_now(self, node_id: int, name: str) -> bool:
        subject = f"trunk:{node_id}/{name}"
        return any(job.subject == subject for job in await self._store.jobs.open(TRUNK_APPLY))

    def _wanted(
        self, name: str, settings: TrunkSettings, password: str | None, standing: TrunkVersion | None
    ) -> _Wanted:
        """What is wanted, with the password. Raises `Invalid` for what was typed, NotFound, `PasswordLost`."""
        template = carrier_template(settings.template)
        if password is None:
            kept = standing is not None and settings.user == standing.settings.user
            password = unseal(self._settings.state_dir, standing.sealed) if kept and standing is not None else ""
        if wrong := list(rules.problems_of(template, settings, has_password=bool(password))):
            raise Invalid(wrong)
        return _Wanted(template=template, settings=settings, password=password, name=name)

    def _of_version(self, version: TrunkVersion, *, password: str | None = None) -> _Wanted:
        if password is None:
            password = unseal(self._settings.state_dir, version.sealed)
        template = carrier_template(version.settings.template)
        return _Wanted(template=template, settings=version.settings, password=password, name=version.name)

    async def _checked(self, door: Door, wanted: _Wanted) -> Checked:
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

    async def _notes(self, node: Node, wanted: _Wanted) -> list[Message]:
        """What should be known before it is written."""
        notes = []
        others = [
            one
            for one in await self._store.trunk_versions.all_standing()
            if (one.node_id, one.name) != (node.id, wanted.name)
        ]
        hosts = set(wanted.settings.hosts)
        if wanted.registers:
            same = [
                one.name
                for one in others
                if one.settings.authentication is Authentication.REGISTRATION
                and one.settings.user == wanted.settings.user
                and hosts & set(one.settings.hosts)
            ]
            if same:
                notes.append(
                    msg("{trunks} registers with this account too: two registrations displace each other.", trunks=same)
                )
        else:
            here = [one for one in others if one.node_id == node.id]
            alike = [
                one.name
                for one in here
                if one.settings.authentication is Authentication.ADDRESS and hosts & set(one.settings.hosts)
            ]
            if alike:
                notes.append(
                    msg("{trunks} has the same address: calls that come in belong to either of them.", trunks=alike)
                )
            if any(not host[:1].isdigit() and host[:1] != "[" for host in wanted.settings.hosts):
                notes.append(
                    msg(
                        "Asterisk looks the carrier's names up when the trunk is written: if its addresses change, "
                        "write the trunk again."
                    )
                )
        if not wanted.template.answers_options:
            notes.append(msg("Nobody asks this carrier by OPTIONS: only calls will show that it is away."))
        return notes

    async def _take_away(self, node: Node, name: str) -> None:
        async with open_door(node, self._settings, self._clock) as door:
            there = await door.read(rules.all_names(name))
            await door.apply(compare((), tuple(reversed(rules.all_names(name))), there))


def _place(wrong: WrongOption, settings: TrunkSettings) -> str:
    """Where in the request an option was typed; the template if it is the template's."""
    for place, one in enumerate(settings.options):
        if (one.kind, one.name) == (wrong.kind, wrong.option):
            return f"options.{place}.value"
    return "codecs" if wrong.option == "allow" else "template"


def _written(put: int, deleted: int) -> Message:
    if not put and not deleted:
        return msg("Asterisk has it all already: nothing was written.")
    return msg("{put} {put:object|objects} written, {deleted} taken away.", put=put, deleted=deleted)
