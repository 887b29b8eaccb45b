"""A phone on the desk on a real Asterisk: its telephone registers, is called and talks; refused, healed, taken away."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from dialer.core import enums
from dialer.core.enums import LegKind
from dialer.core.visibility import EVERYTHING
from dialer.lab import Lab
from dialer.lab.scenario import Outcome, Plan
from dialer.messaging.bus import Topic
from dialer.provisioning.desk_phones.model import Transport
from dialer.telephony.nodes import ami_file_provisioner
from tests.support.call_centre import ACTOR, Centre, call_centre, engine_beside, until
from tests.support.patience import PATIENCE_S
from tests.support.shared_lab import SharedLab

pytestmark = [pytest.mark.lab, pytest.mark.long(40)]

PERSON = Plan(outcome=Outcome.PERSON, ring_s=0.3, greeting_s=0.5, talk_s=3.0)
NAME = "pronto-phone-2001"


@dataclass
class Telephone:
    """A telephone on somebody's desk: the carrier's Asterisk registers, and answers as its phone 1002 does."""

    lab: Lab

    async def switch_on(self, secret: str) -> None:
        """Type what the sheet says, and register."""
        ports = self.lab.status().ports
        assert ports is not None
        server = f"127.0.0.1:{ports.dialer_sip}"
        file = self.lab.carrier.folder / "etc/pjsip.conf"
        before = file.read_text().split("; the telephone\n")[0]
        settings = (
            f"[desk]\ntype = auth\nauth_type = digest\nusername = {NAME}\npassword = {secret}\n"
            f"[desk]\ntype = registration\noutbound_auth = desk\ntransport = transport-udp\n"
            f"server_uri = sip:{server}\nclient_uri = sip:{NAME}@{server}\ncontact_user = {self.lab.phones[1]}\n"
            "auth_rejection_permanent = no\nretry_interval = 5\nmax_random_initial_delay = 0\n"
        )
        file.write_text(f"{before}; the telephone\n{settings}")
        for module in ("res_pjsip_outbound_authenticator_digest", "res_pjsip_outbound_registration"):
            await self.lab.carrier.cli(f"module load {module}.so")
        await self.lab.carrier.cli("module reload res_pjsip.so")
        await self.lab.carrier.cli("module reload res_pjsip_outbound_registration.so")
        await self.lab.carrier.cli("pjsip send register desk")

    async def says(self, word: str) -> None:
        async def looks() -> bool:
            shown = await self.lab.carrier.cli("pjsip show registrations")
            return any(word in line for line in shown.splitlines() if line.strip().startswith("desk/"))

        await until(looks, f"the telephone is {word}", instead=lambda: self.lab.carrier.cli("pjsip show registrations"))


@asynccontextmanager
async def place(shared_lab: SharedLab, folder: Path) -> AsyncIterator[tuple[Centre, int, Telephone]]:
    """A lab whose node offers ARI, an engine, and a telephone that is switched off."""
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
            yield centre, node.id, Telephone(lab)


@pytest.mark.gate
async def test_a_desk_phone_registers_is_called_talks_and_is_taken_away(shared_lab: SharedLab, tmp_path: Path) -> None:
    async with place(shared_lab, tmp_path) as (centre, node_id, telephone):
        parts, phones, lab = centre.parts, centre.parts.service.desk_phones, centre.lab
        for one in await parts.store.agents.list(sees=EVERYTHING):
            await parts.service.agent_commands.log_out(one.id, actor=ACTOR)
        bruno = await parts.service.agents.create(
            name="bruno", phone="", display_name="", leg_kind=LegKind.BROWSER, language="en", actor=ACTOR
        )
        made = await phones.create(node_id, "2001", Transport.UDP, agent_id=bruno.id, sees=EVERYTHING, actor=ACTOR)
        ports = lab.status().ports
        assert ports is not None
        assert (made.server.host, made.server.port) == ("127.0.0.1", ports.dialer_sip)
        phone_id = made.phone.id
        assert (await phones.state(phone_id)).state == "unreached"

        # A wrong secret is refused, the right one is not; where the telephone is, and how quick, is shown.
        await telephone.switch_on("wrong")
        await telephone.says("Rejected")
        assert (await phones.state(phone_id)).contacts == ()
        await telephone.switch_on(made.secret)
        await telephone.says("Registered")

        async def answers() -> bool:
            state = await phones.state(phone_id)
            return state.state == "registered" and all(one.roundtrip_ms is not None for one in state.contacts)

        await until(answers, "the telephone answers OPTIONS")
        [contact] = (await phones.state(phone_id)).contacts
        assert contact.address == f"127.0.0.1:{ports.carrier_sip}"
        # That a telephone registers changes nothing of what was written.
        assert (await phones.state(phone_id)).drift == ()

        # The agent logs in with no word about a phone: it rings, stays up, and a person is joined.
        await parts.service.agent_commands.log_in(bruno.id, centre.campaign.id, ready=True, actor=ACTOR)
        await centre.run_campaign()

        async def talked() -> bool:
            return any(
                one.agent_id == bruno.id and one.outcome is enums.Outcome.CONNECTED for one in await centre.attempts()
            )

        await until(talked, "a person is joined to the phone", instead=centre.attempts)
        assert f"PJSIP/{NAME}" in await lab.dialer.cli("core show channels concise")

        # Changed by hand: shown, and healed; the call stays.
        url = f"{lab.ari.url}/ari/asterisk/config/dynamic/res_pjsip/endpoint/{NAME}"
        async with httpx.AsyncClient(
            auth=(lab.ari.username, lab.ari.secret), trust_env=False, timeout=PATIENCE_S
        ) as client:
            by_hand = {"fields": [{"attribute": "context", "value": "public"}]}
            (await client.put(url, json=by_hand)).raise_for_status()
        [change] = (await phones.state(phone_id)).drift or ()
        assert [(one.option, one.before, one.after) for one in change.options] == [
            ("context", "pronto-closed", "public")
        ]
        await phones.heal(phone_id, actor=ACTOR)
        assert (await phones.state(phone_id)).drift == ()
        assert f"PJSIP/{NAME}" in await lab.dialer.cli("core show channels concise")
        await parts.service.agent_commands.log_out(bruno.id, actor=ACTOR)

        # A new secret: the old one is refused.
        renewed = await phones.renew_secret(phone_id, actor=ACTOR)
        await telephone.switch_on(made.secret)
        await telephone.says("Rejected")
        await telephone.switch_on(renewed.secret)
        await telephone.says("Registered")

        # It outlives a restart of Asterisk.
        await lab.dialer.stop()
        await lab.dialer.start()
        await telephone.switch_on(renewed.secret)
        await telephone.says("Registered")

        # Taken away: nothing stays of it, and the telephone is refused.
        await phones.remove(phone_id, actor=ACTOR)
        assert await parts.store.desk_phones.list() == []
        assert NAME not in await lab.dialer.cli("pjsip show endpoints")
        assert (await parts.store.agents.get(bruno.id, sees=EVERYTHING)).leg_kind is LegKind.BROWSER
        await telephone.switch_on(renewed.secret)
        await telephone.says("Rejected")


async def test_without_ari_a_desk_phone_is_written_into_a_file(
    shared_lab: SharedLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ami_file_provisioner, "BETWEEN_S", 0.0)
    async with place(shared_lab, tmp_path) as (centre, node_id, telephone):
        parts, phones, lab = centre.parts, centre.parts.service.desk_phones, centre.lab
        node = await parts.store.nodes.get(node_id)
        await parts.store.nodes.upsert(
            node.name, host=node.host, port=node.port, username=node.username, secret_env=node.secret_env
        )
        # What an administrator does once: the right, the file, and the line that includes it.
        etc = lab.dialer.folder / "etc"
        manager = (etc / "manager.conf").read_text()
        rights = "write = originate,call,reporting,system,user"
        (etc / "manager.conf").write_text(manager.replace(rights, f"{rights},config"))
        (etc / "pjsip-pronto.conf").touch(mode=0o600)
        with (etc / "pjsip.conf").open("a") as file:
            file.write("\n#include pjsip-pronto.conf\n")
        await lab.dialer.cli("manager reload")

        assert (await phones.plan(node_id, "2001", Transport.UDP)).door == "file"
        made = await phones.create(node_id, "2001", Transport.UDP, agent_id=None, sees=EVERYTHING, actor=ACTOR)
        await telephone.switch_on(made.secret)
        await telephone.says("Registered")
        assert (await phones.state(made.phone.id)).drift == ()
        await phones.remove(made.phone.id, actor=ACTOR)
        assert NAME not in await lab.dialer.cli("pjsip show endpoints")
        await telephone.switch_on(made.secret)
        await telephone.says("Rejected")
