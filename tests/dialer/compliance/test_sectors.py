"""The sectors: a closed list with names in every language, and what happens to a word that is in neither."""

from dataclasses import replace

import pytest

from dialer.compliance.ruling import Answer
from dialer.compliance.sectors import NAMES, WORDS, Sector, check_sector, sector_of
from dialer.compliance.settings import LawSettings
from dialer.compliance.vocabulary import Point
from dialer.i18n.catalogue import in_words, languages
from tests.support.profiles import ask, at, changed, good

AFTER = at("2026-06-23 12:00")  # four days after the Italian rule on energy


@pytest.mark.parametrize("word", ["energy", "energia", "Energia", " luce  e gas ", "elettricità", "GAS", "electricity"])
def test_each_word_for_energy_meets_italy_s_rule_on_energy(word):
    facts = changed(good(AFTER), campaign={"sector": sector_of(word)})
    ruling = ask("IT", Point.CAMPAIGN_START, facts, AFTER)
    assert (ruling.answer, ruling.rule_id) == (Answer.REFUSE, "IT-ENERGY")


def test_every_sector_is_known_by_its_code_and_by_its_name_in_every_language():
    assert set(NAMES) == set(Sector)
    assert [sector_of(sector) for sector in Sector] == list(Sector)
    for language in languages():
        assert [sector_of(in_words(NAMES[sector], language)) for sector in Sector] == list(Sector)
    assert {word for word in WORDS if sector_of(word) is not WORDS[word]} == set()


def test_a_word_that_is_no_sector_says_so_with_the_list_in_each_language():
    wrong = check_sector("fibra ottica")
    assert wrong is not None
    english, italian = in_words(wrong, "en"), in_words(wrong, "it")
    assert "fibra ottica" in english
    assert "claims management" in english
    assert "fibra ottica" in italian
    assert "gestione sinistri" in italian
    assert (check_sector(""), check_sector("Telecoms")) == (None, None)


def test_a_word_that_is_no_sector_leaves_no_rule_of_a_sector_unasked():
    law = LawSettings(sector="fibra ottica")
    facts = changed(good(AFTER), campaign={"sector": sector_of(law.sector)})
    assert ask("IT", Point.CAMPAIGN_START, facts, AFTER).rule_id == "IT-ENERGY"
    known = replace(facts, campaign=replace(facts.campaign, sector=Sector.TELECOMS))
    assert ask("IT", Point.CAMPAIGN_START, known, AFTER).answer is Answer.ALLOW
