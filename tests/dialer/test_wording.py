"""Every reason has its sentence, in both languages, with the same facts."""

import re
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from dialer.callbacks.model import OFF, Alert
from dialer.cell.dialling.idle_reasons import NO_PHONE, Idle
from dialer.compliance.mending import reason_facts
from dialer.compliance.verdict import Answer, Ruling, Verdict
from dialer.engine.board.board import FEWER_CHANNELS, RECOUNTED, UNNAMED
from dialer.wording import SENTENCES, decided, sentence
from pacing.overload import Lag
from pacing.snapshot import Why

ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize("code", [*Idle, *Why, *Alert])
def test_every_code_has_its_sentences(code):
    words = sentence(code, {}, zone=ROME)
    assert words.keys() == {"en", "it"}
    assert all(text.endswith((".", "…")) for text in words.values())


def test_no_sentence_is_without_a_code():
    behind = {f"behind_{kind}" for kind in Lag}
    assert SENTENCES.keys() == {*Idle, *Why, *Alert, *behind, OFF, UNNAMED, NO_PHONE, FEWER_CHANNELS, RECOUNTED}


@pytest.mark.parametrize("code", SENTENCES)
def test_both_languages_tell_the_same_facts(code):
    english, italian = ({field for _, field, _, _ in Formatter().parse(text) if field} for text in SENTENCES[code])
    assert english == italian


def test_instants_are_local_time_of_the_campaign_and_name_its_zone():
    words = sentence("out_of_hours", {"opens_at": 1_750_000_000.0}, zone=ROME)
    assert words["en"].endswith("dialling may begin on Sun 15 Jun at 17:06 CEST.")
    assert words["it"].endswith("si può chiamare da dom 15 giu alle 17:06 CEST.")
    tokyo = sentence("leads_wait", {"next_due": 1_750_000_000.0}, zone=ZoneInfo("Asia/Tokyo"))
    assert "Mon 16 Jun at 00:06 JST" in tokyo["en"]


def test_a_missing_fact_leaves_a_gap_and_no_error():
    assert sentence("link_down", {}, zone=ROME)["en"] == "No link to Asterisk (…): nothing is dialled until it is back."


def test_braces_in_a_fact_are_shown_as_they_are():
    assert "{node}" in sentence("link_down", {"node": "{node}"}, zone=ROME)["en"]


def test_an_unknown_code_is_an_error():
    with pytest.raises(KeyError):
        sentence("whatever", {}, zone=ROME)


def test_a_decision_is_told_with_the_figures_it_has():
    figures = {"dial": 2, "called_off": 0, "risk": 0.0123, "price": 0.02, "agents_ready": 1, "agents_busy": 9}
    words = decided({**figures, "hit_rate": None, "constraint": "day", "share": 0.01, "limit": 0.03, "bank": 4.51})
    assert words["en"] == (
        "Calls started: 2. Risk 1.23 % against a price of 2.00 %. Agents: 1 ready, 9 busy. "
        "Budget “day”: 1.00 % of 3.00 %, 4.5 left."
    )
    assert "Rischio 1,23 % contro un prezzo di 2,00 %." in words["it"]
    assert decided({}) == {"en": "", "it": ""}
    assert decided({"own_price": 0.031})["en"] == "By itself it would go to 3.10 %: others share its agents."
    assert "3,10 %" in decided({"own_price": 0.031})["it"]


@pytest.mark.parametrize(("seen", "said"), [({"rate": 0.0606}, "6.06% of the calls abandoned"), ({}, "")])
def test_what_a_rule_objects_to_is_one_sentence_with_what_it_saw_in_brackets(seen, said):
    verdict = Verdict(answer=Answer.DEGRADE, rule_id="XX-ABANDON", facts=seen)
    ruling = Ruling(answer=Answer.DEGRADE, rule_id="XX-ABANDON", profile_hash="", verdicts=(verdict,))
    for words in sentence(Idle.RULES_HOLD, reason_facts(ruling, []), zone=ROME).values():
        assert re.search(r"\(XX-ABANDON\): [^().]+( \([^()]+\))?\. [A-Z]", words), words
        assert ("(" in words.partition("XX-ABANDON)")[2]) is bool(seen), words
    assert said in sentence(Idle.RULES_HOLD, reason_facts(ruling, []), zone=ROME)["en"]


def test_of_a_budget_that_is_exceeded_it_is_said_by_how_much_and_never_that_less_than_nothing_is_left():
    figures = {"constraint": "day", "share": 0.04, "limit": 0.03, "agents_ready": 1, "agents_busy": 1}
    words = decided({**figures, "bank": -0.2})
    assert words["en"].endswith("Budget “day”: 4.00 % of 3.00 %, exceeded by 0.2.")
    assert words["it"] == "Operatori pronti: 1, occupati: 1. Budget «day»: 4,00 % su 3,00 %, superato di 0,2."
    words = decided({**figures, "bank": -0.04})
    assert (words["en"][-10:], words["it"][-12:]) == (" 0.0 left.", "residuo 0,0.")


def test_an_instant_of_a_sentence_stands_behind_the_right_preposition():
    words = sentence("leads_wait", {"next_due": 1_750_000_000.0}, zone=ZoneInfo("Europe/Rome"))
    assert words["en"].endswith("the first is due on Sun 15 Jun at 17:06 CEST.")
    assert words["it"].endswith("il primo è previsto per dom 15 giu alle 17:06 CEST.")
