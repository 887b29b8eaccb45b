"""Numbers that nobody has by their countries' numbering plans, although libphonenumber takes them; told by hand.

Nothing here asks dialer/numbers/plans.py: it is what that is measured by.
"""

OLD_MOBILES = ("330", "333", "335", "336", "337", "338", "339", "360", "368")
# Districts of three digits, with their 0; 02 and 06 have two, all others four.
BIG_DISTRICTS = [f"0{first}{last}" for first in "1345789" for last in "0159"]
TOLL_FREE = ("800", "833", "844", "855", "866", "877", "888")


def nobody_has(number: str) -> bool:
    """Whether a number (E.164) is nobody's."""
    if number.startswith("+39"):
        return _italian(number[3:])
    if number.startswith("+1"):
        area, office = number[2:5], number[5:8]
        return area not in TOLL_FREE and (office[1:] == "11" or office == "976")
    if number.startswith("+49"):
        return _german(number[3:])
    return number.startswith("+4476") and not number.startswith("+447624")  # pagers; 07624 is the Isle of Man's


def _italian(national: str) -> bool:
    length = len(national)
    if national[0] == "3":
        return not (length == 10 or (length == 9 and national[:3] in OLD_MOBILES))
    if national[0] == "4":
        return True
    if national[0] != "0" or length in (8, 9, 10):
        return False
    if length < 8:
        return not national.startswith("0669")
    if length > 11 or national[:2] in ("02", "06"):
        return True
    district = 3 if national[:3] in BIG_DISTRICTS else 4
    return national[district] != "1"


def _german(national: str) -> bool:
    length = len(national)
    if national[:3] in ("164", "168", "169"):
        return True
    if national[:2] == "15":
        return length != 11
    if national[:2] in ("16", "17"):
        return length != 10 and not (length == 11 and (national[:3] == "176" or national[:4] == "1609"))
    return national[0] != "1" and not 6 <= length <= 11
