"""A refusal of the offer stays with its attempt: what becomes of the disposition changes no pause."""

from dataclasses import replace

import pytest

from dialer.campaigns.model import Disposition, draft_of
from dialer.core.visibility import EVERYTHING
from tests.dialer.campaigns.attempts.test_met_machines import IN_TIME, says, talked
from tests.support.stores import NOW, Centre

SAID = NOW + 40.0  # when `says` has the agent speak
NO_THANKS = Disposition(code="no_thanks", label="No, thanks", is_refusal=True)
UNDECIDED = Disposition(code="undecided", label="Undecided")


async def write(centre: Centre, *dispositions: Disposition) -> None:
    draft = replace(draft_of(centre.campaign), dispositions=dispositions)
    await centre.store.campaigns.update(centre.campaign.id, draft, actor="test", now=NOW)


async def said(centre: Centre, code: str) -> str:
    """Have an agent say so of a call; return the number that was called."""
    attempt_id = await talked(centre, IN_TIME)
    await says(centre, attempt_id, code)
    return (await centre.store.attempts.get(attempt_id, sees=EVERYTHING)).number


async def refused_at(centre: Centre, number: str) -> float | None:
    found = await centre.store.pasts.of([number], company_id=centre.company.id, since=0.0)
    return found[number].refused_at


@pytest.mark.parametrize(
    "after",
    [(UNDECIDED,), (replace(NO_THANKS, code="no_thank_you"),), (replace(NO_THANKS, is_refusal=False),)],
    ids=["removed", "renamed", "switched off"],
)
async def test_a_disposition_that_is_changed_ends_no_pause(centre: Centre, after: tuple[Disposition, ...]) -> None:
    await write(centre, NO_THANKS, UNDECIDED)
    number = await said(centre, "no_thanks")
    await write(centre, *after)
    assert await refused_at(centre, number) == SAID


async def test_a_disposition_that_is_called_a_refusal_later_begins_no_pause_for_what_was_said_before(
    centre: Centre,
) -> None:
    await write(centre, UNDECIDED)
    number = await said(centre, "undecided")
    await write(centre, replace(UNDECIDED, is_refusal=True))
    assert await refused_at(centre, number) is None


async def test_an_agent_who_thinks_better_of_it_takes_the_refusal_back(centre: Centre) -> None:
    await write(centre, NO_THANKS, UNDECIDED)
    attempt_id = await talked(centre, IN_TIME)
    await says(centre, attempt_id, "no_thanks")
    number = (await centre.store.attempts.get(attempt_id, sees=EVERYTHING)).number
    assert await refused_at(centre, number) == SAID
    await says(centre, attempt_id, "undecided")
    assert await refused_at(centre, number) is None
