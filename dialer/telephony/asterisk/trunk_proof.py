"""Whether a trunk is there: what its addresses answer to OPTIONS, and how its registration stands."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from ami.actions import pjsip_qualify, pjsip_show_endpoint, pjsip_show_registrations
from ami.answer import Answer
from dialer.core.enums import EndpointState
from dialer.telephony.asterisk.endpoints import state_of
from dialer.telephony.asterisk.sounds import Asks

PATIENCE_S: Final = 5.0  # a carrier that is silent for longer is not there
LOOK_EVERY_S: Final = 0.1
SETTLES_S: Final = 0.5  # OPTIONS that are answered within it are from now
ANSWERS: Final = "Reachable"
REGISTERED: Final = "Registered"
ENDED: Final = frozenset({"Rejected", "Stopped", "Unregistered (stopped)"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFound:
    """An address of a trunk, as Asterisk knows it now."""

    uri: str
    status: str  # Asterisk's word: Reachable, Unreachable, NonQualified, …
    is_asked: bool  # by OPTIONS now and then
    roundtrip_ms: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkFound:
    """What is found of a trunk. `registration` is Asterisk's word for it; None where there is none."""

    is_there: bool
    contacts: Sequence[ContactFound]
    registration: str | None

    def as_plain(self) -> dict[str, Any]:
        """As it goes over the bus."""
        return asdict(self)

    @classmethod
    def of_plain(cls, said: Mapping[str, Any]) -> Self:
        """The inverse."""
        contacts = tuple(ContactFound(**one) for one in said["contacts"])
        return cls(is_there=said["is_there"], contacts=contacts, registration=said["registration"])


async def prove(asks: Asks, endpoint: str, *, registers: bool, patience_s: float = PATIENCE_S) -> TrunkFound:
    """Ask a trunk by OPTIONS, and wait until it answers and is registered, or until patience ends.

    Raises whatever `asks` raises if the link fails.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    before = _contacts(await asks.ask(pjsip_show_endpoint(endpoint)))
    if any(one.is_asked for one in before):  # a carrier that does not answer would only be marked as away
        await asks.ask(pjsip_qualify(endpoint))
    while True:
        answer = await asks.ask(pjsip_show_endpoint(endpoint))
        contacts = _contacts(answer)
        registration = _registration(await asks.ask(pjsip_show_registrations()), endpoint) if registers else None
        passed_s = loop.time() - began
        is_there = state_of(answer) is not EndpointState.MISSING
        settled = all(_is_settled(one, before, passed_s) for one in contacts) and contacts != ()
        listed = not registers or registration == REGISTERED or registration in ENDED
        if not is_there or (settled and listed) or passed_s >= patience_s:
            return TrunkFound(is_there=is_there, contacts=contacts, registration=registration)
        await asyncio.sleep(LOOK_EVERY_S)


def _is_settled(contact: ContactFound, before: Sequence[ContactFound], passed_s: float) -> bool:
    """Whether the contact has answered since we asked, or is not asked at all."""
    if not contact.is_asked:
        return True
    return contact.status == ANSWERS and (contact not in before or passed_s >= SETTLES_S)


def _contacts(answer: Answer) -> tuple[ContactFound, ...]:
    """The contacts; how often they are asked is told of their aor, and of themselves only later."""
    asked = {item.get("ObjectName") for item in _items(answer, "AorDetail") if item.get("QualifyFrequency", "0") != "0"}
    return tuple(
        ContactFound(
            uri=item.get("URI", ""),
            status=item.get("Status", ""),
            is_asked=item.get("AOR") in asked,
            roundtrip_ms=_ms(item.get("RoundtripUsec")),
        )
        for item in _items(answer, "ContactStatusDetail")
    )


def _items(answer: Answer, event: str) -> list[Mapping[str, str]]:
    return [item for item in answer.items if item.get("Event") == event]


def _ms(microseconds: str | None) -> float | None:
    return round(int(microseconds) / 1000, 1) if microseconds and microseconds.isdecimal() else None


def _registration(answer: Answer, name: str) -> str | None:
    items = [item for item in answer.items if item.get("ObjectName") == name]
    return next((item.get("Status", "") for item in items), None)
