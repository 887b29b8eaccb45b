"""What was said over a link, in words: bounded, without secrets, with numbers masked."""

import asyncio
from typing import Any

from ami.action import Action, CallerId
from ami.actions import bridge, core_show_channels, hangup, originate, setvar
from ami.answer import Answer
from ami.errors import AmiTimeout, Fault
from ami.events import Hangup, LinkDown, NewState, OriginateResponse
from dialer.engine.nodes.ami_journal import KEPT, KEPT_S, SHOWN, Journal, tell_journal
from dialer.messaging.bus import MemoryBus, Topic
from tests.support.spoken import in_english, in_italian

NUMBER = "+390212345678"
CALL = "pc-1-" + "0" * 32
DIALLED = originate(
    channel=f"PJSIP/{NUMBER}@carrier",
    channel_id=CALL,
    context="pronto-customer",
    exten="s",
    ring_timeout_ms=25_000,
    caller_id=CallerId(number="+390698765432"),
    variables={"PRONTO_ATTEMPT": CALL},
)


class Told:
    """A journal whose clock the test sets."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.journal = Journal(lambda: self.now)

    async def asks(self, action: Action, answer: Answer | BaseException | None, *, took_s: float = 0.002) -> None:
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.journal.sent(action, future)
        self.now += took_s
        if isinstance(answer, Answer):
            future.set_result(answer)
        elif answer is not None:
            future.set_exception(answer)
            future.exception()
        await asyncio.sleep(0)

    def lines(self) -> list[dict[str, Any]]:
        return self.journal.as_data()


def yes(action: str, message: str = "", **facts: Any) -> Answer:
    return Answer(action=action, success=True, message=message, **facts)


async def test_an_action_and_its_answer_are_told_in_words_of_the_readers_language() -> None:
    told = Told()
    await told.asks(DIALLED, yes("Originate", "Originate successfully queued"))
    [line] = told.lines()
    assert in_english(line["what"]) == "Call PJSIP/+39********78@carrier, for at most 25 s."
    assert in_italian(line["what"]).startswith("Chiamare PJSIP")
    assert (in_english(line["answer"]), line["ok"], line["took_ms"]) == ("done", True, 2.0)


async def test_no_number_of_a_person_and_no_secret_stands_anywhere_in_it() -> None:
    told = Told()
    await told.asks(DIALLED, Answer(action="Originate", success=False, message=f"No route to {NUMBER}"))
    await told.asks(Action("Login", (("Username", "pronto"), ("Secret", "hunter2"), ("Key", "abc"))), None)
    text = str(told.lines())
    assert "0212345678" not in text
    assert "0698765432" not in text
    assert "hunter2" not in text
    assert CALL in text  # ids of calls are no numbers of people: by them the lines of one call are found


async def test_refusals_and_silence_say_why() -> None:
    told = Told()
    await told.asks(
        bridge(customer=CALL, agent="pl-1-a"),
        Answer(action="Bridge", success=False, message="Channel1 does not exists: x"),
    )
    await told.asks(
        hangup(CALL), AmiTimeout(Fault("{action}: no answer in {limit} s.", {"action": "Hangup", "limit": "3"}))
    )
    await told.asks(setvar(CALL, "PRONTO_JOINED", "1:1"), None)
    open_, silent, refused = told.lines()
    assert (refused["ok"], in_english(refused["answer"])) == (False, "refused: Channel1 does not exists: x")
    assert silent["ok"] is False
    assert "no answer in 3 s" in in_english(silent["answer"])
    assert (open_["ok"], open_["answer"], open_["took_ms"]) == (None, "", None)
    assert in_english(open_["what"]) == f"Note PRONTO_JOINED at {CALL}."


async def test_of_a_list_the_number_of_its_entries_is_told() -> None:
    told = Told()
    await told.asks(core_show_channels(), yes("CoreShowChannels", items=({}, {}, {})))  # type: ignore[arg-type]
    assert in_english(told.lines()[0]["answer"]) == "3 entries"


async def test_events_that_end_something_are_told_and_others_are_not() -> None:
    told = Told()
    told.journal.heard(NewState(channel_id=CALL, channel="PJSIP/x", state=5))  # type: ignore[arg-type]
    told.journal.heard(OriginateResponse(channel_id=CALL, ok=False, reason=8))
    told.journal.heard(Hangup(channel_id=CALL, channel="c", cause=34, cause_text="", tech_cause=503))
    told.journal.heard(LinkDown(reason=Fault("Asterisk closed the connection")))
    assert [(in_english(line["what"]), line["ok"]) for line in told.lines()] == [
        ("The link is down: Asterisk closed the connection.", False),
        (f"{CALL} has ended: SIP 503, Q.850 34.", None),
        (f"{CALL} was not answered.", False),
    ]


async def test_it_is_bounded_by_number_and_age() -> None:
    told = Told()
    for _ in range(KEPT + 50):
        await told.asks(hangup(CALL), yes("Hangup"), took_s=0.0)
    assert len(told.lines()) == SHOWN
    assert len(told.journal._lines) == KEPT
    told.now += KEPT_S + 1.0
    assert told.lines() == []


async def test_the_engine_that_holds_the_node_answers() -> None:
    told, bus = Told(), MemoryBus()
    await told.asks(hangup(CALL), yes("Hangup"))
    async with bus.subscribe(Topic.ANSWER) as answers:
        await tell_journal({1: told.journal}, bus, {"kind": "ami_journal", "node_id": 2, "number": "a"})
        await tell_journal({1: told.journal}, bus, {"kind": "endpoints", "node_id": 1, "number": "b"})
        assert answers.get_nowait() is None
        await tell_journal({1: told.journal}, bus, {"kind": "ami_journal", "node_id": 1, "number": "c"})
        answer = answers.get_nowait()
    assert answer is not None
    assert (answer.body["number"], len(answer.body["lines"])) == ("c", 1)
