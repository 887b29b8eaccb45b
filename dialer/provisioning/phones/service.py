"""Makes accounts of phones in the browser in Asterisk, and takes them away again."""

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from dialer.access.companies.campaigns import CampaignReader
from dialer.audit.store import Audit
from dialer.core.errors import NotFound, Refused
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import mark
from dialer.provisioning.phones.model import MadePhoneAccount, PhoneAccount
from dialer.provisioning.phones.store import PhoneAccounts
from dialer.provisioning.phones.templates import shipped_templates
from dialer.storage.database import TROUBLE
from dialer.telephony.nodes import browser_phones
from dialer.telephony.nodes.ari_provisioner import AriProvisioner, AriRefused, AriSilent
from dialer.telephony.nodes.link_security import why_no_ari
from dialer.telephony.nodes.model import Node
from dialer.telephony.nodes.provisioning import provide
from dialer.telephony.nodes.store.nodes import Nodes
from dialer.work.agents.store import Agents

log = logging.getLogger(__name__)

PATH: Final = "/phone/"  # of the WebSockets that are passed on to Asterisk
SWEEP_S: Final = 30.0
PASSWORD_BYTES: Final = 24


class NoBrowserPhones(Refused):
    problem = "no-browser-phones"
    title = mark("No phones in the browser")
    sentence = mark(
        "This Asterisk takes no phones in the browser: its node names no ARI address, or Pronto may not use it. A "
        "phone of your own works; an administrator sees in the set-up what is missing."
    )


class PhoneAccountService:
    """Accounts of phones in the browser: one for each agent, for one session, for some hours."""

    def __init__(
        self,
        agents: Agents,
        phones: PhoneAccounts,
        audit: Audit,
        nodes: Nodes,
        campaigns: CampaignReader,
        settings: Settings,
        clock: Callable[[], float],
    ) -> None:
        self._agents, self._phones, self._audit, self._nodes = agents, phones, audit, nodes
        self._campaigns, self._settings, self._clock = campaigns, settings, clock
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)  # by agent

    async def make(
        self, agent_id: int, *, session_id: int, campaign_id: int | None = None, actor: str
    ) -> MadePhoneAccount:
        """Make the agent's account on the campaign's Asterisk, in the place of earlier ones.

        One that cannot be taken away from another Asterisk now is taken away later.

        Without a campaign it is that of the agent's last log-in, else the only Asterisk with such phones. Raises
        UnknownAgent, UnknownCampaign, `NoBrowserPhones`, `AriSilent`, `AriRefused`.
        """
        agent = await self._agents.get(agent_id, sees=EVERYTHING)
        node = await self._node(campaign_id or agent.campaign_id)
        name, password = browser_phones.endpoint_name(agent.name), secrets.token_urlsafe(PASSWORD_BYTES)
        async with self._turns[agent_id]:
            for before in await self._phones.all_of_agent(agent_id):
                if before.node_id != node.id:
                    await self._try_to_remove(before)  # an Asterisk that is away keeps no agent from another one
                elif before.endpoint != name:
                    await self._remove(before)
            now = self._clock()
            expires_at = now + browser_phones.LIFE_S
            facts = {"node": node.name, "endpoint": name, "expires_at": expires_at}
            act = self._audit.act(actor=actor, action="agent.phone", subject=f"agent:{agent_id}", facts=facts, now=now)
            # Written first: what Asterisk may have is known, whatever happens.
            account = await PhoneAccounts(act).put(
                agent_id=agent_id,
                node_id=node.id,
                endpoint=name,
                session_id=session_id,
                now=now,
                expires_at=expires_at,
            )
            wanted = browser_phones.objects(shipped_templates(), name, password=password)
            async with self._ari(node) as ari:
                wrong = await provide(ari, wanted)
            if wrong:
                raise AriRefused(differs=wrong)
        return MadePhoneAccount(
            uri=f"sip:{name}@{browser_phones.DOMAIN}",
            password=password,
            websocket=PATH + quote(node.name, safe=""),
            expires_at=account.expires_at,
        )

    async def upstream(self, agent_id: int | None, session_id: int | None, node_name: str) -> str | None:
        """The address of the WebSocket at Asterisk to which this session's phone is passed on.

        None if it has no account on a node of this name.
        """
        account = None if agent_id is None else await self._phones.of_agent(agent_id)
        node = await self._nodes.by_name(node_name)
        if account is None or node is None or (account.node_id, account.session_id) != (node.id, session_id):
            return None
        if why_no_ari(node, self._settings.ami_plain_hosts):
            return None
        return browser_phones.websocket_url(node.ari_url)

    async def sweep(self, agent_id: int | None = None) -> None:
        """Take away the accounts that are over, or that of one agent if it is; what fails is tried again."""
        for account in await self._phones.over(now=self._clock(), agent_id=agent_id):
            async with self._turns[account.agent_id]:
                if account in await self._phones.over(now=self._clock(), agent_id=account.agent_id):
                    await self._try_to_remove(account)

    async def sweep_for_ever(self) -> None:
        """Sweep now and then, as long as this process runs."""
        while True:
            try:
                await self.sweep()
            except TROUBLE as error:
                log.warning("phone accounts that are over are not looked for now: %s", type(error).__name__)
            await asyncio.sleep(SWEEP_S)

    async def _try_to_remove(self, account: PhoneAccount) -> None:
        try:
            await self._remove(account)
        except (AriSilent, AriRefused) as error:
            log.warning("the phone account %s stays in Asterisk for now: %s", account.endpoint, type(error).__name__)

    async def _remove(self, account: PhoneAccount) -> None:
        """Delete an account in Asterisk, then here. Calls that are up go on. Raises `AriSilent`, `AriRefused`."""
        try:
            node = await self._nodes.get(account.node_id)
            async with self._ari(node) as ari:
                await ari.apply(await ari.plan((), unwanted=browser_phones.names(account.endpoint)))
        except (NotFound, NoBrowserPhones):
            log.warning("the Asterisk of the phone account %s is not reached any more", account.endpoint)
        await self._phones.remove(account)

    async def _node(self, campaign_id: int | None) -> Node:
        if campaign_id is not None:
            campaign = await self._campaigns.get(campaign_id, sees=EVERYTHING)
            return await self._nodes.get(campaign.node_id)
        nodes = [node for node in await self._nodes.list() if node.ari_url]
        if len(nodes) != 1:
            raise NoBrowserPhones
        return nodes[0]

    def _ari(self, node: Node) -> AriProvisioner:
        """Raises `NoBrowserPhones`."""
        secret = self._settings.secret_of(node.ari_secret_env)
        if why_no_ari(node, self._settings.ami_plain_hosts) or secret is None:
            raise NoBrowserPhones(node=node.name)
        return AriProvisioner(node.ari_url, username=node.ari_username, secret=secret.get_secret_value())
