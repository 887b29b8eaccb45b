"""Messages kept and said: as JSON holds them, numbers and instants as each language writes them."""

from zoneinfo import ZoneInfo

from dialer.i18n.catalogue import in_words, with_words
from dialer.i18n.instants import instant
from dialer.i18n.message import Message, from_plain, to_plain

NESTED = Message("{table}: {why}", {"table": "a.csv", "why": [Message("The file is empty."), "x"]}, "a context")


def test_a_message_comes_back_from_json_with_those_in_its_facts() -> None:
    assert from_plain(to_plain(NESTED)) == NESTED
    assert from_plain(to_plain("a text")) == "a text"


def test_what_json_holds_is_said_wherever_a_message_stands_in_it() -> None:
    body = {"id": 3, "why": to_plain(Message("Mon", context="weekday")), "those": [to_plain(Message("none"))]}
    assert with_words(body, "en") == {"id": 3, "why": "Mon", "those": ["none"]}
    assert with_words(body, "it")["why"] == "lun"


def test_thousands_are_parted_as_the_language_does() -> None:
    message = Message("{rows:,} rows", {"rows": 1_234_567})
    assert in_words(message, "en") == "1,234,567 rows"
    assert in_words(message, "it") == "1.234.567 rows"


def test_an_instant_is_local_time_with_the_languages_own_names() -> None:
    at = instant(1_796_018_400.0, ZoneInfo("Europe/Rome"))
    assert in_words(at, "en") == "Mon 30 Nov at 07:00 CET"
    assert in_words(at, "it") == "lun 30 nov alle 07:00 CET"
    assert from_plain(to_plain(at)) == at
