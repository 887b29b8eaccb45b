"""What is wrong with a profile is said with where it is and how to mend it, in Italian too."""

import pytest

from dialer.compliance.load import profiles_of, texts_of
from dialer.compliance.problems import BadProfiles
from dialer.core.shipped_files import PROFILES
from dialer.i18n.catalogue import in_words


@pytest.mark.parametrize(
    ("before", "after", "italian"),
    [
        (
            "kind: call_window",
            "kind: call_windw",
            "it.yaml, regola IT-HOURS: il tipo 'call_windw' non esiste. Scrivere call_window.",
        ),
        ("enforcement: hard", "enforced: hard", "manca enforcement. Aggiungere enforcement. (Riga"),
        (
            "enforcement: hard",
            "enforcement: hard\n    x: 1",
            "x qui non è previsto. Correggere il nome, o toglierlo.",
        ),
        ("enforcement: hard", "enforcement: firm", "il valore 'firm' qui non è ammesso. Usare uno tra hard, soft."),
        ("zone: Europe/Rome", "zone: Europe/Rom", "clock: il fuso orario 'Europe/Rom' non è noto. Usare un nome come"),
    ],
)
def test_a_broken_profile_says_in_italian_what_where_and_how_to_mend_it(before: str, after: str, italian: str) -> None:
    texts = texts_of(PROFILES)
    assert before in texts["it.yaml"]
    with pytest.raises(BadProfiles) as refused:
        profiles_of({**texts, "it.yaml": texts["it.yaml"].replace(before, after, 1)})
    assert italian in "\n".join(in_words(one.message, "it") for one in refused.value.problems)
    assert "\n".join(in_words(one.message, "en") for one in refused.value.problems) == str(refused.value)
