"""Actions on campaigns: write, start, pause, stop, close, open again, archive."""

from asyncio import to_thread
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import asdict, replace
from types import EllipsisType
from typing import Any

from dialer.audit.actions import SOUNDS
from dialer.audit.store import Act
from dialer.campaigns.cell_campaign import read_campaign
from dialer.campaigns.model import CampaignConfig, CampaignDraft, draft_of
from dialer.campaigns.preflight.check import Preflight, check
from dialer.campaigns.preflight.inputs import STOPS, CampaignNotReady, Finding
from dialer.campaigns.preflight.loader import look, look_again, look_at_leads
from dialer.campaigns.preflight.readiness import sounds_of
from dialer.campaigns.simulations.model import Pace
from dialer.campaigns.start_log import lines_of_start
from dialer.campaigns.store.campaigns import Campaigns as CampaignRows
from dialer.cell.legal.calling_week import Week, week_of
from dialer.cell.legal.held_lists import books_of
from dialer.cell.legal.legal_campaign import lawful
from dialer.compliance.campaign_changes import changes_of_law
from dialer.compliance.campaign_facts import NOTHING_SEEN, Seen
from dialer.compliance.hours import BadHours, read_hours
from dialer.compliance.load import Profiles
from dialer.compliance.profile_changes import Loosened, accept
from dialer.compliance.rulebook import Books
from dialer.compliance.sectors import check_sector
from dialer.compliance.settings import NO_LAW, LawSettings, read_law, write_law
from dialer.core.enums import CampaignStatus, OnMachine, Outcome
from dialer.core.local_time import time_zones
from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.i18n.labels import LABELS
from dialer.i18n.message import Message, message_of, msg
from dialer.messaging.bus import Bus, Topic
from dialer.messaging.request import ask
from dialer.people.leads.rules.caps import LEAD_AT_MOST, Per
from dialer.people.lists.rules.field_types import fits, types_of
from dialer.storage.campaign_status import refuse_ended
from dialer.stores.campaigns import CampaignStore
from pacing.snapshot import Mode


class Campaigns:
    """Requests about campaigns."""

    def __init__(
        self,
        store: CampaignStore,
        bus: Bus,
        settings: Settings,
        profiles: Profiles,
        clock: Callable[[], float],
        *,
        typed: Callable[[int], Awaitable[None]],
    ) -> None:
        self._typed = typed  # called for each list whose field types changed
        self._store, self._bus, self._settings, self._clock = store, bus, settings, clock
        self._profiles = profiles

    async def create(self, draft: CampaignDraft, *, actor: str) -> CampaignConfig:
        """Write a new campaign, stopped. Raises `Invalid`, `NameTaken`, `BadReference`."""
        await self._check(draft, None)
        campaigns = CampaignRows(self._act_on_law(NO_LAW, NOTHING_SEEN, actor), self._store.digests)
        return await campaigns.create(draft, actor=actor, now=self._clock())

    async def copy(self, campaign_id: int, *, name: str, actor: str) -> CampaignConfig:
        """Write a new campaign with the settings and scripts of another, stopped and without lists.

        What a person answers for stays behind: loosened rules, and the audit of machine detection, which listened to
        calls of the other campaign. Raises `UnknownCampaign`, and as `create`.
        """
        there = await self._store.campaigns.get(campaign_id, sees=EVERYTHING)
        law = replace(there.law, overrides=(), amd_audit=None, change_person="", change_reason="")
        made = await self.create(replace(draft_of(there), name=name, law=law), actor=actor)
        use = await self._store.scripts.use(campaign_id)
        if use.roles or use.link_hosts or use.identify_first:
            await self._store.scripts.set_use(replace(use, campaign_id=made.id), actor=actor, now=self._clock())
        return made

    async def update(
        self,
        campaign_id: int,
        draft: CampaignDraft,
        *,
        actor: str,
        expected: CampaignConfig | EllipsisType = ...,
    ) -> CampaignConfig:
        """Replace a campaign's settings; the engine applies them at once.

        Raises as `create`, `UnknownCampaign`, `CompanyFixed`, `CampaignArchived`, and `Changed` if it is not as
        expected.
        """
        before = expected if isinstance(expected, CampaignConfig) else None
        if before is None or before.id != campaign_id:
            before = await self._store.campaigns.get(campaign_id, sees=EVERYTHING)
        await self._check(draft, before)
        seen = NOTHING_SEEN
        if draft.law is not None and draft.law != before.law:
            seen = await self._store.law.seen(campaign_id)
            if before.status.is_under_way:
                self._accept_law(before.law, draft.law, seen)
        campaigns = CampaignRows(self._act_on_law(before.law, seen, actor), self._store.digests)
        config = await campaigns.update(campaign_id, draft, actor=actor, now=self._clock(), expected=expected)
        if config.field_types != before.field_types:
            await self._order_anew(campaign_id)
        if (pace := _pace_of(config)) != _pace_of(before):
            await self._store.simulations.note_pace(campaign_id, pace, now=self._clock())
        await self._store.campaigns.wait_anew(before, config, now=self._clock())
        self._nudge(campaign_id)
        return config

    async def declare(self, config: CampaignConfig, declared: Mapping[str, str], *, actor: str) -> CampaignConfig:
        """Change declarations, by the names of `LawSettings`, of a campaign that is unchanged since it was read.

        Raises as `update`.

        No person is named who answers for it, so a change that loosens the rules of a campaign under way is refused.
        """
        law = read_law({**write_law(config.law), **declared, "change_person": "", "change_reason": ""})
        return await self.update(config.id, replace(draft_of(config), law=law), actor=actor, expected=config)

    async def type_fields(
        self,
        campaign_id: int,
        field_types: Mapping[str, Any],
        *,
        actor: str,
        expected: CampaignConfig | EllipsisType = ...,
    ) -> CampaignConfig:
        """Set the types of the custom fields of its leads.

        Raises `UnknownCampaign`, `CampaignArchived`, and `Changed` if it is not as expected.

        Later imports read their cells by these types; lists with an order or a filter are ordered again.
        """
        config = await self._store.campaigns.type_fields(
            campaign_id, field_types, actor=actor, now=self._clock(), expected=expected
        )
        await self._order_anew(campaign_id)
        return config

    async def _order_anew(self, campaign_id: int) -> None:
        for listed in await self._store.lists.list(campaign_id=campaign_id, sees=EVERYTHING):
            await self._typed(listed.id)

    async def delete(self, campaign_id: int, *, actor: str, expected: CampaignConfig | EllipsisType = ...) -> None:
        """Delete a campaign that never dialled. Raises `UnknownCampaign`, `CampaignArchived`, `InUse`, `Changed`."""
        now = self._clock()
        dropped = await self._store.campaigns.delete(campaign_id, actor=actor, now=now, expected=expected)
        self._store.jobs.tell_cancelled(dropped, now=now)
        self._nudge(campaign_id)

    async def unfit(self, campaign_id: int) -> dict[str, int]:
        """By custom field, how many leads that are not done hold a value that its type does not allow; reads all leads.

        Stored values stay as they were read: filters and orders convert them to the field's type, and compare those
        that cannot be converted as they are. Raises `UnknownCampaign`.
        """
        await self._store.campaigns.get(campaign_id, sees=EVERYTHING)
        found: Counter[str] = Counter()
        for listed in await self._store.lists.list(campaign_id=campaign_id, sees=EVERYTHING):
            types = types_of(listed.types)
            after: int | None = 0 if types else None
            while after is not None:
                page, after = await self._store.own_fields.page(listed.id, after=after)
                for fields in page:
                    folded = {name.casefold(): value for name, value in fields.items()}
                    typed = types.keys() & folded.keys()
                    found.update(name for name in typed if not fits(folded[name], types[name], listed.country))
        return dict(sorted(found.items()))

    async def start(self, campaign_id: int, *, actor: str) -> tuple[CampaignConfig, list[Finding]]:
        """Start, and return which lists are held while the others are dialled. The audit gets what the rules say.

        Raises `UnknownCampaign`, `CampaignClosed`, `CampaignArchived`, and `CampaignNotReady` with all that stops it.
        """
        config = await self._store.campaigns.get(campaign_id, sees=EVERYTHING)
        refuse_ended(config.status, config.name)
        found = await self.check(campaign_id)
        stops = [finding for finding in found.findings if finding.weight == STOPS]
        lines = lines_of_start(campaign_id, found.rulings, stops, actor=actor, now=self._clock())
        if stops:
            await self._store.audit.add_many(lines)
            raise CampaignNotReady(stops)
        await self._note_sounds(campaign_id, actor)
        await self._store.audit.add_many(lines)
        started = await self._set_status(campaign_id, CampaignStatus.RUNNING, actor)
        return started, [finding for finding in found.findings if finding.held_list]

    async def set_status(self, campaign_id: int, status: CampaignStatus, *, actor: str) -> CampaignConfig:
        """Start, pause or stop. Raises as `start`."""
        if status is CampaignStatus.RUNNING:
            return (await self.start(campaign_id, actor=actor))[0]
        return await self._set_status(campaign_id, status, actor)

    async def close(
        self,
        campaign_id: int,
        *,
        cancel_callbacks: bool = False,
        actor: str,
        expected: CampaignConfig | EllipsisType = ...,
    ) -> CampaignConfig:
        """End a stopped campaign without logged-in agents: its lists become free, its settings and results stay.

        `cancel_callbacks` cancels the call-backs that it promised. Raises `UnknownCampaign`, `Changed`,
        `CampaignArchived`, `CampaignNotStopped`, `CampaignHasAgents`, `CampaignInCall`, `CampaignHasCallbacks`.
        """
        lists = await self._store.lists.list(campaign_id=campaign_id, sees=EVERYTHING)
        closed = await self._store.campaigns.close(
            campaign_id, cancel_callbacks=cancel_callbacks, actor=actor, now=self._clock(), expected=expected
        )
        for before in lists:
            if (await self._store.lists.get(before.id, sees=EVERYTHING)).types != before.types:
                await self._typed(before.id)
        self._nudge(campaign_id)
        return closed

    async def open_again(
        self, campaign_id: int, *, actor: str, expected: CampaignConfig | EllipsisType = ...
    ) -> CampaignConfig:
        """Return a closed campaign to stopped, without lists.

        Raises `UnknownCampaign`, `Changed`, `CampaignArchived`, `CampaignNotClosed`.
        """
        opened = await self._store.campaigns.open_again(campaign_id, actor=actor, now=self._clock(), expected=expected)
        self._nudge(campaign_id)
        return opened

    async def archive(
        self, campaign_id: int, *, actor: str, expected: CampaignConfig | EllipsisType = ...
    ) -> CampaignConfig:
        """Make a closed campaign read-only for good. Raises as `open_again`."""
        return await self._store.campaigns.archive(campaign_id, actor=actor, now=self._clock(), expected=expected)

    def _nudge(self, campaign_id: int) -> None:
        self._bus.publish(Topic.CAMPAIGN, {"campaign_id": campaign_id})

    async def _set_status(self, campaign_id: int, status: CampaignStatus, actor: str) -> CampaignConfig:
        config = await self._store.campaigns.set_status(campaign_id, status, actor, self._clock())
        self._nudge(campaign_id)
        return config

    def _accept_law(self, before: LawSettings, law: LawSettings, seen: Seen) -> None:
        """Raise `Invalid` if new settings loosen the rules of a campaign under way and no person answers for that."""
        changes = changes_of_law(self._profiles, before, law, seen)
        try:
            accept(changes, person=law.change_person, reason=law.change_reason)
        except Loosened as error:
            raise Invalid([("law", message_of(error))]) from None

    def _act_on_law(self, before: LawSettings, seen: Seen, actor: str) -> Act:
        """The write of a campaign, with a line on how its rules differ from those of `before`, if they do."""

        def facts(config: CampaignConfig) -> Mapping[str, Any] | None:
            if config.law == before:
                return None
            changes = changes_of_law(self._profiles, before, config.law, seen)
            law = config.law
            return {
                "changes": [asdict(one) for one in changes],
                "person": law.change_person,
                "reason": law.change_reason,
            }

        return self._store.audit.act(
            actor=actor,
            action="campaign.law",
            subject=lambda config: f"campaign:{config.id}",
            facts=facts,
            now=self._clock(),
        )

    async def check(self, campaign_id: int, *, each_lead: bool = False) -> Preflight:
        """Return all that would stop or delay dialling. Raises `UnknownCampaign`.

        `each_lead` also counts leads without the legal basis that the rules require, and numbers without a required
        register answer: those of another country, or loaded after the answer on their list. Up to a million leads are
        all read; of more a sample is, and the findings say so.
        """
        now = self._clock()
        sight = await look(self._store, self._bus, self._settings, self._profiles, campaign_id)
        if each_lead:
            sight = await look_at_leads(self._store, sight, now)
        found = check(sight, now)
        if (more := await look_again(self._store, sight, found, now)) is not sight:
            found = check(more, now)
        return found

    async def week(self, campaign_id: int) -> Week:
        """The coming week, as campaign and laws open it. Raises `UnknownCampaign`, `Invalid`."""
        config = await self._store.campaigns.get(campaign_id, sees=EVERYTHING)
        now, seen = self._clock(), await self._store.law.seen(campaign_id)
        try:
            own = lawful(read_campaign(config, profiles=self._profiles, seen=seen), now)
            return await to_thread(week_of, own.rules, books_of(own), now)
        except ValueError as error:
            raise Invalid([("hours", message_of(error))]) from None

    async def _note_sounds(self, campaign_id: int, actor: str) -> None:
        """Keep which files people without an agent will hear. If no engine answers, the compliance report says so."""
        board = await self._bus.latest(Topic.BOARD) or {}
        config = await self._store.campaigns.get(campaign_id, sees=EVERYTHING)
        if not any(node.get("id") == config.node_id and node.get("state") == "up" for node in board.get("nodes", ())):
            return
        names = sounds_of(config)
        said = await ask(self._bus, "sounds", campaign_id=config.id, node_id=config.node_id, sounds=names, proof=True)
        if said is not None and said.get("files"):
            subject = f"campaign:{campaign_id}"
            facts = {"files": said["files"]}
            await self._store.audit.add(actor=actor, action=SOUNDS, subject=subject, facts=facts, now=self._clock())

    async def _check(self, draft: CampaignDraft, before: CampaignConfig | None) -> None:
        errors = [*_mistakes(draft), *_wrong_law(draft, self._profiles)]
        if before is None or _references(draft) != _references(draft_of(before)):
            errors += [error async for error in self._wrong_references(draft)]
        if errors:
            raise Invalid(errors)

    async def _wrong_references(self, draft: CampaignDraft) -> AsyncIterator[tuple[str, Message]]:
        """Yield references to another company's or another node's records."""
        nodes = await self._store.nodes.list(retired=True)
        if any(node.id == draft.node_id and node.retired_at is not None for node in nodes):
            yield "node_id", msg("node {node} is retired: name another", node=draft.node_id)
        trunks = {trunk.id: trunk for trunk in await self._store.trunks.list()}
        for trunk_id in draft.trunk_ids:
            if trunk_id not in trunks:
                yield "trunk_ids", msg("there is no trunk {trunk}", trunk=trunk_id)
            elif trunks[trunk_id].node_id != draft.node_id:
                yield "trunk_ids", msg("trunk {trunk} is on another node than the campaign", trunk=trunk_id)
        if draft.trunk_group_id is not None:
            group = next((one for one in await self._store.trunk_groups.list() if one.id == draft.trunk_group_id), None)
            if group is None:
                yield "trunk_group_id", msg("there is no group {group} of trunks", group=draft.trunk_group_id)
            elif group.node_id != draft.node_id:
                yield "trunk_group_id", msg("the group {group} is on another node than the campaign", group=group.name)
        if draft.caller_id_id is not None:
            of_company = {
                caller_id.id for caller_id in await self._store.caller_ids.list(draft.company_id, sees=EVERYTHING)
            }
            if draft.caller_id_id not in of_company:
                yield "caller_id_id", msg("the company has no such caller id")
        if draft.caller_id_pool_id is not None:
            pools = await self._store.caller_id_pools.list(draft.company_id, sees=EVERYTHING)
            if draft.caller_id_pool_id not in {pool.id for pool in pools}:
                yield "caller_id_pool_id", msg("the company has no such pool of caller ids")


def _references(draft: CampaignDraft) -> tuple[object, ...]:
    """The ids that a draft names. Those that a campaign has already cannot be deleted or retired under it."""
    trunks = draft.trunk_ids, draft.trunk_group_id
    return draft.company_id, draft.node_id, trunks, draft.caller_id_id, draft.caller_id_pool_id


def _pace_of(config: CampaignConfig) -> Pace:
    return Pace(mode=config.mode, ratio=config.ratio, target=config.target_abandon_share)


def _mistakes(draft: CampaignDraft) -> Iterator[tuple[str, Message | str]]:
    """Yield mistakes that do not depend on what is stored."""
    if not draft.name.strip():
        yield "name", msg("give the campaign a name")
    if draft.mode not in {mode.value for mode in Mode}:
        yield "mode", msg("use one of {those}", those=tuple(Mode))
    if draft.time_zone not in time_zones():
        yield "time_zone", msg("use a name of the time zone database, as in Europe/Rome")
    if draft.fallback not in ("hangup", "message"):
        yield "fallback", msg("use hangup or message")
    if draft.fallback == "message" and not draft.message:
        yield "message", msg("name the sound that is played, as in custom/sorry")
    if draft.on_machine is not OnMachine.HANGUP and not draft.machine_message:
        yield "machine_message", msg("name the sound that a machine hears, as in custom/machine")
    if draft.on_machine is not OnMachine.HANGUP and draft.amd in ("", "off"):
        yield "on_machine", msg("turn machine detection on first: without `amd` nothing is taken for a machine")
    if len(set(draft.trunk_ids)) != len(draft.trunk_ids):
        yield "trunk_ids", msg("name each trunk once")
    if draft.trunk_group_id is not None and draft.trunk_ids:
        yield "trunk_ids", msg("a campaign uses a group or trunks of its own: send no trunk_ids beside trunk_group_id")
    try:
        read_hours(draft.hours)
    except BadHours as error:
        yield "hours", message_of(error)
    yield from _wrong_rules(draft)
    if any(cap.per is Per.LEAD and cap.at_most > LEAD_AT_MOST for cap in draft.caps):
        yield "caps", msg("count at most {most} attempts of a lead; max_attempts bounds more", most=LEAD_AT_MOST)


def _wrong_law(draft: CampaignDraft, profiles: Profiles) -> Iterator[tuple[str, Message | str]]:
    """Yield mistakes in the legal settings. A campaign without a profile may be saved, but not started."""
    if draft.law is not None and (wrong := check_sector(draft.law.sector)):
        yield "law", wrong
    if draft.law is not None and draft.law.profile:
        try:
            Books.of_campaign(profiles, draft.law)
        except ValueError as error:
            yield "law", message_of(error)


def _wrong_rules(draft: CampaignDraft) -> Iterator[tuple[str, Message | str]]:
    codes = None if draft.dispositions is None else {disposition.code for disposition in draft.dispositions}
    if draft.dispositions is not None and codes is not None and len(codes) != len(draft.dispositions):
        yield "dispositions", msg("use each code once")
    for one in draft.dispositions or ():
        if not one.label and one.code not in LABELS["disposition"]:
            yield "dispositions", msg("give {code} a label", code=one.code)
    seen = set()
    for rule in draft.rules or ():
        kind, _, code = rule.on.partition(":")
        known = kind == "disposition" and (codes is None or code in codes) if code else rule.on in set(Outcome)
        if not known:
            yield "rules", msg("{on} is neither an outcome nor disposition:<code> of this campaign", on=rule.on)
        if rule.on in seen:
            yield "rules", msg("{on} has two rules", on=rule.on)
        seen.add(rule.on)
