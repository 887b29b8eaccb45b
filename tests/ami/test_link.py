"""The link to one Asterisk: it comes up, says so, and mends itself; what the network does to it stops nothing."""

import asyncio
import logging
import random
import re
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
import uvloop

from ami import actions
from ami.address import AmiAddress, Timings, retry_wait_s
from ami.client import MOVED, RESTARTING, STOPPED, LinkState
from ami.errors import AmiDown
from ami.events import LinkDown, LinkUp, Shutdown, UserEvent
from tests.ami.conftest import Lab, a_server
from tests.support.loopback_ami import LoopbackAmi, Received, event, message, user_event


async def test_the_link_is_up_after_login_and_boot(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    assert caller.seen == [LinkUp(version="22.10.1", restarted=None)]
    assert caller.client.state is LinkState.UP
    assert caller.client.trouble is None
    login = server.actions("Login")[0]
    assert (login["Username"], login["Secret"], login["Events"]) == ("pronto", "", "on")


async def test_the_link_is_not_up_before_asterisk_has_booted(lab: Lab, server: LoopbackAmi) -> None:
    server.boots = False
    caller = lab.start()
    await server.until_received("Login")
    with pytest.raises(AmiDown):
        caller.client.send(actions.ping())
    server.say(user_event("TooEarly") + server.booted() + user_event("AlsoEarly"))
    await caller.until(LinkUp)
    server.say(user_event("InTime"))
    await caller.until(UserEvent)
    assert [seen.name for seen in caller.of(UserEvent)] == ["InTime"]
    assert caller.client.counters.before_up == 2


async def test_an_asterisk_that_never_boots_is_named(lab: Lab, server: LoopbackAmi) -> None:
    server.boots = False
    caller = lab.start(timings=Timings(booted_s=0.05, retry_first_s=0.01))
    await server.pulse.until(lambda: server.connections >= 2)
    assert caller.client.trouble is not None
    assert "never said that it had finished booting" in str(caller.client.trouble)
    assert "`system` in its `read =` line" in str(caller.client.trouble)


async def test_the_link_comes_back_after_a_loss_and_says_each_once(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    for count in (1, 2, 3):
        server.drop()
        await caller.until(LinkUp, count + 1)
    kinds = [type(seen) for seen in caller.seen]
    assert kinds == [LinkUp, LinkDown, LinkUp, LinkDown, LinkUp, LinkDown, LinkUp]
    assert (caller.client.counters.links, caller.client.counters.losses) == (4, 3)


@pytest.mark.parametrize(("uptime_s", "restarted"), [(160, False), (3, True), (None, None)])
async def test_a_restart_of_asterisk_is_told_from_a_lost_link(
    lab: Lab, server: LoopbackAmi, uptime_s: int | None, restarted: bool | None
) -> None:
    caller = await lab.up()
    caller.clock.now += 60
    server.uptime_s = uptime_s
    server.drop()
    await caller.until(LinkUp, 2)
    assert caller.of(LinkUp)[1].restarted is restarted


async def test_a_killed_asterisk_is_found_again_when_it_is_back(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    await server.stop()
    await caller.until(LinkDown)
    assert caller.client.state is not LinkState.UP
    await server.start()
    await caller.until(LinkUp, 2)


async def test_a_shut_down_is_the_reason_of_the_loss(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    server.say(event("Shutdown", Shutdown="Cleanly", Restart="True"))
    await caller.until(Shutdown)
    server.drop()
    assert (await caller.until(LinkDown)).reason == RESTARTING


async def test_a_half_open_link_is_noticed_by_its_silence(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up(timings=Timings(ping_every_s=0.01, silence_s=0.05, retry_first_s=0.01))
    await server.until_received("Ping", 2)
    server.stalled = True
    down = await caller.until(LinkDown)
    assert str(down.reason) == "no byte from Asterisk for 0.05 s after a ping"
    server.stalled = False
    await caller.until(LinkUp, 2)


async def test_an_asterisk_that_talks_but_answers_no_ping_is_alive(lab: Lab, server: LoopbackAmi) -> None:
    server.replies["Ping"] = lambda _: event("Newexten")
    caller = await lab.up(timings=Timings(ping_every_s=0.001, silence_s=0.05, retry_first_s=0.01, action_s=0.02))
    await server.until_received("Ping", 4)
    assert caller.of(LinkDown) == []


async def test_a_link_that_grows_slow_is_kept_and_told_from_a_dead_one(lab: Lab, server: LoopbackAmi) -> None:
    """Each answer but the first takes longer than the silence that is death on a quick link; nothing else is said."""
    waits = iter((0.3, 0.7))
    caller = await lab.up(timings=Timings(ping_every_s=0.01, silence_s=0.5, silence_most_s=5, retry_first_s=0.01))

    def say_late(answer: bytes, wait_s: float) -> None:
        caller.clock.now += wait_s
        server.say(answer)

    def late(action: Received) -> None:
        wait_s = next(waits, 0.7)
        asyncio.get_running_loop().call_later(wait_s, say_late, server.success(action, ("Ping", "Pong")), wait_s)

    server.replies["Ping"] = late
    await server.until_received("Ping", len(server.actions("Ping")) + 5)
    assert caller.of(LinkDown) == []
    server.stalled = True
    down = await caller.until(LinkDown)
    assert re.match(r"no byte from Asterisk for 2\.\d+ s after a ping", str(down.reason))


async def a_loop_that_stands_still() -> None:
    async with a_server() as server:
        lab = Lab(server)
        caller = await lab.up(timings=Timings(ping_every_s=0.01, silence_s=0.2, retry_first_s=0.01))

        def stand_still(action: Received) -> bytes:
            time.sleep(0.3)  # of server and client both, which share a loop
            return server.success(action, ("Ping", "Pong"))

        server.replies["Ping"] = stand_still
        await server.until_received("Ping", len(server.actions("Ping")) + 3)
        losses = caller.client.counters.losses
        await lab.close()
    assert losses == 0


@pytest.mark.parametrize("factory", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_what_lies_unread_when_the_deadline_comes_is_a_sign_of_life(
    factory: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    """An engine that stood still finds its deadline past, and uvloop calls its timers before it reads."""
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(a_loop_that_stands_still())


async def test_the_link_tells_how_far_it_is_behind(lab: Lab, server: LoopbackAmi) -> None:
    caller = lab.start(timings=Timings(ping_every_s=60))
    assert caller.client.lag is None
    server.replies["Ping"] = lambda action: server.success(action, ("Timestamp", f"{caller.clock.now + 100:.6f}"))
    await caller.until(LinkUp)
    lag = caller.client.lag
    await caller.client.ask(actions.ping())  # answered after the link's own, which compared the clocks
    caller.clock.now += 10
    server.say(message(("Event", "UserEvent"), ("Timestamp", f"{caller.clock.now + 99.3:.6f}"), ("UserEvent", "Late")))
    await caller.until(UserEvent)
    assert lag is not None
    assert lag.take(caller.clock.now).event_s == pytest.approx(0.7, abs=0.01)


async def test_an_asterisk_that_is_silent_at_first_is_tried_again_as_one_that_is_down(
    lab: Lab, server: LoopbackAmi
) -> None:
    banner, server.banner = server.banner, b""
    caller = lab.start(timings=Timings(greeting_s=0.02, retry_first_s=0.01, retry_most_s=0.02, refused_s=600))
    await server.pulse.until(lambda: server.connections >= 3)
    assert caller.client.trouble is not None
    assert "It said nothing in 0.02 s" in str(caller.client.trouble)
    assert "not Asterisk's manager interface" not in str(caller.client.trouble)
    assert caller.client.state is not LinkState.REFUSED
    server.banner = banner
    await caller.until(LinkUp)


async def test_what_answers_as_something_else_is_tried_again_slowly(lab: Lab, server: LoopbackAmi) -> None:
    server.banner = b"SSH-2.0-OpenSSH_9\r\n"
    caller = lab.start(timings=Timings(retry_first_s=0.01, retry_most_s=0.02, refused_s=600))
    assert await caller.client.settled() is LinkState.REFUSED
    assert server.connections == 1


@pytest.mark.parametrize("greeting", [b"SSH-2.0-OpenSSH_9\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x16\x03" * 999])
async def test_what_is_not_asterisk_is_named(lab: Lab, server: LoopbackAmi, greeting: bytes) -> None:
    server.banner = greeting
    caller = lab.start()
    await server.pulse.until(lambda: server.connections >= 2)
    assert caller.client.trouble is not None
    assert "not Asterisk's manager interface: check host, port and TLS" in str(caller.client.trouble)


async def test_26_megabytes_without_an_end_close_the_link_early(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    server.say(b"Event: " + b"x" * 26_000_000)
    down = await caller.until(LinkDown)
    assert "bytes came without the end of a message" in str(down.reason)
    assert caller.client.counters.bytes_in < 3_000_000
    await caller.until(LinkUp, 2)


async def test_cancelling_logs_off_and_closes_at_once(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    await caller.stop()
    await server.until_received("Logoff")
    await server.pulse.until(lambda: not server.sessions)
    assert caller.of(LinkDown) == [LinkDown(reason=STOPPED)]
    assert caller.client.state is LinkState.DOWN
    with pytest.raises(AmiDown):
        caller.client.send(actions.ping())


async def test_what_a_killed_process_has_sent_last_is_discarded(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up()
    link = caller.client._link
    assert link is not None
    assert link.protocol.transport is not None
    link.protocol.transport.abort()  # the socket is closed as it is
    await server.pulse.until(lambda: not server.sessions)
    assert [type(end) for end in server.ends] == [ConnectionResetError]


async def test_cancelling_during_the_wait_for_the_next_try_does_not_connect_again(
    lab: Lab, server: LoopbackAmi
) -> None:
    caller = await lab.up(timings=Timings(retry_first_s=0.02))
    server.drop()
    await caller.until(LinkDown)
    await caller.stop()
    other = await lab.up(timings=Timings(ping_every_s=0.02, silence_s=0.02))
    await server.until_received("Ping", 3)
    assert server.connections == 2
    await other.stop()


async def test_cancelling_before_the_greeting_closes_the_socket(lab: Lab, server: LoopbackAmi) -> None:
    server.banner = b""
    caller = lab.start()
    await server.pulse.until(lambda: server.sessions)
    await caller.stop()
    await server.pulse.until(lambda: not server.sessions)
    assert caller.seen == []


async def test_two_nodes_live_side_by_side(lab: Lab, server: LoopbackAmi) -> None:
    async with a_server() as second:
        second.version = "20.4.0"
        one = await lab.up()
        two = await lab.up(server=second)
        server.say(user_event("One"))
        second.say(user_event("Two"))
        await one.until(UserEvent)
        await two.until(UserEvent)
        second.drop()
        await two.until(LinkDown)
        assert one.client.state is LinkState.UP
        answer = await one.client.ask(actions.ping())
        assert answer.success
        assert [seen.name for seen in one.of(UserEvent)] == ["One"]
        assert (one.client.version, two.client.version) == ("22.10.1", "20.4.0")
        assert one.client.counters.losses == 0
        await two.stop()


async def test_a_loss_is_logged_once_and_a_return_once(
    lab: Lab, server: LoopbackAmi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pronto.ami")
    caller = await lab.up()
    caplog.clear()
    server.banner = b""
    quick = server.connections
    server.drop()
    await server.pulse.until(lambda: server.connections > quick)
    for _ in range(3):
        known = server.connections
        server.drop()
        await server.pulse.until(lambda known=known: server.connections > known)
    server.banner = b"Asterisk Call Manager/11.0.0\r\n"
    server.drop()
    await caller.until(LinkUp, 2)
    server.drop()
    await caller.until(LinkUp, 3)
    await caller.stop()
    levels = [record.levelname for record in caplog.records if record.name == "pronto.ami"]
    assert levels == ["WARNING", "INFO", "WARNING", "INFO", "INFO"]
    assert "AMI link lost" in caplog.text
    assert "right" not in caplog.text


def test_waits_between_tries_grow_are_bounded_and_differ() -> None:
    rng = random.Random(3)
    longest = [retry_wait_s(tries, 1.0, Timings()) for tries in range(1, 9)]
    assert longest == [0.2, 0.4, 0.8, 1.6, 3.0, 3.0, 3.0, 3.0]
    assert retry_wait_s(10_000, 0.0, Timings()) == 1.5
    assert len({retry_wait_s(5, rng.random(), Timings()) for _ in range(9)}) == 9


def test_an_address_shows_no_secret() -> None:
    address = AmiAddress(host="h", username="u", secret="s3cret")
    assert "s3cret" not in f"{address!r} {address}"


async def test_a_port_where_nobody_listens_is_named(lab: Lab, server: LoopbackAmi) -> None:
    await server.stop()
    caller = lab.start()
    await caller.pulse_until_trouble()
    assert caller.client.trouble is not None
    assert str(caller.client.trouble).startswith("Cannot connect: ")
    await server.start()
    await caller.until(LinkUp)


async def test_a_new_address_is_taken_up_at_once(lab: Lab, server: LoopbackAmi) -> None:
    caller = await lab.up(timings=Timings(refused_s=60, retry_first_s=0.01, retry_most_s=0.01))
    async with a_server() as other:
        other.secret = "other"
        caller.client.send(actions.hangup("leg-1"))
        caller.client.move(replace(caller.client.address, port=other.port, secret="wrong"))
        await server.until_received("Logoff")
        assert server.actions("Hangup")  # what was sent before reached the old one
        assert caller.of(LinkDown) == [LinkDown(reason=MOVED)]
        assert await caller.client.settled() is LinkState.REFUSED
        caller.client.move(replace(caller.client.address, secret="other"))  # nor is a minute waited for after a refusal
        await caller.until(LinkUp, 2)
        assert caller.client.trouble is None
