"""What Asterisk may be let call: nothing that is not written out, or allowed by name."""

import re

import pytest

from dialer.telephony.trunks.dial_strings import PATTERN, endpoint_of, phone_allowed, trunk_allowed

PATTERNS = ("Local/{extension}@agents", "PJSIP/{extension}@desk-trunk", "DAHDI/g1/{number}")


@pytest.mark.parametrize("phone", ["PJSIP/1001", "PJSIP/anna.rossi_2-b"])
def test_a_phone_is_an_endpoint(phone: str) -> None:
    assert phone_allowed(phone, ())


@pytest.mark.parametrize(
    "phone",
    ["PJSIP/00881@trunk", "PJSIP/a/sip:b", "PJSIP/", "pjsip/1001", "Local/1001@agents", "System/x", "PJSIP/1\n", ""],
)
def test_anything_else_is_no_phone_without_a_pattern(phone: str) -> None:
    assert not phone_allowed(phone, ())


@pytest.mark.parametrize("phone", ["Local/1001@agents", "PJSIP/+39331@desk-trunk", "PJSIP/1001"])
def test_a_node_allows_more(phone: str) -> None:
    assert phone_allowed(phone, PATTERNS)


@pytest.mark.parametrize(
    "phone",
    ["Local/1001@agents/n", "Local/1@any@agents", "Local/1001@agentsx", "Local/@agents", "Local/1/2@agents",
     "DAHDI/g1/5", "DAHDI/g1/{number}", "Local/{extension}@agents", "Local/1001@agents\n"],
)  # fmt: skip
def test_a_pattern_allows_what_fits_it_whole_and_phones_alone(phone: str) -> None:
    assert not phone_allowed(phone, PATTERNS)


def test_a_patterns_text_stands_for_itself() -> None:
    assert not phone_allowed("Local/1001@agents", ("Local/{extension}@agent.",))
    assert not phone_allowed("Local/1001@agentss", ("Local/{extension}@agents+",))


@pytest.mark.parametrize("dial", ["PJSIP/{number}@my-trunk", "PJSIP/0039{number}@a.b_c", "DAHDI/g1/{number}"])
def test_a_trunk_is_an_endpoint_or_allowed_word_for_word(dial: str) -> None:
    assert trunk_allowed(dial, PATTERNS)


@pytest.mark.parametrize(
    "dial",
    ["Local/{number}@agents", "DAHDI/g2/{number}", "PJSIP/x/sip:{number}@h", "PJSIP/{number}", "System/{number}"],
)
def test_other_trunks_are_refused(dial: str) -> None:
    assert not trunk_allowed(dial, PATTERNS)


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("Local/{extension}@agents/n", True),
        ("DAHDI/g1/{number}", True),
        ("Local/{extension}@{extension}", False),
        ("Local/1@agents", False),
        ("Local/{extension}@a,b", False),
        ("{extension}", False),
        ("Local/{extension}&PJSIP/1", False),
    ],
)
def test_how_patterns_are_written(pattern: str, fits: bool) -> None:
    assert bool(re.search(PATTERN, pattern)) == fits


@pytest.mark.parametrize(
    ("dial", "endpoint"),
    [
        ("PJSIP/1001", "1001"),
        ("PJSIP/{number}@my-trunk", "my-trunk"),
        ("PJSIP/0039{number}@my-trunk", "my-trunk"),
        ("PJSIP/+39331@desk", "desk"),
        ("Local/1@agents", None),
        ("PJSIP/x/sip:{number}@host", None),
    ],
)
def test_which_endpoint_is_asked(dial: str, endpoint: str | None) -> None:
    assert endpoint_of(dial) == endpoint
