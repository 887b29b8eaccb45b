"""Test calls: a phone that Asterisk has is joined to a number, so that somebody hears whether both sides work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dialer.cell.trunks.trunk_selection import filled_dial
from dialer.core.enums import Outcome
from dialer.core.errors import BadReference
from dialer.core.request_errors import Invalid, PhoneNotAllowed
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import Message, msg
from dialer.messaging.boards import node_is_up
from dialer.messaging.bus import Bus, Topic
from dialer.messaging.request import ask
from dialer.numbers.e164 import e164
from dialer.numbers.masking import mask_phone
from dialer.people.suppression.store.lookup import EVERYONE, of_company
from dialer.stores.everything import Store
from dialer.telephony.caller_ids.model import NumberTest
from dialer.telephony.destinations.model import Refusal
from dialer.telephony.destinations.words import refusal_sentence
from dialer.telephony.nodes.inspection import AsteriskUnanswered
from dialer.telephony.trunks.dial_strings import phone_allowed, trunk_allowed

WITHIN_S: Final = 75.0  # ring times of both sides, and some
ACTION: Final = "node.test_call"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialCall:
    """How a test call ended: `stage` is phone, number, joined, destination, full, refused or busy."""

    stage: str
    what: Message
    mend: Message | str = ""
    cause: int | None = None  # Q.850
    sip: int | None = None
    test_id: int | None = None  # under which it is kept, if it showed a caller id and the number's side was called


class TrialCallService:
    """Places test calls through the engine that holds the node."""

    def __init__(self, store: Store, bus: Bus, clock: Callable[[], float]) -> None:
        self._store, self._bus, self._clock = store, bus, clock

    async def place(
        self,
        node_id: int,
        *,
        trunk_id: int,
        phone: str,
        number: str,
        caller_id_id: int | None,
        sees: Visibility,
        actor: str,
    ) -> TrialCall:
        """Ring the phone, then the number over the trunk, and join them for at most a minute.

        The node's `dial_patterns` bind it as they bind every call. Raises NotFound, BadReference, Invalid,
        PhoneNotAllowed and AsteriskUnanswered.
        """
        node, trunk = await self._store.nodes.get(node_id), await self._store.trunks.get(trunk_id)
        called = e164(number, trunk.country)
        if called is None:
            raise Invalid([("number", msg("write it in E.164, as in +390212345678"))])
        if trunk.node_id != node_id:
            raise BadReference(trunk=trunk_id)
        if await self._is_suppressed(called):
            raise Invalid([("number", msg("it is suppressed: nobody may call it, for a test either; call your own"))])
        if not trunk_allowed(trunk.dial, node.dial_patterns):
            raise Invalid(
                [("trunk_id", msg("the node may not dial this trunk as it is written: {dial}", dial=trunk.dial))]
            )
        if not phone_allowed(phone, node.dial_patterns):
            raise PhoneNotAllowed(phone=phone)
        caller_id = None if caller_id_id is None else await self._store.caller_ids.get(caller_id_id, sees=sees)
        shown = "" if caller_id is None else caller_id.number
        if not node_is_up(await self._bus.latest(Topic.BOARD) or {}, node_id):
            raise AsteriskUnanswered
        facts = {"trunk": trunk.name, "phone": phone, "number": mask_phone(called), "caller_id": shown}
        await self._note(node_id, facts, actor)
        dial = filled_dial(trunk.dial, called, trunk.number_format)
        said = await ask(
            self._bus,
            "test_call",
            campaign_id=0,
            within_s=WITHIN_S,
            node_id=node_id,
            trunk_id=trunk_id,
            phone=phone,
            called=called,
            dial=dial,
            caller_id=shown,
        )
        if said is None:
            raise AsteriskUnanswered
        ended = read_ending(said, phone=phone, number=called, trunk=trunk.name)
        if caller_id is None or ended.stage not in ("number", "joined"):
            return ended
        test = NumberTest(
            id=0,
            caller_id_id=caller_id.id,
            placed_at=self._clock(),
            actor=actor,
            node=node.name,
            trunk=trunk.name,
            called=mask_phone(called),
            stage=ended.stage,
            outcome=Outcome(said["outcome"]) if said.get("outcome") else None,
            cause=ended.cause,
            sip=ended.sip,
        )
        return replace(ended, test_id=(await self._store.number_tests.add(test)).id)

    async def _is_suppressed(self, number: str) -> bool:
        companies = await self._store.companies.list(retired=True, sees=EVERYTHING)
        scopes = [EVERYONE, *(of_company(one.id) for one in companies)]
        return bool(await self._store.suppressions.of_number(number, scopes))

    async def _note(self, node_id: int, facts: Mapping[str, str], actor: str) -> None:
        subject = f"node:{node_id}"
        await self._store.audit.add(actor=actor, action=ACTION, subject=subject, facts=dict(facts), now=self._clock())


def read_ending(said: Mapping[str, Any], *, phone: str, number: str, trunk: str) -> TrialCall:
    """What came of a test call, from the engine's answer."""
    stage, cause, sip = str(said["stage"]), said.get("cause"), said.get("sip")
    if stage == "joined":
        what = msg("{number} has answered and is joined to {phone}: talk to each other.", number=number, phone=phone)
        return TrialCall(stage=stage, what=what, mend=msg("If one side hears nothing, see the NAT and the codecs."))
    if stage == "busy":
        what = msg("Another test call is under way on this Asterisk.")
        return TrialCall(stage=stage, what=what, mend=msg("Try again when it has ended."))
    if stage == "destination":
        what = refusal_sentence(Refusal(said["why"]), trunk)
        return TrialCall(stage=stage, what=what, mend=msg("An admin may allow it: Destinations."))
    if stage == "full":
        what = msg("A cap of this hour is reached on the trunk {trunk}.", trunk=trunk)
        return TrialCall(stage=stage, what=what, mend=msg("Wait, or let an admin raise the cap: Destinations."))
    if stage == "refused":
        what = msg("Asterisk does not take the call: {why}.", why=said.get("why") or msg("no reason given"))
        return TrialCall(stage=stage, what=what, mend=_PERMISSION)
    if stage == "phone":
        if said.get("rang"):
            return TrialCall(stage=stage, what=msg("{phone} rang, and nobody picked up.", phone=phone), mend=_PICK_UP)
        what = msg("{phone} does not ring.", phone=phone)
        return TrialCall(stage=stage, what=what, mend=_REGISTER, cause=cause, sip=sip)
    what, mend = _number(Outcome(said["outcome"]), number=number, trunk=trunk)
    return TrialCall(stage=stage, what=what, mend=mend, cause=cause, sip=sip)


def _number(outcome: Outcome, *, number: str, trunk: str) -> tuple[Message, Message]:
    match outcome:
        case Outcome.BUSY:
            return msg("{number} is busy.", number=number), msg("Try again, or call another number.")
        case Outcome.NO_ANSWER:
            return msg("{number} rang, and nobody answered.", number=number), msg("Try again, and pick up in time.")
        case Outcome.INVALID_NUMBER:
            what = msg("The carrier of {trunk} does not know {number}.", number=number, trunk=trunk)
            return what, msg("Check the number, and in which form the carrier wants it (`number_format`).")
        case Outcome.CONGESTION:
            what = msg("The carrier of {trunk} has no free line.", trunk=trunk)
            return what, msg("Ask the carrier how many calls it allows at once.")
    what = msg("The carrier of {trunk} refuses the call to {number}.", number=number, trunk=trunk)
    return what, msg("Ask the carrier why; most often it is the account, the caller id, or the form of the number.")


_PERMISSION: Final = msg("See what the set-up says about Asterisk, and its log.")
_PICK_UP: Final = msg("Pick up within 20 seconds.")
_REGISTER: Final = msg("See that it is switched on and registered at this Asterisk.")
