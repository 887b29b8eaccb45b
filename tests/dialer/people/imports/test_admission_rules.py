"""The rules of an import alone, row by row."""

from dataclasses import replace

import pytest

from dialer.compliance.rules import decide
from dialer.compliance.settings import LawSettings
from dialer.i18n.catalogue import in_words
from dialer.people.imports import admission as module
from dialer.people.imports.admission import Admission
from dialer.people.imports.readers.columns import read_header
from dialer.people.imports.rows.row import NotAdmitted, Rules, read_row
from tests.support.admissions import ACME, CONSENT, ITALY, NOW, SHIPPED, admission


@pytest.mark.parametrize(
    ("said", "reason", "mend"),
    [
        ({}, "no legal basis", "write in basis one of consent, specific_consent, contract, request, public_directory"),
        (
            {"basis": "consent", "source": "fair", "company": "Acme"},
            "the basis consent lacks consent_at, consent_text",
            "write consent_at, consent_text, or give the whole list its date, the version of its text",
        ),
        (
            {**CONSENT, "text_version": ""},
            "the basis consent lacks consent_text",
            "write consent_text, or give the whole list the version of its text",
        ),
        (
            {**CONSENT, "basis": "existing_customer", "source": ""},
            "the basis existing_customer lacks consent_source",
            "write consent_source, or give the whole list its source",
        ),
        (
            {**CONSENT, "company": "Other"},
            "consent_company names somebody else than Acme",
            "write Acme if the consent names it; else the row may not be called for it",
        ),
        ({**CONSENT, "basis": "legitimate_interest"}, "the basis legitimate_interest is not allowed", "write in basis"),
        ({**CONSENT, "ended_at": "2026-04-01"}, "the basis consent has ended", "write in basis one of"),
    ],
)
def test_a_row_is_told_which_proofs_are_missing_by_any_rule_and_how_to_mend_it(said, reason, mend):
    refusal = Admission.of(SHIPPED, ITALY, country="IT", company=ACME, now=NOW).refusal(said)
    assert refusal is not None
    rule, colon, why = str(refusal.reason).partition(": ")
    assert (rule in ("EU-BASIS", "IT-BASIS"), colon, why) == (True, ": ", reason)
    assert str(refusal.mend).startswith(mend)
    assert in_words(refusal.reason, "it") != str(refusal.reason)
    assert in_words(refusal.mend, "it") != str(refusal.mend)


def test_what_only_a_register_proves_is_not_missing_before_it_is_asked():
    american = admission(LawSettings(profile="US", sector="telecoms"), "US")
    assert american.refusal({"source": "bought"}) is None
    assert american.refusal({}) is not None  # nobody says where the number comes from


def test_the_same_words_are_asked_once_whatever_their_date_and_number(monkeypatch):
    one, asked = admission(), []
    monkeypatch.setattr(module, "decide", lambda *facts: asked.append(facts) or decide(*facts))
    for day in range(1, 29):
        assert one.refusal({**CONSENT, "obtained_at": f"2026-02-{day:02d}", "evidence_id": f"C-{day}"}) is None
    assert len(asked) == 1
    one.count(CONSENT, 28)
    assert [(said.answer, said.rows) for said in one.take()] == [("allow", 28)]
    assert one.take() == []
    assert one.refusal({**CONSENT, "obtained_at": ""}) is not None


def test_a_bought_list_comes_in_when_it_says_how_its_people_were_told():
    columns = read_header(["phone", "id consenso", "fornitore lista", "informativa fornita"], {})
    rules = Rules(country="IT", admission=admission(), consent=CONSENT)
    told = read_row(["3331234567", "C-7", "Lists & Co", "by post, 3 May"], columns, rules).consent
    assert told == {**CONSENT, "evidence_id": "C-7", "list_provider": "Lists & Co", "notice_given": "by post, 3 May"}
    with pytest.raises(NotAdmitted):
        read_row(["3331234567", "C-8", "Lists & Co", ""], columns, rules)


def test_a_refused_row_keeps_its_numbers_for_the_search_for_made_up_ones():
    rules = Rules(country="IT", admission=admission())
    with pytest.raises(NotAdmitted) as refused:
        read_row(["Anna", "3331234567"], read_header(["name", "phone"], {}), rules)
    assert refused.value.lead.phones == (("+393331234567", "phone"),)
    assert read_row(["Anna", "3331234567"], read_header(["name", "phone"], {}), replace(rules, consent=CONSENT))
