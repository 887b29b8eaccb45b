"""From stored settings to what a cell runs."""

import pytest

from dialer.access.companies.model import CallerId
from dialer.campaigns.cell_campaign import AMD_EXPECTED_S, new_lines, read_campaign, update_lines
from dialer.cell.trunks.trunk_selection import Lines
from dialer.compliance.hours import BadHours
from dialer.telephony.nodes.model import Node
from dialer.telephony.trunks.model import Trunk
from pacing.snapshot import Mode
from tests.support.cells import NOW, a_config, a_node, a_trunk, made_profiles
from tests.support.story import everywhere


def read_made(**changes):
    return read_campaign(a_config(**changes), profiles=made_profiles())


def test_units_are_read_as_they_are_named():
    campaign = read_made(wait_limit_ms=1500, ring_limit_ms=20000, wrap_up_limit_ms=500, mode="preview")
    assert (campaign.policy.wait_limit_s, campaign.policy.ring_limit_s, campaign.wrap_up_limit_s) == (1.5, 20.0, 0.5)
    assert (campaign.wait_limit_ms, campaign.ring_limit_ms) == (1500, 20000)
    assert campaign.policy.mode is Mode.PREVIEW


@pytest.mark.parametrize(("amd", "read"), [("", ""), ("off", ""), ("2500,1500", "2500,1500")])
def test_screening_is_expected_to_take_time_only_when_it_is_on(amd, read):
    campaign = read_made(amd=amd)
    assert campaign.amd == read
    assert campaign.policy.screening_s == (AMD_EXPECTED_S if read else 0.0)


def test_only_enabled_trunks_are_used_best_first():
    trunks = (a_trunk(3), a_trunk(1, enabled=False), a_trunk(2))
    assert read_made(trunks=trunks).trunk_ids == (3, 2)


def test_caller_id_rules_and_promises():
    caller_id = CallerId(id=1, company_id=1, number="+39021234567", label="")
    campaign = read_made(caller_id=caller_id)
    assert campaign.caller_id == "+39021234567"
    assert campaign.retry_rules["busy"].on == "busy"
    assert campaign.promises == {"call_back"}
    assert read_made(caller_id=None).caller_id == ""


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"hours": ({"days": ["mon"], "from": "x", "to": "y"},)}, BadHours),
        ({"time_zone": "Mars/Base"}, BadHours),
        ({"time_zone": "Europe"}, BadHours),
        ({"mode": "shout"}, ValueError),
    ],
)
def test_what_cannot_be_run_is_refused(changes, error):
    with pytest.raises(error):
        read_made(**changes)


def changed_to(lines: Lines, node: Node, *trunks: Trunk) -> None:
    update_lines(lines, node, list(trunks), {one.trunk_id: one for one in everywhere(trunks)}, {}, NOW)


def test_lines_follow_the_settings_and_keep_what_is_in_use():
    lines = new_lines(a_node(max_channels=5, calls_per_second=4.0))
    changed_to(lines, a_node(max_channels=5, calls_per_second=4.0), a_trunk(1))
    assert lines.take((1,), NOW, number="+390655500001") is not None
    lines.trunks[1].up = True
    changed = a_trunk(1, name="new", dial="PJSIP/{number}@new", number_format="plain", max_channels=3)
    changed_to(lines, a_node(max_channels=7, calls_per_second=8.0), changed, a_trunk(2))
    line = lines.trunks[1]
    assert (line.name, line.dial_string("+39"), line.max_channels) == ("new", "PJSIP/39@new", 3)
    assert (line.in_use, line.up, lines.node.in_use, lines.node.max_channels, lines.node.starts.rate) == (
        1,
        True,
        1,
        7,
        8.0,
    )
    assert lines.trunks.keys() == {1, 2}
    changed_to(lines, a_node())  # both are retired, and a call goes on over one of them
    assert lines.trunks.keys() == {1}
