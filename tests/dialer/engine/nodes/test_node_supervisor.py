"""An engine that waits for its node: it comes to own it as soon as database and the other engine let it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from ami.action import Action
from ami.answer import Answer
from ami.client import LinkState
from ami.errors import AmiTimeout
from ami.events import ChannelState, LinkUp, NewState
from ami.wire import Headers
from dialer.audit.actions import LINK
from dialer.campaigns.attempts.model import FinishedAttempt
from dialer.core.channel_ids import new_call_id, new_leg_id
from dialer.core.enums import LeadState, Outcome
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.engine.engine_events import Audited, Heard, NodeLost
from dialer.engine.inbox import Inbox
from dialer.engine.nodes import node_supervisor as node_module
from dialer.engine.nodes.asterisk_claim import HOLDS_S
from dialer.engine.nodes.link_quality import LinkRecord
from dialer.engine.nodes.node_supervisor import LEASE_TTL_S, NodeKeeper
from dialer.people.leads.model import NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.stores.everything import Store
from tests.support.cells import NOW, ROME, a_config
from tests.support.databases import sqlite_url
from tests.support.patience import PATIENCE_S
from tests.support.placed_attempt import a_placed_attempt
from tests.support.story import Story


@dataclass
class Shaky:
    """A part of the store that answers only after so many failures; counts how often it was asked."""

    part: object
    failures: int
    asked: int = 0

    def __getattr__(self, name: str) -> object:
        self.asked += 1
        if self.asked <= self.failures:
            raise OperationalError("SELECT", {}, Exception("the server restarts"))
        return getattr(self.part, name)


@dataclass
class ShakyStore:
    leases: object
    leads: object
    attempts: object = None
    now: float = field(default=NOW)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as opened:
        await a_placed_attempt(opened)
        opened.leases.clock = lambda _: NOW
        yield opened


async def keeper(store: Store, **parts: object) -> NodeKeeper:
    store.leases.clock = lambda _: NOW + 2 * LEASE_TTL_S
    shaky = ShakyStore(**{"leases": store.leases, "leads": store.leads} | parts)
    return NodeKeeper(
        node=await store.nodes.get(1),
        store=shaky,  # type: ignore[arg-type]
        inbox=Inbox(lambda: NOW),
        clock=lambda: NOW + 2 * LEASE_TTL_S,
        owner="elsewhere:1:mine",
        knows=lambda _: False,
        secrets={},
        settings=Settings(state_dir=Path("/nowhere"), clock_kept=True),
        take_again_s=0.0,
    )


async def test_a_database_that_does_not_answer_is_waited_for(store: Store):
    waiting = await keeper(store, leases=Shaky(store.leases, failures=3))
    await waiting.own()
    assert (waiting.fence, waiting.trouble, waiting.lead_owner) == (1, None, "node-1/1")


async def test_the_leads_of_the_engine_before_are_given_back_though_the_first_try_fails(store: Store):
    await store.leases.take(1, "elsewhere:2:theirs", LEASE_TTL_S)
    listed = (await store.lists.list(sees=EVERYTHING))[0].id
    [lead_id] = await store.leads.add(listed, [NewLead(phones=(("+39333000002", ""),), zone_key=ROME)])
    await store.leads.claim(1, owner="node-1/1", now=NOW, lease_s=9e9, limit=5, zone_keys=(ROME,))
    waiting = await keeper(store, leads=Shaky(store.leads, failures=2))
    await waiting.own()
    assert waiting.fence == 2
    assert (await store.leads.get(lead_id, sees=EVERYTHING)).state is LeadState.OPEN


async def test_the_audit_tells_of_the_stretch_in_which_no_engine_ran_and_of_the_calls_it_left(store: Store):
    await store.leases.take(1, "elsewhere:2:theirs", LEASE_TTL_S)
    mine = await keeper(store, leads=Shaky(store.leads, failures=1))
    await mine.own()
    mine.store = store
    mine.link()
    [live] = await store.attempts.live(1)
    at = round((NOW + 3.0) * 1000)
    await mine._audit(Noting({live.id: f"unserved:{at}:{at - 2000}"}))  # type: ignore[arg-type]
    await mine._write_record()
    [line] = await store.audit.list(action=LINK)
    told = line.facts["deserted"]
    assert (told["from"], told["until"]) == (NOW, NOW + 2 * LEASE_TTL_S)
    assert [(one["campaign"], one["ended"], one["unserved"]) for one in told["calls"]] == [(live.campaign_id, 1, 1)]


async def test_an_engine_whose_node_was_taken_steps_back_and_goes_on(store: Store, monkeypatch, caplog):
    monkeypatch.setattr(node_module, "LEASE_RENEW_S", 0.0)
    mine = await keeper(store)
    await mine.own()
    mine.client = NoLink()  # type: ignore[assignment]
    mine._audit_now = asyncio.Event()
    store.leases.clock = lambda _: NOW + 10 * LEASE_TTL_S
    await store.leases.take(1, "elsewhere:2:theirs", LEASE_TTL_S)
    async with asyncio.timeout(PATIENCE_S):
        await mine.serve()
    assert (mine.fence, mine.client.ended) == (None, True)
    assert "another engine has taken node" in caplog.text


async def test_a_node_that_was_taken_is_lost_though_nothing_else_can_be_asked_then(store: Store, monkeypatch):
    monkeypatch.setattr(node_module, "LEASE_RENEW_S", 0.0)
    mine = await keeper(store)
    await mine.own()
    mine.client = NoLink()  # type: ignore[assignment]
    mine._audit_now = asyncio.Event()
    mine.store.leads = Shaky(store.leads, failures=10**9)  # type: ignore[assignment]
    store.leases.clock = lambda _: NOW + 10 * LEASE_TTL_S
    await store.leases.take(1, "elsewhere:2:theirs", LEASE_TTL_S)
    async with asyncio.timeout(PATIENCE_S):
        await mine.serve()
    assert mine.fence is None


async def test_whose_the_node_is_can_be_asked_at_once_and_what_was_heard_of_a_lost_one_is_left_unread(store: Store):
    mine = await keeper(store)
    await mine.own()
    mine.client = NoLink()  # type: ignore[assignment]
    mine._audit_now = asyncio.Event()
    serving = asyncio.create_task(mine.serve())
    async with asyncio.timeout(PATIENCE_S):
        await mine.sure()
        assert mine.fence == 1
        mine.inbox.put(Heard(1, LinkUp(version="22", restarted=None)))
        mine.inbox.put(Heard(2, LinkUp(version="22", restarted=None)))
        store.leases.clock = lambda _: NOW + 10 * LEASE_TTL_S
        await store.leases.take(1, "elsewhere:2:theirs", LEASE_TTL_S)
        await mine.sure()
        assert mine.fence is None
        await serving
    assert [item.node_id for item, _ in iter(mine.inbox.take, None)] == [2]  # type: ignore[union-attr]


async def test_a_node_is_certainly_ours_as_long_as_the_lease_that_the_database_confirmed_last(store: Store):
    mine, now = await keeper(store), NOW
    mine.clock = lambda: now
    assert not mine.holds
    await mine.own()
    mine.client = NoLink()  # type: ignore[assignment]
    mine._audit_now = asyncio.Event()
    serving = asyncio.create_task(mine.serve())
    await asyncio.sleep(0)
    now += LEASE_TTL_S
    assert not mine.holds
    await mine.sure()
    assert mine.holds
    mine.store.leases = Shaky(store.leases, failures=10**9)  # type: ignore[assignment]
    for passed, held in ((LEASE_TTL_S - 1.0, True), (1.0, False)):
        now += passed
        await mine.sure()
        assert (mine.holds, mine.fence) == (held, 1)
    mine.store.leases = store.leases
    await mine.sure()
    assert mine.holds
    serving.cancel()


async def test_talks_of_an_engine_before_that_wait_for_their_disposition_are_looked_for_once(store: Store):
    mine = await keeper(store)
    mine.store = store
    [live] = await store.attempts.live(1)
    step = LeadStep(state=LeadState.WRAPPING)
    end = FinishedAttempt(id=live.id, lead_id=live.lead_id, outcome=Outcome.CONNECTED, ended_at=NOW + 20.0, step=step)
    await store.attempts.note([], [end])
    mine.store = ShakyStore(leases=store.leases, leads=store.leads, attempts=Shaky(store.attempts, failures=1))  # type: ignore[assignment]
    with pytest.raises(OperationalError):
        await mine._wrapping()
    [(attempt, lead)] = await mine._wrapping()  # by the next audit
    assert (attempt.id, lead.lead_id) == (live.id, live.lead_id)
    assert await mine._wrapping() == []
    await mine.own()  # of whoever ran it meanwhile
    assert len(await mine._wrapping()) == 1


@pytest.mark.parametrize(("theirs", "took_s", "ahead_s"), [(2.5, 0.0, 2.5), (None, 0.0, 0.0), (0.04, 0.1, 0.0)])
async def test_an_audit_tells_how_far_asterisk_s_clock_goes_before_ours(store: Store, theirs, took_s, ahead_s):
    mine = await keeper(store)
    ticks = iter((NOW, NOW + took_s))
    mine.clock, mine.record = lambda: next(ticks), LinkRecord(NOW)
    link = OneAnswer({} if theirs is None else {"Timestamp": str(NOW + took_s / 2 + theirs)})
    assert await mine._compare_clocks(link) == pytest.approx(ahead_s)  # type: ignore[arg-type]


@dataclass
class OneAnswer:
    """A link to an Asterisk that answers one thing, whatever it is asked."""

    headers: dict[str, str]

    async def ask(self, _: object) -> "OneAnswer":
        return self


async def audited(mine: NodeKeeper, link: "Noting", *, times: int) -> None:
    for _ in range(times):
        await mine._audit(link)  # type: ignore[arg-type]


async def test_a_note_is_kept_until_the_end_of_its_call_is_written(store: Store):
    mine = await keeper(store)
    mine.store, mine.record = store, LinkRecord(NOW)
    mine.clock = lambda: NOW - 60.0  # behind: the attempt seems to come after the audit, and nobody adopts it
    [live] = await store.attempts.live(1)
    link = Noting({live.id: "optout:1"})
    await audited(mine, link, times=3)
    assert list(link.notes) == [live.id]
    step = LeadStep(state=LeadState.DONE, suppress=True)
    end = FinishedAttempt(
        id=live.id, lead_id=live.lead_id, outcome=Outcome.ABANDONED, ended_at=NOW, step=step, opted_out_at=NOW
    )
    await store.attempts.note([], [end])
    await audited(mine, link, times=2)
    assert link.notes == {}


@pytest.mark.parametrize(("note", "suppressed"), [("optout:1", True), ("unserved:1", False)])
async def test_a_no_that_its_ended_attempt_does_not_tell_is_written_before_its_note_goes(
    store: Store, note: str, suppressed: bool
):
    mine = await keeper(store)
    mine.store, mine.record = store, LinkRecord(NOW)
    [live] = await store.attempts.live(1)
    step = LeadStep(state=LeadState.OPEN, due_at=NOW)
    end = FinishedAttempt(id=live.id, lead_id=live.lead_id, outcome=Outcome.NO_ANSWER, ended_at=NOW, step=step)
    await store.attempts.note([], [end])
    link = Noting({live.id: note, "pc-9-" + "b" * 32: "optout:1"})  # and one of whose attempt nothing is left
    await audited(mine, link, times=2)
    assert link.notes == {}
    [campaign] = await store.campaigns.list(sees=EVERYTHING)
    assert await store.suppressions.contains(campaign.company.id, live.number) is suppressed


async def test_the_note_of_an_attempt_that_was_erased_goes_and_its_stand_in_is_not_suppressed(store: Store):
    mine = await keeper(store)
    mine.store, mine.record = store, LinkRecord(NOW)
    [live] = await store.attempts.live(1)
    step = LeadStep(state=LeadState.DONE)
    end = FinishedAttempt(id=live.id, lead_id=live.lead_id, outcome=Outcome.NO_ANSWER, ended_at=NOW, step=step)
    await store.attempts.note([], [end])
    [campaign] = await store.campaigns.list(sees=EVERYTHING)
    await store.persons.erase(await store.persons.find(campaign.company.id, number=live.number, external_id=None))
    link = Noting({live.id: "optout:1"})
    await audited(mine, link, times=2)
    assert link.notes == {}
    stand_in = (await store.attempts.get(live.id, sees=EVERYTHING)).number
    assert not await store.suppressions.contains(campaign.company.id, stand_in)


async def test_an_audit_that_asterisk_did_not_answer_in_time_is_tried_again_soon(store: Store, monkeypatch):
    monkeypatch.setattr(node_module, "AUDIT_AGAIN_S", 0.0)
    mine = await keeper(store)
    mine.store, mine.record, mine._audit_now = store, LinkRecord(NOW), asyncio.Event()
    mine.client = Noting({}, late=3)  # type: ignore[assignment]
    mine._audit_now.set()
    came = asyncio.Event()

    def read() -> None:
        while (told := mine.inbox.take()) is not None:
            if isinstance(told[0], Audited):
                came.set()

    tasks = [asyncio.create_task(work) for work in (mine.inbox.serve(read), mine._audit_for_ever())]
    async with asyncio.timeout(PATIENCE_S):
        await came.wait()
    for task in tasks:
        task.cancel()


HERE, OTHER = "0a1b2c3d", "ffffffff"  # installations


def its_facts(exten: str) -> list[tuple[str, str]]:
    return [
        *(("Channel", "c"), ("ChannelState", "6"), ("BridgeId", ""), ("Context", "c"), ("Exten", exten)),
        *(("Priority", "1"), ("Application", "Wait"), ("Duration", "00:00:01")),
    ]


async def test_an_audit_reads_from_its_channel_with_whom_a_kept_person_talked(store: Store):
    mine = await keeper(store)
    mine.store, mine.record = store, LinkRecord(NOW)
    told, untold, talks = (f"pc-1-{one * 32}" for one in "abc")
    channels = [told, untold, talks, "pl-7-" + "d" * 32]
    await mine._audit(Noting({}, channels=channels, kept={told: "1766000000123:7", untold: ""}))  # type: ignore[arg-type]
    [found] = [item for item, _ in iter(mine.inbox.take, None) if isinstance(item, Audited)]  # type: ignore[misc]
    assert found.kept == {told: (1766000000.123, 7)}


async def test_calls_legs_and_notes_of_another_installation_are_nothing_to_us(store: Store):
    mine = await keeper(store)
    mine.store, mine.record, mine.installation = store, LinkRecord(NOW), HERE
    channels = [new_call_id(one, 1) for one in (HERE, OTHER)] + [new_leg_id(one, 1) for one in (HERE, OTHER)]
    link = Noting({new_call_id(one, 1): "left:1" for one in (HERE, OTHER)}, channels=channels)
    await audited(mine, link, times=2)
    audits = [item for item, _ in iter(mine.inbox.take, None) if isinstance(item, Audited)]  # type: ignore[misc]
    assert [one.channel_id for one in audits[0].channels] == channels[::2]
    assert [HERE in call_id for call_id in audits[0].notes] == [True]
    assert [OTHER in call_id for call_id in link.notes] == [True]  # the other installation reads its own
    for channel_id in channels:
        mine._hear(NewState(channel_id=channel_id, channel="c", state=ChannelState.UP))
    heard = [item.event.channel_id for item, _ in iter(mine.inbox.take, None)]  # type: ignore[misc, union-attr]
    assert heard == channels[::2]


@pytest.mark.parametrize(
    ("written", "trouble"),
    [
        ("", ""),
        ("elsewhere/1:1:mine {now}", ""),
        ("pbx2/9:77:theirs {now}", "another Pronto (host pbx2, process 77) uses this Asterisk as AMI user pronto"),
        ("pbx2/9:77:theirs {past}", ""),  # it has not said so for long: it runs no more
        ("what no Pronto writes", ""),
    ],
)
async def test_an_asterisk_that_another_installation_uses_as_our_user_is_left_alone(store: Store, written, trouble):
    mine = await keeper(store)
    mine.store, mine.record, mine.owner = store, LinkRecord(NOW), "elsewhere/1:1:mine"
    now = mine.clock()
    link = Noting({}, claim=written.format(now=f"{now:.0f}", past=f"{now - HOLDS_S:.0f}"))
    mine.client = link  # type: ignore[assignment]
    for _ in range(2):
        await mine._audit(link)  # type: ignore[arg-type]
    audits = [item for item, _ in iter(mine.inbox.take, None) if isinstance(item, Audited)]  # type: ignore[misc]
    assert len(audits) == (0 if trouble else 2)
    assert str(mine.ails or "").startswith(trouble)
    assert link.claim == (link.claim if trouble else f"elsewhere/1:1:mine {now:.0f}")
    mine.withdraw()
    assert (link.claim == "") is not bool(trouble)


async def test_of_two_installations_that_begin_at_once_one_steps_back(store: Store):
    mine = await keeper(store)
    mine.store, mine.record = store, LinkRecord(NOW)
    mine.client = link = Noting({})  # type: ignore[assignment]
    assert await mine._audit(link)  # type: ignore[arg-type]
    link.claim = f"pbx2/9:77:theirs {mine.clock():.0f}"
    assert not await mine._audit(link)  # type: ignore[arg-type]
    assert link.moved == 1  # by the new link nothing is dialled before it is admitted
    assert not await mine._audit(link)  # type: ignore[arg-type]
    assert link.moved == 1
    link.claim = ""
    assert await mine._audit(link)  # type: ignore[arg-type]
    assert mine._rival is None


@dataclass
class Noting:
    """A link to an Asterisk that has written notes of calls, and answers `late` times too late."""

    notes: dict[str, str]
    late: int = 0
    channels: Sequence[str] = ()
    kept: Mapping[str, str] = field(default_factory=dict)  # what channels on hold say of their join
    claim: str = ""  # which engine uses it
    moved: int = 0  # how often the link was made anew
    trouble: None = None
    version: str = "22"
    state: LinkState = LinkState.UP

    async def ask(self, action: Action) -> Answer:
        if action.name == "DBGetTree" and self.late:
            self.late -= 1
            raise AmiTimeout("DBGetTree")
        if action.name == "DBDel":
            del self.notes[dict(action.headers)["Key"]]
        listed = {
            "DBGetTree": [Headers([("Key", f"/pronto/{key}"), ("Val", value)]) for key, value in self.notes.items()],
            "DBGet": [Headers([("Key", "pronto"), ("Val", self.claim)])] if self.claim else [],
            "CoreShowChannels": [
                Headers([("Uniqueid", one), ("Linkedid", one), *its_facts("hold" if one in self.kept else "s")])
                for one in self.channels
            ],
        }
        join = self.kept.get(dict(action.headers).get("Channel", ""), "")
        value = Headers([("Variable", "PRONTO_JOINED"), ("Value", join)] if action.name == "Getvar" else [])
        items = tuple(listed.get(action.name, ()))
        return Answer(action=action.name, success=True, message="", headers=value, items=items)

    def send(self, action: Action) -> None:
        self.claim = dict(action.headers).get("Val", "")

    def move(self, _: object) -> None:
        self.moved += 1


class NoLink:
    """A link to an Asterisk that says nothing."""

    version, ended = "", False

    async def run(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.ended = True


def test_what_lives_on_a_node_that_was_taken_is_left_alone_and_taken_over_when_it_is_ours_again():
    story = Story(a_config(mode="ratio", ratio=2.0)).begin(leads=6)
    story.log_in()
    talking, _ = story.placed()
    story.answers(talking.id)
    story.joins(talking.id, story.leg())
    before = list(story.effects)
    story.take(NodeLost(story.node.id))
    story.pass_time(2.0)
    board = story.switchboard
    assert (board.cells, board.nodes, board.seats.seat_of) == ({}, {}, {})
    story.hangs_up(talking.id)  # heard late: it is nobody's here
    assert story.effects == before
    story.configure()
    assert story.config.id in board.cells
    assert board.cells[story.config.id].calls == {}
