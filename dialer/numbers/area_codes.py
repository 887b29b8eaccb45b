"""Time zones of North American area codes for which the library's data is not enough.

For an overlay code the data has a single zone, at times a wrong one, even in a divided state. So a number also has its
state's zones, unless its code is known to lie in one zone.

Sources: NANPA's planning letters and maps of area codes; 49 CFR 71 for the borders of the zones; for Canada the
provinces' Time Acts.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import Final

from dialer.numbers.addresses import zones_of_state
from dialer.numbers.geography import STATES, described

# Codes of divided states and provinces that lie wholly in the one zone of the data. Left out on purpose: 402 and 531,
# since Cody (Nebraska) is in mountain time, and 689, for which the data has the wrong zone.
_IN_ONE_ZONE: Final = """
239 305 321 324 352 386 407 561 645 656 727 728 754 772 786 813 863 904 941 954
260 317 463 765
502 859
231 248 269 313 517 586 616 734 810 947 989
615 629 731 865 901 931
210 214 254 281 325 346 361 409 430 432 469 512 682 713 726 737 806 817 830 832 903 915 936 940 945 956 972 979
316 913
702 725
503 971
480 520 602 623
604
226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 905 942
263 273 354 438 450 468 514 579 819 873
"""
IN_ONE_ZONE: Final = frozenset(_IN_ONE_ZONE.split())
_VANCOUVER: Final = ("America/Vancouver", "America/Edmonton", "America/Dawson_Creek", "America/Fort_Nelson")
_QUEBEC: Final = ("America/Toronto", "America/Halifax", "America/Puerto_Rico")  # the Magdalen Islands; Blanc-Sablon
# By the library's names for them, or the two letters after a town. Lloydminster keeps Alberta's time.
_PROVINCES: Final = {
    **dict.fromkeys(("British Columbia", "British Colombia", "BC"), _VANCOUVER),
    **dict.fromkeys(("Saskatchewan", "SK"), ("America/Regina", "America/Edmonton", "America/Winnipeg")),
    **dict.fromkeys(("Ontario", "ON"), ("America/Toronto", "America/Winnipeg", "America/Panama")),
    **dict.fromkeys(("Quebec", "QC"), _QUEBEC),
    **dict.fromkeys(("Newfoundland and Labrador", "NL"), ("America/St_Johns", "America/Halifax")),
}
_CODE: Final = slice(len("+1"), len("+1201"))


@lru_cache(maxsize=100_000)
def zones_of_code(exchange: str, length: int) -> Collection[str]:
    """The zones of the state or province that an exchange (`+1` and six digits) hints at.

    None if its area code is known to lie in one zone, or has no place. `length` is that of the whole number.
    """
    if exchange[_CODE] in IN_ONE_ZONE:
        return ()
    place = described(exchange, length)
    state = STATES.get(place, place)
    return zones_of_state(state) or _PROVINCES.get(place, ())
