"""What the engine does with what the cells want."""

import asyncio

from ami.action import Action
from ami.actions import bridge, setvar
from ami.answer import Answer
from dialer.cell.effects import Connect, RingLeg, Warn
from dialer.engine.effect_runner import Hands
from dialer.engine.engine_events import LegFailed
from dialer.engine.inbox import Inbox
from tests.support.cells import NOW, a_cell


def test_no_phone_is_called_that_the_node_may_not_call(caplog):
    inbox = Inbox(lambda: NOW)
    hands = Hands(store=None, bus=None, inbox=inbox, writer=None, clock=lambda: NOW, spawn=lambda _: None)  # type: ignore[arg-type]
    cell = a_cell()
    hands.perform(cell, RingLeg(1, "leg-1", "PJSIP/00881@trunk"))
    assert inbox.take() == (LegFailed("leg-1"), NOW)
    assert "may not call PJSIP/00881@trunk" in caplog.text


def test_a_join_is_followed_by_the_word_of_whom_it_is_with_and_never_preceded():
    sent: list[Action] = []

    class Accepting:
        def send(self, action: Action) -> asyncio.Future[Answer]:
            sent.append(action)
            return asyncio.Future(loop=loop)

    loop = asyncio.new_event_loop()
    hands = Hands(store=None, bus=None, inbox=None, writer=None, clock=lambda: NOW, spawn=lambda _: None)  # type: ignore[arg-type]
    hands.links[1] = Accepting()  # type: ignore[assignment]
    call_id, leg_id = "pc-1-" + "a" * 32, "pl-7-" + "b" * 32
    hands.perform(a_cell(), Connect(call_id, leg_id))
    loop.close()
    assert sent == [bridge(customer=call_id, agent=leg_id), setvar(call_id, "PRONTO_JOINED", f"{round(NOW * 1000)}:7")]


def test_what_a_cell_warns_of_is_in_the_log(caplog):
    hands = Hands(store=None, bus=None, inbox=None, writer=None, clock=lambda: NOW, spawn=lambda _: None)  # type: ignore[arg-type]
    hands.perform(a_cell(), Warn("trunk carrier takes calls of campaign 1 again"))
    warned = [("WARNING", "trunk carrier takes calls of campaign 1 again")]
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == warned
