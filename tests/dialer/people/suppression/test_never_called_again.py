"""Whatever the order of importing, suppressing, claiming and placing: nobody is called after the suppression stands."""

import asyncio
from collections.abc import Callable

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

from dialer.campaigns.attempts.model import FinishedAttempt, NewAttempt
from dialer.core.enums import LeadState, Outcome
from dialer.people.callbacks.model import NewCallback
from dialer.people.imports.rows.rejected_row import Rejected
from dialer.people.leads.model import ClaimedLead, NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.suppression.store.lookup import EVERYONE, of_campaign, of_company
from dialer.stores.everything import Store
from tests.support.stores import NOW, ROME, Centre, build_centre

NUMBERS = [f"+3933300000{index}" for index in range(6)]


class Days(RuleBasedStateMachine):
    """A list that is filled, dialled and cut down at random; two processes' connections act at the same time."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.runner = asyncio.Runner()
        self.acknowledged: set[str] = set()
        self.held: list[ClaimedLead] = []
        self.live: list[NewAttempt] = []
        self.named_live: set[str] = set()
        self.wrong: list[str] = []
        self.made = 0

    @initialize()
    def open(self) -> None:
        self.runner.run(self._open())

    async def _open(self) -> None:
        self.one_context = Store.open(self.url, key=b"k" * 32)
        self.store = await self.one_context.__aenter__()
        self.other_context = Store.open(self.url, key=b"k" * 32)
        self.other = await self.other_context.__aenter__()
        self.centre: Centre = await build_centre(self.store)
        self.scopes = {
            "everyone": EVERYONE,
            "company": of_company(self.centre.company.id),
            "campaign": of_campaign(self.centre.campaign.id),
        }

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.runner.run(self._close())
        self.runner.close()

    async def _close(self) -> None:
        await self.other_context.__aexit__(None, None, None)
        await self.one_context.__aexit__(None, None, None)

    @rule(numbers=st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3, unique=True))
    def import_again(self, numbers: list[str]) -> None:
        self.runner.run(self._import(numbers))

    async def _import(self, numbers: list[str]) -> None:
        # A list of its own each time: within one list a number is there once.
        self.made += 1
        leads = await self.other.lists.create(
            name=f"list {self.made}",
            company_id=self.centre.company.id,
            campaign_id=self.centre.campaign.id,
            now=NOW,
        )
        rows = [NewLead(phones=((number, ""),), zone_key=ROME) for number in numbers]
        bad = [Rejected(line=9, column="", reason="test", mend="", row=["x"])]
        await self.centre.load(rows, bad, into=leads, store=self.other)

    @rule(limit=st.integers(1, 4))
    def claim(self, limit: int) -> None:
        self.held += self.runner.run(self.centre.claim(limit=limit))

    @rule(number=st.sampled_from(NUMBERS), scope=st.sampled_from(["everyone", "company", "campaign"]))
    def suppress(self, number: str, scope: str) -> None:
        self.runner.run(self._suppress(number, scope))

    async def _suppress(self, number: str, scope: str) -> None:
        done = await self.other.suppressions.add(self.scopes[scope], [number], reason="asked", actor="test", now=NOW)
        self.acknowledged.add(number)
        self.named_live |= {call.attempt_id for call in done.live}

    @precondition(lambda self: self.held)
    @rule(count=st.integers(1, 4))
    def place(self, count: int) -> None:
        self.runner.run(self._place(count))

    async def _place(self, count: int) -> None:
        taken, self.held = self.held[:count], self.held[count:]
        known = set(self.acknowledged)
        self.made += 1
        batch = [self.centre.attempt(lead, suffix=f"-{self.made}", callback_id=lead.callback_id) for lead in taken]
        placed = await self.store.attempts.place(batch, owner="engine", now=NOW)
        self.live += [attempt for attempt in batch if attempt.id in placed]
        self.wrong += [attempt.number for attempt in batch if attempt.id in placed and attempt.number in known]

    @precondition(lambda self: self.held)
    @rule(count=st.integers(1, 4), number=st.sampled_from(NUMBERS), scope=st.sampled_from(["everyone", "campaign"]))
    def place_and_suppress_at_once(self, count: int, number: str, scope: str) -> None:
        self.runner.run(self._both(count, number, scope))

    async def _both(self, count: int, number: str, scope: str) -> None:
        before = {attempt.id for attempt in self.live}
        await asyncio.gather(self._place(count), self._suppress(number, scope), self._import([number]))
        # Whatever slipped in before the suppression was named to those who can still call it off.
        slipped = {one.id for one in self.live if one.number == number and one.id not in before}
        self.wrong += sorted(slipped - self.named_live)

    @rule(number=st.sampled_from(NUMBERS))
    def inject(self, number: str) -> None:
        """A new lead that is to be dialled next of all."""
        self.runner.run(self._inject(number))

    async def _inject(self, number: str) -> None:
        leads = [NewLead(phones=((number, ""),), zone_key=ROME)]
        [lead_id] = await self.other.leads.add(self.centre.leads.id, leads)
        await self.other.callbacks.next(
            lead_id,
            campaign_id=self.centre.campaign.id,
            agent_id=None,
            expires_at=NOW + 300.0,
            actor="test",
            now=NOW,
        )

    @precondition(lambda self: self.held)
    @rule()
    def want_a_held_lead_next(self) -> None:
        """One that an engine has in its hopper is booked under its hands."""
        lead_id = self.held[0].lead_id
        self.runner.run(
            self.other.callbacks.next(
                lead_id,
                campaign_id=self.centre.campaign.id,
                agent_id=None,
                expires_at=NOW + 300.0,
                actor="test",
                now=NOW,
            )
        )

    @rule()
    def fetch_what_is_booked(self) -> None:
        self.runner.run(self._fetch())

    async def _fetch(self) -> None:
        for callback in await self.store.callbacks.waiting([self.centre.campaign.id], until=NOW):
            lead = await self.store.leads.claim_one(callback.lead_id, owner="engine", now=NOW, lease_s=60.0)
            self.held += [lead] if lead is not None else []

    @precondition(lambda self: self.live)
    @rule()
    def promise_to_call_back(self) -> None:
        self.runner.run(self._promise(self.live.pop()))

    async def _promise(self, attempt: NewAttempt) -> None:
        ended = FinishedAttempt(
            id=attempt.id,
            lead_id=attempt.lead_id,
            outcome=Outcome.CONNECTED,
            ended_at=NOW,
            step=LeadStep(state=LeadState.WRAPPING),
        )
        await self.store.attempts.note([], [ended])
        await self.store.attempts.dispose(
            attempt.id,
            agent_id=None,
            code="call_back",
            note="",
            now=NOW,
            step=LeadStep(state=LeadState.BOOKED, due_at=NOW),
            suppress=False,
            actor="test",
            booking=NewCallback(agent_id=None, due_at=NOW, deadline_at=NOW + 60.0),
        )

    @precondition(lambda self: self.live)
    @rule(again=st.booleans())
    def finish(self, again: bool) -> None:
        attempt = self.live.pop()
        state = LeadState.OPEN if again else LeadState.DONE
        ended = FinishedAttempt(
            id=attempt.id, lead_id=attempt.lead_id, outcome=Outcome.BUSY, ended_at=NOW, step=LeadStep(state=state)
        )
        self.runner.run(self.store.attempts.note([], [ended]))

    @invariant()
    def nobody_is_in_two_calls(self) -> None:
        leads = [attempt.lead_id for attempt in self.live]
        assert len(leads) == len(set(leads))

    @invariant()
    def nobody_was_called_after_saying_no(self) -> None:
        assert self.wrong == []


def test_nobody_is_called_after_the_suppression_stands(databases: Callable[[], str]) -> None:
    few = 15 if databases().startswith("sqlite") else 5  # each begins with a database of its own
    run_state_machine_as_test(
        lambda: Days(databases()), settings=settings(max_examples=few, stateful_step_count=30, deadline=None)
    )
