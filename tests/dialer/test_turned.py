"""Whoever types thousands of characters, of whatever kind, does not keep Pronto busy with saying them in Italian."""

import re
import time
from collections.abc import Callable, Iterator

import pytest

from dialer.core.enums import Language
from dialer.refusals import of_what
from dialer.turned import Turned
from dialer.wrong_words import WRONG

LENGTH = 10_000
AT_MOST_S = 0.5  # of CPU; a minute and more before
TYPED = (
    *("a, ", ",", "; ", ": ", "a: b; ", "a; b: ", "AB: ", ".", "x. "),
    *("\n", "(", "' or '", "1,000 ", "there is no field a, "),
)


def seconds(say: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    say(text)
    return time.process_time() - began


def said_in_italian(text: str) -> str:
    return of_what(text, Language.IT)


@pytest.mark.parametrize("piece", TYPED)
@pytest.mark.parametrize("say", [said_in_italian], ids=["refusal"])
@pytest.mark.parametrize("length", [70, 1_000, LENGTH])
def test_a_long_text_is_said_or_left_as_it_is_at_once(say: Callable[[str], object], piece: str, length: int) -> None:
    assert seconds(say, (piece * length)[:length]) < AT_MOST_S


def almost() -> Iterator[tuple[str, Turned, str]]:
    """For each text with several places what nearly is it many times over, and so is tried in the most ways."""
    for texts in (WRONG,):
        for english in texts.texts:
            parts = re.split(r"\{\w+\}", english)
            if len(parts) > 2:
                middle = "x" + "x".join(parts[1:-1])
                yield english, texts, (parts[0] + middle * LENGTH)[:LENGTH] + "\0"


@pytest.mark.parametrize(("english", "texts", "typed"), [*almost()], ids=[one[0][:40] for one in almost()])
def test_no_pattern_goes_through_all_the_ways_a_long_text_may_be_read(english: str, texts: Turned, typed: str) -> None:
    assert seconds(texts, typed) < AT_MOST_S
    assert seconds(texts, typed[:1_900] + "\0") < AT_MOST_S
