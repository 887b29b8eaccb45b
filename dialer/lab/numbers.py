"""Telephone numbers that belong to nobody, for made leads. Pure.

The first ranges are the ones Ofcom (GB) keeps for drama, the others the ones Arcep (FR) keeps for fiction: and
of those the ones that libphonenumber takes for valid, so that no check of a list's numbers stumbles over them.
"""

from collections.abc import Iterator, Sequence

from dialer.lab.scenario import Outcome, Plan, plan_for

# Prefix, and how many digits follow that may be anything.
FICTITIOUS = (
    *((f"+44{area}4960", 3) for area in (113, 114, 116, 117, 118, 121, 131, 141, 151, 161)),
    ("+442079460", 3),
    ("+441914980", 3),
    ("+442896496", 3),
    ("+442920180", 3),
    *((f"+33{block}", 4) for block in (19900, 26191, 35301, 46571, 53649)),
)


def fictitious() -> Iterator[str]:
    """Every number of the ranges, E.164, in order; 64,000 of them."""
    for prefix, digits in FICTITIOUS:
        for tail in range(10**digits):
            yield f"{prefix}{tail:0{digits}}"


def with_outcome(outcome: Outcome | None, count: int, plans: Sequence[Plan], *, skip: int = 0) -> list[str]:
    """The first `count` fictitious numbers, after `skip` of them, that get that outcome (None: any outcome).

    Raises ValueError if there are not so many.
    """
    found = []
    matching = (number for number in fictitious() if outcome is None or plan_for(number, plans).outcome is outcome)
    for position, number in enumerate(matching):
        if position >= skip:
            found.append(number)
        if len(found) == count:
            return found
    if count == 0:
        return []
    raise ValueError(f"Only {len(found)} fictitious numbers give {outcome or 'an outcome'}, {count} were asked for.")
