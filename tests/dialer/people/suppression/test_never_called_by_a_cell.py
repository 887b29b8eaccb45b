"""Whatever the order of importing, suppressing, claiming, placing and dialling: a cell on a real store calls nobody who
has said no.

The cell, its hopper and its calls are those of the engine; the database is real; the bus may lose what it is told.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import replace
from itertools import count
from typing import Any, NamedTuple

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dialer.campaigns.attempts.model import NewAttempt
from dialer.campaigns.model import CampaignDraft
from dialer.cell.call.state_machine import UNANSWERED, Call
from dialer.cell.effects import (
    Claim,
    Connect,
    DeferLead,
    Effect,
    Finish,
    HangUp,
    LogRuling,
    Place,
    ReleaseLeads,
    RetireLead,
    SaveProgress,
)
from dialer.cell.events import NotWritten, Refused, Sent
from dialer.core.enums import CampaignStatus
from dialer.demo.law import LAW, consent
from dialer.engine.ami_translation import OfCall
from dialer.engine.engine_events import BusMessage, Config, Stocked
from dialer.engine.nodes.originate import not_any_more
from dialer.engine.persistence.attempt_progress import Writer
from dialer.engine.persistence.lead_returns import _sorted
from dialer.people.leads.model import NewLead
from dialer.people.lists.store.lists import LeadList
from dialer.people.suppression.live_calls import SURE_AFTER_S
from dialer.people.suppression.store.lookup import of_campaign, of_company
from dialer.stores.everything import Store
from tests.support.cells import ALL_DAY, NOW
from tests.support.stores import load_rows
from tests.support.story import Story

PARIS = "Europe/Paris"
NUMBERS = [f"+331990000{index:02d}" for index in range(5)]
OWNER = "engine"
EXAMPLE = count(1)


Bring = Callable[[Store, LeadList, list[NewLead]], Coroutine[Any, Any, object]]


async def unseen(store: Store, into: LeadList, leads: list[NewLead]) -> None:
    """Write leads without a look at who has said no."""
    await store.leads.add(into.id, leads)


class Asked(NamedTuple):
    """A suppression that is written; calls to its number, by id, and since when."""

    number: str
    ringing: list[str]
    at: float


class Days(RuleBasedStateMachine):
    """A cell of three agents, and everybody else, in any order."""

    def __init__(self, runner: asyncio.Runner, store: Store, total: Counter[str]) -> None:
        super().__init__()
        self.runner, self.store, self.total = runner, store, total
        self.suppressed: set[str] = set()  # in the database
        self.acknowledged: set[str] = set()  # and whoever said no was told
        self.asked: list[Asked] = []  # suppressions that stand and that nobody has been told of yet
        self.named: set[str] = set()  # calls that a suppression has told to be called off
        self.news: list[list[str]] = []  # of these, what the bus still carries
        self.written: list[Call] = []  # attempts in the database, not yet dialled
        self.dialled: dict[str, str] = {}  # call -> number
        self.late = 0  # suppressions acknowledged because it was too late for their calls to be sent
        self.seen = 0
        self.wrong: list[str] = []

    # The scene --------------------------------------------------------------------------------------------------------

    @initialize()
    def open(self) -> None:
        self.runner.run(self._open())

    async def _open(self) -> None:
        store, example = self.store, next(EXAMPLE)
        self.company = await store.companies.create(f"Acme {example}")
        node = await store.nodes.upsert("one", host="127.0.0.1")
        trunk = await store.trunks.upsert(node.id, "carrier", dial="PJSIP/{number}@carrier", country="FR")
        shown = await store.caller_ids.create(self.company.id, "+33199009999")
        draft = CampaignDraft(
            name=f"Spring {example}",
            company_id=self.company.id,
            node_id=node.id,
            trunk_ids=(trunk.id,),
            caller_id_id=shown.id,
            mode="progressive",
            hours=ALL_DAY,
            law=LAW,
        )
        made = await store.campaigns.create(draft, actor="test", now=NOW)
        config = await store.campaigns.set_status(made.id, CampaignStatus.RUNNING, "test", NOW)
        self.scopes = {"company": of_company(self.company.id), "campaign": of_campaign(config.id)}
        self.example, self.lists = example, 0
        self.campaign_id = config.id
        for _ in range(4):
            await self._fill(NUMBERS, load_rows)
        seen = replace(await store.law.seen(config.id), clock_skew_s=0.0)
        self.writer = Writer(store)
        self.story = Story(config=config, node=node, claims=False, places=False, seen=seen, zones=(PARIS,))
        self.story.begin()
        for index in range(3):
            agent = await store.agents.create(name=f"agent {example}-{index}", phone=f"PJSIP/{example}{index}")
            self.story.log_in(agent.id)
        for effect in list(self.story.effects):  # until leads are in the hopper
            self.seen += 1
            await self._perform(effect)

    async def _fill(self, numbers: list[str], bring: Bring) -> None:
        """A new list of these numbers."""
        self.lists += 1
        into = await self.store.lists.create(
            name=f"list {self.example}-{self.lists}",
            company_id=self.company.id,
            campaign_id=self.campaign_id,
            country="FR",
            consent=consent(self.company.name, NOW),
            now=NOW,
        )
        await bring(self.store, into, [NewLead(phones=((one, ""),), zone_key=PARIS) for one in numbers])

    # What may happen --------------------------------------------------------------------------------------------------

    @rule(numbers=st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3, unique=True))
    def import_more(self, numbers: list[str]) -> None:
        self.runner.run(self._fill(numbers, load_rows))

    @rule(numbers=st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3, unique=True))
    def add_unseen(self, numbers: list[str]) -> None:
        """As if no import had looked whom it brings."""
        self.runner.run(self._fill(numbers, unseen))

    @rule(number=st.sampled_from(NUMBERS), scope=st.sampled_from(["company", "campaign"]))
    def suppress(self, number: str, scope: str) -> None:
        done = self.runner.run(
            self.store.suppressions.add(self.scopes[scope], [number], reason="asked", actor="test", now=self.story.now)
        )
        self.suppressed.add(number)
        self.named.update(done.ringing)
        self.news.append(done.ringing)
        self.asked.append(Asked(number, done.ringing, self.story.now))

    @precondition(lambda self: self.written)
    @rule(heard=st.booleans(), later_s=st.sampled_from([0.0, 0.0, 6.0]))
    def suppress_who_is_about_to_be_called(self, heard: bool, later_s: float) -> None:
        """The attempt is written, and not sent yet; the engine may hear of the no, or lag."""
        self.suppress(number=self.written[0].number, scope="company")
        if heard:
            self.hear_of_a_suppression(lost=False)
        self.story.pass_time(later_s)
        self.acknowledge()

    @precondition(lambda self: self.asked)
    @rule()
    def acknowledge(self) -> None:
        """Whoever has said no is told so as soon as may be (dialer/people/suppression/live_calls.py)."""
        waiting = []
        for one in self.asked:
            left = self.runner.run(self.store.suppressions.unanswered(one.ringing)) if one.ringing else []
            if left and self.story.now < one.at + SURE_AFTER_S:
                waiting.append(one)
            else:
                self.acknowledged.add(one.number)
                self.late += bool(left)
        self.asked = waiting

    @rule(effects=st.integers(1, 12))
    def work(self, effects: int) -> None:
        """The engine does the next things that its cell wants."""
        for effect in self.story.effects[self.seen : self.seen + effects]:
            self.seen += 1
            self.runner.run(self._perform(effect))

    @precondition(lambda self: self.written)
    @rule(most=st.integers(1, 3))
    def dial(self, most: int) -> None:
        """As the engine's hands do: only what is still wanted."""
        for call in self.written[:most]:
            self.written.remove(call)
            self._dial(call)

    def _dial(self, call: Call) -> None:
        if why := not_any_more(call, self.story.cell.calls.get(call.id), now=self.story.now):
            self.story.of_call(call.id, Refused(why))
            return
        if call.number in self.acknowledged:
            self.wrong.append(f"dialled {call.number}")
        self.dialled[call.id] = call.number
        self.story.of_call(call.id, Sent())

    @precondition(lambda self: self.news)
    @rule(lost=st.booleans())
    def hear_of_a_suppression(self, lost: bool) -> None:
        """The bus tells, or the next look at the database does."""
        live = self.news.pop(0)
        if not lost:
            self.story.take(BusMessage("suppressed", {"attempt_ids": live, "at": self.story.now}))
        else:
            self.runner.run(self._poll())

    @precondition(lambda self: self._live())
    @rule(what=st.sampled_from(["rings", "busy", "busy", "answers"]), first=st.booleans())
    def the_network_moves(self, what: str, first: bool) -> None:
        for call_id in self._live()[: 1 if first else None]:
            if what == "rings":
                self.story.rings(call_id)
            elif what == "answers" and self.story.cell.calls[call_id].answered_at is None:
                self.story.answers(call_id)
            else:
                self.story.hangs_up(call_id, cause=17)

    @rule(seconds=st.sampled_from([1.0, 1.0, 6.0]))
    def time_passes(self, seconds: float) -> None:
        """The engine's turns go on; what it does, or hears, may lag behind."""
        self.story.pass_time(seconds)

    # How it is done ---------------------------------------------------------------------------------------------------

    def _live(self) -> list[str]:
        return [call_id for call_id in self.dialled if call_id in self.story.cell.calls]

    async def _poll(self) -> None:
        story, ringing = self.story, tuple(await self.store.suppressions.ringing())
        agents = list(story.agents.values())
        seen = {story.config.id: story.seen}
        story.take(
            Config([story.node], list(story.config.trunks), [story.config], agents, seen=seen, suppressed=ringing)
        )

    async def _perform(self, effect: Effect) -> None:
        match effect:
            case Claim(limit=limit, zone_keys=keys):
                await self._claim(limit, keys)
            case Place(calls=calls):
                await self._place(calls)
            case HangUp(channel_id=channel_id):
                if channel_id in self._live():
                    self.story.hangs_up(channel_id)
            case Connect(call_id=call_id, leg_id=leg_id):
                self.story.joins(call_id, leg_id)
            case SaveProgress(call=call):
                self.writer.progress(call)
                await self.writer.flush()
            case Finish():
                self.writer.finish(effect)
                await self.writer.flush()
            case ReleaseLeads() | DeferLead() | RetireLead() | LogRuling():
                batch = _sorted([(self.story.config.id, OWNER, effect)], self.story.now)
                await self.store.away.write(batch)

    async def _claim(self, limit: int, keys: tuple[str, ...]) -> None:
        campaign_id, leads = self.story.config.id, self.store.leads
        claimed = await leads.claim(
            campaign_id, owner=OWNER, now=self.story.now, lease_s=600.0, limit=limit, zone_keys=keys
        )
        due = await leads.next_due(campaign_id, keys or None)
        self.story.take(Stocked(campaign_id, claimed, await leads.zone_keys(campaign_id), due))

    async def _place(self, calls: tuple[Call, ...]) -> None:
        known, story = set(self.suppressed), self.story
        batch = [
            NewAttempt(
                id=call.id,
                campaign_id=story.config.id,
                company_id=self.company.id,
                list_id=call.list_id,
                lead_id=call.lead_id,
                node_id=story.node.id,
                trunk_id=call.trunk_id,
                number=call.number,
                ruling=call.ruling,
            )
            for call in calls
        ]
        placed = await self.store.attempts.place(batch, owner=OWNER, now=story.now)
        self.wrong += [f"written {call.number}" for call in calls if call.id in placed and call.number in known]
        self.written += [call for call in calls if call.id in placed]
        for call in calls:
            if call.id not in placed:
                story.take(OfCall(call.id, NotWritten()))

    # What must hold ---------------------------------------------------------------------------------------------------

    @invariant()
    def nobody_who_said_no_is_called(self) -> None:
        assert self.wrong == []

    def teardown(self) -> None:
        """When everything has been heard and done, no phone rings at a number that must not be called."""
        if not hasattr(self, "story"):
            return
        while self.news:
            self.hear_of_a_suppression(lost=False)
        for _ in range(20):
            self.work(100)
            self.dial(most=100)
        self.runner.run(self._poll())
        self.work(100)
        still = [call for call in self.story.calls() if call.id in self.dialled and call.state in UNANSWERED]
        assert [call.number for call in still if call.number in self.suppressed] == []
        assert self.wrong == []
        self.total["dialled"] += len(self.dialled)
        self.total["named"] += len(self.named)
        self.total["acknowledged"] += len(self.acknowledged)
        self.total["late"] += self.late


def test_no_interleaving_lets_a_suppressed_number_be_called(empty_url: str) -> None:
    with asyncio.Runner() as runner:
        opened = Store.open(empty_url, migrate=True, key=b"k" * 32)
        store, total = runner.run(opened.__aenter__()), Counter[str]()
        try:
            run_state_machine_as_test(
                lambda: Days(runner, store, total),
                settings=settings(max_examples=30, stateful_step_count=60, deadline=None),
            )
            assert total["dialled"] > 5, total  # people were called
            assert total["named"] > 0, total  # and some said no while they were
            assert total["acknowledged"] > 5, total
            assert total["late"] > 0, total  # some of whom an engine was too slow to hear
        finally:
            runner.run(opened.__aexit__(None, None, None))
