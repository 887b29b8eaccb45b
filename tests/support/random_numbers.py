"""Numbers of a country at random, valid and not, written as people write them."""

import random
from collections.abc import Iterator
from typing import Any

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    PhoneMetadata,
    example_number_for_type,
    national_significant_number,
)

WAYS = (
    "{bare}",
    "{prefix}{bare}",
    "+{code}{bare}",
    "+{code} {spaced}",
    "{abroad}{code}{bare}",
    "{code}{bare}",
    "({prefix}{begin}) {rest}",
    "+{code} (0){bare}",
    "{prefix}{dotted}",
    "{prefix}{begin}-{rest}",
    "{prefix}{begin}/{rest}",
)


def made_numbers(country: str, count: int, *, seed: int) -> Iterator[str]:
    """Half are near an example of some kind of number of the country's code, half are digits of any length."""
    chance = random.Random(f"{country}{seed}")
    plan: Any = PhoneMetadata.metadata_for_region(country)
    examples = _examples(plan.country_code)
    lengths = plan.general_desc.possible_length
    for _ in range(count):
        if chance.random() < 0.6:
            bare = _near(chance.choice(examples), chance)
        else:
            length = chance.choice(lengths) if chance.random() < 0.9 else chance.randint(3, 16)
            bare = "".join(chance.choices("0123456789", k=length))
        cut = chance.randint(2, 4)
        yield chance.choice(WAYS).format(
            bare=bare,
            code=plan.country_code,
            prefix=plan.national_prefix or "",
            abroad=plan.international_prefix,
            begin=bare[:cut],
            rest=bare[cut:],
            spaced=" ".join(bare[start : start + 3] for start in range(0, len(bare), 3)),
            dotted=".".join(bare[start : start + 2] for start in range(0, len(bare), 2)),
        )


def _examples(code: int) -> list[str]:
    regions = COUNTRY_CODE_TO_REGION_CODE[code]
    found = (example_number_for_type(region, kind) for region in regions for kind in range(11))
    return [national_significant_number(example) for example in found if example is not None]


def _near(example: str, chance: random.Random) -> str:
    """The example with its last digits drawn anew, and now and then a digit more or less."""
    keep = chance.randint(1, max(len(example) - 2, 1))
    length = len(example) + chance.choice((0, 0, 0, 0, 0, 0, 1, -1))
    return example[:keep] + "".join(chance.choices("0123456789", k=max(length - keep, 0)))
