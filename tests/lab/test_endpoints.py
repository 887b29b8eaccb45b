"""What the real Asterisk does not have is said before anybody is called; the secret never goes over the wire."""

from pathlib import Path

import pytest

from dialer.campaigns.preflight.inputs import STOPS, CampaignNotReady
from dialer.core.enums import EndpointState, LegKind
from dialer.core.request_errors import UnknownPhone
from dialer.lab.scenario import Outcome, Plan
from dialer.messaging.bus import Topic
from tests.support.ami_proxy import line_to
from tests.support.call_centre import ACTOR, Centre, call_centre, engine_beside, until
from tests.support.shared_lab import SharedLab
from tests.support.spoken import in_english

pytestmark = pytest.mark.lab

PERSON = Plan(outcome=Outcome.PERSON, ring_s=0.5, greeting_s=0.5, talk_s=2.0)


async def linked(centre: Centre) -> None:
    async def up() -> bool:
        board = await centre.parts.bus.latest(Topic.BOARD) or {}
        return any(node["state"] == "up" for node in board.get("nodes", ()))

    await until(up, "the link is up")


async def test_a_trunk_and_a_phone_that_asterisk_lacks_are_refused_before_anybody_is_called(
    shared_lab: SharedLab, tmp_path: Path
) -> None:
    async with (
        shared_lab.taken(agents=2, plans=(PERSON,), voice=False) as lab,
        call_centre(lab, tmp_path, numbers=lab.numbers(Outcome.PERSON, 5), agents=1, mode="progressive") as centre,
        engine_beside(centre.parts),
    ):
        await linked(centre)
        service, store = centre.parts.service, centre.parts.store
        assert (await service.campaigns.check(centre.campaign.id)).may_start

        ghost = await store.trunks.upsert(centre.campaign.node_id, "ghost", dial="PJSIP/{number}@ghost", country="GB")
        await centre.change(trunk_ids=(*(trunk.id for trunk in centre.campaign.trunks), ghost.id))
        found = [one for one in (await service.campaigns.check(centre.campaign.id)).findings if one.weight == STOPS]
        says = [in_english(one.what) for one in found]
        assert says == ["Asterisk has no endpoint ghost, by which the trunk ghost is dialled"]
        with pytest.raises(CampaignNotReady, match="no endpoint ghost"):
            await centre.run_campaign()
        assert await centre.attempts() == []

        written = {"display_name": "", "leg_kind": LegKind.STANDING, "language": "en", "actor": ACTOR}
        bruno = await service.agents.create(name="bruno", phone="PJSIP/7777", **written)
        said = [in_english(one.what) for one in (await service.campaigns.check(centre.campaign.id)).findings]
        assert "Asterisk has no phones PJSIP/7777" in said
        with pytest.raises(UnknownPhone):
            await service.agent_commands.log_in(bruno.id, centre.campaign.id, ready=True, actor=ACTOR)
        await service.agents.update(bruno.id, phone=f"PJSIP/{lab.phones[1]}", **written)
        done = await service.agent_commands.log_in(bruno.id, centre.campaign.id, ready=True, actor=ACTOR)
        assert done.phone is EndpointState.REACHED


async def test_asterisk_takes_a_log_in_by_challenge(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with (
        shared_lab.taken(agents=1, plans=(PERSON,), voice=False) as lab,
        line_to(lab.dialer.ami.port) as line,
        call_centre(lab, tmp_path, numbers=lab.numbers(Outcome.PERSON, 1), agents=1, ami_port=line.port) as centre,
        engine_beside(centre.parts),
    ):
        await linked(centre)
        assert b"AuthType: MD5" in line.heard
        assert lab.dialer.ami.secret.encode() not in line.heard
