"""The time zones in which a person may be: those of the numbers, of the address and of the row, together.

None replaces another: a number is taken to another place, an address is out of date, and a column says where somebody
was when it was written. The law requires the hours to be kept wherever the person may be.
"""

from collections.abc import Sequence
from functools import lru_cache

from dialer.numbers.addresses import zones_of_address
from dialer.numbers.zones import SEPARATOR, join_zones, names_no_place, zone_of, zone_of_all

Phones = Sequence[tuple[str, str]]  # E.164, label


def zone_key_of(stated: str, phones: Phones, state: str | None, postcode: str) -> str:
    """The zone key of a person; `stated` is the zone key that the row states, or that was known before.

    A number that names no place within its country, such as a mobile, may be anywhere in it, and is ignored if anything
    else shows a place.
    """
    if not (stated or state or postcode):
        return zone_of_all(phones)
    address = zones_of_address(phones, state, postcode)
    if not stated and not address:
        return zone_of_all(phones)
    return _joined(stated, address, _placed(phones))


def stated_in(zone_key: str, phones: Phones, state: str | None, postcode: str) -> str:
    """The zones of a person's zone key that neither numbers nor address show."""
    if zone_key == zone_key_of("", phones, state, postcode):
        return ""
    told = set(_joined("", zones_of_address(phones, state, postcode), _placed(phones)).split(SEPARATOR))
    return SEPARATOR.join(zone for zone in zone_key.split(SEPARATOR) if zone not in told)


def _placed(phones: Phones) -> tuple[str, ...]:
    """The zone keys of the numbers that name a place."""
    return tuple([key for number, _ in phones if not names_no_place(number, key := zone_of(number))])


@lru_cache(maxsize=100_000)
def _joined(stated: str, address: frozenset[str], placed: tuple[str, ...]) -> str:
    keys = {stated, *address, *placed}
    return join_zones(zone for key in keys for zone in key.split(SEPARATOR) if zone)
