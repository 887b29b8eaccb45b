"""A no is acknowledged when no call to the number can be sent any more: the calls under way are waited for."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dialer.app.composition import Parts, build
from dialer.campaigns.attempts.model import AttemptProgress, NewAttempt
from dialer.cell.effects import OptOut
from dialer.core.call_times import SENT_WITHIN_S
from dialer.core.enums import AttemptState
from dialer.core.errors import DatabaseBusy
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.engine.effect_runner import EffectRunner
from dialer.engine.inbox import Inbox
from dialer.engine.nodes.originate import not_any_more
from dialer.engine.persistence.attempt_progress import Writer
from dialer.messaging.bus import Topic
from dialer.people.imports.readers.number_file import NumberFileOptions
from dialer.people.leads.model import NewLead
from dialer.people.suppression.live_calls import SURE_AFTER_S, quiet
from dialer.people.suppression.store.lookup import of_company
from tests.support.cells import NOW, a_call
from tests.support.patience import PATIENCE_S
from tests.support.recording_link import Link
from tests.support.stores import Centre, build_centre, finished


@dataclass
class Scene:
    """A call centre of which one call has been placed; whether it was sent, only its engine knows."""

    parts: Parts
    centre: Centre
    call: NewAttempt
    waited: asyncio.Event = field(
        default_factory=asyncio.Event
    )  # somebody has looked, and there was a call to wait for

    async def calls_again(self, suffix: str = "-again") -> NewAttempt:
        """The same number is called through another lead, for another campaign of the company's."""
        [lead_id] = await self.centre.store.leads.add(
            self.centre.leads.id, [NewLead(phones=((self.call.number, ""),), zone_key="Europe/Rome")]
        )
        [lead] = await self.centre.claim(limit=1)
        assert lead.lead_id == lead_id
        other = self.centre.attempt(lead, suffix=suffix)
        assert await self.centre.store.attempts.place([other], owner="engine", now=NOW) == {other.id}
        return other

    async def end(self, call: NewAttempt) -> None:
        await self.centre.store.attempts.note([], [finished(call)])

    async def waits(self, answer: "asyncio.Task[Any]") -> None:
        """Return when the answer has been seen to wait."""
        async with asyncio.timeout(PATIENCE_S):
            await self.waited.wait()
        assert not answer.done()


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    async with build(Settings(state_dir=tmp_path / "state")) as parts:
        centre = await build_centre(parts.store)
        made = Scene(parts, centre, (await centre.placed())[0])
        unanswered = parts.store.suppressions.unanswered

        async def looked(attempt_ids: Sequence[str]) -> Sequence[str]:
            left = await unanswered(attempt_ids)
            if left:
                made.waited.set()
            return left

        monkeypatch.setattr(parts.store.suppressions, "unanswered", looked)
        yield made


def says_no(scene: Scene) -> "asyncio.Task[Any]":
    scope = of_company(scene.centre.company.id)
    return asyncio.create_task(
        scene.parts.service.suppression.add(scope, [scene.call.number], reason="asked", actor="test")
    )


async def test_who_says_no_is_told_so_when_the_call_that_was_placed_has_ended(scene: Scene) -> None:
    async with scene.parts.bus.subscribe(Topic.SUPPRESSED) as news:
        answer = says_no(scene)
        assert list((await news.get()).body["attempt_ids"]) == [scene.call.id]
        await scene.waits(answer)
    await scene.end(scene.call)
    assert (await answer).ringing == [scene.call.id]


async def test_or_when_it_was_answered_for_who_has_answered_talks_on(scene: Scene) -> None:
    answer = says_no(scene)
    await scene.waits(answer)
    answered = AttemptProgress(id=scene.call.id, state=AttemptState.ANSWERED, answered_at=NOW + 5.0)
    await scene.centre.store.attempts.note([answered], [])
    await answer


async def test_an_engine_that_says_nothing_is_waited_for_until_it_can_send_the_call_no_more(scene: Scene) -> None:
    began = asyncio.get_running_loop().time()
    await quiet(scene.centre.store, [scene.call.id], sure_after_s=0.3)
    assert asyncio.get_running_loop().time() - began >= 0.3
    assert scene.waited.is_set()
    written = a_call(since=NOW)
    assert not not_any_more(written, written, now=NOW + SENT_WITHIN_S)
    assert not_any_more(written, written, now=NOW + SURE_AFTER_S)


async def test_a_database_that_is_away_for_a_moment_does_not_cut_the_wait_short(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    unanswered, asked = scene.centre.store.suppressions.unanswered, 0

    async def away_at_first(attempt_ids: Sequence[str]) -> Sequence[str]:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise DatabaseBusy
        return await unanswered(attempt_ids)

    monkeypatch.setattr(scene.centre.store.suppressions, "unanswered", away_at_first)
    answer = says_no(scene)
    await scene.waits(answer)
    await scene.end(scene.call)
    await answer


async def test_a_file_of_numbers_is_in_when_the_calls_to_them_have_ended(scene: Scene, tmp_path: Path) -> None:
    file = tmp_path / "noes.csv"
    file.write_text(f"{scene.call.number}\n")
    asked = NumberFileOptions(path=str(file), country="IT")
    scope = of_company(scene.centre.company.id)
    answer = asyncio.create_task(
        scene.parts.service.suppression.load(scope, asked, reason="asked", source="noes.csv", actor="test")
    )
    await scene.waits(answer)
    await scene.end(scene.call)
    assert (await answer).live == 1


async def test_an_agent_who_writes_a_no_down_is_answered_when_other_calls_to_the_person_have_ended(
    scene: Scene,
) -> None:
    talk, other = scene.call, await scene.calls_again()
    async with scene.parts.bus.subscribe(Topic.SUPPRESSED) as news:
        said = {"code": "do_not_call", "note": "", "callback_at": None}
        answer = asyncio.create_task(
            scene.parts.service.dispositions.dispose(talk.id, agent_id=None, actor="test", **said)  # type: ignore[arg-type]
        )
        assert list((await news.get()).body["attempt_ids"]) == [other.id]
        await scene.waits(answer)
    await scene.end(other)
    assert (await answer).suppressed == 1


def presses(scene: Scene, link: Link) -> "asyncio.Task[None]":
    """The person of the scene's call presses the key; nothing else of the call is written."""
    tasks: list[asyncio.Task[None]] = []
    hands = EffectRunner(
        store=scene.centre.store,
        bus=scene.parts.bus,
        inbox=Inbox(lambda: NOW),
        writer=Writer(scene.centre.store),
        clock=lambda: NOW,
        spawn=lambda work: tasks.append(asyncio.create_task(work)),
        links={scene.centre.node.id: link},  # type: ignore[dict-item]
    )
    campaign = SimpleNamespace(node_id=scene.centre.node.id, company_id=scene.centre.company.id)
    stamps = {"answered_at": NOW - 5.0, "unserved_at": NOW - 3.0, "opted_out_at": NOW}
    pressed = a_call(id=scene.call.id, number=scene.call.number, **stamps)
    hands.perform(SimpleNamespace(campaign=campaign), OptOut(pressed))  # type: ignore[arg-type]
    [task] = tasks
    return task


async def test_who_presses_the_key_hears_it_confirmed_when_other_calls_to_the_number_have_ended(scene: Scene) -> None:
    other, link = await scene.calls_again(), Link()
    confirmed = presses(scene, link)
    await scene.waits(confirmed)
    assert link.sent == []
    await scene.end(other)
    await confirmed
    assert [dict(action.headers)["Variable"] for action in link.sent] == ["PRONTO_OPTED_OUT"]


async def test_the_call_tells_of_the_key_before_the_dialplan_takes_its_note_back(scene: Scene) -> None:
    await presses(scene, Link())  # the engine dies after this, and the next one finds no note of the key
    attempt = await scene.centre.store.attempts.get(scene.call.id, sees=EVERYTHING)
    assert (attempt.answered_at, attempt.unserved_at, attempt.opted_out_at) == (NOW - 5.0, NOW - 3.0, NOW)
