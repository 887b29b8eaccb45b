"""Whether Pronto can make accounts of phones in the browser on a node, tried over its web server."""

import secrets
from typing import Final

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from dialer.core.loopback import stays_here
from dialer.core.settings import Settings
from dialer.i18n.message import msg
from dialer.provisioning.phones.templates import shipped_templates
from dialer.telephony.asterisk.check import Finding
from dialer.telephony.nodes import browser_phones
from dialer.telephony.nodes.ari_provisioner import AriProvisioner, AriRefused, AriSilent
from dialer.telephony.nodes.link_security import why_no_ari
from dialer.telephony.nodes.model import Node
from dialer.telephony.nodes.provisioning import provide

WITHIN_S: Final = 5.0


async def check_ari(node: Node, settings: Settings) -> list[Finding]:
    """Make an account and take it away again, and open a WebSocket as a phone would."""
    where = msg("node {name}", name=node.name)
    if why := why_no_ari(node, settings.ami_plain_hosts):
        return [Finding(ok=False, what=why[0], where=where, mend=why[1])]
    if (secret := settings.secret_of(node.ari_secret_env)) is None:
        what = msg("{variable} is not set: it holds the secret of the ARI user", variable=node.ari_secret_env)
        mend = msg("Set it to the password of {section} in ari.conf.", section=f"[{node.ari_username}]")
        return [Finding(ok=False, what=what, where=where, mend=mend)]
    async with AriProvisioner(node.ari_url, username=node.ari_username, secret=secret.get_secret_value()) as ari:
        findings = [await _account(ari, node)]
    return [*findings, await _websocket(node)]


async def _account(ari: AriProvisioner, node: Node) -> Finding:
    where = f"ari.conf [{node.ari_username}]"
    name = browser_phones.endpoint_name(f"check-{secrets.token_hex(4)}")
    try:
        await ari.ping()
        wrong = await provide(
            ari, browser_phones.objects(shipped_templates(), name, password=secrets.token_urlsafe(16))
        )
        await ari.apply(await ari.plan((), unwanted=browser_phones.names(name)))
    except (AriSilent, AriRefused) as error:
        why = error.facts.get("why", "")
        mend = msg("See http.conf, ari.conf, sorcery.conf and modules-browser.conf in Pronto's asterisk-config.")
        return Finding(ok=False, what=msg("ARI at {url}: {why}", url=node.ari_url, why=why), where=where, mend=mend)
    if wrong:
        what = msg("Asterisk makes something else of an account: {options}.", options=wrong)
        return Finding(ok=False, what=what, where=where, mend=msg("See which module or version it lacks."))
    what = msg("ARI makes accounts of phones in the browser and takes them away.")
    return Finding(ok=True, what=what, where=where)


async def _websocket(node: Node) -> Finding:
    url = browser_phones.websocket_url(node.ari_url)
    try:
        async with connect(
            url, subprotocols=[Subprotocol("sip")], open_timeout=WITHIN_S, proxy=None if stays_here(url) else True
        ) as line:
            speaks = line.subprotocol == "sip"
    except (OSError, WebSocketException, TimeoutError):
        speaks = False
    if speaks:
        return Finding(ok=True, what=msg("SIP over WebSockets answers at {url}.", url=url), where="http.conf")
    mend = msg("Load {modules}.", modules=["res_http_websocket.so", "res_pjsip_transport_websocket.so"])
    return Finding(ok=False, what=msg("No SIP over WebSockets at {url}.", url=url), where="http.conf", mend=mend)
