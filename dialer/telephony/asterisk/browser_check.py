"""Whether an Asterisk takes phones in the browser, as far as the manager interface shows it."""

from collections.abc import Sequence
from typing import Final

from ami.action import Action
from dialer.core.loopback import is_loopback
from dialer.core.shipped_files import asterisk_config
from dialer.i18n.message import Message, mark, msg
from dialer.telephony.asterisk import reference_config
from dialer.telephony.asterisk.check import Finding
from dialer.telephony.asterisk.sounds import DENIED, Asks

MODULES: Final = "modules-browser.conf"
# The purpose of each module: the comments of that file.
PURPOSES: Final = frozenset(
    (
        mark("WebSockets of the web server"),
        mark("SIP over WebSockets"),
        mark("ARI does not load without it"),
        mark("ARI, Asterisk's REST interface"),
        mark("what ARI says and hears"),
        mark("accounts made over ARI"),
        mark("keys of encrypted voice"),
        mark("encrypted voice, which browsers insist on"),
        mark("Echo: the device check"),
        mark("TIMEOUT: the device check ends by itself"),
    )
)
NEWER: Final = frozenset({"res_websocket_client"})  # older versions have no such module, and need none
SESSIONS: Final = 100  # connections that Asterisk's web server takes where nothing is said
SORCERY: Final = {
    "res_pjsip": {"endpoint": "ps_endpoints", "aor": "ps_aors", "auth": "ps_auths"},
    "res_pjsip_endpoint_identifier_ip": {"identify": "ps_endpoint_id_ips"},
    "res_pjsip_outbound_registration": {"registration": "ps_registrations"},
}
"""Where sorcery.conf keeps each kind of object in the Asterisk database, by its section."""
Pairs = Sequence[tuple[str, str]]


async def check_browser_phones(asks: Asks) -> list[Finding]:
    """Check modules, web server, transport, where objects are kept, and ICE. Raises whatever `asks` raises."""
    findings = [
        *await _modules(asks),
        *_web_server(dict(await _section(asks, "http.conf", "general"))),
        *_transport(await _sections(asks, "pjsip.conf")),
        *[one for name in SORCERY for one in _sorcery(name, await _section(asks, "sorcery.conf", name))],
    ]
    if dict(await _section(asks, "rtp.conf", "general")).get("icesupport", "yes").lower() in (
        "no",
        "false",
        "0",
        "off",
    ):
        what = msg("ICE is switched off: no voice reaches a browser.")
        findings.append(Finding(ok=False, what=what, where="rtp.conf [general]", mend="icesupport = yes"))
    if all(one.ok for one in findings):
        findings.append(Finding(ok=True, what=msg("Asterisk can take phones in the browser."), where="http.conf"))
    return findings


async def _modules(asks: Asks) -> list[Finding]:
    findings = []
    for module in reference_config.modules((asterisk_config() / MODULES).read_text(encoding="utf-8")):
        answer = await asks.ask(Action("ModuleCheck", (("Module", module.name),)))
        if answer.success or answer.message == DENIED or module.name in NEWER:
            continue
        what = msg("The module {module} is not loaded: {purpose}.", module=module.name, purpose=Message(module.purpose))
        findings.append(Finding(ok=False, what=what, where="modules.conf", mend=module.line))
    return findings


def _web_server(lines: dict[str, str]) -> list[Finding]:
    where = "http.conf [general]"
    if lines.get("enabled", "no").lower() not in ("yes", "true", "1", "on"):
        mend = "enabled = yes\nbindaddr = 127.0.0.1\nbindport = 8088"
        return [Finding(ok=False, what=msg("Asterisk's web server is switched off."), where=where, mend=mend)]
    findings = []
    address = lines.get("bindaddr", "0.0.0.0")  # noqa: S104 - what Asterisk takes where nothing is said
    if not is_loopback(address):
        what = msg("Asterisk's web server listens on {address}, in plain text.", address=address)
        alone = msg("{line} (or let only Pronto's machine reach it)", line="bindaddr = 127.0.0.1")
        findings.append(Finding(ok=False, what=what, where=where, mend=alone))
    most = lines.get("sessionlimit", str(SESSIONS))
    if most.isdecimal() and int(most) <= SESSIONS:
        what = msg("Asterisk's web server takes {most} connections, and each phone holds one.", most=int(most))
        findings.append(Finding(ok=False, what=what, where=where, mend="sessionlimit = 1000"))
    return findings


def _transport(sections: Sequence[Pairs]) -> list[Finding]:
    protocols = {dict(lines).get("protocol", "").lower() for lines in sections}
    if protocols & {"ws", "wss"}:
        return []
    mend = msg("{line}   (in pjsip.conf; then restart Asterisk)", line="#include pjsip-browser.conf")
    return [Finding(ok=False, what=msg("PJSIP has no WebSocket transport."), where="pjsip.conf", mend=mend)]


def _sorcery(section: str, lines: Pairs) -> list[Finding]:
    """Files first, so that the admin's objects stay the admin's; then the Asterisk database, where ARI writes."""
    findings = []
    for kind, table in SORCERY[section].items():
        kept = [value.partition(",")[0].strip() for name, value in lines if name.partition("/")[0] == kind]
        if kept[:1] == ["config"] and "astdb" in kept[1:]:
            continue
        wanted = f"{kind} = config,pjsip.conf,criteria=type={kind}\n{kind} = astdb,{table}"
        what = msg(
            "What Pronto writes cannot be kept: {kind} is not in files first and in the database then.", kind=kind
        )
        findings.append(Finding(ok=False, what=what, where=f"sorcery.conf [{section}]", mend=wanted))
    return findings


async def _section(asks: Asks, file: str, name: str) -> Pairs:
    found = await _sections(asks, file, name)
    return found[0] if found else ()


async def _sections(asks: Asks, file: str, name: str = "") -> list[Pairs]:
    """The lines of a file's sections, in order; none if it cannot be read."""
    asked = (("Filename", file), *((("Category", name),) if name else ()))
    answer = await asks.ask(Action("GetConfig", asked))
    sections: dict[str, list[tuple[str, str]]] = {}
    for header, value in answer.headers.items():
        if header.startswith("Line-"):
            key, _, said = value.partition("=")
            sections.setdefault(header.split("-")[1], []).append((key.strip(), said.removeprefix(">").strip()))
    return list(sections.values())
