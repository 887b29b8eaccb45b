"""What the engine does with what the cells want."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

import pytest

from ami.action import Action
from ami.actions import bridge, setvar
from ami.answer import Answer
from ami.wire import Headers
from dialer.cell.effects import Connect, Hold, ListenToLeg, RingLeg, Warn
from dialer.engine import effect_runner
from dialer.engine.effect_runner import EffectRunner
from dialer.engine.engine_events import LegFailed, LegSilent
from dialer.engine.inbox import Inbox
from tests.support.cells import NOW, a_cell


def test_no_phone_is_called_that_the_node_may_not_call(caplog):
    inbox = Inbox(lambda: NOW)
    hands = EffectRunner(store=None, bus=None, inbox=inbox, writer=None, clock=lambda: NOW, spawn=lambda _: None)  # type: ignore[arg-type]
    cell = a_cell()
    hands.perform(cell, RingLeg(1, "leg-1", "PJSIP/00881@trunk"))
    assert inbox.take() == (LegFailed("leg-1"), NOW)
    assert "may not call PJSIP/00881@trunk" in caplog.text


def test_a_join_is_followed_by_the_word_of_whom_it_is_with_and_never_preceded():
    sent: list[Action] = []

    class Accepting:
        def send_all(self, actions: Sequence[Action]) -> list[asyncio.Future[Answer]]:
            sent.extend(actions)
            return [asyncio.Future(loop=loop) for _ in actions]

    loop = asyncio.new_event_loop()
    hands = EffectRunner(store=None, bus=None, inbox=None, writer=None, clock=lambda: NOW, spawn=lambda _: None)  # type: ignore[arg-type]
    hands.links[1] = Accepting()  # type: ignore[assignment]
    call_id, leg_id = "pc-1-" + "a" * 32, "pl-7-" + "b" * 32
    hands.perform(a_cell(), Connect(call_id, leg_id))
    join = [bridge(customer=call_id, agent=leg_id), setvar(call_id, "PRONTO_JOINED", f"{round(NOW * 1000)}:7")]
    assert sent == join
    hands.perform(a_cell(), Connect(call_id, leg_id, rejoin_s=12.0))
    assert sent == [*join, *join, setvar(call_id, "PRONTO_REJOIN_MS", "12000")]
    loop.close()


@pytest.mark.parametrize(
    ("refused", "sent"),
    [
        ("", ["ShowDialPlan", "Setvar", "BridgeKick", "Setvar", "BridgeKick"]),
        ("ShowDialPlan", ["ShowDialPlan", "ShowDialPlan"]),
        ("BridgeKick", ["ShowDialPlan", "Setvar", "BridgeKick", "Setvar", "Setvar", "BridgeKick", "Setvar"]),
    ],
)
async def test_nobody_is_put_on_hold_by_a_dialplan_that_would_hang_up(refused: str, sent: list[str]) -> None:
    link = Answering(refused)
    works: list[Coroutine[Any, Any, None]] = []
    hands = EffectRunner(store=None, bus=None, inbox=None, writer=None, clock=lambda: NOW, spawn=works.append)  # type: ignore[arg-type]
    hands.links[1] = link  # type: ignore[assignment]
    for _ in range(2):
        hands.perform(a_cell(), Hold("pc-1-" + "a" * 32, "pl-7-" + "b" * 32, 600.0))
        await works.pop()
    assert [action.name for action in link.sent] == sent


@pytest.mark.parametrize(
    ("counts", "is_silent"),
    [(("812", "812"), True), (("0", "0"), True), (("812", "813"), False), (("812", ""), False), (("", ""), False)],
)
async def test_a_leg_is_silent_if_not_one_packet_comes_and_if_none_can_be_counted_it_is_left_alone(
    counts: tuple[str, ...], is_silent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ON_THE_WAY_S", "SILENT_S"):
        monkeypatch.setattr(effect_runner, name, 0.0)
    link, inbox, works = Answering("", *counts), Inbox(lambda: NOW), list[Coroutine[Any, Any, None]]()
    hands = EffectRunner(store=None, bus=None, inbox=inbox, writer=None, clock=lambda: NOW, spawn=works.append)  # type: ignore[arg-type]
    hands.links[1] = link  # type: ignore[assignment]
    hands.perform(a_cell(), ListenToLeg("pl-7-" + "b" * 32))
    await works.pop()
    assert [action.name for action in link.sent] == ["Getvar", "Getvar"]
    assert inbox.take() == ((LegSilent("pl-7-" + "b" * 32), NOW) if is_silent else None)


class Answering:
    """A link whose Asterisk refuses one kind of action, and gives variables these values in turn."""

    def __init__(self, refused: str, *values: str) -> None:
        self.refused, self.sent, self.values = refused, list[Action](), list(values)

    def send(self, action: Action) -> asyncio.Future[Answer]:
        self.sent.append(action)
        done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        headers = Headers([("Value", self.values.pop(0))] if self.values else [])
        success = action.name != self.refused
        done.set_result(Answer(action=action.name, success=success, message="", headers=headers))
        return done

    def send_all(self, actions: Sequence[Action]) -> list[asyncio.Future[Answer]]:
        return [self.send(action) for action in actions]

    async def ask(self, action: Action) -> Answer:
        return await self.send(action)


def test_what_a_cell_warns_of_is_in_the_log(caplog):
    hands = EffectRunner(store=None, bus=None, inbox=None, writer=None, clock=lambda: NOW, spawn=lambda _: None)  # type: ignore[arg-type]
    hands.perform(a_cell(), Warn("trunk carrier takes calls of campaign 1 again"))
    warned = [("WARNING", "trunk carrier takes calls of campaign 1 again")]
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == warned
