"""The check's words, against an Asterisk that answers from a table."""

from collections.abc import Mapping, Sequence

import pytest

from ami.action import Action
from ami.answer import Answer
from ami.wire import Headers
from dialer.core.shipped_files import asterisk_config
from dialer.i18n.catalogue import in_words
from dialer.i18n.message import msg
from dialer.telephony.asterisk import reference_config
from dialer.telephony.asterisk.check import PURPOSES, Finding, check

Item = Mapping[str, str]
NOW = 1_780_000_000.0


def _read(name: str) -> str:
    return (asterisk_config() / name).read_text(encoding="utf-8")


class PaperAsterisk:
    """Answers every action as an Asterisk with exactly the shipped configuration would; parts can be overruled."""

    def __init__(self) -> None:
        self.version = "22.10.1"
        self.ahead_s: float | None = 0.0  # its clock less ours; None: it does not tell
        self.user = list(reference_config.manager_user(_read("manager.conf"), "pronto"))
        self.modules = {module.name for module in reference_config.modules(_read("modules.conf"))}
        self.dialplan = {
            key: [step for step, _ in steps]
            for key, steps in reference_config.dialplan(_read("extensions-pronto.conf")).items()
        }
        self.comfort = {"mode": "files", "directory": "/somewhere/comfort"}
        self.classes = {"pronto-comfort", "jazz"}
        self.endpoints: dict[str, Sequence[Item]] = {}
        self.registrations: Sequence[Item] = ()
        self.denied: set[str] = set()
        self.sounds = {"sorry"}
        self.looked: dict[str, str] = {}  # key in the database, and what the dialplan wrote there

    async def ask(self, action: Action) -> Answer:
        """The answer, refusals included."""
        headers = dict(action.headers)
        if action.name in self.denied:
            return Answer(action=action.name, success=False, message="Permission denied")
        match action.name:
            case "Ping":
                told = {} if self.ahead_s is None else {"Timestamp": f"{NOW + self.ahead_s:.6f}"}
                return self._yes(action, told)
            case "CoreSettings":
                return self._yes(action, {"AsteriskVersion": self.version})
            case "ModuleCheck":
                known = headers["Module"] in self.modules
                return Answer(action=action.name, success=known, message="" if known else "Module not loaded")
            case "GetConfig":
                lines = self.user if headers["Filename"] == "manager.conf" else list(self.comfort.items())
                if headers["Filename"] == "musiconhold.conf" and headers["Category"] not in self.classes:
                    lines = []
                return self._yes(action, {f"Line-000000-{i:06}": f"{k}={v}" for i, (k, v) in enumerate(lines)})
            case "ShowDialPlan":
                steps = self.dialplan.get((headers["Context"], headers["Extension"]), [])
                items = [
                    {"Priority": str(i), "Application": step.application, "AppData": step.data}
                    for i, step in enumerate(steps, 1)
                ]
                return self._yes(action, {}, items)
            case "Originate":
                said = dict(pair.split("=", 1) for name, pair in action.headers if name == "Variable")
                self.looked[said["PRONTO_CHECK"]] = "found" if said["PRONTO_SOUND"] in self.sounds else "none"
                return self._yes(action, {})
            case "DBGet":
                return self._yes(action, {}, [{"Val": self.looked[headers["Key"]]}])
            case "PJSIPShowEndpoint":
                return self._yes(action, {}, self.endpoints.get(headers["Endpoint"], ()))
            case _:
                return self._yes(action, {}, self.registrations)

    @staticmethod
    def _yes(action: Action, headers: Item, items: Sequence[Item] = ()) -> Answer:
        lists = tuple(Headers(list(item.items())) for item in items)
        return Answer(action=action.name, success=True, message="", headers=Headers(list(headers.items())), items=lists)


def now() -> float:
    """Our clock, in which the answer takes no time."""
    return NOW


def _endpoint(status: str, allow: str = "(alaw|ulaw)") -> list[Item]:
    return [{"Event": "EndpointDetail", "Allow": allow}, {"Event": "ContactStatusDetail", "Status": status}]


async def _faults(asterisk: PaperAsterisk, trunks: Sequence[str] = ()) -> list[Finding]:
    return [finding for finding in await check(asterisk, trunks=trunks, clock=now) if not finding.ok]


def test_each_module_s_purpose_is_a_message() -> None:
    purposes = {module.purpose for module in reference_config.modules(_read("modules.conf"))}
    assert {one for one in purposes if " " in one} <= PURPOSES
    unloaded = msg("The module {module} is not loaded: {purpose}.", module="chan_pjsip", purpose=msg("caller ids"))
    assert in_words(unloaded, "it") == "Il modulo chan_pjsip non è caricato: numeri chiamanti."


async def test_the_shipped_configuration_has_no_fault() -> None:
    asterisk = PaperAsterisk()
    asterisk.endpoints["my-trunk"] = _endpoint("Reachable")
    findings = await check(asterisk, trunks=["my-trunk"], clock=now)
    assert [finding for finding in findings if not finding.ok or finding.mend] == []
    assert len(findings) >= 8


async def test_a_music_class_of_a_campaign_is_looked_for() -> None:
    asterisk = PaperAsterisk()
    found = await check(asterisk, music=["blues", "jazz"], clock=now)
    [fault] = [one for one in found if not one.ok]
    assert str(fault.what) == "There is no music class blues: a person on hold would hear silence."
    assert (str(fault.where), str(fault.mend).startswith("[blues]\nmode = files")) == ("musiconhold.conf", True)


@pytest.mark.parametrize(("ahead_s", "which"), [(-90.0, "90 s ahead of"), (61.0, "61 s behind")])
async def test_clocks_that_are_more_than_a_minute_apart_are_a_fault_that_says_which_way(ahead_s, which) -> None:
    asterisk = PaperAsterisk()
    asterisk.ahead_s = ahead_s
    [fault] = await _faults(asterisk)
    assert str(fault.what) == f"Pronto's clock is {which} Asterisk's: no call is started."
    assert "time service" in str(fault.mend)


@pytest.mark.parametrize("ahead_s", [None, 0.0, -59.0, 60.0])
async def test_a_minute_between_the_clocks_or_a_clock_that_nobody_tells_is_no_fault(ahead_s) -> None:
    asterisk = PaperAsterisk()
    asterisk.ahead_s = ahead_s
    assert await _faults(asterisk) == []


async def test_an_old_asterisk_is_told_to_be_replaced_and_its_filters_are_not_looked_at() -> None:
    asterisk = PaperAsterisk()
    asterisk.version = "16.28.0"
    asterisk.user = [line for line in asterisk.user if "eventfilter" not in line[0]]
    [fault] = await _faults(asterisk)
    assert "16.28.0" in str(fault.what)
    assert "18 or newer" in str(fault.mend)


async def test_a_missing_right_is_named_with_the_whole_line() -> None:
    asterisk = PaperAsterisk()
    asterisk.user = [(key, "system,call" if key == "read" else value) for key, value in asterisk.user]
    [fault] = await _faults(asterisk)
    assert (str(fault.what), fault.mend) == ("The right to read user is missing.", "read = call,system,user")


async def test_more_rights_than_needed_are_a_note_and_no_fault() -> None:
    asterisk = PaperAsterisk()
    asterisk.user = [(key, "all" if key in ("read", "write") else value) for key, value in asterisk.user]
    assert await _faults(asterisk) == []
    assert any("does not need" in str(finding.what) for finding in await check(asterisk, clock=now))


async def test_no_filter_at_all_is_one_finding_with_all_the_lines() -> None:
    asterisk = PaperAsterisk()
    asterisk.user = [line for line in asterisk.user if "eventfilter" not in line[0]]
    [fault] = await _faults(asterisk)
    assert str(fault.mend).count("eventfilter(") == 15


async def test_events_that_nobody_reads_are_a_note_and_no_fault() -> None:
    asterisk = PaperAsterisk()
    asterisk.user.append(("eventfilter(action(include),name(BridgeLeave))", ""))
    assert await _faults(asterisk) == []
    assert any("BridgeLeave through" in str(finding.what) for finding in await check(asterisk, clock=now))


async def test_a_user_that_may_not_look_is_told_which_right_to_add() -> None:
    asterisk = PaperAsterisk()
    asterisk.denied = {"GetConfig", "ModuleCheck", "ShowDialPlan"}
    faults = await _faults(asterisk)
    assert [str(fault.mend) for fault in faults if fault.where == "manager.conf"] == [
        "Add system to the user's `write` line.",
        "Add system to the user's `write` line.",
        "Add reporting to the user's `write` line.",
    ]


async def test_another_clock_will_do() -> None:
    asterisk = PaperAsterisk()
    asterisk.modules = asterisk.modules - {"res_timing_timerfd"} | {"res_timing_pthread"}
    assert await _faults(asterisk) == []


async def test_the_module_that_makes_people_deaf_is_named() -> None:
    asterisk = PaperAsterisk()
    asterisk.modules.add("bridge_native_rtp")
    [fault] = await _faults(asterisk)
    assert fault.mend == "noload = bridge_native_rtp.so"


async def test_other_sounds_and_lines_of_one_s_own_are_fine() -> None:
    asterisk = PaperAsterisk()
    steps = asterisk.dialplan["pronto-customer", "s"]
    played = next(i for i, step in enumerate(steps) if step.application == "Playback")
    steps[played] = reference_config.Step(application="Playback", data="our/own-message")
    steps.insert(3, reference_config.Step(application="NoOp", data="ours"))
    assert await _faults(asterisk) == []


async def test_a_changed_line_is_named_as_it_should_be() -> None:
    asterisk = PaperAsterisk()
    steps = asterisk.dialplan["pronto-agent", "s"]
    steps[2] = reference_config.Step(application="BridgeWait", data="others,participant,e(s)")
    [fault] = await _faults(asterisk)
    assert str(fault.what) == "A line was changed."
    assert fault.mend == "same => n,BridgeWait(pronto-agents,participant,e(n))"


async def test_a_dialplan_that_knows_of_no_hold_is_named_as_an_older_one() -> None:
    asterisk = PaperAsterisk()
    for line in ("rejoin", "hold"):
        del asterisk.dialplan["pronto-customer", line]
    faults = await _faults(asterisk)
    assert [(str(fault.where), str(fault.what)) for fault in faults] == [
        ("extensions-pronto.conf", f"The dialplan is older than this Pronto: pronto-customer has no extension {line}.")
        for line in ("rejoin", "hold")
    ]
    assert {str(fault.mend).partition(" (")[0] for fault in faults} == {"Copy extensions-pronto.conf of this version"}


async def test_trunks_unknown_unreachable_and_without_a_codec() -> None:
    asterisk = PaperAsterisk()
    asterisk.endpoints = {"down": _endpoint("Unreachable"), "gsm": _endpoint("Reachable", "(gsm)")}
    asterisk.registrations = [{"Event": "OutboundRegistrationDetail", "ObjectName": "my-reg", "Status": "Rejected"}]
    unknown, down, codec, registration = await _faults(asterisk, ["unknown", "down", "gsm"])
    assert "no trunk unknown" in str(unknown.what)
    assert "Unreachable" in str(down.what)
    assert codec.mend == "allow = alaw,ulaw"
    assert "Rejected" in str(registration.what)


async def test_a_phone_that_has_not_registered_is_told_to() -> None:
    asterisk = PaperAsterisk()
    asterisk.endpoints = {"1001": _endpoint("")[:1]}
    [fault] = [one for one in await check(asterisk, phones=["1001"], clock=now) if not one.ok]
    assert "has not registered" in str(fault.what)
    assert str(fault.mend) == "Let it register with the name and password of [1001], or write its `contact`."
    assert in_words(fault.mend, "it").startswith("Farlo registrare con nome e password di [1001]")


async def test_a_sound_that_a_campaign_plays_and_asterisk_lacks_is_named() -> None:
    findings = await check(PaperAsterisk(), sounds=["sorry", "spring"], clock=now)
    assert [(one.ok, str(one.where)) for one in findings if "sound" in str(one.what)] == [
        (True, "sounds"),
        (False, "sounds"),
    ]
    [fault] = [one for one in findings if not one.ok]
    assert "no sound spring" in str(fault.what)
    assert "`message`" in str(fault.mend)


async def test_a_user_who_may_not_originate_cannot_ask_for_sounds_and_is_told() -> None:
    asterisk = PaperAsterisk()
    asterisk.denied = {"Originate"}
    [fault] = [one for one in await check(asterisk, sounds=["sorry"], clock=now) if not one.ok]
    assert "is not known" in str(fault.what)
