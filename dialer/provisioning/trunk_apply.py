"""Writes a version of a trunk into Asterisk in a job: checks, writes and proves it, or leads back to what stood.

The database is the truth: what an apply leads back to is the version that stands there, not what Asterisk tells.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from dialer.core.settings import Settings
from dialer.i18n.message import Message, message_of, msg
from dialer.jobs.kinds import TRUNK_APPLY
from dialer.jobs.model import Job, JobKind
from dialer.jobs.runner import Runner
from dialer.messaging.bus import Bus
from dialer.provisioning import rules
from dialer.provisioning.doors import TROUBLE, Door, open_door
from dialer.provisioning.errors import ApplyUnderWay, TrunkNotUp
from dialer.provisioning.model import ProofState, ProofStep, TrunkVersion, VersionState
from dialer.provisioning.proof import find_trunk, has_failed, proof_steps
from dialer.provisioning.store import TrunkVersions, told_of
from dialer.provisioning.wanted_trunk import WantedTrunk
from dialer.stores.provisioning import ProvisioningStore
from dialer.telephony.nodes.inspection import AsteriskUnanswered
from dialer.telephony.nodes.model import Node
from dialer.telephony.nodes.provisioning import Checked, Told, compare

STEPS: Final = 5  # as the job's progress counts them


class TrunkApply:
    """The job that writes trunks."""

    def __init__(
        self,
        store: ProvisioningStore,
        runner: Runner,
        bus: Bus,
        settings: Settings,
        clock: Callable[[], float],
    ) -> None:
        self._store, self._runner, self._bus, self._settings, self._clock = store, runner, bus, settings, clock
        runner.add(JobKind(name=TRUNK_APPLY, run=self._run, failed=self._failed))

    async def queue(self, version: TrunkVersion, *, action: str, actor: str, is_the_same: bool = False) -> TrunkVersion:
        """Queue a version to be written, and write this action into the audit. Returns the version with its job.

        `is_the_same`: a retired trunk is brought back.
        """
        arguments = {"version_id": version.id, "is_the_same": is_the_same}
        subject, now = _subject(version.node_id, version.name), self._clock()
        job = await self._store.jobs.queue(TRUNK_APPLY, subject, arguments, actor=actor, now=now)
        act = self._store.audit.act(
            actor=actor, action=action, subject=f"node:{version.node_id}", facts=rules.audit_facts(version), now=now
        )
        await TrunkVersions(act).change(version.id, job_id=job.id)
        self._runner.wake()
        return replace(version, job_id=job.id)

    async def is_under_way(self, node_id: int, name: str) -> bool:
        """Whether a job writes the trunk, or is to."""
        subject = _subject(node_id, name)
        return any(job.subject == subject for job in await self._store.jobs.open(TRUNK_APPLY))

    async def check_free(self, node_id: int, name: str) -> None:
        """Raise `ApplyUnderWay` while a job writes the trunk."""
        if await self.is_under_way(node_id, name):
            raise ApplyUnderWay(trunk=name)

    async def _run(self, job: Job) -> None:
        """Write a version, prove it, and let it stand; or lead back to what stood. It may be run again."""
        version = await self._store.trunk_versions.get(int(job.arguments["version_id"]))
        is_healing = version.state is VersionState.STANDING
        if version.state not in (VersionState.QUEUED, VersionState.APPLYING, VersionState.STANDING):
            return
        node = await self._store.nodes.get(version.node_id)
        standing = await self._store.trunk_versions.standing(version.node_id, version.name)
        wanted = WantedTrunk.of(version, self._settings.state_dir)
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
        wanted: WantedTrunk,
        version: TrunkVersion,
        standing: TrunkVersion | None,
        steps: list[ProofStep],
    ) -> Told:
        """Check and write the objects; the steps say how it went. Returns how Asterisk tells them.

        What was checked when the job was asked for is not checked again.
        """
        self._runner.report(job, 0, STEPS, msg("Checking the options."))
        objects, endpoint = wanted.objects, wanted.endpoint
        told = rules.as_written(told_of(version, endpoint), objects)
        checked = Checked(told=told) if told else await door.check(objects)
        if checked.wrong:
            steps += [ProofStep(id="options", state=ProofState.FAILED, what=one.what) for one in checked.wrong]
            return {}
        steps.append(ProofStep(id="options", state=ProofState.OK, what=msg("This Asterisk knows every option.")))
        self._runner.report(job, 1, STEPS, msg("Writing the trunk."))
        names = rules.all_names(wanted.name)
        back = () if standing is None else WantedTrunk.of(standing, self._settings.state_dir).objects
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

    async def _prove(self, wanted: WantedTrunk, node: Node) -> list[ProofStep]:
        endpoint = wanted.endpoint
        found = await find_trunk(self._bus, node.id, endpoint, registers=wanted.registers)
        return proof_steps(found, endpoint, registers=wanted.registers)

    async def _lead_back(self, door: Door, failed: WantedTrunk, standing: TrunkVersion | None) -> ProofStep:
        """Put back what stood, or take away what was made."""
        try:
            there = await door.read(rules.all_names(failed.name))
            if standing is None:
                await door.apply(compare((), rules.all_names(failed.name), there))
                what = msg("What was made is taken away again.")
            else:
                before = WantedTrunk.of(standing, self._settings.state_dir).objects
                told = rules.as_written(told_of(standing, failed.endpoint), before)
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


def _subject(node_id: int, name: str) -> str:
    return f"trunk:{node_id}/{name}"


def _written(put: int, deleted: int) -> Message:
    if not put and not deleted:
        return msg("Asterisk has it all already: nothing was written.")
    return msg("{put} {put:object|objects} written, {deleted} taken away.", put=put, deleted=deleted)
