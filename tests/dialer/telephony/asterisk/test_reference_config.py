"""What is read out of the shipped files."""

from dialer.core.shipped_files import asterisk_config
from dialer.engine.nodes.originate import LINES
from dialer.telephony.asterisk import reference_config


def _text(name: str) -> str:
    return (asterisk_config() / name).read_text(encoding="utf-8")


def test_modules_carry_their_purpose() -> None:
    found = reference_config.modules(
        "load = app_amd.so ; machines\nload = chan_pjsip.so\nautoload = no\n;load = x.so\n"
    )
    assert [(module.name, module.purpose, module.line) for module in found] == [
        ("app_amd", "machines", "load = app_amd.so"),
        ("chan_pjsip", "", "load = chan_pjsip.so"),
    ]


def test_every_shipped_module_says_what_it_is_for() -> None:
    assert [module.name for module in reference_config.modules(_text("modules.conf")) if not module.purpose] == []


def test_the_dialplan_is_read_in_order() -> None:
    text = "[a]\nexten => s,1,Set(X=$[1 + ${Y}]) ; why\n same => n(here),Wait(1)\n[b]\nexten => t,1,Hangup()\n"
    assert reference_config.dialplan(text) == {
        ("a", "s"): [
            (reference_config.Step(application="Set", data="X=$[1 + ${Y}]"), "exten => s,1,Set(X=$[1 + ${Y}])"),
            (reference_config.Step(application="Wait", data="1"), "same => n(here),Wait(1)"),
        ],
        ("b", "t"): [(reference_config.Step(application="Hangup", data=""), "exten => t,1,Hangup()")],
    }


def test_the_shipped_dialplan_has_the_contexts_that_pronto_calls() -> None:
    contexts = {("pronto-customer", "s"), ("pronto-end", "s"), ("pronto-agent", "s"), ("pronto-check", "sound")}
    contexts |= {("pronto-unanswered", "s"), ("pronto-echo", "echo")} | {("pronto-customer", line) for line in LINES}
    assert set(reference_config.dialplan(_text("extensions-pronto.conf"))) == contexts


def test_rights_and_filters() -> None:
    lines = reference_config.manager_user(_text("manager.conf"), "pronto")
    assert reference_config.rights(lines, "read") == {"system", "call", "user"}
    assert reference_config.rights(lines, "write") == {"originate", "call", "reporting", "system", "user"}
    found = reference_config.filters(lines)
    assert ("eventfilter(action(include),name(Hangup))", "") in found
    assert ("eventfilter(action(exclude),name(Hangup),header(Channel),method(starts_with))", "Surrogate/") in found
    assert len(found) == 15


def test_sounds_may_lie_in_any_folder_but_must_be_the_same_ones() -> None:
    ours = reference_config.Step(application="Read", data="KEY,${SAY}&/var/lib/pronto/sounds/pause,1")
    moved = reference_config.Step(application="Read", data="KEY,${SAY}&/srv/voice-1/pause,1")
    other = reference_config.Step(application="Read", data="KEY,${SAY}&/srv/voice-1/beep,1")
    assert ours.sameness == moved.sameness
    assert ours.sameness != other.sameness
