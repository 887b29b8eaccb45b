"""The lab's files are the shipped ones, with its own values on a few lines and nothing else changed."""

from difflib import unified_diff

import pytest

from dialer.core.shipped_files import asterisk_config
from dialer.lab import render
from dialer.lab.ports import Ports
from dialer.lab.scenario import Outcome, Plan

PORTS = Ports(base=20_000, voice=100)


def _texts(folder: str, names: tuple[str, ...]) -> dict[str, str]:
    return {name: (asterisk_config() / folder / name).read_text(encoding="utf-8") for name in names}


SHIPPED = _texts("", render.SHARED) | _texts("", render.DIALER_FILES)
CARRIER = _texts("", render.SHARED) | _texts("lab-carrier", render.CARRIER_FILES)


def _changed(before: str, after: str) -> list[str]:
    lines = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    return [line[1:].partition(";")[0].rstrip() for line in lines if line.startswith("+")]


def test_the_dialer_differs_from_what_is_shipped_in_its_own_values_only() -> None:
    files = render.dialer(SHIPPED, inside="/lab", ports=PORTS, agents=2, secret="s", ari_secret="a")
    changed = {name: _changed(SHIPPED[name], files[name]) for name in SHIPPED if files[name] != SHIPPED[name]}
    assert changed.pop("asterisk.conf")[0] == "[directories]"
    assert changed.pop("extensions-pronto.conf") == [
        line.replace(render.SOUNDS_FOLDER, "/lab/sounds/pronto").rstrip()
        for line in SHIPPED["extensions-pronto.conf"].splitlines()
        if render.SOUNDS_FOLDER in line
    ]
    assert changed == {
        "manager.conf": ["port = 20002"],
        "pjsip.conf": ["bind = 127.0.0.1:20000"],
        "rtp.conf": ["rtpstart = 20010", "rtpend = 20109"],
        "http.conf": ["bindport = 20004"],
        "musiconhold.conf": ["directory = /lab/sounds/pronto/comfort"],
    }


def test_the_dialer_knows_its_trunk_and_phones() -> None:
    local = render.dialer(SHIPPED, inside="/lab", ports=PORTS, agents=2, secret="s", ari_secret="a")["pjsip-local.conf"]
    sections = [line for line in local.splitlines() if line.startswith("[")]
    assert sections[:3] == ["[lab-trunk](pronto-trunk)", "[lab-trunk](pronto-trunk-aor)",
                            "[lab-trunk-identify](pronto-trunk-identify)"]  # fmt: skip
    phones = [line.partition("]")[0][1:] for line in sections if "(pronto-agent)" in line]
    assert phones == ["1001", "1002", "1801", "1802", "1901", "1902"]


def test_secrets_are_in_one_file_only() -> None:
    files = render.dialer(SHIPPED, inside="/lab", ports=PORTS, agents=1, secret="hush-hush", ari_secret="whisper")
    assert [name for name, text in files.items() if "hush-hush" in text] == ["pronto-secret.conf"]
    assert [name for name, text in files.items() if "whisper" in text] == ["pronto-ari-secret.conf"]


def test_no_shipped_file_sets_a_secret() -> None:
    everything = "".join(path.read_text() for path in sorted(asterisk_config().rglob("*.conf")))
    assert "secret =" not in everything.replace("`secret = …`", "")


def test_the_carrier_lives_in_the_lab_folder() -> None:
    files = render.carrier(
        CARRIER, inside="/somewhere", ports=PORTS, plans=[Plan(outcome=Outcome.BUSY)], voice=False, secret="s"
    )
    assert not [name for name, text in files.items() if "/lab/" in text]
    assert "/somewhere/record.tsv" in files["extensions.conf"]
    assert "contact = sip:127.0.0.1:20000" in files["pjsip.conf"]
    assert "VOICE = no" in files["extensions-plans.conf"]


def test_plans_become_dialplan() -> None:
    table = render.plan_table(
        [
            Plan(outcome=Outcome.PERSON, ring_s=1.5, greeting_s=0.6, talk_s=20, record=True),
            Plan(outcome=Outcome.MACHINE, ring_s=2, greeting_s=14, talk_s=10),
            Plan(outcome=Outcome.NO_ANSWER),
            Plan(outcome=Outcome.INVALID_NUMBER, ring_s=0.25),
            Plan(outcome=Outcome.PERSON, ring_s=1, greeting_s=0.6, talk_s=20, key="9", key_after_s=3.5),
        ]
    )
    assert table.splitlines() == [
        "[globals]",
        "PLANS = 5",
        "VOICE = yes",
        "",
        "[plans]",
        "exten => 0,1,Gosub(person,s,1(1500,it,20000,record))",
        "exten => 1,1,Gosub(machine,s,1(2000,it-long,10000,))",
        "exten => 2,1,Gosub(no_answer,s,1)",
        "exten => 3,1,Gosub(refused,s,1(250,invalid_number,1))",
        "exten => 4,1,Gosub(person,s,1(1000,it,20000,,9,3500))",
    ]


def test_no_plan_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one plan"):
        render.plan_table([])


@pytest.mark.parametrize("text", ["a = 1\na = 2\n", "b = 1\n"])
def test_with_line_wants_exactly_one_line(text: str) -> None:
    with pytest.raises(ValueError, match="Expected one line"):
        render.with_line(text, "a", 3)


def test_with_line_keeps_the_comment() -> None:
    assert render.with_line("a = 1 ; why\nab = 1\n", "a", 2) == "a = 2 ; why\nab = 1\n"


def test_more_agents_than_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="799"):
        render.agent_phones(800)
