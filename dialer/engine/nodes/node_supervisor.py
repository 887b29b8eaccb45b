"""One node: the lease on its cells, the link to its Asterisk, and the audits that reconcile the two sides."""

import asyncio
import contextlib
import logging
import math
import random
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from ami.actions import core_show_channels, db_del, db_get, db_get_tree, db_put, ping, pjsip_show_endpoint
from ami.address import AmiAddress, Timings
from ami.client import AmiClient, LinkState
from ami.errors import AmiDown, AmiError
from ami.events import AmiEvent, ContactStatus, LinkUp, Unreadable
from ami.parse import LiveChannel, contact_status, database_values, live_channel, told_at
from dialer.audit.actions import LINK
from dialer.campaigns.attempts.model import AttemptRecord, LiveAttempt
from dialer.campaigns.facts_reader import with_clock
from dialer.compliance.campaign_facts import NOTHING_SEEN
from dialer.core.channel_ids import agent_of, campaign_of, is_of_another
from dialer.core.enums import AttemptState, EndpointState
from dialer.core.process_identity import is_dead
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.engine.ami_translation import join_of, note_of
from dialer.engine.engine_events import Audited, Heard
from dialer.engine.inbox import Inbox
from dialer.engine.nodes.ami_journal import Journal
from dialer.engine.nodes.asterisk_claim import FAMILY, claim_of, refusal, rival_of
from dialer.engine.nodes.link_quality import LinkRecord
from dialer.engine.nodes.originate import LINES, join_asked_action
from dialer.engine.persistence.opt_out import heed_note
from dialer.engine.recovery.media_notes import counted
from dialer.i18n.message import Message, msg
from dialer.people.leads.model import ClaimedLead, as_claimed
from dialer.storage.database import TROUBLE
from dialer.stores.everything import Store
from dialer.telephony.asterisk.endpoints import state_of
from dialer.telephony.nodes.link_security import message_of_fault, why_no_link
from dialer.telephony.nodes.model import Node
from dialer.telephony.trunks.dial_strings import endpoint_of

log = logging.getLogger("pronto.engine.node")

Attempt = TypeVar("Attempt", LiveAttempt, AttemptRecord)

NOTES_FAMILY = "pronto"  # where the dialplan notes what it did while no engine listened
AUDIT_EVERY_S = 15.0
DROP_AT_ONCE = 10  # notes: a distant link needs several under way, and a Bridge behind them must not wait
AUDIT_AGAIN_S = 1.0  # after a failed audit while the link is up: nothing is dialled until the first succeeds
LEASE_TTL_S = 15.0
LEASE_RENEW_S = 4.0
# A link that is silent for so long is closed: an action must not leave late, from a buffer that nobody empties.
TIMINGS = Timings(action_s=3.0, ping_every_s=1.0, silence_s=4.0)


@dataclass(slots=True, kw_only=True)
class NodeKeeper:
    """Keeps one node: owned by us, linked, audited."""

    node: Node
    store: Store
    inbox: Inbox
    clock: Callable[[], float]
    owner: str
    knows: Callable[[str], bool]  # whether a cell has this call, or its end is being written
    secrets: Mapping[str, str]
    settings: Settings
    installation: str = ""  # as the ids of our channels name it
    fence: int | None = None
    client: AmiClient | None = None
    trouble: Message | None = None
    take_again_s: float = 1.0
    task: "asyncio.Task[None] | None" = None
    record: LinkRecord | None = None
    listeners: list[Callable[[AmiEvent], None]] = field(default_factory=list)  # of calls that no cell knows
    journal: Journal = field(init=False)
    serves: bool = False  # lease, link and audits are running
    _rival: str | None = None  # the engine of another installation that uses this Asterisk as our AMI user
    _claims: bool = False  # it is noted at Asterisk that we use it
    _ahead_s: float = 0.0  # Asterisk's clock minus ours, by the last audit
    _kept_at: float = 0.0  # when the last confirmed renewal of the lease was asked for
    _deserted_at: float | None = None  # when the previous engine was last seen, if it crashed
    _seen_wrap_ups: bool = False
    _used_notes: set[str] = field(default_factory=set)
    _audit_now: asyncio.Event | None = None
    _renew_now: asyncio.Event = field(default_factory=asyncio.Event)
    _renewed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.journal = Journal(self.clock)

    @property
    def lead_owner(self) -> str:
        """The owner of our claims on leads: a new one with each change of engine, so that old claims lapse."""
        return _lead_owner(self.node.id, self.fence)

    @property
    def ails(self) -> Message | None:
        """Why the node, or its link, cannot be used."""
        if self._rival is not None:
            return refusal(self._rival, username=self.node.username)
        fault = self.client.trouble if self.client is not None else None
        return self.trouble or (message_of_fault(fault) if fault is not None else None)

    @property
    def holds(self) -> bool:
        """Whether the node is certainly ours: no other engine takes it before the confirmed lease expires."""
        return self.fence is not None and self.clock() - self._kept_at < LEASE_TTL_S

    async def own(self) -> None:
        """Wait until this engine owns the node, and release the leads that the previous engine had claimed."""
        while True:
            if await self._takes():
                return
            await asyncio.sleep(self.take_again_s)

    async def _takes(self) -> bool:
        """Try to take the node; what prevents it is logged once."""
        now = self.clock()
        try:
            taken = await self.store.leases.take(self.node.id, self.owner, LEASE_TTL_S, is_dead=is_dead)
            if taken is not None:
                self._deserted_at = taken.deserted_at or self._deserted_at
                await self.store.leads.release_all(_lead_owner(self.node.id, taken.fence - 1))
        except TROUBLE as error:
            self._waits(msg("the database does not answer: {kind}", kind=type(error).__name__))
            return False
        if taken is None:
            self._waits(msg("another engine runs this node"))
            return False
        self.fence, self._kept_at, self.trouble, self._seen_wrap_ups = taken.fence, now, None, False
        return True

    def _waits(self, trouble: Message) -> None:
        if self.trouble != trouble:
            log.warning("node %s is waited for: %s", self.node.name, trouble)
        self.trouble = trouble

    def link(self) -> AmiClient:
        """A new client of the node's Asterisk; its `run` connects it."""
        address = self._address()
        self._audit_now = asyncio.Event()
        self.record, self._deserted_at = LinkRecord(self.clock(), deserted_at=self._deserted_at), None
        rng, sent = random.Random(), self.journal.sent  # noqa: S311 - spreads tries, hides nothing
        self.client = AmiClient(address, self._hear, clock=self.clock, rng=rng, timings=TIMINGS, on_sent=sent)
        return self.client

    def take_up(self, node: Node) -> None:
        """Apply the node's new settings; another address, user or secret makes the link reconnect."""
        before, self.node = self.node, node
        if self.client is not None and reached_by(before) != reached_by(node):
            log.warning("the address of node %s was changed: its link is made anew", node.name)
            self.client.move(self._address())

    def _address(self) -> AmiAddress | None:
        """Address and login of the node; None, with the reason in `trouble`, where no link may be made."""
        secret = self.secrets.get(self.node.secret_env, "")
        self.trouble = None
        if (why := why_no_link(self.node, self.settings.ami_plain_hosts)) is not None:
            self.trouble = msg("{what} {mend}", what=why[0], mend=why[1])
        elif not secret:
            self.trouble = msg(
                "{variable} is not set: it holds the secret of the AMI user", variable=self.node.secret_env
            )
        if self.trouble is not None:
            log.warning("no link to node %s: %s", self.node.name, self.trouble)
            return None
        tls = ssl.create_default_context() if self.node.tls else None
        return AmiAddress(host=self.node.host, port=self.node.port, username=self.node.username, secret=secret, tls=tls)

    def _hear(self, event: AmiEvent) -> None:
        if is_of_another(getattr(event, "channel_id", ""), self.installation):
            return
        self.inbox.put(Heard(self.node.id, event))
        self.journal.heard(event)
        for listener in self.listeners:
            listener(event)
        if self.record is not None:
            self.record.heard(event, self.clock())
        if isinstance(event, LinkUp) and self._audit_now is not None:
            self._audit_now.set()

    async def serve(self) -> None:
        """Keep lease, link and audits until another engine has taken the node."""
        assert self.client is not None
        self.serves, self._claims, self._rival = True, False, None
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep_lease())
                group.create_task(self._audit_for_ever())
                group.create_task(self.client.run())
        except* LeaseLost:
            self._kept_at = 0.0
            log.error("another engine has taken node %s: its calls and agents are that one's now", self.node.name)
            await self._write_record()
        self.fence, self.serves = None, False
        self.inbox.forget_node(self.node.id)
        self._renewed.set()

    async def sure(self) -> None:
        """Return after a new check of the lease: it `holds`, is another engine's, or the database is silent."""
        if self.serves:
            self._renewed.clear()
            self._renew_now.set()
            await self._renewed.wait()

    def look(self) -> None:
        """Audit now instead of when the next audit is due."""
        if self._audit_now is not None:
            self._audit_now.set()

    async def _keep_lease(self) -> None:
        """Renew the lease; raises `LeaseLost` when another engine has taken the node."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._renew_now.wait(), LEASE_RENEW_S)
            asked = self._renew_now.is_set()
            self._renew_now.clear()
            assert self.fence is not None
            now = self.clock()
            try:
                if not await self.store.leases.renew(self.node.id, self.owner, self.fence, LEASE_TTL_S):
                    raise LeaseLost(self.node.name)
                self._kept_at = now
                self._claim()
                await self.store.leads.renew(self.lead_owner, self.clock(), 120.0)
            except TROUBLE as error:
                log.warning("the lease on node %s could not be renewed: %s", self.node.name, type(error).__name__)
            if asked:  # else the renewal began before it was asked for, and may be out of date
                self._renewed.set()

    async def _audit_for_ever(self) -> None:
        """Audit when the link comes up, and regularly while it is up."""
        assert self._audit_now is not None
        assert self.client is not None
        while True:
            try:
                await asyncio.wait_for(self._audit_now.wait(), AUDIT_EVERY_S)
            except TimeoutError:
                if self.client.version == "":
                    continue
            self._audit_now.clear()
            try:
                if not await self._audit(self.client):
                    await asyncio.sleep(AUDIT_AGAIN_S)
                    self._audit_now.set()
            except AmiError as error:
                log.debug("audit of node %s: %s", self.node.name, error)
                if self.client.state is LinkState.UP and not error.permanent:  # else the next LinkUp requests one
                    await asyncio.sleep(AUDIT_AGAIN_S)
                    self._audit_now.set()
            except TROUBLE as error:
                log.warning("audit of node %s: %s", self.node.name, type(error).__name__)
                await asyncio.sleep(AUDIT_AGAIN_S)
                self._audit_now.set()
            if self.record is not None and self.record.due(self.clock()):
                await self._write_record()

    async def leave(self) -> None:
        """Give leads and node back, if the node is ours, and write the link's record."""
        if self.fence is None:
            return
        await self.store.leads.release_all(self.lead_owner)
        await self.store.leases.free(self.node.id, self.owner, self.fence)
        await self._write_record()

    async def _write_record(self) -> None:
        """Write the link's record to the audit; what cannot be written now is written next time."""
        if self.record is None or self.client is None:
            return
        now, seen = self.clock(), with_clock(NOTHING_SEEN, self.settings)
        facts = {"node": self.node.name, "run": self.fence, **self.record.facts(self.client.counters, now)}
        facts["clock"] = {"kept_by": seen.clock_source, "error_s": seen.clock_skew_s}
        try:
            await self.store.audit.add(
                actor="engine", action=LINK, subject=f"node:{self.node.id}", facts=facts, now=now
            )
        except TROUBLE as error:
            log.warning("what the link to node %s has shown is not kept yet: %s", self.node.name, type(error).__name__)
        else:
            self.record.written(self.client.counters, now)

    async def _compare_clocks(self, client: AmiClient) -> float:
        """Seconds by which Asterisk's clock is ahead of ours; 0 if it does not send its time."""
        assert self.record is not None
        sent = self.clock()
        answer = await client.ask(ping())
        compared = self.record.compare(sent=sent, came=self.clock(), theirs=told_at(answer.headers))
        return 0.0 if compared is None else compared.ahead_s

    async def _is_admitted(self, client: AmiClient) -> bool:
        """Whether no engine of another installation uses this Asterisk as our AMI user; from now on it says that we do.

        Of two that begin at the same instant the later one wins, and the other steps back: its link is made anew, and
        until it is admitted again nothing is dialled or hung up.
        """
        found = database_values((await client.ask(db_get(FAMILY, self.node.username))).items)
        written, now = next(iter(found.values()), ""), self.clock() + self._ahead_s
        before, self._rival = self._rival, rival_of(written, owner=self.owner, now=now)
        if self._rival is None:
            self._claims = True
            self._claim()
            return True
        if self._rival != before:
            log.error("node %s: %s", self.node.name, refusal(self._rival, username=self.node.username))
        if self._claims:
            self._claims = False
            client.move(self._address())
        return False

    def _claim(self) -> None:
        if self._claims and self.client is not None:
            said = claim_of(self.owner, now=self.clock() + self._ahead_s)
            with contextlib.suppress(AmiDown):  # it is said again soon
                self.client.send(db_put(FAMILY, self.node.username, said))

    def withdraw(self) -> None:
        """Note at Asterisk that we use it no more, so that the next engine need not wait."""
        if self._claims and self.client is not None:
            self._claims = False
            with contextlib.suppress(AmiDown):
                self.client.send(db_del(FAMILY, self.node.username))

    async def _audit(self, client: AmiClient) -> bool:
        """Report what lives on the node; False while another installation uses it."""
        ahead_s = self._ahead_s = await self._compare_clocks(client)
        if not await self._is_admitted(client):
            return False
        asked_at = self.clock()
        listed = (await client.ask(core_show_channels())).require().items
        channels = [c for item in listed if not isinstance(c := live_channel(item), Unreadable) and self._is_ours(c)]
        kept = await self._kept(client, channels)
        notes = await self._notes(client)  # of those that ended meanwhile too
        await self._look_at_trunks(client)
        living = {channel.channel_id for channel in channels}
        states = await self.store.attempts.states([*notes, *(i for i in living if campaign_of(i) is not None)])
        orphans, wrapping = await self._orphans(), await self._wrapping()
        assert self.record is not None
        self.record.took_over(counted((attempt for attempt, _ in orphans), living=living, notes=notes), asked_at)
        told = channels, notes, orphans, wrapping, ahead_s, states, kept
        self.inbox.put(Audited(self.node.id, asked_at, *told))
        unended = {call_id for call_id, state in states.items() if state is not AttemptState.ENDED}
        ended = notes.keys() - living - unended
        await self._drop_notes(client, {call_id: notes[call_id] for call_id in ended})
        return True

    def _is_ours(self, channel: LiveChannel) -> bool:
        is_pronto_s = campaign_of(channel.channel_id) is not None or agent_of(channel.channel_id) is not None
        return is_pronto_s and not is_of_another(channel.channel_id, self.installation)

    async def _kept(self, client: AmiClient, channels: Sequence[LiveChannel]) -> dict[str, tuple[float, int]]:
        """The joins of calls whose person is kept: an engine killed right after one has written it nowhere."""
        found = {}
        for call_id in (one.channel_id for one in channels if one.exten in LINES and campaign_of(one.channel_id)):
            answer = await client.ask(join_asked_action(call_id))
            if (join := join_of(answer.headers.get("Value", ""))) is not None:
                found[call_id] = join
        return found

    async def _look_at_trunks(self, client: AmiClient) -> None:
        """Ask whether each trunk is reachable; Asterisk itself only reports changes.

        A trunk whose endpoint does not exist is down: each call over it would end before a phone rings.
        """
        trunks = await self.store.trunks.list(self.node.id)
        names = sorted({endpoint_of(trunk.dial) or trunk.name for trunk in trunks})
        answers = await asyncio.gather(*(client.ask(pjsip_show_endpoint(name)) for name in names))
        for name, answer in zip(names, answers, strict=True):
            statuses = [status for item in answer.items if isinstance(status := contact_status(item), ContactStatus)]
            if state_of(answer) is EndpointState.MISSING:
                statuses = [ContactStatus(aor=name, uri="", status="Removed", roundtrip_us=None)]
            for status in statuses:
                self.inbox.put(Heard(self.node.id, status))

    async def _drop_notes(self, client: AmiClient, used: Mapping[str, str]) -> None:
        """Delete notes used by an earlier audit once their calls' ends are written; write their opt-outs first."""
        over = [call_id for call_id in used.keys() & self._used_notes if not self.knows(call_id)]
        for start in range(0, len(over), DROP_AT_ONCE):
            chunk = over[start : start + DROP_AT_ONCE]
            for call_id in chunk:
                if note_of(used[call_id], ahead_s=0.0).word == "optout":
                    await heed_note(self.store, call_id, now=self.clock())
            await asyncio.gather(*(client.ask(db_del(NOTES_FAMILY, call_id)) for call_id in chunk))
        self._used_notes = used.keys() - self._used_notes

    async def _notes(self, client: AmiClient) -> dict[str, str]:
        answer = await client.ask(db_get_tree(NOTES_FAMILY))
        notes = {key.rpartition("/")[2]: value for key, value in database_values(answer.items).items()}
        return {call_id: note for call_id, note in notes.items() if not is_of_another(call_id, self.installation)}

    async def _orphans(self) -> list[tuple[LiveAttempt, ClaimedLead]]:
        """Attempts of the node that have not ended and that no cell has: a previous engine left them.

        Their instants are not compared: that engine's clock may have been ahead of ours.
        """
        live = await self.store.attempts.live(self.node.id)
        return await self._with_leads([attempt for attempt in live if not self.knows(attempt.id)])

    async def _wrapping(self) -> list[tuple[AttemptRecord, ClaimedLead]]:
        """Talks that ended here and wait for a disposition, from a previous engine; looked for once."""
        if self._seen_wrap_ups:
            return []
        undisposed = await self.store.attempts.undisposed(math.inf)
        found = await self._with_leads([one for one in undisposed if one.node_id == self.node.id])
        self._seen_wrap_ups = True
        return found

    async def _with_leads(self, attempts: Sequence[Attempt]) -> list[tuple[Attempt, ClaimedLead]]:
        """The attempts with their leads, read concurrently: nobody is called until the audit is done."""
        leads = await asyncio.gather(*(self.store.leads.get(attempt.lead_id, sees=EVERYTHING) for attempt in attempts))
        return [(attempt, as_claimed(lead)) for attempt, lead in zip(attempts, leads, strict=True)]


def reached_by(node: Node) -> tuple[object, ...]:
    """The settings that a link to the node depends on."""
    return node.host, node.port, node.username, node.secret_env, node.tls


def _lead_owner(node_id: int, fence: int | None) -> str:
    return f"node-{node_id}/{fence}"


class LeaseLost(Exception):  # noqa: N818 - what happened
    """Another engine owns the node now: this one must not dial on it any more."""
