"""Labs for tests: each with its own free ports and folder, gone when the test is."""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from ami.actions import db_get, originate
from ami.address import AmiAddress, Timings
from ami.client import AmiClient
from ami.events import AmiEvent, Hangup, LinkUp, UserEvent
from dialer.core import clock
from dialer.engine.nodes.originate import AT_HANGUP
from dialer.lab import REALISTIC, Ami, Lab, LabSettings, Plan, Scenario
from dialer.lab.carrier_cdr import CarrierCall
from dialer.lab.numbers import fictitious
from dialer.lab.processes import POLL_S
from dialer.lab.render import TRUNK
from tests.support.patience import PATIENCE_S

E = TypeVar("E")


@asynccontextmanager
async def running_lab(
    *,
    agents: int = 3,
    scenario: Scenario = REALISTIC,
    plans: tuple[Plan, ...] | None = None,
    lines: int | None = None,
    voice: bool = True,
    folder: Path | None = None,
) -> AsyncIterator[Lab]:
    """A lab on free ports, up; taken down at the end, whatever happened. The first one ever builds the root."""
    with tempfile.TemporaryDirectory(prefix="pronto-lab-") as made:
        settings = LabSettings(
            folder=folder or Path(made),
            base_port=None,
            agents=agents,
            scenario=scenario,
            plans=plans,
            lines=lines,
            voice=voice,
        )
        lab = Lab(settings)
        await lab.up()
        try:
            yield lab
        finally:
            await lab.down()


class LabOfMany:
    """A lab that tests leave as they found it: silent, and its record longer by their own calls."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self._unused = fictitious()

    def number(self, plan: Plan) -> str:
        """A number with this plan that no test has called before."""
        return next(number for number in self._unused if self.lab.plan_for(number) == plan)

    async def recorded(self, number: str) -> CarrierCall:
        """The carrier's line of the one call to a number, once it is written."""
        async with asyncio.timeout(PATIENCE_S):
            while not (  # noqa: ASYNC110 - a file that another process writes has no event to wait for
                found := [call for call in self.lab.carrier_record() if call.number == number]
            ):
                await asyncio.sleep(POLL_S)
        [call] = found
        return call

    async def hang_up_all(self) -> None:
        """End every call, and wait until no channel is left at either end."""
        await hang_up_all(self.lab)


async def hang_up_all(lab: Lab) -> None:
    """End every call of a lab, and wait until no channel is left at either end."""
    await lab.dialer.cli("channel request hangup all")
    async with asyncio.timeout(PATIENCE_S):
        for end in (lab.dialer, lab.carrier):
            while not (await end.cli("core show channels count")).startswith("0 active channels"):  # noqa: ASYNC110
                await asyncio.sleep(POLL_S)


SILENT_MS = 500  # a loaded machine may leave a gap between two sounds; a line that is dead for longer is silent


def is_after(instant_s: float, passed_s: float, *, by_s: float = 0.5) -> bool:
    """Whether so much has passed as was to pass: never less, to the millisecond, and as little more as work takes."""
    return 0.0 <= round(passed_s - instant_s, 3) < by_s


class Ear:
    """One AMI client at a lab's Asterisk, and every event that it has heard."""

    def __init__(self, client: AmiClient) -> None:
        self.client = client
        self.events: list[AmiEvent] = []
        self._new = asyncio.Event()

    def hear(self, event: AmiEvent) -> None:
        """The client's callback."""
        self.events.append(event)
        self._new.set()

    async def wait(self, kind: type[E], wanted: Callable[[E], bool] = lambda _: True) -> E:
        """The first event of a kind for which `wanted` holds, heard already or to come."""
        async with asyncio.timeout(PATIENCE_S):
            position = 0
            while True:
                for event in self.events[position:]:
                    if isinstance(event, kind) and wanted(event):
                        return event
                position = len(self.events)
                self._new.clear()
                await self._new.wait()

    async def said(self, name: str, channel_id: str) -> UserEvent:
        """Our dialplan's UserEvent of that name on that channel."""
        return await self.wait(UserEvent, lambda event: (event.name, event.channel_id) == (name, channel_id))

    async def hung_up(self, channel_id: str) -> Hangup:
        """The end of that channel."""
        return await self.wait(Hangup, lambda event: event.channel_id == channel_id)

    def of(self, channel_id: str) -> list[AmiEvent]:
        """Everything heard of one channel."""
        return [event for event in self.events if getattr(event, "channel_id", None) == channel_id]

    async def note(self, channel_id: str) -> list[str]:
        """The parts of the dialplan's note of a call: its word and the instants behind it; one empty part if none."""
        answer = await self.client.ask(db_get("pronto", channel_id))
        return answer.items[0]["Val"].split(":") if answer.success else [""]

    async def limit_and_answer(self, channel_id: str) -> tuple[float, float]:
        """When an unserved call's limit and its answer were, epoch seconds by Asterisk's clock; waits for its end.

        A busy machine hears of both late.
        """
        await self.hung_up(channel_id)
        word, limit_ms, answered_ms = await self.note(channel_id)
        assert word == "unserved"
        return int(limit_ms) / 1000, int(answered_ms) / 1000

    async def leg(self, phone: str) -> str:
        """Call an agent's phone for its standing leg and return the leg's channel id when it waits."""
        leg = f"leg-{phone}-{len(self.events)}"
        action = originate(
            channel=f"PJSIP/{phone}", channel_id=leg, context="pronto-agent", exten="s", ring_timeout_ms=10_000
        )
        (await self.client.ask(action)).require()
        await self.said("ProntoAgentLeg", leg)
        return leg

    async def call(self, number: str, attempt: str, *, ring_ms: int = 30_000, **variables: str) -> None:
        """Call a customer over the lab's trunk; variables as PRONTO_… without the prefix, in small letters."""
        action = originate(
            channel=f"PJSIP/{number}@{TRUNK}",
            channel_id=attempt,
            context="pronto-customer",
            exten="s",
            ring_timeout_ms=ring_ms,
            variables={"PRONTO_ATTEMPT": attempt} | {f"PRONTO_{k.upper()}": v for k, v in variables.items()},
            at_hangup=AT_HANGUP,
        )
        (await self.client.ask(action)).require()


@asynccontextmanager
async def listening(ami: Ami) -> AsyncIterator[Ear]:
    """An Ear at one Asterisk, logged in and up."""
    ear: Ear
    address = AmiAddress(host=ami.host, port=ami.port, username=ami.username, secret=ami.secret)
    patient = Timings(action_s=PATIENCE_S, silence_s=PATIENCE_S)
    client = AmiClient(address, lambda event: ear.hear(event), clock=clock.now, rng=random.Random(1), timings=patient)
    ear = Ear(client)
    running = asyncio.create_task(client.run())
    try:
        await ear.wait(LinkUp)
        yield ear
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
