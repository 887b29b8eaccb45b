"""Destinations of trunks: read, changed, and tried on a number before anybody dials it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from types import EllipsisType
from typing import Final

from dialer.audit.store import Audit
from dialer.core.request_errors import Invalid
from dialer.i18n.message import Message, msg
from dialer.messaging.bus import Bus, Topic
from dialer.numbers.e164 import e164
from dialer.numbers.geography import country_of
from dialer.telephony.destinations.model import Destinations, Refusal
from dialer.telephony.destinations.rules import PREFIXES_MOST, guard_of, wrong_prefixes
from dialer.telephony.destinations.store import DestinationStore
from dialer.telephony.destinations.words import refusal_sentence
from dialer.telephony.trunks.model import Trunk

ACTION: Final = "trunk.destinations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """Whether a trunk may call a number; `price` is that of a minute if one is typed."""

    number: str  # E.164
    country: str  # ISO 3166; empty if it has none
    refusal: Refusal | None
    text: Message
    price: float | None


class DestinationService:
    """Requests about where trunks may call."""

    def __init__(self, destinations: DestinationStore, audit: Audit, bus: Bus, clock: Callable[[], float]) -> None:
        self._destinations, self._audit, self._bus, self._clock = destinations, audit, bus, clock

    async def replace(
        self, wanted: Destinations, *, actor: str, expected: Destinations | EllipsisType = ...
    ) -> Destinations:
        """Write a trunk's destinations; leads that waited for them are due again at once.

        Raises NotFound, Invalid, Changed.
        """
        wanted = _in_order(wanted)
        if errors := _wrong(wanted):
            raise Invalid(errors)
        facts = {name: value for name, value in asdict(wanted).items() if name != "trunk_id"}
        subject = f"trunk:{wanted.trunk_id}"
        act = self._audit.act(actor=actor, action=ACTION, subject=subject, facts=facts, now=self._clock())
        written = await self._destinations.within(act).replace(wanted, expected=expected)
        await self.reopen(written.trunk_id)
        return written

    async def reopen(self, trunk_id: int) -> None:
        """Make leads due again that may have waited for this trunk's destinations, which have changed."""
        for campaign_id in await self._destinations.reopen(trunk_id, now=self._clock()):
            self._bus.publish(Topic.CAMPAIGN, {"campaign_id": campaign_id})

    async def attempt(self, trunk: Trunk, number: str) -> Tried:
        """What would become of a call to the number; nobody is called. Raises Invalid."""
        called = e164(number)
        if called is None:
            raise Invalid([("number", msg("write it in E.164, as in +390212345678"))])
        guard = guard_of(await self._destinations.get(trunk.id), trunk.country)
        why = guard.refusal(called)
        text = msg("The trunk {trunk} may call this number.", trunk=trunk.name)
        if why is not None:
            text = refusal_sentence(why, trunk.name)
        return Tried(number=called, country=country_of(called), refusal=why, text=text, price=guard.price(called))


def _in_order(wanted: Destinations) -> Destinations:
    """Each prefix once, in order."""
    return replace(
        wanted,
        allowed=None if wanted.allowed is None else tuple(sorted(set(wanted.allowed))),
        refused=tuple(sorted(set(wanted.refused))),
        prices=dict(sorted(wanted.prices.items())),
    )


def _wrong(wanted: Destinations) -> list[tuple[str, Message]]:
    """What is wrong, by field."""
    errors: list[tuple[str, Message]] = []
    fields = {"allowed": wanted.allowed or (), "refused": wanted.refused, "prices": tuple(wanted.prices)}
    for name, prefixes in fields.items():
        if len(prefixes) > PREFIXES_MOST:
            errors.append((name, msg("name at most {most} prefixes", most=PREFIXES_MOST)))
        if wrong := wrong_prefixes(prefixes):
            what = msg("{prefix} is the beginning of several countries' codes: name each of them", prefix=wrong[0])
            errors.append((name, what))
    if both := set(wanted.allowed or ()) & set(wanted.refused):
        errors.append(("refused", msg("{prefix} cannot be allowed and refused", prefix=min(both))))
    if wanted.spend_per_hour is not None and not wanted.prices:
        errors.append(("prices", msg("a cap on spend needs the price of a minute for the prefixes that are called")))
    return errors
