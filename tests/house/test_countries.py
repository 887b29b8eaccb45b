"""The countries that the pages offer are those whose numbers can be read."""

import re
from pathlib import Path

import phonenumbers

SOURCE = Path(__file__).parents[2] / "web" / "src" / "words" / "countries.ts"


def test_the_pages_offer_the_countries_that_have_telephone_numbers() -> None:
    [listed] = re.findall(r"COUNTRIES = `([^`]+)`", SOURCE.read_text(encoding="utf-8"))
    assert listed.split() == sorted(phonenumbers.SUPPORTED_REGIONS)
