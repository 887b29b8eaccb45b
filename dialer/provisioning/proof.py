"""Says in words whether a trunk is there, from what Asterisk found."""

from collections.abc import Mapping
from typing import Any

from dialer.i18n.message import msg
from dialer.messaging.boards import node_is_up
from dialer.messaging.bus import Bus, Topic
from dialer.messaging.request import ask
from dialer.provisioning.model import ProofState, ProofStep
from dialer.telephony.asterisk.trunk_proof import ANSWERS, PATIENCE_S, REGISTERED, TrunkFound
from dialer.telephony.nodes.inspection import AsteriskUnanswered

WITHIN_S = 9.0


async def check_link(bus: Bus, node_id: int) -> None:
    """Raise `AsteriskUnanswered` if no engine has a link to the node: nothing could be proven."""
    if not node_is_up(await bus.latest(Topic.BOARD) or {}, node_id):
        raise AsteriskUnanswered


async def find_trunk(
    bus: Bus, node_id: int, endpoint: str, *, registers: bool = False, patience_s: float = PATIENCE_S
) -> TrunkFound:
    """What the node's Asterisk finds of a trunk or a phone within this time. Raises `AsteriskUnanswered`."""
    await check_link(bus, node_id)
    said: Mapping[str, Any] | None = await ask(
        bus,
        "trunk_proof",
        campaign_id=0,
        node_id=node_id,
        endpoint=endpoint,
        registers=registers,
        patience_s=patience_s,
        within_s=WITHIN_S,
    )
    if said is None:
        raise AsteriskUnanswered
    return TrunkFound.of_plain(said)


def proof_steps(found: TrunkFound, endpoint: str, *, registers: bool) -> list[ProofStep]:
    """What was found, step by step, in words."""
    if not found.is_there:
        what = msg("Asterisk has no endpoint {endpoint}.", endpoint=endpoint)
        return [ProofStep(id="qualify", state=ProofState.FAILED, what=what, mend=msg("See Asterisk's log."))]
    return [_qualify(found), *([_registration(found)] if registers else [])]


def has_failed(steps: list[ProofStep]) -> bool:
    """Whether a step failed."""
    return any(one.state is ProofState.FAILED for one in steps)


def _qualify(found: TrunkFound) -> ProofStep:
    there = [one for one in found.contacts if one.status == ANSWERS]
    silent = [one.uri for one in found.contacts if one.is_asked and one.status != ANSWERS]
    if not found.contacts:
        what = msg("The trunk has no address.")
        return ProofStep(id="qualify", state=ProofState.FAILED, what=what)
    if there:
        first = min(one.roundtrip_ms or 0.0 for one in there)
        if not silent:
            what = msg("The carrier answers OPTIONS, in {ms:.1f} ms.", ms=first)
            return ProofStep(id="qualify", state=ProofState.OK, what=what)
        what = msg("The carrier answers OPTIONS, but {silent} does not.", silent=silent)
        mend = msg("Calls take the addresses that answer.")
        return ProofStep(id="qualify", state=ProofState.NOTE, what=what, mend=mend)
    if not silent:
        what = msg("The carrier is not asked by OPTIONS, as its template says: calls alone show whether it is there.")
        return ProofStep(id="qualify", state=ProofState.NOTE, what=what, mend=msg("Place a test call."))
    what = msg("Nobody answers OPTIONS at {silent}.", silent=silent)
    mend = msg(
        "Check address and port, and that the firewall lets SIP through. If the carrier does not answer OPTIONS at "
        "all, take the template for that."
    )
    return ProofStep(id="qualify", state=ProofState.FAILED, what=what, mend=mend)


def _registration(found: TrunkFound) -> ProofStep:
    if found.registration == REGISTERED:
        return ProofStep(id="registration", state=ProofState.OK, what=msg("The carrier has taken the registration."))
    if found.registration == "Rejected":
        what = msg("The carrier refuses the registration.")
        mend = msg("Check user and password, and whether the carrier wants another name in the address.")
        return ProofStep(id="registration", state=ProofState.FAILED, what=what, mend=mend)
    what = msg("The carrier has not answered the registration: it is {state}.", state=found.registration or "–")
    mend = msg("Check address and port, and that the firewall lets SIP through.")
    return ProofStep(id="registration", state=ProofState.FAILED, what=what, mend=mend)
