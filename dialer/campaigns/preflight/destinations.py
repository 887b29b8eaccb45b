"""Whether the campaign's trunks may call where its lists are."""

from collections.abc import Iterator, Sequence
from typing import Final

from dialer.campaigns.preflight.inputs import DELAYS, NOTE, Finding, Sight, delays
from dialer.compliance.facts import ListFacts
from dialer.i18n.message import msg
from dialer.telephony.destinations.model import Destinations
from dialer.telephony.destinations.rules import effective, of_country

_MEND: Final = msg("let a telephony admin allow them (Destinations), or give the campaign a trunk that may call there")


def out_of_bounds(sight: Sight) -> Iterator[Finding]:
    """Trunks that may call nowhere, and lists in whose country none of them may call.

    A list's country is that of its numbers written without one; others in it are only known when they are called. So
    lists are told of, and hold nothing.
    """
    trunks = [trunk for trunk in sight.config.trunks if trunk.enabled]
    if sight.destinations is None or not trunks:
        return
    reach = [
        effective(sight.destinations.get(trunk.id, Destinations(trunk_id=trunk.id)), trunk.country) for trunk in trunks
    ]
    if not any(allowed for allowed, _ in reach):
        yield delays(
            "destination",
            msg(
                "no destination is allowed for {trunks}: every call would be refused",
                trunks=sorted(trunk.name for trunk in trunks),
            ),
            _MEND,
        )
        return
    lists = [one for one in sight.seen.dialled if one.country]
    closed = [one for one in lists if not any(_reaches(*pair, one.country) for pair in reach)]
    if closed:
        yield Finding(
            weight=DELAYS if len(closed) == len(lists) else NOTE,
            about="destination",
            what=msg(
                "no trunk of the campaign may call numbers of {countries}, where {lists} {count:is|are}",
                countries=sorted({one.country for one in closed}),
                lists=_names(closed),
                count=len(closed),
            ),
            mend=_MEND,
        )


def _names(lists: Sequence[ListFacts]) -> list[str]:
    return sorted(one.name for one in lists)


def _reaches(allowed: Sequence[str], refused: Sequence[str], country: str) -> bool:
    """Whether some numbers of a country lie within these prefixes; of a country without any, nothing is known."""
    own, _ = of_country(country)
    if not own:
        return True
    return any(
        any(prefix.startswith(one) or one.startswith(prefix) for one in allowed)
        and not any(prefix.startswith(one) for one in refused)
        for prefix in own
    )
