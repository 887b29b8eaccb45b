"""Fictitious telephone numbers for generated leads. Pure.

The first ranges are reserved by Ofcom (GB) for drama, the others by Arcep (FR) for fiction; only those that
libphonenumber considers valid, so that they pass the checks on a list's numbers.
"""

from collections.abc import Iterator, Sequence

from dialer.lab.scenario import Outcome, Plan, plan_for

# Prefix, and the number of free digits after it.
FICTITIOUS = (
    *((f"+44{area}4960", 3) for area in (113, 114, 116, 117, 118, 121, 131, 141, 151, 161)),
    ("+442079460", 3),
    ("+441914980", 3),
    ("+442896496", 3),
    ("+442920180", 3),
    *((f"+33{block}", 4) for block in (19900, 26191, 35301, 46571, 53649)),
)
COUNTRY_CODES = ("+33", "+44")


def fictitious() -> Iterator[str]:
    """Every number of the ranges, E.164, in order; 64,000 of them."""
    for prefix, digits in FICTITIOUS:
        for tail in range(10**digits):
            yield f"{prefix}{tail:0{digits}}"


def with_outcome(outcome: Outcome | None, count: int, plans: Sequence[Plan], *, skip: int = 0) -> list[str]:
    """`count` fictitious numbers with that outcome (None: any), after the first `skip`.

    Raises ValueError if there are too few.
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
