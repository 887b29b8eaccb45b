"""When lists run dry: those due now divided by the rate, each list by its share, within calling hours."""

from collections.abc import Mapping

import pytest

from dialer.people.lists.rules.exhaustion import HORIZON_S, Always, Queue, run_dry

NOW = 1_700_000_000.0
ROME, LISBON = "Europe/Rome", "Europe/Lisbon"


class Daily:
    """Open for the same seconds of each day from NOW on, by zone key."""

    def __init__(self, spans: Mapping[str, tuple[float, float]]) -> None:
        self._spans = spans

    def opens(self, zone_key: str, at: float) -> float | None:
        if zone_key not in self._spans:
            return None
        begin, end = self._spans[zone_key]
        day, second = divmod(at - NOW, 86_400.0)
        if begin <= second < end:
            return at
        return NOW + (day + (second >= end)) * 86_400.0 + begin

    def closes(self, zone_key: str, at: float) -> float:
        return at - (at - NOW) % 86_400.0 + self._spans[zone_key][1]


class From:
    """Open from so many seconds after NOW on, and never closed again."""

    def __init__(self, opens_s: float) -> None:
        self._opens_at = NOW + opens_s

    def opens(self, zone_key: str, at: float) -> float | None:
        return max(at, self._opens_at)

    def closes(self, zone_key: str, at: float) -> float:
        return at + HORIZON_S


def queue(list_id: int = 1, share: float = 1.0, due: float = 0, *, key: str = ROME) -> Queue:
    return Queue(list_id=list_id, share=share, due={key: due} if due else {})


def dry(*queues: Queue, rate: float = 1.0, hours=None) -> dict[int, float | None]:
    """In how many seconds each list runs dry; 0 is the campaign."""
    told = run_dry(queues, rate, hours or Always(), NOW)
    every = {0: told.campaign, **told.lists}
    return {name: None if at is None else pytest.approx(at - NOW, abs=0.01) for name, at in every.items()}


def test_the_leads_that_are_due_are_called_at_the_present_rate():
    assert dry(queue(due=60), rate=2.0) == {0: 30.0, 1: 30.0}


def test_while_nothing_is_called_nobody_can_tell():
    assert dry(queue(due=10), rate=0.0) == {0: None, 1: None}
    assert dry() == {0: None}


def test_each_list_runs_dry_by_its_share():
    assert dry(queue(1, share=2, due=60), queue(2, share=1, due=30)) == {0: 90.0, 1: 90.0, 2: 90.0}


def test_no_list_outlasts_the_campaign():
    assert dry(queue(1, share=2, due=60), queue(2, share=1, due=60)) == {0: 120.0, 1: 90.0, 2: 120.0}


def test_a_list_without_a_share_comes_behind_those_that_have_one():
    assert dry(queue(1, share=1, due=60), queue(2, share=0, due=30)) == {0: 90.0, 1: 60.0, 2: 90.0}


def test_lists_without_any_share_run_dry_together():
    assert dry(queue(1, share=0, due=60), queue(2, share=0, due=30)) == {0: 90.0, 1: 90.0, 2: 90.0}


def test_out_of_hours_nothing_runs_dry():
    hours = Daily({ROME: (0.0, 3600.0)})
    assert dry(queue(due=3600.0), hours=hours) == {0: 3600.0, 1: 3600.0}
    assert dry(queue(due=3660.0), hours=hours) == {0: 86_460.0, 1: 86_460.0}
    later = Daily({ROME: (7200.0, 36_000.0)})
    assert dry(queue(due=60), hours=later) == {0: 7260.0, 1: 7260.0}


def test_leads_of_several_zones_are_called_while_one_of_them_is_open():
    hours = Daily({ROME: (0.0, 3600.0), LISBON: (3600.0, 7200.0)})
    mixed = Queue(list_id=1, share=1, due={ROME: 3600.0, LISBON: 60.0})
    assert dry(mixed, hours=hours) == {0: 3660.0, 1: 3660.0}


@pytest.mark.parametrize(
    ("due", "rate", "dry_s"),
    [
        (HORIZON_S - 1.0, 1.0, HORIZON_S - 1.0),
        (HORIZON_S, 1.0, HORIZON_S),
        (HORIZON_S + 1e-3, 1.0, None),
        (2.0 * HORIZON_S, 1.0, None),
        (2.0 * HORIZON_S, 2.0, HORIZON_S),
    ],
)
def test_what_is_called_by_the_last_instant_of_the_week_is_told_and_nothing_behind_it(due, rate, dry_s):
    assert dry(queue(due=due), rate=rate) == {0: dry_s, 1: dry_s}


@pytest.mark.parametrize(
    ("due", "dry_s"),
    [
        (3600.0, 3600.0),  # up to the close of the first day
        (3600.5, 86_400.5),
        (7 * 3600.0, 6 * 86_400.0 + 3600.0),  # up to the last close of the week
        (7 * 3600.0 + 1.0, None),  # the eighth opening is at the week's end
    ],
)
def test_days_between_whose_hours_are_over_count_into_the_week(due, dry_s):
    assert dry(queue(due=due), hours=Daily({ROME: (0.0, 3600.0)})) == {0: dry_s, 1: dry_s}


@pytest.mark.parametrize(("opens_s", "dry_s"), [(HORIZON_S - 60.0, HORIZON_S), (HORIZON_S - 59.0, None), (1e6, None)])
def test_hours_that_open_at_the_end_of_the_week_or_behind_it(opens_s, dry_s):
    assert dry(queue(due=60.0), hours=From(opens_s)) == {0: dry_s, 1: dry_s}


@pytest.mark.parametrize("hours", [Always(), Daily({ROME: (3600.0, 7200.0)}), Daily({})])
def test_a_list_in_which_nobody_is_left_is_dry_now_whatever_the_hours(hours):
    assert dry(queue(due=0), hours=hours) == {0: 0.0, 1: 0.0}


def test_what_is_not_within_a_week_or_never_open_cannot_be_foretold():
    assert dry(queue(due=HORIZON_S + 1.0)) == {0: None, 1: None}
    assert dry(queue(1, due=5), queue(2, due=5, key="Mars/Base"), hours=Daily({ROME: (0.0, 3600.0)})) == {
        0: None,
        1: 10.0,
        2: None,
    }
