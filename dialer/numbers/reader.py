"""Phone numbers as people write them, turned into E.164, or refused with a reason."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import phonenumbers
from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    PhoneNumberType,
    national_significant_number,
)

from dialer.i18n.message import Message, msg
from dialer.numbers.cell_words import (
    WORDS,
    has_letter_inside,
    has_letters,
    hide_others,
    is_cut_off,
    is_fax,
    objection,
    plainly,
    shown,
)
from dialer.numbers.fast_reader import fast_judge
from dialer.numbers.number_cell import NumberCell
from dialer.numbers.plans import (
    DIRECT_DIAL,
    LOCAL_WITHOUT_ZERO,
    NO_COUNTRIES,
    NO_PHONES,
    is_tax_number,
    is_unassigned,
)

_SCIENTIFIC: Final = re.compile(r"(\d)[.,](\d+)[eE]\+?(\d{1,2})|\d+[eE]\+?\d+")
_SPREADSHEET_DECIMAL: Final = re.compile(r"(\d{6,})[.,]00?")
_STILL_A_NUMBER: Final = re.compile(r"\d(?:[ ./-]?\d){4,}")
_BEGUN: Final = re.compile(r"\d{2,}[ ./-]*$", re.ASCII)  # digits that may be one number together with the rest
_MARKS: Final = re.compile(r"(\s*(?://+|[;|\n])\s*|\s*/\s*|,\s*|\s+[-+&]\s+)")
_MARKS_AT_MOST: Final = 8
_OTHER_LINES_AT_MOST: Final = 6  # digits of other lines after a number; more are another number
_EMPTIED: Final = re.compile(r"^[\s,;/|()\[\]:.\-–]+|[\s,;/|()\[\]:.\-–]+$")
_DATE: Final = re.compile(
    r"\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d(?: .*)?|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2}(?:[ T].*)?"
)
_JOINED: Final = re.compile(r"\d\+\d", re.ASCII)  # where one number ends, the next may have a country code or none
_TWO_IN_ONE: Final = msg("there is a plus sign between two digits")
_CODE_APART: Final = re.compile(r"\s*39\D+(\d.*)", re.ASCII | re.DOTALL)
_TAIL: Final = re.compile(r"(.*\d)\s*([/–-])\s*(\d{1,3})", re.DOTALL | re.ASCII)
_LAST_DIGITS: Final = re.compile(r"\d+")
_NO_DIGITS: Final = re.compile(r"\D")
_LACKING: Final = re.compile(r"(\+39|0039)?\s*([1-9][\d .-]+)", re.ASCII)
_STRAY: Final = re.compile(r"(.*\d{4}|.*\d(?=\s+\d$))\s+(\d{1,2})", re.DOTALL | re.ASCII)
_QUOTES: Final = "'\"`’‘“”"
_GROUP: Final = 3  # digits of a number written in groups
_NO_GROUP: Final = 5
_SURELY_WHOLE: Final = 9  # digits of a number that may be complete
_ITALY: Final = 39
_AMERICAN: Final = 11  # digits, including the 1
_EXTENSION: Final = "ext. "
LOST_ZERO: Final = msg("perhaps a spreadsheet has taken its leading 0 away: format the column as text, and write the 0")
_WRITE_WHOLE: Final = msg("write the whole number, with + and the country code")
NOTE_CHARACTERS_AT_MOST: Final = 60
TEXT_CHARACTERS_AT_MOST: Final = 250  # the library's own limit


class BadNumber(ValueError):  # noqa: N818 - the name is the reason's kind
    """The text is no phone number that can be dialled; the message says why, without the number.

    `may_be` are the numbers (E.164) that it may mean: too uncertain to call, but enough to suppress them. `empty`: the
    text contains no phone number that would be lost, at most a fax or tax number.
    """

    def __init__(
        self,
        reason: Message,
        mend: Message = _WRITE_WHOLE,
        *,
        may_be: Sequence[str] = (),
        empty: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason, self.mend, self.may_be, self.empty = reason, mend, tuple(may_be), empty


def several() -> BadNumber:
    """The refusal of several numbers where one is required."""
    return BadNumber(msg("several phone numbers stand here"), msg("write one"))


def to_e164(text: str, country: str) -> str:
    """Turn a phone number into E.164, such as `+390612345678`.

    `country` (ISO 3166-1 alpha-2) is that of numbers without a country code. Italian land lines keep their leading
    zero. Valid means: of a length and range that libphonenumber's data has and that the national plan
    (dialer/numbers/plans.py) does not exclude. Raises BadNumber.
    """
    found = read_phones(text, country)
    if len(found) > 1:
        raise several()
    [(number, said)] = found
    if said.startswith(_EXTENSION):
        raise BadNumber(msg("a phone number with an extension cannot be dialled"), msg("leave the extension out"))
    return number


def read_phones(text: str, country: str, *, faxes: bool = False) -> Sequence[tuple[str, str]]:
    """The numbers in a cell, in order, each with the rest of the cell on it: an extension, or the text around.

    A cell may contain several numbers, and words. An unreadable number fails the whole cell, so that nothing is lost
    unnoticed. Fax numbers count only with `faxes`. Raises BadNumber.
    """
    if fast := fast_judge(country)(text):
        return ((fast, ""),)
    cell = _unspreadsheeted(plainly(text))
    written = hide_others(cell)
    if has_letter_inside(written):
        raise BadNumber(msg("the phone number contains a letter"), msg("write digits only"))
    if is_cut_off(written):
        raise BadNumber(msg("digits of the phone number are missing"), msg("add the digits that are missing"))
    if _JOINED.search(written):
        raise BadNumber(_TWO_IN_ONE, msg("put a comma between two numbers"), may_be=_may_be_joined(written, country))
    worded = written != cell or has_letters(cell)
    against = objection(cell) if worded else None
    try:
        found = _read(written, country, plain=not worded, faxes=faxes)
    except BadNumber as bad:
        if against is None:
            raise
        raise BadNumber(*against, may_be=bad.may_be) from None
    if against is not None:
        raise BadNumber(*against, may_be=[number for number, _ in found])
    return found


def _read(written: str, country: str, *, plain: bool, faxes: bool) -> Sequence[tuple[str, str]]:
    # The library takes what follows a semicolon for an extension; in a cell it is the next number.
    whole = written.replace(";", " / ")
    why = BadNumber(msg("not a phone number"))
    if plain:
        try:
            number, said = _settled(whole, country)
        except BadNumber as bad:
            why = bad
        else:
            return ((_e164(number), said),)
    try:
        found = _found_within(whole, country, faxes=faxes)
    except BadNumber as bad:
        if bad.may_be or bad.empty:
            raise
        found = ()
    if found := found or _found_apart(written, country, faxes=faxes):
        return found
    raise why if plain else _why_none(whole, country)


def numbers_meant(text: str, country: str) -> Sequence[str]:
    """The numbers (E.164) that must not be called if somebody writes this: all that it may mean, including faxes.

    Raises BadNumber.
    """
    try:
        return [number for number, _ in read_phones(text, country, faxes=True)]
    except BadNumber as bad:
        if bad.may_be:
            return bad.may_be
        raise


def _unspreadsheeted(text: str) -> str:
    """Remove what a spreadsheet has added; refuse what it has spoilt."""
    written = text.strip().lstrip("'").strip()
    if written[:1] in _QUOTES or written[-1:] in _QUOTES:
        written = written.strip(_QUOTES).strip()
    elif written.startswith('="'):  # a formula that keeps digits as text
        written = written[1:].strip(_QUOTES)
    if scientific := _SCIENTIFIC.fullmatch(written):
        # Complete only if every digit is there: 3.93331234567E+11 is, 3.93E+11 may have been anything.
        if len(scientific[2] or "") != int(scientific[3] or -1):
            raise BadNumber(
                msg("a spreadsheet has rounded the phone number"), msg("format its column as text, then paste again")
            )
        return scientific[1] + scientific[2]
    if rounded := _SPREADSHEET_DECIMAL.fullmatch(written):
        return rounded[1]
    if _DATE.fullmatch(written):
        raise BadNumber(
            msg("there is a date in place of the phone number"), msg("write the phone number instead of the date")
        )
    return written


def _settled(written: str, country: str) -> tuple[PhoneNumber, str]:
    """The one number of a text without letters, and the other lines after it, as in `06 12345678/79`.

    Raises BadNumber, also if a short number at the end may be its last digits or another line.
    """
    tail = _TAIL.fullmatch(written)
    if tail is None:
        number = _parsed(written, country)
        if (stray := _STRAY.fullmatch(written)) and (shorter := _valid(stray[1], country)) is not None:
            raise _either(shorter, number)
        return number, _extension(number)
    stem, mark, digits = tail.groups()
    whole = _valid(written, country)
    if whole is not None and ((mark != "/" and whole.country_code in DIRECT_DIAL) or _extension(whole)):
        return whole, _extension(whole)
    try:
        number, said = _settled(stem, country)
    except BadNumber:
        if whole is None:
            raise
        return whole, ""
    length, last = len(national_significant_number(number)), len(_LAST_DIGITS.findall(stem)[-1])
    if whole is not None:
        if length < _SURELY_WHOLE and last < _NO_GROUP and len(digits) > 1 and last <= _GROUP:
            return whole, ""
        mobile = phonenumbers.number_type(whole) == PhoneNumberType.MOBILE
        if (mobile and whole.country_code == _ITALY) or (length < _SURELY_WHOLE and last < _NO_GROUP):
            raise _either(number, whole)
    said = f"{said}{mark}{digits}"
    if sum(map(str.isdecimal, said)) > _OTHER_LINES_AT_MOST:
        raise BadNumber(msg("not a phone number"))
    return number, said


def _either(shorter: PhoneNumber, longer: PhoneNumber) -> BadNumber:
    reason = msg("the last digits may be part of the phone number or another line")
    return BadNumber(reason, msg("write the whole number alone"), may_be=(_e164(shorter), _e164(longer)))


def _valid(written: str, country: str) -> PhoneNumber | None:
    try:
        return _parsed(written, country)
    except BadNumber:
        return None


def _extension(number: PhoneNumber) -> str:
    return f"{_EXTENSION}{number.extension}" if number.extension else ""


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _parsed(written: str, country: str) -> PhoneNumber:
    try:
        number = phonenumbers.parse(written, country)
    except NumberParseException:
        raise BadNumber(msg("not a phone number")) from None
    if len(number.extension or "") > _OTHER_LINES_AT_MOST:  # another number, after a comma
        raise BadNumber(msg("not a phone number"))
    digits = _NO_DIGITS.sub("", written)
    if number.country_code == 1 and not number.extension and len(digits) > _AMERICAN and digits[0] == "1":
        raise BadNumber(msg("the phone number is too long"), msg("write one number a cell"))  # the library drops digits
    if number.country_code == _ITALY and is_tax_number(written):
        raise BadNumber(msg("this may be a tax number"), msg("write + and the country code"), may_be=(_e164(number),))
    if not _exists(number) and (coded := _coded(written, number)) is not None:
        return coded
    if not _exists(number):
        reason, mend = _why_invalid(number)
        with_its_zero = _lacking_zero(written, country)
        raise BadNumber(reason, LOST_ZERO if with_its_zero else mend, may_be=with_its_zero)
    if _may_lack_a_digit(written, number):
        raise BadNumber(msg("a digit of the phone number may be missing"), may_be=(_e164(number),))
    if _lacks_area(written, number):
        raise BadNumber(msg("the area code, or the zero before it, may be missing"), LOST_ZERO, may_be=(_e164(number),))
    if other := _with_code(written, number) or _with_code_and_zero(written, number, country):
        raise BadNumber(
            msg("the phone number can be read with a country code and without one"),
            msg("write + and the country code"),
            may_be=(_e164(number), other),
        )
    return number


def _exists(number: PhoneNumber) -> bool:
    """Whether a person may have the number."""
    if not phonenumbers.is_valid_number(number):
        return False
    code = number.country_code or 0
    if code in NO_COUNTRIES or is_unassigned(code, national_significant_number(number)):
        return False
    return phonenumbers.number_type(number) not in NO_PHONES


def _with_code(written: str, number: PhoneNumber) -> str | None:
    """The number that digits read as national mean if they begin with their country's code."""
    other = _coded(written, number)
    return _e164(other) if other is not None else None


def _with_code_and_zero(written: str, number: PhoneNumber, country: str) -> str | None:
    """The land line that `39 31 220803` is with the 0 that it lacks, where the digits alone are a mobile number."""
    apart = _CODE_APART.fullmatch(written)
    if (
        apart is None
        or number.country_code != _ITALY
        or _NO_DIGITS.sub("", written) != national_significant_number(number)
    ):
        return None
    return next(iter(_lacking_zero(f"+39 {apart[1]}", country)), None)


def _may_be_joined(written: str, country: str) -> list[str]:
    """All numbers that parts of a text between plus signs may mean, with or without the sign."""
    texts = [text for part in written.split("+") for text in (part, f"+{part}")]
    found = [number for text in texts if (number := _valid(text.strip(), country)) is not None]
    return list(dict.fromkeys(map(_e164, found)))


def _coded(written: str, number: PhoneNumber) -> PhoneNumber | None:
    digits, code = _NO_DIGITS.sub("", written), str(number.country_code)
    if "+" in written or digits != national_significant_number(number) or not digits.startswith(code):
        return None
    if number.country_code in LOCAL_WITHOUT_ZERO and len(digits) <= _SURELY_WHOLE:
        return None  # a local number has as many digits
    try:
        other = phonenumbers.parse(f"+{digits}")
    except NumberParseException:
        return None
    return other if _exists(other) else None


def _may_lack_a_digit(written: str, number: PhoneNumber) -> bool:
    """Whether 39 and an old Italian mobile of nine digits may also be a mobile of ten digits that lacks one."""
    national = national_significant_number(number)
    return (
        number.country_code == _ITALY and len(national) == _SURELY_WHOLE and re.match(r"\s*39\D?3", written) is not None
    )


def _lacks_area(written: str, number: PhoneNumber) -> bool:
    """Whether the digits may also be a local number, which exists in other towns too."""
    pattern = LOCAL_WITHOUT_ZERO.get(number.country_code or 0)
    if pattern is None or "+" in written or pattern.match(digits := _NO_DIGITS.sub("", written)) is None:
        return False
    return digits == national_significant_number(number) or len(digits) <= _SURELY_WHOLE


def _lacking_zero(written: str, country: str) -> tuple[str, ...]:
    """The number that this would be with a leading zero, if any: spreadsheets remove leading zeros."""
    if (found := _LACKING.fullmatch(written)) is None:
        return ()
    try:
        number = phonenumbers.parse(f"{found[1] or ''}0{found[2]}", country)
    except NumberParseException:
        return ()
    return (_e164(number),) if _exists(number) else ()


def with_zero(cell: str, country: str) -> str | None:
    """The land line with the leading 0 that a spreadsheet has removed; None if that is not certain.

    Only Italian land lines have a 0 as part of the number, and mobiles begin with 3; a number cell cannot keep the 0
    that a text keeps. `cell` is not valid as it is.
    """
    if country != "IT" or not isinstance(cell, NumberCell) or cell.startswith("3"):
        return None
    number = phonenumbers.parse(f"0{cell}", country)
    land = _exists(number) and phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE
    return _e164(number) if land else None


def _found_within(written: str, country: str, *, faxes: bool) -> Sequence[tuple[str, str]]:
    """The numbers among other text; none if remaining digits may be a number too.

    Raises BadNumber for one that cannot be read, and if all are fax numbers.
    """
    if len(written) > TEXT_CHARACTERS_AT_MOST:
        return ()
    matches = list(PhoneNumberMatcher(written, country, leniency=Leniency.VALID))
    edges = [0, *(edge for match in matches for edge in (match.start, match.end)), len(written)]
    left = [written[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    if any(_STILL_A_NUMBER.search(part) for part in left):
        return ()
    if any(_BEGUN.search(part) and match.raw_string[0].isdecimal() for part, match in zip(left, matches, strict=False)):
        return ()
    found: dict[str, str] = {}
    for place, match in enumerate(matches):
        if not faxes and is_fax(left[place], left[place + 1], last=place + 1 == len(matches)):
            continue
        number, said = _settled(match.raw_string, country)
        found.setdefault(_e164(number), said)
    if matches and not found:
        mend = msg("write a number where somebody answers")
        raise BadNumber(msg("there is a fax number in place of the phone number"), mend, empty=True)
    around = shown(" ".join(filter(None, (_EMPTIED.sub("", part) for part in left))))[:NOTE_CHARACTERS_AT_MOST]
    return tuple((number, " ".join(filter(None, (said, around)))) for number, said in found.items())


def _found_apart(written: str, country: str, *, faxes: bool) -> Sequence[tuple[str, str]]:
    """The numbers of a cell with marks between and within them, if there is only one way to split it."""
    parts = _MARKS.split(written)
    if not 1 < len(parts) <= 2 * _MARKS_AT_MOST + 1:
        return ()
    ways = {tuple(dict(found)): tuple(dict(found).items()) for found in _ways(parts, country, faxes=faxes)}
    return next(iter(ways.values())) if len(ways) == 1 else ()


def _ways(parts: Sequence[str], country: str, *, faxes: bool) -> Iterator[Sequence[tuple[str, str]]]:
    """Each way to split a text between `parts`, every second of which is a mark, so that every piece can be read."""
    if not parts:
        yield ()
        return
    for end in range(1, len(parts) + 1, 2):
        try:
            piece = _piece("".join(parts[:end]), country, faxes=faxes)
        except BadNumber:
            continue
        for rest in _ways(parts[end + 1 :], country, faxes=faxes):
            yield (*piece, *rest)


def _piece(text: str, country: str, *, faxes: bool) -> Sequence[tuple[str, str]]:
    """The numbers of a piece of a cell; none in words or of a fax. Raises BadNumber."""
    if not any(map(str.isdecimal, text)):
        if is_fax(text, "", last=True):  # the word is about the next piece
            raise BadNumber(msg("not a phone number"))
        return ()
    if not has_letters(text):
        number, said = _settled(text, country)
        return ((_e164(number), said),)
    try:
        found = _found_within(text, country, faxes=faxes)
    except BadNumber as bad:
        if bad.empty:
            return ()
        raise
    if not found:
        raise BadNumber(msg("not a phone number"))
    return found


def _why_none(written: str, country: str) -> BadNumber:
    """Why there is no number among other text."""
    bare = WORDS.sub(" ", written).strip()
    if not any(map(str.isdecimal, bare)):
        hidden = shown(written) != written
        other = msg("hours, a date or a tax number stand where the phone number should")
        return BadNumber(other if hidden else msg("not a phone number"), empty=True)
    try:
        _parsed(bare, country)
    except BadNumber as bad:
        return bad
    return BadNumber(msg("not a phone number"))


def _why_invalid(number: PhoneNumber) -> tuple[Message, Message]:
    match phonenumbers.is_possible_number_with_reason(number):
        case phonenumbers.ValidationResult.TOO_SHORT:
            return msg("the phone number is too short"), msg("add the digits that are missing")
        case phonenumbers.ValidationResult.TOO_LONG:
            return msg("the phone number is too long"), msg(
                "take the digits away that are too many, or write one number a cell"
            )
        case phonenumbers.ValidationResult.INVALID_COUNTRY_CODE:
            return msg("the phone number has no country code that exists"), msg("correct the digits behind the +")
        case _:
            return (
                msg("no such phone number exists in its country's numbering plan"),
                msg("correct the digits, or write + and the country code of another country"),
            )


def known_country(country: str) -> bool:
    """Whether numbers of this country can be read."""
    return country in phonenumbers.SUPPORTED_REGIONS
