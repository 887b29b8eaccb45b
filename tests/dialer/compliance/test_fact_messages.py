"""What rules saw is said in words, in every language, and none of it is a code."""

import ast
import re
from pathlib import Path

import pytest

import dialer.compliance
from dialer.compliance.fact_messages import DESCRIBED, describe_duration, describe_facts
from dialer.i18n.catalogue import in_words
from dialer.i18n.message import msg

FOLDER = Path(dialer.compliance.__file__).parent
SAID_BY = {"refuse", "forbid", "defer", "degrade"}


def facts_of_objections() -> set[str]:
    """The name of each fact that some rule gives with an objection."""
    found = set()
    for path in (*FOLDER.glob("evaluators/*.py"), FOLDER / "profile_status.py", FOLDER / "rules.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID_BY:
                found |= {keyword.arg for keyword in node.keywords if keyword.arg}
            elif isinstance(node, ast.Return) and isinstance(node.value, ast.Dict):
                found |= {key.value for key in node.value.keys if isinstance(key, ast.Constant)}
    return found


def test_each_fact_of_an_objection_has_words():
    assert facts_of_objections() - DESCRIBED == set()


@pytest.mark.parametrize(
    ("facts", "english", "italian"),
    [
        ({}, "", ""),
        (
            {"basis": "none"},
            "nothing says why these people may be called",
            "manca una base giuridica per chiamare queste persone",
        ),
        (
            {"basis": "consent", "basis_fault": "lacks", "lacks": "obtained_at, text_version"},
            "consent lacks its date, the version of its text",
            "il consenso: manca la data, la versione del testo",
        ),
        (
            {"basis": "in_directory", "basis_fault": "ended"},
            "the public directory has ended",
            "l'elenco pubblico non è più in corso",
        ),
        (
            {"register": "RPO", "check": "stale", "checked_at": 1_780_000_000.0, "max_age": "P15D"},
            "register RPO, the check is too old, checked 2026-05-28 20:26 UTC, an answer counts for 15 days",
            "registro RPO, la verifica è scaduta, verificato 2026-05-28 20:26 UTC, vale per 15 giorni",
        ),
        ({"unknown": "caller_id"}, "unknown: the number shown", "non noto: il numero mostrato"),
        (
            {"must_be": "callable, identifies_seller"},
            "it has to be callable, one that identifies the seller",
            "deve essere richiamabile, uno che identifica il venditore",
        ),
        ({"clock_skew_s": 2.5, "at_most": 1.0}, "the clock is off by 2.5 s, at most 1 is allowed",
         "l'orologio ha uno scarto di 2,5 s, al massimo 1"),
        ({"decides_in_ms": 2500, "at_most": 1800}, "it decides in 2500 ms, at most 1800 is allowed",
         "decide in 2500 ms, al massimo 1800"),
        ({"decides_in_ms": "unknown"}, "nothing says how soon it decides", "non è indicato in quanto tempo decide"),
        ({"rate": 0.0321}, "3.21% of the calls abandoned", "3,21% delle chiamate abbandonate"),
        (
            {"undecided": "IT-A/IT-B period call_events P1Y P24M; IT-A/IT-C message"},
            "IT-A/IT-B: call events must be deleted after 12 months and kept for 24 months, "
            "IT-A/IT-C: one forbids the message that the other demands",
            "IT-A/IT-B: una impone di cancellare (chiamate) dopo 12 mesi, l'altra di conservare per 24 mesi, "
            "IT-A/IT-C: una vieta il messaggio che l'altra richiede",
        ),
    ],
)  # fmt: skip
def test_facts_are_said_in_words(facts, english, italian):
    described = msg("{parts}", parts=describe_facts(facts))
    assert (in_words(described, "en"), in_words(described, "it")) == (english, italian)
    assert not re.search(r"\w_\w", english + italian)


@pytest.mark.parametrize(
    ("text", "english", "italian"),
    [
        ("P15D", "15 days", "15 giorni"),
        ("PT72H", "3 days", "3 giorni"),
        ("P24M", "24 months", "24 mesi"),
        ("P10WD", "10 working days", "10 giorni lavorativi"),
        ("P1DT12H", "1 day 12 hours", "1 giorno 12 ore"),
        ("soon", "soon", "soon"),
    ],
)
def test_durations_are_said_in_words(text, english, italian):
    described = describe_duration(text)
    assert (in_words(described, "en"), in_words(described, "it")) == (english, italian)
