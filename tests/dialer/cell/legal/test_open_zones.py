"""What is remembered of the zones' calling hours is what looking again would find."""

from dataclasses import replace

from dialer.cell.legal.open_zones import Openings
from dialer.compliance.campaign_limits import Rules
from dialer.compliance.hours import is_open, next_opening, read_hours, zones_of
from tests.support.cells import NOW, ROME

HOURS = read_hours(
    [{"days": ["mon", "wed"], "from": "09:00", "to": "12:30"}, {"days": ["sun"], "from": "20:00", "to": "22:00"}]
)
RULES = Rules(hours=HOURS, time_zone=ROME, max_attempts=3)
KEYS = ("", "America/New_York", "America/Denver|America/Phoenix", "Asia/Tokyo")


def test_every_minute_of_four_days():
    openings = Openings()
    for step in range(0, 4 * 1440, 7):
        now = NOW + step * 60.0 + 13.0
        openings.look(RULES, KEYS, now)
        zones = {key: zones_of(key, default=ROME) for key in KEYS}
        assert openings.open_keys == tuple(key for key in KEYS if is_open(HOURS, zones[key], now))
        closed = [next_opening(HOURS, zones[key], now) for key in KEYS if key not in openings.open_keys]
        assert openings.opens_at == min((at for at in closed if at is not None), default=None)


def test_new_rules_and_new_zones_count_at_once():
    openings = Openings()
    openings.look(RULES, KEYS, NOW)
    assert openings.open_keys == ()
    always = replace(RULES, hours=read_hours([{"days": ["sun"], "from": "00:00", "to": "24:00"}]))
    openings.look(always, KEYS, NOW)
    assert openings.open_keys == ("", "America/New_York", "America/Denver|America/Phoenix")
    openings.look(always, ("",), NOW)
    assert (openings.open_keys, openings.opens_at) == (("",), None)
    openings.look(RULES, ("",), NOW)
    assert openings.open_keys == ()
    assert openings.opens_at is not None


def test_a_zone_that_cannot_be_read_is_left_to_the_gate():
    openings = Openings()
    openings.look(RULES, ("Mars/Base",), NOW)
    assert openings.open_keys == ("Mars/Base",)
