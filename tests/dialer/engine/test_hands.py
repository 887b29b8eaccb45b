"""What the engine does with what the cells want."""

import asyncio

import pytest

from ami.action import Action
from ami.actions import bridge, setvar
from ami.answer import Answer
from dialer.cell.effects import Connect, RingLeg, TellChannels, TellRest
from dialer.engine.hands import Hands
from dialer.engine.inbox import Inbox
from dialer.engine.items import LegFailed
from tests.dialer.cell.builders import NOW, a_cell


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


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            TellRest("carrier", 15.0, "SIP 503", 9),
            "trunk carrier refuses calls of campaign 1, with 9 other channels in use, "
            "and is suspended for 15 s: SIP 503",
        ),
        (TellRest("carrier", None, "", 0), "trunk carrier takes calls of campaign 1 again"),
        (
            TellChannels("carrier", 10, 60),
            "trunk carrier refuses calls beyond 10 at once, though max_channels says 60: it seems to have only so many",
        ),
        (TellChannels("carrier", None, 60), "trunk carrier has its 60 channels after all"),
    ],
)
def test_the_log_says_what_is_found_out_of_a_trunk(told, said, caplog):
    hands = Hands(store=None, bus=None, inbox=None, writer=None, clock=lambda: NOW, spawn=lambda _: None)  # type: ignore[arg-type]
    hands.perform(a_cell(), told)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [("WARNING", said)]
