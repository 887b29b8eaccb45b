"""`pronto asterisk check`: checks whether a running Asterisk is configured for Pronto, and names the line to fix."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from ami.action import Action
from ami.actions import ping, pjsip_show_registrations
from ami.answer import Answer
from ami.parse import told_at
from dialer.compliance.profile_status import CLOCK_LOST_S
from dialer.core.shipped_files import asterisk_config
from dialer.i18n.message import Message, mark, msg
from dialer.telephony.asterisk import reference_config
from dialer.telephony.asterisk.clocks import compare
from dialer.telephony.asterisk.endpoints import REACHED
from dialer.telephony.asterisk.sounds import DENIED, MUSIC_FILE, Asks, has_music, is_there

OLDEST = 18
TESTED = 22
COMFORT_CLASS = "pronto-comfort"
CODECS = {"alaw", "ulaw"}
# Harmful modules, and what harm they do.
HARMFUL = {
    "bridge_native_rtp": msg(
        "the voice stream changes its identity when an agent is joined, and some receivers fall silent"
    )
}
# The purpose of each module: the comments of asterisk-config/modules.conf.
PURPOSES = frozenset(
    (
        mark("the SIP library's settings and log"),
        mark("contact state"),
        mark("registrations that outlive a restart"),
        mark("the SIP stack"),
        mark("calls"),
        mark("voice in calls"),
        mark("caller ids"),
        mark("phones and trunks behind NAT"),
        mark("the network's reason for a hang-up"),
        mark("keys sent as SIP INFO"),
        mark("trunks known by address"),
        mark("phones known by name"),
        mark("passwords of phones"),
        mark("our password at the trunk"),
        mark("registering at the trunk"),
        mark("phones registering here"),
        mark("chan_pjsip does not load without it"),
        mark("PJSIP/… channels"),
        mark("the clock of playback and comfort noise"),
        mark("G.711 A-law (Europe), for AMD"),
        mark("G.711 mu-law (America), for AMD"),
        mark("between the two: customer on one, agent on the other"),
        mark(".alaw and .ulaw files"),
        mark(".wav files"),
        mark("comfort noise"),
        mark("two parties"),
        mark("agents waiting"),
        mark("AMD, machine detection"),
        mark("Read: a message that hears keys"),
        mark("STAT, for the check of sounds"),
        mark("TALK_DETECT: when a person was first heard"),
        mark("what is noted when a call ends"),
    )
)
# Any of them can be the timing source of playback.
TIMING = ("res_timing_timerfd", "res_timing_pthread", "res_timing_dahdi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One checked item: `what` is its state, `where` the file, `mend` what to write there (empty if ok)."""

    ok: bool
    what: Message | str
    where: Message | str
    mend: Message | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Says:
    """Messages about a kind of endpoint."""

    missing: Callable[[str], Message]
    deaf: Callable[[str], Message]
    unreached: Callable[[str, Sequence[Message | str] | Message], Message]
    reached: Callable[[str], Message]


_TRUNK: Final = _Says(
    missing=lambda name: msg("There is no trunk {name}.", name=name),
    deaf=lambda name: msg("The trunk {name} allows neither alaw nor ulaw.", name=name),
    unreached=lambda name, states: msg("The trunk {name} cannot be reached: {states}.", name=name, states=states),
    reached=lambda name: msg("The trunk {name} can be reached.", name=name),
)
_PHONE: Final = _Says(
    missing=lambda name: msg("There is no phone {name}.", name=name),
    deaf=lambda name: msg("The phone {name} allows neither alaw nor ulaw.", name=name),
    unreached=lambda name, states: msg("The phone {name} cannot be reached: {states}.", name=name, states=states),
    reached=lambda name: msg("The phone {name} can be reached.", name=name),
)


async def check(
    asks: Asks,
    *,
    user: str = "pronto",
    trunks: Sequence[str] = (),
    phones: Sequence[str] = (),
    sounds: Sequence[str] = (),
    music: Sequence[str] = (),
    clock: Callable[[], float],
) -> list[Finding]:
    """Check everything Pronto needs; findings are in the order in which to fix them.

    `clock` is the engine's, epoch seconds; `user` is the AMI user we are logged in as; `trunks` and `phones` are
    endpoint names known to Pronto, `sounds` those that its campaigns play to unserved people, `music` their classes of
    music on hold.
    Raises whatever `asks` raises if the link fails.
    """
    folder = asterisk_config()
    version, findings = await _version(asks)
    findings += await _clocks(asks, clock)
    findings += await _manager(asks, folder, user, version)
    findings += await _modules(asks, folder)
    findings += await _dialplan(asks, folder)
    findings.append(await _comfort(asks))
    findings += [await _sound(asks, name) for name in sounds]
    findings += [await _music(asks, name) for name in music]
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
    mend = (
        ""
        if version >= OLDEST
        else msg(
            "Install Asterisk {oldest} or newer; {tested} is the one Pronto is tested with.",
            oldest=OLDEST,
            tested=TESTED,
        )
    )
    return version, [
        Finding(
            ok=not mend,
            what=msg("Asterisk is version {version}.", version=said or msg("unknown")),
            where="Asterisk",
            mend=mend,
        )
    ]


async def _clocks(asks: Asks, clock: Callable[[], float]) -> list[Finding]:
    """Whether both clocks agree; empty if Asterisk does not report its own."""
    sent = clock()
    answer = await asks.ask(ping())
    compared = compare(sent=sent, came=clock(), theirs=told_at(answer.headers))
    if compared is None:
        return []
    apart_s = abs(compared.ahead_s)
    if apart_s <= CLOCK_LOST_S:
        what = msg("Asterisk's clock and Pronto's are {s:.1f} s apart.", s=apart_s)
        return [Finding(ok=True, what=what, where=msg("clock"))]
    what = msg("Pronto's clock is {s:.0f} s ahead of Asterisk's: no call is started.", s=apart_s)
    if compared.ahead_s > 0.0:
        what = msg("Pronto's clock is {s:.0f} s behind Asterisk's: no call is started.", s=apart_s)
    return [Finding(ok=False, what=what, where=msg("clock"), mend=msg("Let a time service keep both clocks (chrony)."))]


async def _manager(asks: Asks, folder: Path, user: str, version: int) -> list[Finding]:
    where = f"manager.conf [{user}]"
    answer = await asks.ask(Action("GetConfig", (("Filename", "manager.conf"), ("Category", user))))
    if not answer.success:
        if answer.message == DENIED:
            return [_refused("GetConfig", "system", answer)]
        mend = msg("Write the section [{user}] as in Pronto's asterisk-config/manager.conf.", user=user)
        return [
            Finding(ok=False, what=msg("There is no section [{user}].", user=user), where="manager.conf", mend=mend)
        ]
    has = [_config_pair(value) for name, value in answer.headers.items() if name.startswith("Line-")]
    wants = reference_config.manager_user(_read(folder, "manager.conf"), "pronto")
    findings = [_rights(has, wants, which, where) for which in ("read", "write")]
    return findings + (_filters(has, wants, where) if version >= reference_config.FIRST_WITH_FILTERS else [])


def _rights(has: list[tuple[str, str]], wants: list[tuple[str, str]], which: str, where: str) -> Finding:
    given, needed = reference_config.rights(has, which), reference_config.rights(wants, which)
    lacking = set() if "all" in given else needed - given
    if lacking:
        mend = f"{which} = {','.join(sorted(given | needed))}"
        what = msg("The right to {which} {rights} is missing.", which=which, rights=", ".join(sorted(lacking)))
        return Finding(ok=False, what=what, where=where, mend=mend)
    more = given - needed
    what = msg("The user may {which} what Pronto needs.", which=which)
    if more:
        what = msg(
            "The user may {which} what Pronto needs. It also has {more}, which Pronto does not need.",
            which=which,
            more=sorted(more),
        )
    return Finding(ok=True, what=what, where=where)


def _filters(has: list[tuple[str, str]], wants: list[tuple[str, str]], where: str) -> list[Finding]:
    given = reference_config.filters(has)
    lacking = [line for line in wants if line in reference_config.filters(wants) and line not in given]
    if not given:
        what = msg("No event filter: Asterisk sends about four times as many events as Pronto reads.")
        return [Finding(ok=False, what=what, where=where, mend="\n".join(f"{key} = {value}" for key, value in lacking))]
    if not lacking:
        more = sorted(_filter_names(given) - _filter_names(reference_config.filters(wants)))
        what = msg("The event filters are as Pronto needs them.")
        if more:
            what = msg(
                "The event filters are as Pronto needs them. They also let {more} through, which Pronto does not read.",
                more=more,
            )
        return [Finding(ok=True, what=what, where=where)]
    return [
        Finding(ok=False, what=_filter_says(key), where=where, mend=f"{key} = {value}".rstrip())
        for key, value in lacking
    ]


def _filter_names(filters: set[tuple[str, str]]) -> set[str]:
    return {_filter_name(key) for key, _ in filters if "include" in key}


def _filter_name(key: str) -> str:
    return key.partition("name(")[2].partition(")")[0]


def _filter_says(key: str) -> Message:
    name = _filter_name(key)
    if "exclude" in key:
        return msg("Events {name} that Pronto does not read are sent all the same.", name=name)
    return msg("The event {name} does not reach Pronto.", name=name)


async def _modules(asks: Asks, folder: Path) -> list[Finding]:
    findings = []
    for module in reference_config.modules(_read(folder, "modules.conf")):
        names = TIMING if module.name in TIMING else (module.name,)
        answers = [await asks.ask(Action("ModuleCheck", (("Module", name),))) for name in names]
        if denied := next((answer for answer in answers if answer.message == DENIED), None):
            return [_refused("ModuleCheck", "system", denied)]
        if not any(answer.success for answer in answers):
            what = msg(
                "The module {module} is not loaded: {purpose}.", module=module.name, purpose=Message(module.purpose)
            )
            findings.append(Finding(ok=False, what=what, where="modules.conf", mend=module.line))
    for name, harm in HARMFUL.items():
        if (await asks.ask(Action("ModuleCheck", (("Module", name),)))).success:
            what, mend = msg("The module {module} is loaded: {harm}.", module=name, harm=harm), f"noload = {name}.so"
            findings.append(Finding(ok=False, what=what, where="modules.conf", mend=mend))
    return findings or [Finding(ok=True, what=msg("Every module that Pronto uses is loaded."), where="modules.conf")]


async def _dialplan(asks: Asks, folder: Path) -> list[Finding]:
    where = "extensions-pronto.conf"
    findings, known = [], set[str]()
    for (context, exten), steps in reference_config.dialplan(_read(folder, where)).items():
        answer = await asks.ask(Action("ShowDialPlan", (("Context", context), ("Extension", exten))))
        if answer.message == DENIED:
            return [_refused("ShowDialPlan", "reporting", answer)]
        items = [item for item in answer.items if item.get("Application")]
        if not items and context in known:
            what = msg(
                "The dialplan is older than this Pronto: {context} has no extension {exten}.",
                context=context,
                exten=exten,
            )
            mend = msg(
                "Copy {file} of this version (then `{command}`).", file=where, command="asterisk -rx 'dialplan reload'"
            )
            findings.append(Finding(ok=False, what=what, where=where, mend=mend))
            continue
        if not items:
            what = msg("The dialplan has no context {context} with extension {exten}.", context=context, exten=exten)
            mend = msg(
                "#include {file}   (in extensions.conf; then `{command}`)",
                file=where,
                command="asterisk -rx 'dialplan reload'",
            )
            findings.append(Finding(ok=False, what=what, where="extensions.conf", mend=mend))
            continue
        known.add(context)
        findings += _compare(f"{where} [{context}]", _steps(items), steps)
    return findings


def _steps(items: Iterable[Mapping[str, str]]) -> list[reference_config.Step]:
    in_order = sorted(items, key=lambda item: int(item.get("Priority", "0")))
    return [reference_config.Step(application=item["Application"], data=item.get("AppData", "")) for item in in_order]


def _compare(
    where: str, has: list[reference_config.Step], wants: list[tuple[reference_config.Step, str]]
) -> list[Finding]:
    """One finding per missing or changed shipped line; the admin's additional lines are accepted."""
    ours, theirs = [step.sameness for step, _ in wants], [step.sameness for step in has]
    findings = []
    for tag, start, end, *_ in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        what = msg("A line is missing.") if tag == "delete" else msg("A line was changed.")
        lines = wants[start:end] if tag in ("delete", "replace") else []
        findings += [Finding(ok=False, what=what, where=where, mend=line) for _, line in lines]
    return findings or [Finding(ok=True, what=msg("The dialplan is as Pronto needs it."), where=where)]


async def _sound(asks: Asks, name: str) -> Finding:
    there = await is_there(asks, name)
    if there:
        return Finding(ok=True, what=msg("The sound {name} is there.", name=name), where=msg("sounds"))
    if there is None:
        what = msg("Whether the sound {name} exists is not known: the dialplan does not answer.", name=name)
        mend = msg("See [pronto-check] in extensions-pronto.conf, and the user's right to originate.")
        return Finding(ok=False, what=what, where="extensions-pronto.conf [pronto-check]", mend=mend)
    mend = msg(
        "Put it into the folder of sounds as .alaw, .ulaw or .wav (asterisk-config/README.md), or correct `message`."
    )
    return Finding(
        ok=False,
        what=msg("There is no sound {name}: people would hear nothing.", name=name),
        where=msg("sounds"),
        mend=mend,
    )


async def _comfort(asks: Asks) -> Finding:
    where = MUSIC_FILE
    answer = await asks.ask(Action("GetConfig", (("Filename", where), ("Category", COMFORT_CLASS))))
    lines = dict(_config_pair(value) for name, value in answer.headers.items() if name.startswith("Line-"))
    if answer.success and lines.get("directory"):
        return Finding(ok=True, what=msg("Comfort noise comes from {folder}.", folder=lines["directory"]), where=where)
    what = msg(
        "There is no music class {name}: a person who waits for an agent would hear silence.", name=COMFORT_CLASS
    )
    lines_of_it = f"[{COMFORT_CLASS}]\nmode = files\ndirectory = /var/lib/pronto/sounds/comfort"
    mend = msg("{lines}\n(filled by make-sounds)", lines=lines_of_it)
    return Finding(ok=False, what=what, where=where, mend=mend)


async def _music(asks: Asks, name: str) -> Finding:
    if (there := await has_music(asks, name)) is None:
        mend = msg("Give {user} the right to read configuration: `system` in manager.conf.", user="pronto")
        what = msg("Whether there is a music class {name} is not known.", name=name)
        return Finding(ok=False, what=what, where=MUSIC_FILE, mend=mend)
    if there:
        return Finding(ok=True, what=msg("The music class {name} is there.", name=name), where=MUSIC_FILE)
    lines = f"[{name}]\nmode = files\ndirectory = …"
    mend = msg("{lines}\n(or choose another class for the campaign's hold)", lines=lines)
    what = msg("There is no music class {name}: a person on hold would hear silence.", name=name)
    return Finding(ok=False, what=what, where=MUSIC_FILE, mend=mend)


async def _endpoint(asks: Asks, kind: str, name: str) -> list[Finding]:
    where, says = "pjsip-local.conf", _TRUNK if kind == "trunk" else _PHONE
    answer = await asks.ask(Action("PJSIPShowEndpoint", (("Endpoint", name),)))
    if answer.message == DENIED:
        return [_refused("PJSIPShowEndpoint", "system", answer)]
    detail = next((item for item in answer.items if item.get("Event") == "EndpointDetail"), None)
    if detail is None:
        section = f"[{name}](pronto-{'trunk' if kind == 'trunk' else 'agent'})"
        mend = msg("{section} … as in pjsip-local.conf.example", section=section)
        return [Finding(ok=False, what=says.missing(name), where=where, mend=mend)]
    findings = []
    allowed = set(re.findall(r"\w+", detail.get("Allow", "")))
    if not allowed & CODECS:
        findings.append(Finding(ok=False, what=says.deaf(name), where=f"{where} [{name}]", mend="allow = alaw,ulaw"))
    contacts = [item for item in answer.items if item.get("Event") == "ContactStatusDetail"]
    reached = REACHED.intersection(item.get("Status") for item in contacts)
    if not reached:
        states = [item.get("Status") or msg("unknown") for item in contacts]
        what = says.unreached(name, states or msg("it has no address, or has not registered"))
        mend = msg("See that `contact` of [{name}] is right and that the far end answers SIP OPTIONS.", name=name)
        if not contacts:
            mend = msg("Let it register with the name and password of [{name}], or write its `contact`.", name=name)
        findings.append(Finding(ok=False, what=what, where=f"{where} [{name}]", mend=mend))
    return findings or [Finding(ok=True, what=says.reached(name), where=f"{where} [{name}]")]


async def _registrations(asks: Asks) -> list[Finding]:
    answer = await asks.ask(pjsip_show_registrations())
    lines = [item for item in answer.items if item.get("Event") == "OutboundRegistrationDetail"]
    return [
        Finding(
            ok=line.get("Status") == "Registered",
            what=msg(
                "The registration {name} at the trunk is {status}.",
                name=line.get("ObjectName"),
                status=line.get("Status", msg("unknown")),
            ),
            where=f"pjsip-local.conf [{line.get('ObjectName')}]",
            mend=""
            if line.get("Status") == "Registered"
            else msg("Check server_uri, client_uri, username and password."),
        )
        for line in lines
    ]


def _refused(action: str, right: str, answer: Answer) -> Finding:
    what = msg("Asterisk refuses {action}: {why}.", action=action, why=answer.message or msg("no reason given"))
    return Finding(
        ok=False, what=what, where="manager.conf", mend=msg("Add {right} to the user's `write` line.", right=right)
    )


def _config_pair(line: str) -> tuple[str, str]:
    key, _, value = line.partition("=")
    return key, value.strip()


def _read(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")
