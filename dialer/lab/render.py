"""Makes the lab's configuration: the shipped files with this lab's values on a few named lines. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

from dialer.i18n.message import msg
from dialer.lab.ports import LOOPBACK, Ports
from dialer.lab.scenario import Outcome, Plan

TRUNK = "lab-trunk"
AMI_USER = "pronto"
ARI_USER = "pronto"
ODD_PHONES = ("1801", "1802", "1901", "1902")  # 18xx never answers, 19xx rings two seconds first
CARRIER_USER = "carrier"
SOUNDS_FOLDER = "/var/lib/pronto/sounds"  # in the shipped files
LAB_FOLDER = "/lab/"  # in the carrier's files
SHARED = ("asterisk.conf", "rtp.conf", "logger.conf", "cdr.conf", "stasis.conf")
DIALER_FILES = (
    "manager.conf", "extensions.conf", "extensions-pronto.conf", "pjsip.conf", "musiconhold.conf", "amd.conf",
    "modules.conf", "modules-browser.conf", "pjsip-browser.conf", "http.conf", "ari.conf", "sorcery.conf",
)  # fmt: skip
CARRIER_FILES = ("manager.conf", "extensions.conf", "pjsip.conf", "musiconhold.conf", "modules.conf")
CAUSE = {Outcome.BUSY: 17, Outcome.CONGESTION: 34, Outcome.INVALID_NUMBER: 1}  # Q.850
# The greetings and their approximate length in seconds; asterisk-config/lab-carrier/make-sounds makes them.
PERSONS = {"it": 0.6, "en": 0.5, "long": 1.2}
MACHINES = {"it-short": 4.7, "it-long": 13.9, "en-short": 5.7, "en-long": 13.4}


def with_line(text: str, key: str, value: object) -> str:
    """The text with the value of its line `key = …` replaced. Raises ValueError unless there is exactly one."""
    pattern = re.compile(rf"^({re.escape(key)}\s*=>?\s*)[^;\n]*", re.MULTILINE)
    new, count = pattern.subn(lambda line: f"{line[1]}{value} ", text)
    if count != 1:
        raise ValueError(f"Expected one line {key!r}, found {count}.")
    return new


def directories(inside: str, own: str) -> str:
    """The [directories] of one instance: it writes everything under `inside`/`own`."""
    here = f"{inside}/{own}"
    places = {
        "astetcdir": "etc", "astdbdir": "db", "astkeydir": "keys", "astrundir": "run",
        "astlogdir": "log", "astspooldir": "spool", "astcachedir": "cache", "astvarlibdir": "var",
    }  # fmt: skip
    return "[directories]\n" + "".join(f"{key} => {here}/{name}\n" for key, name in places.items()) + "\n"


def dialer(
    shipped: Mapping[str, str], *, inside: str, ports: Ports, agents: int, secret: str, ari_secret: str
) -> dict[str, str]:
    """File name → text for the dialer PBX, from the shipped files, with `agents` phones 1001, 1002, …"""
    files = {name: text.replace(SOUNDS_FOLDER, f"{inside}/sounds/pronto") for name, text in shipped.items()}
    files["asterisk.conf"] = directories(inside, "dialer") + files["asterisk.conf"]
    files["rtp.conf"] = _rtp(files["rtp.conf"], ports.dialer_rtp)
    files["manager.conf"] = with_line(files["manager.conf"], "port", ports.dialer_ami)
    files["pjsip.conf"] = with_line(files["pjsip.conf"], "bind", f"{LOOPBACK}:{ports.dialer_sip}")
    files["http.conf"] = with_line(files["http.conf"], "bindport", ports.dialer_http)
    files["pronto-secret.conf"] = f"secret = {secret}\n"
    files["pronto-ari-secret.conf"] = f"password = {ari_secret}\n"
    files["pjsip-local.conf"] = endpoints(ports, agents)
    return files


def endpoints(ports: Ports, agents: int) -> str:
    """The lab's pjsip-local.conf: trunk and agents' phones, all at the carrier, from the shipped templates."""
    there = f"sip:{{}}{LOOPBACK}:{ports.carrier_sip}"
    trunk = (
        f"[{TRUNK}](pronto-trunk)\naors = {TRUNK}\n[{TRUNK}](pronto-trunk-aor)\ncontact = {there.format('')}\n"
        f"qualify_frequency = 2\nqualify_timeout = 1.0\n"
        f"[{TRUNK}-identify](pronto-trunk-identify)\nendpoint = {TRUNK}\nmatch = {LOOPBACK}\n"
    )
    return trunk + "".join(
        f"[{phone}](pronto-agent)\naors = {phone}\n[{phone}](pronto-agent-aor)\ncontact = {there.format(f'{phone}@')}\n"
        "qualify_frequency = 0\n"
        for phone in (*agent_phones(agents), *ODD_PHONES)
    )


def agent_phones(agents: int) -> list[str]:
    """1001, 1002, … Raises ValueError if the carrier has too few numbers."""
    if not 0 <= agents <= 799:
        raise ValueError(msg("The lab has room for 799 agents, not {agents}.", agents=agents))
    return [str(1001 + i) for i in range(agents)]


def carrier(
    shipped: Mapping[str, str], *, inside: str, ports: Ports, plans: Sequence[Plan], voice: bool, secret: str
) -> dict[str, str]:
    """File name → text for the carrier, from the shipped files."""
    files = {name: text.replace(LAB_FOLDER, f"{inside}/") for name, text in shipped.items()}
    files["asterisk.conf"] = directories(inside, "carrier") + files["asterisk.conf"]
    files["rtp.conf"] = _rtp(files["rtp.conf"], ports.carrier_rtp)
    files["manager.conf"] = with_line(files["manager.conf"], "port", ports.carrier_ami)
    pjsip = with_line(files["pjsip.conf"], "bind", f"{LOOPBACK}:{ports.carrier_sip}")
    files["pjsip.conf"] = with_line(pjsip, "contact", f"sip:{LOOPBACK}:{ports.dialer_sip}")
    files["pronto-secret.conf"] = f"secret = {secret}\n"
    files["extensions-plans.conf"] = plan_table(plans, voice=voice)
    return files


def plan_table(plans: Sequence[Plan], *, voice: bool = True) -> str:
    """The carrier's dialplan for the plans: one extension each, a Gosub to its routine; `voice`: people speak."""
    if not plans:
        raise ValueError("The carrier needs at least one plan.")
    lines: Iterable[str] = (f"exten => {index},1,Gosub({_gosub(plan)})\n" for index, plan in enumerate(plans))
    return f"[globals]\nPLANS = {len(plans)}\nVOICE = {'yes' if voice else 'no'}\n\n[plans]\n" + "".join(lines)


def _gosub(plan: Plan) -> str:
    ring, talk = round(plan.ring_s * 1000), round(plan.talk_s * 1000)
    keep = "record" if plan.record else ""
    match plan.outcome:
        case Outcome.PERSON:
            pressed = f",{plan.key},{round(plan.key_after_s * 1000)}" if plan.key else ""
            return f"person,s,1({ring},{_nearest(PERSONS, plan.greeting_s)},{talk},{keep}{pressed})"
        case Outcome.MACHINE:
            return f"machine,s,1({ring},{_nearest(MACHINES, plan.greeting_s)},{talk},{keep})"
        case Outcome.HANDSET:
            up = round(plan.takes_up_s * 1000)
            return f"handset,s,1({ring},{_nearest(MACHINES, plan.greeting_s)},{talk},{keep},{up})"
        case Outcome.NO_ANSWER:
            return "no_answer,s,1"
        case Outcome.BUSY | Outcome.CONGESTION | Outcome.INVALID_NUMBER:
            return f"refused,s,1({ring},{plan.outcome},{CAUSE[plan.outcome]})"


def _nearest(sounds: Mapping[str, float], seconds: float) -> str:
    return min(sounds, key=lambda name: abs(sounds[name] - seconds))


def _rtp(text: str, ports: tuple[int, int]) -> str:
    return with_line(with_line(text, "rtpstart", ports[0]), "rtpend", ports[1])
