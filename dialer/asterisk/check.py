"""`pronto asterisk check`: asks a running Asterisk whether it is as Pronto needs it, and says which line mends it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from ami.action import Action
from ami.actions import ping
from ami.answer import Answer
from ami.parse import told_at
from dialer.asterisk import shipped
from dialer.asterisk.clocks import compare
from dialer.asterisk.endpoints import REACHED
from dialer.asterisk.files import config_folder
from dialer.asterisk.sounds import Asks, is_there
from dialer.compliance.standing import CLOCK_LOST_S

OLDEST = 18
COMFORT_CLASS = "pronto-comfort"
CODECS = {"alaw", "ulaw"}
# Modules that do harm, and what they do.
HARMFUL = {
    "bridge_native_rtp": "the voice stream changes its identity when an agent is joined, and some receivers fall silent"
}
# Any of them will do as the clock of playback.
TIMING = ("res_timing_timerfd", "res_timing_pthread", "res_timing_dahdi")
DENIED = "Permission denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at. `what` says how it is, `where` the file, `mend` what to write there (empty if ok)."""

    ok: bool
    what: str
    where: str
    mend: str = ""


async def check(
    asks: Asks,
    *,
    user: str = "pronto",
    trunks: Sequence[str] = (),
    phones: Sequence[str] = (),
    sounds: Sequence[str] = (),
    clock: Callable[[], float],
) -> list[Finding]:
    """Look at everything Pronto needs; findings in the order in which to mend them.

    `clock` is the engine's, epoch seconds; `user` is the AMI user we are logged in as; `trunks` and `phones` are
    endpoint names known to Pronto, `sounds` what its campaigns play to people whom no agent takes.
    Raises whatever `asks` raises if the link fails.
    """
    folder = config_folder()
    version, findings = await _version(asks)
    findings += await _clocks(asks, clock)
    findings += await _manager(asks, folder, user, version)
    findings += await _modules(asks, folder)
    findings += await _dialplan(asks, folder)
    findings.append(await _comfort(asks))
    findings += [await _sound(asks, name) for name in sounds]
    for kind, names in (("trunk", trunks), ("phone", phones)):
        for name in names:
            findings += await _endpoint(asks, kind, name)
    findings += await _registrations(asks)
    return findings


async def _version(asks: Asks) -> tuple[int, list[Finding]]:
    answer = await asks.ask(Action("CoreSettings"))
    if not answer.success:
        return OLDEST, [_refused("CoreSettings", "system or reporting", answer)]
    said = answer.headers.get("AsteriskVersion", "")
    found = re.match(r"(?:certified/|GIT-)?(\d+)", said)
    version = int(found[1]) if found else 0
    mend = "" if version >= OLDEST else f"Install Asterisk {OLDEST} or newer; 22 is the one Pronto is tested with."
    return version, [
        Finding(ok=not mend, what=f"Asterisk is version {said or 'unknown'}.", where="Asterisk", mend=mend)
    ]


async def _clocks(asks: Asks, clock: Callable[[], float]) -> list[Finding]:
    """Whether both clocks agree; nothing where Asterisk does not tell its own."""
    sent = clock()
    answer = await asks.ask(ping())
    compared = compare(sent=sent, came=clock(), theirs=told_at(answer.headers))
    if compared is None:
        return []
    apart_s = abs(compared.ahead_s)
    if apart_s <= CLOCK_LOST_S:
        what = f"Asterisk's clock and Pronto's are {apart_s:.1f} s apart."
        return [Finding(ok=True, what=what, where="clock")]
    what = f"Pronto's clock is {apart_s:.0f} s ahead of Asterisk's: no call is started."
    if compared.ahead_s > 0.0:
        what = f"Pronto's clock is {apart_s:.0f} s behind Asterisk's: no call is started."
    return [Finding(ok=False, what=what, where="clock", mend="Let a time service keep both clocks (chrony).")]


async def _manager(asks: Asks, folder: Path, user: str, version: int) -> list[Finding]:
    where = f"manager.conf [{user}]"
    answer = await asks.ask(Action("GetConfig", (("Filename", "manager.conf"), ("Category", user))))
    if not answer.success:
        if answer.message == DENIED:
            return [_refused("GetConfig", "system", answer)]
        mend = f"Write the section [{user}] as in Pronto's asterisk-config/manager.conf."
        return [Finding(ok=False, what=f"There is no section [{user}].", where="manager.conf", mend=mend)]
    has = [_config_pair(value) for name, value in answer.headers.items() if name.startswith("Line-")]
    wants = shipped.manager_user(_read(folder, "manager.conf"), "pronto")
    findings = [_rights(has, wants, which, where) for which in ("read", "write")]
    return findings + (_filters(has, wants, where) if version >= shipped.FIRST_WITH_FILTERS else [])


def _rights(has: list[tuple[str, str]], wants: list[tuple[str, str]], which: str, where: str) -> Finding:
    given, needed = shipped.rights(has, which), shipped.rights(wants, which)
    lacking = set() if "all" in given else needed - given
    if lacking:
        mend = f"{which} = {','.join(sorted(given | needed))}"
        what = f"The right to {which} {', '.join(sorted(lacking))} is missing."
        return Finding(ok=False, what=what, where=where, mend=mend)
    more = given - needed
    note = f" It also has {', '.join(sorted(more))}, which Pronto does not need." if more else ""
    return Finding(ok=True, what=f"The user may {which} what Pronto needs.{note}", where=where)


def _filters(has: list[tuple[str, str]], wants: list[tuple[str, str]], where: str) -> list[Finding]:
    given = shipped.filters(has)
    lacking = [line for line in wants if line in shipped.filters(wants) and line not in given]
    if not given:
        what = "No event filter: Asterisk sends about four times as many events as Pronto reads."
        return [Finding(ok=False, what=what, where=where, mend="\n".join(f"{key} = {value}" for key, value in lacking))]
    if not lacking:
        more = sorted(_filter_names(given) - _filter_names(shipped.filters(wants)))
        note = f" They also let {', '.join(more)} through, which Pronto does not read." if more else ""
        return [Finding(ok=True, what=f"The event filters are as Pronto needs them.{note}", where=where)]
    return [
        Finding(ok=False, what=_filter_says(key), where=where, mend=f"{key} = {value}".rstrip())
        for key, value in lacking
    ]


def _filter_names(filters: set[tuple[str, str]]) -> set[str]:
    return {_filter_name(key) for key, _ in filters if "include" in key}


def _filter_name(key: str) -> str:
    return key.partition("name(")[2].partition(")")[0]


def _filter_says(key: str) -> str:
    name = _filter_name(key)
    if "exclude" in key:
        return f"Events {name} that Pronto does not read are sent all the same."
    return f"The event {name} does not reach Pronto."


async def _modules(asks: Asks, folder: Path) -> list[Finding]:
    findings = []
    for module in shipped.modules(_read(folder, "modules.conf")):
        names = TIMING if module.name in TIMING else (module.name,)
        answers = [await asks.ask(Action("ModuleCheck", (("Module", name),))) for name in names]
        if denied := next((answer for answer in answers if answer.message == DENIED), None):
            return [_refused("ModuleCheck", "system", denied)]
        if not any(answer.success for answer in answers):
            what = f"The module {module.name} is not loaded: {module.purpose}."
            findings.append(Finding(ok=False, what=what, where="modules.conf", mend=module.line))
    for name, harm in HARMFUL.items():
        if (await asks.ask(Action("ModuleCheck", (("Module", name),)))).success:
            what, mend = f"The module {name} is loaded: {harm}.", f"noload = {name}.so"
            findings.append(Finding(ok=False, what=what, where="modules.conf", mend=mend))
    return findings or [Finding(ok=True, what="Every module that Pronto uses is loaded.", where="modules.conf")]


async def _dialplan(asks: Asks, folder: Path) -> list[Finding]:
    where = "extensions-pronto.conf"
    findings = []
    for (context, exten), steps in shipped.dialplan(_read(folder, where)).items():
        answer = await asks.ask(Action("ShowDialPlan", (("Context", context), ("Extension", exten))))
        if answer.message == DENIED:
            return [_refused("ShowDialPlan", "reporting", answer)]
        items = [item for item in answer.items if item.get("Application")]
        if not items:
            what = f"The dialplan has no context {context} with extension {exten}."
            mend = f"#include {where}   (in extensions.conf; then `asterisk -rx 'dialplan reload'`)"
            findings.append(Finding(ok=False, what=what, where="extensions.conf", mend=mend))
            continue
        findings += _compare(f"{where} [{context}]", _steps(items), steps)
    return findings


def _steps(items: Iterable[Mapping[str, str]]) -> list[shipped.Step]:
    in_order = sorted(items, key=lambda item: int(item.get("Priority", "0")))
    return [shipped.Step(application=item["Application"], data=item.get("AppData", "")) for item in in_order]


def _compare(where: str, has: list[shipped.Step], wants: list[tuple[shipped.Step, str]]) -> list[Finding]:
    """One finding per shipped line that is missing or changed; lines of the admin's own between them are fine."""
    ours, theirs = [step.sameness for step, _ in wants], [step.sameness for step in has]
    findings = []
    for tag, start, end, *_ in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        how = "is missing" if tag == "delete" else "was changed"
        lines = wants[start:end] if tag in ("delete", "replace") else []
        findings += [Finding(ok=False, what=f"A line {how}.", where=where, mend=line) for _, line in lines]
    return findings or [Finding(ok=True, what="The dialplan is as Pronto needs it.", where=where)]


async def _sound(asks: Asks, name: str) -> Finding:
    there = await is_there(asks, name)
    if there:
        return Finding(ok=True, what=f"The sound {name} is there.", where="sounds")
    if there is None:
        what = f"Whether the sound {name} is there cannot be told: the dialplan does not answer."
        mend = "See what is said of [pronto-check] in extensions-pronto.conf, and of the user's right to originate."
        return Finding(ok=False, what=what, where="extensions-pronto.conf [pronto-check]", mend=mend)
    mend = "Put it into the folder of sounds as .alaw, .ulaw or .wav (asterisk-config/README.md), or correct `message`."
    return Finding(ok=False, what=f"There is no sound {name}: people would hear nothing.", where="sounds", mend=mend)


async def _comfort(asks: Asks) -> Finding:
    where = "musiconhold.conf"
    answer = await asks.ask(Action("GetConfig", (("Filename", where), ("Category", COMFORT_CLASS))))
    lines = dict(_config_pair(value) for name, value in answer.headers.items() if name.startswith("Line-"))
    if answer.success and lines.get("directory"):
        return Finding(ok=True, what=f"Comfort noise comes from {lines['directory']}.", where=where)
    what = f"There is no music class {COMFORT_CLASS}: a person who waits for an agent would hear silence."
    mend = f"[{COMFORT_CLASS}]\nmode = files\ndirectory = /var/lib/pronto/sounds/comfort\n(filled by make-sounds)"
    return Finding(ok=False, what=what, where=where, mend=mend)


async def _endpoint(asks: Asks, kind: str, name: str) -> list[Finding]:
    where = "pjsip-local.conf"
    answer = await asks.ask(Action("PJSIPShowEndpoint", (("Endpoint", name),)))
    if answer.message == DENIED:
        return [_refused("PJSIPShowEndpoint", "system", answer)]
    detail = next((item for item in answer.items if item.get("Event") == "EndpointDetail"), None)
    if detail is None:
        mend = f"[{name}](pronto-{'trunk' if kind == 'trunk' else 'agent'}) … as in pjsip-local.conf.example"
        return [Finding(ok=False, what=f"There is no {kind} {name}.", where=where, mend=mend)]
    findings = []
    allowed = set(re.findall(r"\w+", detail.get("Allow", "")))
    if not allowed & CODECS:
        what = f"The {kind} {name} allows neither alaw nor ulaw."
        findings.append(Finding(ok=False, what=what, where=f"{where} [{name}]", mend="allow = alaw,ulaw"))
    contacts = [item for item in answer.items if item.get("Event") == "ContactStatusDetail"]
    reached = REACHED.intersection(item.get("Status") for item in contacts)
    if not reached:
        states = ", ".join(item.get("Status", "unknown") for item in contacts)
        what = f"The {kind} {name} cannot be reached: {states or 'it has no address, or has not registered'}."
        mend = f"See that `contact` of [{name}] is right and that the far end answers SIP OPTIONS."
        if not contacts:
            mend = f"Let it register with the name and password of [{name}], or write its `contact`."
        findings.append(Finding(ok=False, what=what, where=f"{where} [{name}]", mend=mend))
    return findings or [Finding(ok=True, what=f"The {kind} {name} can be reached.", where=f"{where} [{name}]")]


async def _registrations(asks: Asks) -> list[Finding]:
    answer = await asks.ask(Action("PJSIPShowRegistrationsOutbound"))
    lines = [item for item in answer.items if item.get("Event") == "OutboundRegistrationDetail"]
    return [
        Finding(
            ok=line.get("Status") == "Registered",
            what=f"The registration {line.get('ObjectName')} at the trunk is {line.get('Status', 'unknown')}.",
            where=f"pjsip-local.conf [{line.get('ObjectName')}]",
            mend="" if line.get("Status") == "Registered" else "Check server_uri, client_uri, username and password.",
        )
        for line in lines
    ]


def _refused(action: str, right: str, answer: Answer) -> Finding:
    what = f"Asterisk refuses {action}: {answer.message or 'no reason given'}."
    return Finding(ok=False, what=what, where="manager.conf", mend=f"Add {right} to the user's `write` line.")


def _config_pair(line: str) -> tuple[str, str]:
    key, _, value = line.partition("=")
    return key, value.strip()


def _read(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")
