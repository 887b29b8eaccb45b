"""What is wrong with a profile is said in Italian too: each fault that the source has, and how to mend it."""

import pytest

from dialer.compliance import durations, load, resolve
from dialer.compliance.fault_words import FAULTS
from dialer.compliance.load import profiles_of, texts_of
from dialer.compliance.params import abandoning, contacts
from dialer.compliance.problems import BadProfiles
from dialer.compliance.shipped import SHIPPED
from dialer.words import Language
from tests.texts import texts_of as english_of

RAISED = [
    text
    for module in (load, resolve)
    for text in english_of(module, {"Problem"}, "what", "mend")
    if text not in ("X", "XX")
]
VALUES = [text for module in (abandoning, contacts, durations) for text in english_of(module, {"ValueError"})]


def halves(text: str) -> list[str]:
    """What is wrong, and how to mend it, as `problems` parts what a parameter refuses."""
    what, _, mend = text.partition(": ")
    return [what, mend[:1].upper() + mend[1:]]


@pytest.mark.parametrize("english", sorted({*RAISED, *(half for text in VALUES for half in halves(text))}))
def test_each_fault_and_each_cure_has_its_italian(english: str) -> None:
    assert FAULTS(english) is not None


def test_there_are_faults() -> None:
    assert (len(RAISED) > 15, len(VALUES) > 8) == (True, True)


@pytest.mark.parametrize(
    ("before", "after", "italian"),
    [
        (
            "kind: call_window",
            "kind: call_windw",
            "it.yaml, regola IT-HOURS: il tipo 'call_windw' non è noto. Scrivere call_window.",
        ),
        ("enforcement: hard", "enforced: hard", "manca enforcement. Aggiungere enforcement. (Riga"),
        (
            "enforcement: hard",
            "enforcement: hard\n    x: 1",
            "qui x non è noto. Correggere come è scritto, o toglierlo.",
        ),
        ("enforcement: hard", "enforcement: firm", "qui 'firm' non può stare. Scrivere 'hard' o 'soft'."),
        ("zone: Europe/Rome", "zone: Europe/Rom", "clock: Il fuso orario 'Europe/Rom' non è noto. Usare un nome come"),
    ],
)
def test_a_broken_profile_says_in_italian_what_where_and_how_to_mend_it(before: str, after: str, italian: str) -> None:
    texts = texts_of(SHIPPED)
    assert before in texts["it.yaml"]
    with pytest.raises(BadProfiles) as refused:
        profiles_of({**texts, "it.yaml": texts["it.yaml"].replace(before, after, 1)})
    assert italian in refused.value.said(Language.IT)
    assert refused.value.said(Language.EN) == str(refused.value)
