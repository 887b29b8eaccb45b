"""Phones in the browser: what an Asterisk lacks for them is named with its line, on paper and on the real one."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from ami.action import Action
from ami.answer import Answer
from ami.wire import Headers
from dialer.core.settings import read_settings
from dialer.core.shipped_files import asterisk_config
from dialer.lab import Lab, Outcome, Plan
from dialer.provisioning.phones.check import check_ari
from dialer.telephony.asterisk import reference_config
from dialer.telephony.asterisk.browser_check import MODULES, PURPOSES, check_browser_phones
from dialer.telephony.asterisk.check import Finding
from dialer.telephony.nodes.model import Node
from tests.support.lab import listening, running_lab
from tests.support.paper_ari import SECRET, USER, PaperAri, paper_ari

Files = Mapping[str, Mapping[str, list[tuple[str, str]]]]


def shipped(*names: str) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """The sections of shipped files, with the lines of each."""
    files = {}
    for name in names:
        text, sections = (asterisk_config() / name).read_text(), {}
        for line in text.splitlines():
            said = line.partition(";")[0].strip()
            if said.startswith("["):
                section = sections.setdefault(said[1 : said.index("]")], [])
            elif "=" in said and sections:
                key, _, value = said.partition("=")
                section.append((key.strip(), value.strip()))
        files[name] = sections
    return files


class PaperAsterisk:
    """Answers for its files and modules."""

    def __init__(self) -> None:
        self.files = shipped("http.conf", "sorcery.conf", "rtp.conf") | {
            "pjsip.conf": shipped("pjsip-browser.conf")["pjsip-browser.conf"]
        }
        text = (asterisk_config() / MODULES).read_text()
        self.modules = {module.name for module in reference_config.modules(text)}

    async def ask(self, action: Action) -> Answer:
        asked = dict(action.headers)
        if action.name == "ModuleCheck":
            return Answer(action=action.name, success=asked["Module"] in self.modules, message="")
        sections = self.files[asked["Filename"]]
        shown = [asked["Category"]] if "Category" in asked else list(sections)
        lines = [
            (f"Line-{at:06}-{line:06}", f"{key}={value}")
            for at, name in enumerate(shown)
            for line, (key, value) in enumerate(sections.get(name, []))
        ]
        return Answer(action=action.name, success=True, message="", headers=Headers(lines))


async def faults(asterisk: PaperAsterisk) -> list[Finding]:
    return [one for one in await check_browser_phones(asterisk) if not one.ok]


def test_each_module_has_its_purpose_in_the_catalogue() -> None:
    text = (asterisk_config() / MODULES).read_text()
    assert {module.purpose.partition(" (")[0] for module in reference_config.modules(text)} <= PURPOSES


async def test_what_is_shipped_has_no_fault() -> None:
    assert await faults(PaperAsterisk()) == []


async def test_a_module_that_is_not_there_is_named_save_one_that_old_versions_lack() -> None:
    asterisk = PaperAsterisk()
    asterisk.modules -= {"res_srtp", "res_websocket_client"}
    [fault] = await faults(asterisk)
    assert (fault.where, fault.mend) == ("modules.conf", "load = res_srtp.so")


@pytest.mark.parametrize(
    ("file", "section", "key", "value", "where", "mend"),
    [
        ("http.conf", "general", "enabled", "no", "http.conf [general]", "enabled = yes"),
        ("http.conf", "general", "bindaddr", "192.0.2.1", "http.conf [general]", "bindaddr = 127.0.0.1"),
        ("http.conf", "general", "sessionlimit", "100", "http.conf [general]", "sessionlimit = 1000"),
        ("rtp.conf", "general", "icesupport", "no", "rtp.conf [general]", "icesupport = yes"),
        ("pjsip.conf", "transport-ws", "protocol", "udp", "pjsip.conf", "pjsip-browser.conf"),
        ("sorcery.conf", "res_pjsip", "auth", "astdb,ps_auths", "sorcery.conf [res_pjsip]", "auth = config,pjsip.conf"),
    ],
)
async def test_a_line_that_is_wrong_is_named(file, section, key, value, where, mend) -> None:
    asterisk = PaperAsterisk()
    lines = asterisk.files[file][section]
    asterisk.files[file][section] = [(name, value if name == key else said) for name, said in lines]
    [fault] = await faults(asterisk)
    assert fault.where == where
    assert mend in str(fault.mend)


# Over the web server ----------------------------------------------------------------------------------------------


def node_of(url: str) -> Node:
    return Node(
        id=1, name="milano", host="127.0.0.1", port=5038, username="pronto", secret_env="PRONTO_AMI_SECRET", tls=False,
        max_channels=10, calls_per_second=1.0, ari_url=url, ari_username=USER,
    )  # fmt: skip


@pytest.fixture
async def ari() -> AsyncIterator[PaperAri]:
    async with paper_ari() as paper:
        yield paper


async def test_an_ari_that_works_is_left_as_it_was(ari: PaperAri, tmp_path: Path) -> None:
    found = await check_ari(node_of(ari.url), read_settings(state_dir=tmp_path, ari_secret=SECRET))
    assert [one.ok for one in found] == [True, True]
    assert ari.objects == {}
    assert len(ari.acts) == 6  # three made, three taken away


@pytest.mark.parametrize(
    ("secret", "what"),
    [(None, "PRONTO_ARI_SECRET is not set"), ("wrong", "the ARI user or its secret is wrong")],
)
async def test_a_secret_that_is_missing_or_wrong_is_said(ari: PaperAri, tmp_path: Path, secret, what) -> None:
    found = await check_ari(node_of(ari.url), read_settings(state_dir=tmp_path, ari_secret=secret))
    assert not found[0].ok
    assert what in str(found[0].what)


async def test_a_web_server_that_is_away_is_two_faults(tmp_path: Path) -> None:
    found = await check_ari(node_of("http://127.0.0.1:1"), read_settings(state_dir=tmp_path, ari_secret=SECRET))
    assert [one.ok for one in found] == [False, False]


async def test_plain_http_to_another_machine_is_refused(tmp_path: Path) -> None:
    found = await check_ari(node_of("http://192.0.2.7:8088"), read_settings(state_dir=tmp_path, ari_secret=SECRET))
    assert [(one.ok, "192.0.2.7" in str(one.what)) for one in found] == [(False, True)]


# On the real one --------------------------------------------------------------------------------------------------


@pytest.mark.lab
async def test_a_real_asterisk_as_shipped_takes_phones_in_the_browser(tmp_path: Path) -> None:
    async with running_lab(agents=1, plans=(Plan(outcome=Outcome.BUSY),)) as lab:
        assert [one for one in await _all(lab, tmp_path) if not one.ok] == []
        await lab.dialer.cli("module unload res_pjsip_transport_websocket.so")
        found = [one for one in await _all(lab, tmp_path) if not one.ok]
        assert {one.where for one in found} == {"modules.conf", "http.conf"}


async def _all(lab: Lab, folder: Path) -> list[Finding]:
    settings = read_settings(state_dir=folder, ari_secret=lab.ari.secret)
    node = replace(node_of(lab.ari.url), ari_username=lab.ari.username)
    async with listening(lab.dialer.ami) as ear:
        return [*await check_browser_phones(ear.client), *await check_ari(node, settings)]
