"""The check against the real Asterisk: content with what is shipped, and naming the very line that was taken out."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ami.events import ContactStatus
from dialer.core import clock
from dialer.lab import Lab, Outcome, Plan
from dialer.telephony.asterisk.check import Finding, check
from tests.support.lab import listening
from tests.support.shared_lab import SharedLab

pytestmark = pytest.mark.lab


@pytest.fixture
async def lab(shared_lab: SharedLab) -> AsyncIterator[Lab]:
    """A lab as shipped."""
    async with shared_lab.taken(agents=1, plans=(Plan(outcome=Outcome.BUSY),)) as lab:
        yield lab


async def _faults(lab: Lab) -> list[Finding]:
    async with listening(lab.dialer.ami) as ear:
        findings = await check(ear.client, trunks=[lab.trunk], phones=lab.phones, clock=clock.now)
    return [finding for finding in findings if not finding.ok]


def _take_out(lab: Lab, file: str, line: str) -> None:
    path: Path = lab.folder / "dialer/etc" / file
    text = path.read_text()
    whole = next(each for each in text.splitlines(keepends=True) if each.strip().startswith(line))
    path.write_text(text.replace(whole, ""))


async def test_what_is_shipped_has_no_fault(lab: Lab) -> None:
    assert await _faults(lab) == []


@pytest.mark.parametrize(
    ("file", "line", "where"),
    [
        ("modules.conf", "load = app_amd.so", "modules.conf"),
        ("extensions-pronto.conf", "same => n,UserEvent(ProntoAnswered", "extensions-pronto.conf [pronto-customer]"),
        ("extensions-pronto.conf", "same => n,BridgeWait(", "extensions-pronto.conf [pronto-agent]"),
        ("extensions.conf", "#include extensions-pronto.conf", "extensions.conf"),
        ("manager.conf", "eventfilter(action(include),name(Newstate))", "manager.conf [pronto]"),
        ("musiconhold.conf", "directory", "musiconhold.conf"),
    ],
)
async def test_a_line_taken_out_is_named(lab: Lab, file: str, line: str, where: str) -> None:
    await lab.dialer.stop()
    _take_out(lab, file, line)
    await lab.dialer.start()
    faults = await _faults(lab)
    assert where in {fault.where for fault in faults}
    assert any(line in str(fault.mend) for fault in faults)


async def test_the_sounds_of_treatments_are_looked_for(lab: Lab) -> None:
    async with listening(lab.dialer.ami) as ear:
        findings = await check(ear.client, sounds=["sorry", "pause", "goodbye", "no-such-sound"], clock=clock.now)
    said = {str(one.what): one.ok for one in findings if str(one.where) == "sounds"}
    assert list(said.values()) == [True, True, True, False], findings


async def test_a_right_taken_away_is_named(lab: Lab) -> None:
    await lab.dialer.stop()
    path = lab.folder / "dialer/etc/manager.conf"
    path.write_text(path.read_text().replace("originate,call,reporting,system,user", "call,reporting,system,user"))
    await lab.dialer.start()
    [fault] = await _faults(lab)
    assert (fault.where, fault.mend) == ("manager.conf [pronto]", "write = call,originate,reporting,system,user")


async def test_a_trunk_that_does_not_answer_is_named(lab: Lab) -> None:
    async with listening(lab.dialer.ami) as ear:
        await lab.carrier.stop()
        await ear.wait(ContactStatus, lambda event: (event.aor, event.status) == (lab.trunk, "Unreachable"))
    faults = await _faults(lab)
    assert [fault.where for fault in faults] == ["pjsip-local.conf [lab-trunk]"]
    assert "cannot be reached" in str(faults[0].what)
