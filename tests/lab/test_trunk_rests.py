"""A carrier that refuses every call: its trunk rests, the next is taken, and it comes back. On the real Asterisk."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dialer.core.enums import Outcome
from dialer.lab.scenario import Outcome as Planned
from dialer.lab.scenario import Plan
from dialer.messaging.bus import Topic
from dialer.telephony.trunks.model import Trunk
from tests.support.call_centre import CALLS_S, Centre, call_centre, engine_beside, until
from tests.support.shared_lab import SharedLab
from tests.support.spoken import in_english

pytestmark = pytest.mark.lab

PERSON = Plan(outcome=Planned.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=1.0)
# Numbers behind this prefix are the first trunk's; the carrier goes by their last digits, as ever.
PREFIX = "00"
REFUSAL = f"_{PREFIX}X.,1,Hangup,34 into public"
# A carrier with two channels behind the prefix; the call itself is one of those counted.
FEW = (
    "1,Set(GROUP()=few)",
    "2,GotoIf($[${GROUP_COUNT(few)}<=2]?4)",
    "3,Hangup,34",
    f"4,Goto,called,${{EXTEN:{len(PREFIX)}}},1",
)

ALARM_S = 180.0  # the carrier must have refused many calls


async def on_board(centre: Centre, trunk: Trunk) -> dict[str, Any]:
    board = await centre.parts.bus.latest(Topic.BOARD) or {}
    return next((one for one in board.get("trunks", ()) if one["id"] == trunk.id), {})


async def test_calls_go_out_over_the_next_trunk_until_the_first_takes_them_again(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    plans = (PERSON, replace(PERSON, ring_s=1.0))
    async with (
        shared_lab.taken(agents=3, plans=plans) as lab,
        call_centre(
            lab, tmp_path, numbers=lab.numbers(Planned.PERSON, 600), agents=3, mode="progressive", wrap_up_limit_ms=200
        ) as centre,
    ):
        second = centre.campaign.trunks[0]
        first = await centre.parts.store.trunks.upsert(
            second.node_id,
            "refusing",
            dial=f"PJSIP/{PREFIX}{{number}}@{lab.trunk}",
            number_format="plain",
            country="GB",
        )
        await centre.change(trunk_ids=(first.id, second.id))
        await lab.carrier.cli(f"dialplan add extension {REFUSAL}")

        async def over(trunk: Trunk) -> Counter[Outcome | None]:
            return Counter(one.outcome for one in await centre.attempts() if one.trunk_id == trunk.id)

        async def first_rests() -> bool:
            return (await on_board(centre, first)).get("state") == "resting"

        async def talks(trunk: Trunk) -> int:
            return (await over(trunk))[Outcome.CONNECTED]

        async with engine_beside(centre.parts):
            await centre.run_campaign()
            await until(first_rests, "the first trunk rests")
            assert (await on_board(centre, first))["rest"]["cause"] == "SIP 503"
            before = await talks(second)

            async def second_talks() -> bool:
                return await talks(second) >= before + 6

            async def first_talks() -> bool:
                return await talks(first) >= 6

            await until(second_talks, "calls over the second trunk", seconds=CALLS_S)
            refused = await over(first)
            assert refused.keys() <= {Outcome.CONGESTION, None}
            assert 10 <= refused[Outcome.CONGESTION] <= 15  # those under way when it began to rest, and a trial, too

            await lab.carrier.cli(f"dialplan remove extension _{PREFIX}X.@public")
            await until(first_talks, "calls over the first trunk again", seconds=CALLS_S)
            shown = await on_board(centre, first)
            assert (shown["state"], shown["rest"]) == ("up", None)  # its endpoint is the second's, and qualified
            assert (await over(first))[Outcome.CONGESTION] - refused[Outcome.CONGESTION] <= 2  # that tried it


async def test_a_carrier_with_fewer_channels_raises_an_alarm(shared_lab: SharedLab, tmp_path: Path) -> None:
    """`max_channels` says sixty; the carrier has two, and refuses the third call at once."""
    plans = (PERSON, replace(PERSON, ring_s=1.0))
    async with (
        shared_lab.taken(agents=3, plans=plans) as lab,
        call_centre(
            lab, tmp_path, numbers=lab.numbers(Planned.PERSON, 900), agents=3, mode="progressive", wrap_up_limit_ms=200
        ) as centre,
    ):
        trunk = await centre.parts.store.trunks.upsert(
            centre.campaign.node_id,
            "few",
            dial=f"PJSIP/{PREFIX}{{number}}@{lab.trunk}",
            number_format="plain",
            country="GB",
            calls_per_second=3.0,
        )
        await centre.change(trunk_ids=(trunk.id,))
        assert "Loaded" in await lab.carrier.cli("module load func_groupcount.so")
        for step in FEW:
            await lab.carrier.cli(f"dialplan add extension _{PREFIX}X.,{step} into public")

        async def alarmed() -> bool:
            return bool((await on_board(centre, trunk)).get("alarm"))

        async def taken() -> int:
            return sum(one.ringing_at is not None for one in await centre.attempts())

        async with engine_beside(centre.parts):
            await centre.run_campaign()
            await until(alarmed, "the carrier is found to refuse calls", seconds=ALARM_S)
            alarm = (await on_board(centre, trunk))["alarm"]
            assert alarm["channels"] == 2
            assert "max_channels says 60" in in_english(alarm["text"])
            taken_before = await taken()
            await centre.parts.store.trunks.upsert(
                centre.campaign.node_id,
                "few",
                dial=f"PJSIP/{PREFIX}{{number}}@{lab.trunk}",
                number_format="plain",
                country="GB",
                calls_per_second=3.0,
                max_channels=2,
            )

            async def goes_on() -> bool:
                return await taken() >= taken_before + 12 and not await alarmed()

            await until(goes_on, "calls within the channels that were set", seconds=CALLS_S)
            assert (await on_board(centre, trunk))["rest"] is None
