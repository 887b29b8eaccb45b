"""`pronto asterisk check`: checks whether each node's Asterisk is configured for Pronto, and names the lines to fix."""

import asyncio
import logging
import random
import ssl
from collections.abc import Iterable
from contextlib import suppress

import typer
from rich.text import Text

from ami.address import AmiAddress
from ami.client import AmiClient, LinkState
from ami.errors import AmiError, Fault
from api.cli.composition import parts_of_this_machine
from api.cli.language import sentence
from api.cli.output import fail, out, settings_or_fail
from api.cli.texts.machine import ASTERISK
from dialer.campaigns.preflight.readiness import sounds_of
from dialer.core import clock
from dialer.core.enums import OPEN, LegKind
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import msg
from dialer.provisioning.phones.check import check_ari
from dialer.stores.everything import Store
from dialer.telephony.asterisk.browser_check import check_browser_phones
from dialer.telephony.asterisk.check import Finding, check
from dialer.telephony.nodes.link_security import message_of_fault, why_no_link
from dialer.telephony.nodes.model import Node
from dialer.telephony.trunks.dial_strings import endpoint_of

app = typer.Typer(no_args_is_help=True)
PATIENCE_S = 15.0
LINK_LOG = logging.getLogger("pronto.ami")


@app.callback()
def asterisk() -> None:
    """Keep `check` a command of its own."""


@app.command("check")
def check_command() -> None:
    """Check every node's Asterisk, and say what to change. Exits with 1 if anything is wrong."""
    settings = settings_or_fail()
    findings = asyncio.run(_check_all(settings))
    for finding in findings:
        mark = (f"{ASTERISK('ok'):<7}", "green") if finding.ok else (f"{ASTERISK('wrong'):<7}", "bold red")
        out.print(Text.assemble(mark, f"{sentence(finding.what)} ", (f"[{sentence(finding.where)}]", "dim")))
        if finding.mend:
            out.print(Text(f"       {sentence(finding.mend)}"))
    if not all(finding.ok for finding in findings):
        raise fail(ASTERISK("to_mend", count=sum(not finding.ok for finding in findings)))


async def _check_all(settings: Settings) -> list[Finding]:
    findings: list[Finding] = []
    async with parts_of_this_machine() as parts:
        for node in await parts.store.nodes.list():
            findings += await check_node(parts.store, settings, node)
    return findings


async def check_node(store: Store, settings: Settings, node: Node) -> list[Finding]:
    """Log in to one node's Asterisk and check it; an unreachable node is a finding too."""
    if why := why_no_link(node, settings.ami_plain_hosts):
        return [Finding(ok=False, what=why[0], where=ASTERISK("node", name=node.name), mend=why[1])]
    secret = settings.secret_of(node.secret_env)
    address = AmiAddress(
        host=node.host,
        port=node.port,
        username=node.username,
        secret=secret.get_secret_value() if secret else "-",
        tls=ssl.create_default_context() if node.tls else None,
    )
    client = AmiClient(address, lambda _: None, clock=clock.now, rng=random.Random())  # noqa: S311 - jitter
    running = asyncio.create_task(client.run())
    LINK_LOG.disabled = True  # it would announce further tries, which only an engine makes
    try:
        async with asyncio.timeout(PATIENCE_S):
            if await client.settled() is LinkState.REFUSED:
                return [_unreached(node, address, client.trouble)]
        trunks = _endpoints(trunk.dial for trunk in await store.trunks.list(node.id) if trunk.enabled)
        desks = [one for one in await store.agents.list(sees=EVERYTHING) if one.leg_kind is not LegKind.BROWSER]
        phones = _endpoints(agent.phone for agent in desks)
        here = [one for one in await store.campaigns.list(OPEN, sees=EVERYTHING) if one.node_id == node.id]
        found = await check(
            client,
            user=node.username,
            trunks=trunks,
            phones=phones,
            sounds=sorted({name for one in here for name in sounds_of(one)}),
            music=sorted({one.hold_music for one in here if one.hold_music}),
            clock=clock.now,
        )
        return [*found, *(await _browser_phones(client, node, settings))]
    except (AmiError, TimeoutError) as error:
        return [_unreached(node, address, client.trouble or getattr(error, "fault", None))]
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        LINK_LOG.disabled = False


async def _browser_phones(client: AmiClient, node: Node, settings: Settings) -> list[Finding]:
    """Nothing where the node takes no phones in the browser."""
    return [*await check_browser_phones(client), *await check_ari(node, settings)] if node.ari_url else []


def _endpoints(dials: Iterable[str]) -> list[str]:
    return sorted({name for dial in dials if (name := endpoint_of(dial)) is not None})


def _unreached(node: Node, address: AmiAddress, fault: Fault | None) -> Finding:
    mend, where = ASTERISK("mend_node", secret=node.secret_env), ASTERISK("node", name=node.name)
    why = message_of_fault(fault) if fault is not None else msg("no answer")
    return Finding(ok=False, what=msg("{address}: {why}", address=address, why=why), where=where, mend=mend)
