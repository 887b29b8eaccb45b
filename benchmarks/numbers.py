"""The quick way to E.164 against the library and the national plans: is it the same, and how much quicker?

    python -m benchmarks.numbers [--numbers N] [--seed N]

Prints JSON: for each country, over N numbers (100,000) valid and not, written in eleven ways: how many were told, how
many of them differ from that answer (it must be none), and microseconds of CPU a number of both.
"""

import argparse
import json
import sys
import time

from dialer.numbers.fast_reader import COUNTRIES, fast_judge
from tests.dialer.numbers.test_fast_reader import by_the_plan
from tests.support.random_numbers import made_numbers


def compare(country: str, count: int, seed: int) -> dict[str, float]:
    texts = list(made_numbers(country, count, seed=seed))
    judge = fast_judge(country)
    began = time.process_time()
    told = [judge(text) for text in texts]
    between = time.process_time()
    expected = [by_the_plan(text, country) for text in texts]
    ended = time.process_time()
    pairs = list(zip(told, expected, strict=True))
    return {
        "numbers": count,
        "valid": sum(right is not None for right in expected),
        "told": sum(quick is not None for quick in told),
        "different": sum(quick is not None and quick != right for quick, right in pairs),
        "quick_us": round((between - began) / count * 1e6, 2),
        "library_us": round((ended - between) / count * 1e6, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--numbers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=3)
    options = parser.parse_args()
    found = {country: compare(country, options.numbers, options.seed) for country in COUNTRIES}
    print(json.dumps(found, indent=2))
    if any(one["different"] for one in found.values()):
        sys.exit("The quick way differs from the library and the plans.")


if __name__ == "__main__":
    main()
