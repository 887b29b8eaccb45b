"""At which rate a campaign dials."""

import pytest

from dialer.people.lists.rules.penetration import dialled_s


def every(step_s: float, since: float, until: float) -> list[float]:
    return [since + n * step_s for n in range(int((until - since) / step_s) + 1)]


@pytest.mark.parametrize(
    ("at", "before", "dialled"),
    [
        (every(5.0, 880.0, 1000.0), None, 120.0),  # begun two minutes ago
        (every(5.0, 880.0, 1000.0), -400.0, 120.0),  # after a break
        (every(5.0, 100.0, 1000.0), 95.0, 900.0),  # all the while
        (every(5.0, 100.0, 400.0) + every(5.0, 700.0, 1000.0), 95.0, 600.0),  # stopped in between
        (every(5.0, 100.0, 400.0), 95.0, 300.0),  # stopped since
        (every(300.0, 200.0, 800.0), -100.0, 900.0),  # few calls, far apart
        ([990.0], None, 60.0),  # one call tells no rate yet
        ([], None, 900.0),
        ([], 50.0, 900.0),
    ],
)
def test_the_rate_is_that_of_the_time_in_which_the_campaign_dialled(at, before, dialled):
    assert dialled_s(at, placed=len(at), before=before, now=1000.0) == pytest.approx(dialled)
