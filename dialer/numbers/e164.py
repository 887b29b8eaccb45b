"""One number as somebody enters it: no list, whose columns need `dialer.numbers.reader`."""

import phonenumbers


def e164(number: str, country: str = "") -> str | None:
    """A number in E.164, read as it is written in the country (ISO 3166) if it is not international.

    None if no such number can exist.
    """
    try:
        parsed = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
