"""Every reason has its sentence, with instants and figures as each language has them."""

import math
import re
from zoneinfo import ZoneInfo

import pytest

from dialer.cell.dialling.dialling_loop import objected
from dialer.cell.dialling.idle_reasons import NO_PHONE, REASONS, Idle, reason
from dialer.compliance.ruling import Answer, RuleAnswer, Ruling
from dialer.engine.board.board import CAP_REACHED, FEWER_CHANNELS, RECOUNTED, UNNAMED
from dialer.engine.board.pacing import decided
from dialer.i18n.catalogue import with_words
from dialer.i18n.message import to_plain
from dialer.people.callbacks.model import OFF, Alert
from pacing.overload import Lag
from pacing.snapshot import Why
from tests.support.spoken import both, in_english

ROME = ZoneInfo("Europe/Rome")


@pytest.mark.parametrize("code", [*Idle, *Why, *Alert])
def test_every_code_has_its_sentence(code):
    assert all(text.endswith((".", "…")) for text in both(reason(code, {}, ROME)).values())


def test_no_sentence_is_without_a_code():
    behind = {f"behind_{kind}" for kind in Lag}
    assert REASONS.keys() == {
        *Idle,
        *Why,
        *Alert,
        *behind,
        OFF,
        UNNAMED,
        NO_PHONE,
        CAP_REACHED,
        FEWER_CHANNELS,
        RECOUNTED,
    }


def test_instants_are_local_time_of_the_campaign_and_name_its_zone():
    words = both(reason("out_of_hours", {"opens_at": 1_750_000_000.0}, ROME))
    assert words["en"].endswith("dialling may begin on Sun 15 Jun at 17:06 CEST.")
    assert words["it"].endswith("si può chiamare da dom 15 giu alle 17:06 CEST.")
    tokyo = in_english(reason("leads_wait", {"next_due": 1_750_000_000.0}, ZoneInfo("Asia/Tokyo")))
    assert "Mon 16 Jun at 00:06 JST" in tokyo


def test_a_missing_fact_leaves_a_gap_and_no_error():
    said = in_english(reason("link_down", {}, ROME))
    assert said == "No link to Asterisk (…): nothing is dialled until it is back."


def test_braces_in_a_fact_are_shown_as_they_are():
    assert "{node}" in in_english(reason("link_down", {"node": "{node}"}, ROME))


def test_an_unknown_code_is_an_error():
    with pytest.raises(KeyError):
        reason("whatever", {}, ROME)


def test_a_decision_is_told_with_the_figures_it_has():
    figures = {"dial": 2, "called_off": 0, "risk": 0.0123, "price": 0.02, "agents_ready": 1, "agents_busy": 9}
    words = both(
        decided({**figures, "hit_rate": None, "constraint": "day", "share": 0.01, "limit": 0.03, "bank": 4.51})
    )
    assert words["en"] == (
        "Calls started: 2. Risk 1.23 % against a price of 2.00 %. Agents: 1 ready, 9 busy. "
        "Budget “day”: 1.00 % of 3.00 %, 4.5 left."
    )
    assert "Rischio 1,23 % contro un prezzo di 2,00 %." in words["it"]
    assert both(decided({})) == {"en": "", "it": ""}
    unbound = {"dial": 1, "risk": 0.1, "price": math.inf}  # no rule bounds it
    assert with_words(to_plain(decided(unbound)), "en") == "Calls started: 1."
    own = both(decided({"own_price": 0.031}))
    assert own["en"] == "By itself it would go to 3.10 %: others share its agents."
    assert "3,10 %" in own["it"]


@pytest.mark.parametrize(("seen", "said"), [({"rate": 0.0606}, "6.06% of the calls abandoned"), ({}, "")])
def test_what_a_rule_objects_to_is_one_sentence_with_what_it_saw_in_brackets(seen, said):
    verdict = RuleAnswer(answer=Answer.DEGRADE, rule_id="XX-ABANDON", facts=seen)
    ruling = Ruling(answer=Answer.DEGRADE, rule_id="XX-ABANDON", profile_hash="", answers=(verdict,))
    sentence = reason(Idle.RULES_HOLD, objected(ruling, ()), ROME)
    for words in both(sentence).values():
        assert re.search(r"\(XX-ABANDON\): [^().]+( \([^()]+\))?\. [A-Z]", words), words
        assert ("(" in words.partition("XX-ABANDON)")[2]) is bool(seen), words
    assert said in in_english(sentence)


def test_of_a_budget_that_is_exceeded_it_is_said_by_how_much_and_never_that_less_than_nothing_is_left():
    figures = {"constraint": "day", "share": 0.04, "limit": 0.03, "agents_ready": 1, "agents_busy": 1}
    words = both(decided({**figures, "bank": -0.2}))
    assert words["en"].endswith("Budget “day”: 4.00 % of 3.00 %, exceeded by 0.2.")
    assert words["it"] == "Operatori pronti: 1, occupati: 1. Budget «day»: 4,00 % su 3,00 %, superato di 0,2."
    words = both(decided({**figures, "bank": -0.04}))
    assert (words["en"][-10:], words["it"][-12:]) == (" 0.0 left.", "residuo 0,0.")


def test_an_instant_of_a_sentence_stands_behind_the_right_preposition():
    words = both(reason("leads_wait", {"next_due": 1_750_000_000.0}, ROME))
    assert words["en"].endswith("the first is due on Sun 15 Jun at 17:06 CEST.")
    assert words["it"].endswith("il primo è previsto per dom 15 giu alle 17:06 CEST.")
