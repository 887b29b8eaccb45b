"""Trunks that Pronto writes into a real Asterisk: refused, proven, rolled back, healed, while calls live."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from dialer.app.composition import Parts
from dialer.core import clock
from dialer.core.request_errors import Invalid
from dialer.core.visibility import EVERYTHING
from dialer.jobs.model import DONE, FAILED
from dialer.lab import Lab
from dialer.lab.scenario import Outcome, Plan
from dialer.messaging.bus import Topic
from dialer.provisioning.model import (
    Authentication,
    ExtraOption,
    ProofState,
    TrunkSettings,
    TrunkVersion,
    VersionState,
)
from dialer.setup.trial_calls import TrialCall
from dialer.telephony.nodes import ami_file_provisioner
from dialer.telephony.nodes.ami_file_provisioner import FileRefused
from dialer.telephony.nodes.provisioning import ObjectKind
from tests.support.call_centre import ACTOR, Centre, call_centre, engine_beside, until
from tests.support.patience import PATIENCE_S
from tests.support.shared_lab import SharedLab
from tests.support.spoken import in_english

pytestmark = [pytest.mark.lab, pytest.mark.long(40)]

PERSON = Plan(outcome=Outcome.PERSON, ring_s=0.3, greeting_s=0.5, talk_s=600.0)  # beyond the end of the test
HERE = "The Asterisk of this node"
NOBODY = "127.0.0.1:9"
SECRET = "wQ8;kk,secret"


@asynccontextmanager
async def place(shared_lab: SharedLab, folder: Path) -> AsyncIterator[tuple[Lab, Centre, int]]:
    """A lab whose node offers ARI, an engine, and the jobs' runner."""
    async with (
        shared_lab.taken(agents=2, plans=(PERSON,), voice=False) as lab,
        call_centre(lab, folder, numbers=lab.numbers(Outcome.PERSON, 5), agents=1, mode="progressive") as centre,
    ):
        os.environ["PRONTO_ARI_SECRET_LAB"] = lab.ari.secret
        node = await centre.parts.store.nodes.get(centre.campaign.node_id)
        await centre.parts.store.nodes.upsert(
            node.name,
            host=node.host,
            port=node.port,
            username=node.username,
            secret_env=node.secret_env,
            ari_url=lab.ari.url,
            ari_username=lab.ari.username,
            ari_secret_env="PRONTO_ARI_SECRET_LAB",
        )
        async with engine_beside(centre.parts):

            async def up() -> bool:
                board = await centre.parts.bus.latest(Topic.BOARD) or {}
                return any(one["state"] == "up" for one in board.get("nodes", ()))

            await until(up, "the link is up")
            yield lab, centre, node.id


def by_address(lab: Lab, **changes: object) -> TrunkSettings:
    assert lab.status().ports is not None
    host = f"127.0.0.1:{lab.status().ports.carrier_sip}"
    plain = TrunkSettings(
        template="address",
        hosts=(host,),
        authentication=Authentication.ADDRESS,
        codecs=("alaw",),
        country="GB",  # where the lab's numbers are
        max_channels=20,
        calls_per_second=10.0,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


async def ended(parts: Parts, version: TrunkVersion) -> TrunkVersion:
    assert version.job_id is not None
    job_id = version.job_id

    async def over() -> bool:
        return (await parts.store.jobs.get(job_id)).status in (DONE, FAILED)

    await until(over, "the job is over")
    return await parts.store.trunk_versions.get(version.id)


async def applied(parts: Parts, node_id: int, settings: TrunkSettings, *, password: str | None = None) -> TrunkVersion:
    made = await parts.service.provisioning.apply(node_id, "milan", settings, password=password, actor=ACTOR)
    return await ended(parts, made)


def words(version: TrunkVersion) -> list[str]:
    return [f"{one.id} {one.state}: {in_english(one.what)}" for one in version.outcome]


async def by_hand(lab: Lab, kind: str, fields: dict[str, str]) -> None:
    """A change that somebody makes on the box."""
    url = f"{lab.ari.url}/ari/asterisk/config/dynamic/res_pjsip/{kind}/pronto-trunk-milan"
    body = {"fields": [{"attribute": name, "value": value} for name, value in fields.items()]}
    async with httpx.AsyncClient(
        auth=(lab.ari.username, lab.ari.secret), trust_env=False, timeout=PATIENCE_S
    ) as client:
        (await client.put(url, json=body)).raise_for_status()


async def dtmf_mode(lab: Lab) -> str:
    """What Asterisk itself says of an option of the trunk."""
    lines = (await lab.dialer.cli("pjsip show endpoint pronto-trunk-milan")).splitlines()
    return next(line.split(":")[1].strip() for line in lines if line.strip().startswith("dtmf_mode"))


async def live(lab: Lab) -> int:
    return (await lab.dialer.cli("core show channels concise")).count("PJSIP/")


async def test_a_trunk_is_refused_written_proven_rolled_back_and_healed(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with place(shared_lab, tmp_path) as (lab, centre, node_id):
        parts, provisioning = centre.parts, centre.parts.service.provisioning

        # A wrong option, and a wrong value, are refused in words before anything is written.
        wrong = (
            ExtraOption(kind=ObjectKind.ENDPOINT, name="dtmf_mod", value="rfc4733"),
            ExtraOption(kind=ObjectKind.ENDPOINT, name="media_encryption", value="much"),
        )
        with pytest.raises(Invalid) as refused:
            await provisioning.plan(node_id, "milan", by_address(lab, options=wrong), password=None)
        assert {one["where"]: in_english(one["what"]) for one in refused.value.errors} == {
            "options.0.value": f"{HERE} knows no option dtmf_mod of endpoint: did you mean dtmf_mode?",
            "options.1.value": f"{HERE} does not take much for media_encryption.",
        }
        assert "pronto-" not in await lab.dialer.cli("pjsip show endpoints")
        assert "pronto-trunk-milan" not in await lab.dialer.cli("database show")

        # A right one is looked at, written and proven, in less than a second.
        right = by_address(lab, options=(ExtraOption(kind=ObjectKind.ENDPOINT, name="dtmf_mode", value="info"),))
        plan = await provisioning.plan(node_id, "milan", right, password=None)
        assert "dtmf_mode = info" in plan.text
        assert [(one.kind, one.change) for one in plan.changes] == [
            (ObjectKind.AOR, "added"),
            (ObjectKind.ENDPOINT, "added"),
            (ObjectKind.IDENTIFY, "added"),
        ]
        began = clock.now()
        first = await applied(parts, node_id, right)
        took = clock.now() - began
        print("applied in", round(took, 3), words(first))  # noqa: T201
        assert first.state is VersionState.STANDING, words(first)
        assert took < 10.0  # well below one on an idle machine
        assert [one.state for one in first.outcome] == [ProofState.OK] * 4
        trunk = await parts.store.trunks.by_name(node_id, "milan")
        assert trunk is not None
        assert trunk.dial == "PJSIP/{number}@pronto-trunk-milan"
        again = await provisioning.plan(node_id, "milan", right, password=None)
        assert again.changes == ()

        # A test call goes out over it, and the carrier has seen it.
        [number] = lab.numbers(Outcome.PERSON, 1, skip=8)
        trunk_id = trunk.id

        async def placed() -> TrialCall | None:
            call = await parts.service.trial_calls.place(
                node_id,
                trunk_id=trunk_id,
                phone=f"PJSIP/{lab.phones[1]}",
                number=number,
                caller_id_id=None,
                sees=EVERYTHING,
                actor=ACTOR,
            )
            return None if call.stage == "refused" else call  # the engine reads its trunks once a second

        call: TrialCall = await until(placed, "the engine knows the trunk")
        assert call.stage == "joined", in_english(call.what)
        assert await live(lab) >= 2
        up = await live(lab)

        # One that does not come up is taken back, and the old one stands; the live call too.
        failed = await applied(parts, node_id, by_address(lab, hosts=(NOBODY,)))
        print(words(failed))  # noqa: T201
        assert failed.state is VersionState.FAILED
        assert [one.state for one in failed.outcome if one.id == "qualify"] == [ProofState.FAILED]
        assert words(failed)[-1] == "undone ok: Version 1, which stood before, stands again."
        state = await provisioning.state(node_id, "milan")
        assert state.standing is not None
        assert (state.standing.number, state.drift) == (1, ())
        assert await live(lab) == up
        assert not any(one.state is ProofState.FAILED for one in await provisioning.verify(node_id, "milan"))

        # A change of it, and back.
        second = await applied(parts, node_id, by_address(lab, max_channels=7))
        assert second.state is VersionState.STANDING, words(second)
        assert await dtmf_mode(lab) == "rfc4733"
        back = await ended(parts, await provisioning.roll_back(node_id, "milan", actor=ACTOR))
        assert (back.state, back.settings) == (VersionState.STANDING, right)
        assert await dtmf_mode(lab) == "info"
        assert await live(lab) == up

        # Changed by hand: shown, told once, and healed.
        await by_hand(lab, "endpoint", {"allow": "!all,ulaw", "from_user": "hand"})
        state = await provisioning.state(node_id, "milan")
        assert state.drift is not None
        [change] = state.drift
        assert {one.option: (one.before, one.after) for one in change.options} == {
            "allow": ("(alaw)", "(ulaw)"),
            "from_user": ("", "hand"),
        }
        await provisioning.state(node_id, "milan")
        assert len(await parts.store.audit.list(action="trunk.drift")) == 1
        healed = await ended(parts, await provisioning.heal(node_id, "milan", actor=ACTOR))
        assert (healed.id, healed.state) == (back.id, VersionState.STANDING)
        assert (await provisioning.state(node_id, "milan")).drift == ()
        assert await live(lab) == up

        # Taken out of use while a test call lives: looked at first, gone from Asterisk, the call stays, and back again.
        leaving = await parts.service.retirement.plan(node_id, "milan", sees=EVERYTHING)
        assert {(one.kind, one.change) for one in leaving.changes or ()} == {
            *((ObjectKind.AOR, "removed"), (ObjectKind.ENDPOINT, "removed"), (ObjectKind.IDENTIFY, "removed")),
        }
        await parts.service.retirement.retire(node_id, "milan", actor=ACTOR)
        assert "pronto-trunk-milan" not in await lab.dialer.cli("pjsip show endpoints")
        assert "pronto-trunk-milan" not in await lab.dialer.cli("database show")
        assert await live(lab) == up
        again_there = await ended(parts, await provisioning.roll_back(node_id, "milan", actor=ACTOR))
        assert again_there.state is VersionState.STANDING, words(again_there)
        assert await dtmf_mode(lab) == "info"
        trunk = await parts.store.trunks.by_name(node_id, "milan")
        assert trunk is not None
        assert trunk.id == trunk_id

        # It outlives a restart of Asterisk.
        await lab.dialer.stop()
        await lab.dialer.start()
        assert "pronto-trunk-milan" in await lab.dialer.cli("pjsip show endpoints")


async def test_without_ari_a_trunk_is_written_into_a_file(
    shared_lab: SharedLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with place(shared_lab, tmp_path) as (lab, centre, node_id):
        parts, provisioning = centre.parts, centre.parts.service.provisioning
        monkeypatch.setattr(ami_file_provisioner, "BETWEEN_S", 0.0)
        node = await parts.store.nodes.get(node_id)
        await parts.store.nodes.upsert(
            node.name, host=node.host, port=node.port, username=node.username, secret_env=node.secret_env
        )
        with pytest.raises(FileRefused):
            await provisioning.plan(node_id, "milan", by_address(lab), password=None)
        # What an administrator does once: the right, the file, and the line that includes it.
        etc = lab.dialer.folder / "etc"
        manager = (etc / "manager.conf").read_text()
        rights = "write = originate,call,reporting,system,user"
        (etc / "manager.conf").write_text(manager.replace(rights, f"{rights},config"))
        (etc / "pjsip-pronto.conf").touch(mode=0o600)
        with (etc / "pjsip.conf").open("a") as file:
            file.write("\n#include pjsip-pronto.conf\n")
        await lab.dialer.cli("manager reload")

        wrong = (ExtraOption(kind=ObjectKind.ENDPOINT, name="dtmf_mod", value="rfc4733"),)
        with pytest.raises(Invalid) as refused:
            await provisioning.plan(node_id, "milan", by_address(lab, options=wrong), password=None)
        assert [in_english(one["what"]) for one in refused.value.errors] == [
            f"{HERE} knows no option dtmf_mod of endpoint: did you mean dtmf_mode?"
        ]
        plan = await provisioning.plan(node_id, "milan", by_address(lab), password=None)
        assert plan.door == "file"
        first = await applied(parts, node_id, by_address(lab))
        assert first.state is VersionState.STANDING, words(first)
        assert oct((etc / "pjsip-pronto.conf").stat().st_mode & 0o777) == "0o600"
        assert await dtmf_mode(lab) == "rfc4733"
        # Asterisk says nothing of a wrong value, but has not loaded it: the old one is put back.
        value = (ExtraOption(kind=ObjectKind.ENDPOINT, name="dtmf_mode", value="much"),)
        failed = await applied(parts, node_id, by_address(lab, options=value))
        assert failed.state is VersionState.FAILED
        assert words(failed)[-1] == "undone ok: Version 1, which stood before, stands again."
        assert "dtmf_mode" not in (etc / "pjsip-pronto.conf").read_text()
        silent = await applied(parts, node_id, by_address(lab, hosts=(NOBODY,)))
        assert [one.state for one in silent.outcome if one.id == "qualify"] == [ProofState.FAILED], words(silent)
        assert not any(one.state is ProofState.FAILED for one in await provisioning.verify(node_id, "milan"))
        # Changed by hand in the file: shown, and healed.
        text = (etc / "pjsip-pronto.conf").read_text()
        assert "allow=!all,alaw" in text.replace(" ", "")
        (etc / "pjsip-pronto.conf").write_text(text.replace("!all,alaw", "!all,ulaw"))
        [change] = (await provisioning.state(node_id, "milan")).drift or ()
        assert [(one.option, one.after) for one in change.options] == [("allow", "!all,ulaw")]
        healed = await ended(parts, await provisioning.heal(node_id, "milan", actor=ACTOR))
        assert (healed.state, (await provisioning.state(node_id, "milan")).drift) == (VersionState.STANDING, ())


async def test_a_registration_is_proven_and_a_refused_one_is_taken_away(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with place(shared_lab, tmp_path) as (lab, centre, node_id):
        parts = centre.parts
        settings = by_address(lab, template="registration", authentication=Authentication.REGISTRATION, user="dialer")
        refused = await applied(parts, node_id, settings, password=SECRET)
        print(words(refused))  # noqa: T201
        assert refused.state is VersionState.FAILED
        assert words(refused)[-1] == "undone ok: What was made is taken away again."
        assert "pronto-trunk-milan" not in await lab.dialer.cli("database show")
        assert await parts.store.trunks.by_name(node_id, "milan") is None
        # The password is nowhere but encrypted.
        stored = json.dumps([str(refused), [str(one) for one in await parts.store.jobs.list(limit=10)]])
        assert SECRET not in stored
