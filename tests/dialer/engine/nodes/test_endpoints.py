"""What an engine answers when somebody wants to know whether its Asterisk has trunks and phones."""

import pytest

from ami.action import Action
from ami.answer import Answer
from ami.errors import AmiDown
from ami.wire import Headers
from dialer.core.enums import EndpointState
from dialer.engine.nodes.endpoints import tell_endpoints
from dialer.messaging.bus import MemoryBus, Topic
from dialer.telephony.asterisk.endpoints import state_of

STATES = {"1001": "Reachable", "1002": "Unreachable", "1003": "", "trunk": "NonQualified"}


class PaperAsterisk:
    """Has these endpoints, each with the state of its contact."""

    async def ask(self, action: Action) -> Answer:
        name = dict(action.headers)["Endpoint"]
        if name not in STATES:
            return answered(success=False, message=f"Unable to retrieve endpoint {name}")
        contact = Headers([("Event", "ContactStatusDetail"), ("Status", STATES[name])])
        items = (Headers([("Event", "EndpointDetail")]), *([contact] if STATES[name] else []))
        return answered(items=items)


class Gone:
    """Its link is down."""

    async def ask(self, action: Action) -> Answer:
        raise AmiDown(action.name)


def answered(*, success: bool = True, message: str = "", items: tuple[Headers, ...] = ()) -> Answer:
    return Answer(action="PJSIPShowEndpoint", success=success, message=message, items=items)


async def test_the_engine_tells_which_endpoints_its_asterisk_has() -> None:
    bus = MemoryBus()
    async with bus.subscribe(Topic.ANSWER) as answers:
        question = {"kind": "endpoints", "number": "n", "node_id": 1, "endpoints": [*STATES, "nowhere"]}
        await tell_endpoints({1: PaperAsterisk()}, bus, question)
        said = answers.get_nowait()
    assert said is not None
    assert (said.body["number"], said.body["endpoints"]) == (
        "n",
        {"1001": "reached", "1002": "unreached", "1003": "unreached", "trunk": "reached", "nowhere": "missing"},
    )


@pytest.mark.parametrize(
    "question",
    [
        {"kind": "sounds", "node_id": 1, "endpoints": ["1001"]},
        {"kind": "endpoints", "node_id": 2, "endpoints": ["1001"]},
        {"kind": "endpoints", "node_id": 3, "endpoints": ["1001"]},
        {"kind": "endpoints", "node_id": 1, "endpoints": "1001"},
        {"kind": "endpoints", "node_id": 1},
    ],
)
async def test_it_says_nothing_of_what_it_cannot_tell(question: dict[str, object]) -> None:
    bus = MemoryBus()
    async with bus.subscribe(Topic.ANSWER) as answers:
        await tell_endpoints({1: PaperAsterisk(), 2: Gone()}, bus, question)
        assert answers.get_nowait() is None


def test_a_right_that_is_missing_is_no_missing_endpoint() -> None:
    assert state_of(answered(success=False, message="Permission denied")) is EndpointState.UNTOLD
