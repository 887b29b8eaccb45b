"""A person on the line opts out: written at once, before the dialplan says good-bye."""

import asyncio
import logging
from collections.abc import Callable

from dialer.campaigns.attempts.model import AttemptProgress
from dialer.cell.call.state_machine import Call
from dialer.core.call_times import times_of
from dialer.core.enums import OPTED_OUT
from dialer.core.errors import UnknownAttempt
from dialer.core.visibility import EVERYTHING
from dialer.people.suppression.store.lookup import of_company
from dialer.people.suppression.store.suppressions import OF_CALL, Suppressed
from dialer.storage.database import TROUBLE
from dialer.storage.digests import PSEUDONYM
from dialer.stores.everything import Store

log = logging.getLogger("pronto.engine")

AGAIN_S = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 0.0)  # pauses between tries: the dialplan waits for two seconds
ACTOR = "called person"


async def write_opt_out(store: Store, call: Call, *, company_id: int, clock: Callable[[], float]) -> Suppressed | None:
    """Write the person's opt-out from the company's calls, and the key press in the attempt.

    None if the database did not accept it. Nothing is lost then: the end of the call writes it again when the database
    is back, and if this process ends before, the next one finds the dialplan's note. The dialplan deletes that note
    when told that the opt-out is written, so both are written here.
    """
    told = AttemptProgress(id=call.id, **times_of(call))
    for wait_s in AGAIN_S:
        try:
            done = await _object(store, call.id, call.lead_id, call.number, company_id, clock())
            await store.attempts.note([told], [])
            return done
        except TROUBLE as error:
            log.warning("an opt-out could not be written, trying again: %s", type(error).__name__)
            await asyncio.sleep(wait_s)
    return None


async def heed_note(store: Store, attempt_id: str, *, now: float) -> None:
    """Write an opt-out that a note records and its ended attempt does not, whatever the reason.

    Raises what the database raises. For an erased attempt there is nothing to write.
    """
    try:
        attempt = await store.attempts.get(attempt_id, sees=EVERYTHING)
    except UnknownAttempt:
        return
    if attempt.opted_out_at is None and not attempt.number.startswith(PSEUDONYM):
        log.warning("the opt-out of attempt %s is known from its note alone, and is written now", attempt_id)
        campaign = await store.campaigns.get(attempt.campaign_id, sees=EVERYTHING)
        await _object(store, attempt_id, attempt.lead_id, attempt.number, campaign.company.id, now)


async def _object(store: Store, attempt_id: str, lead_id: int, number: str, company_id: int, now: float) -> Suppressed:
    return await store.suppressions.add(
        of_company(company_id),
        [number],
        leads=[lead_id],
        reason=OPTED_OUT,
        source=f"{OF_CALL}{attempt_id}",
        actor=ACTOR,
        now=now,
    )
