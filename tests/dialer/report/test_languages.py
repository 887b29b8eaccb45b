"""Whoever reads Italian reads the whole report in Italian, and its JSON is the same for everybody."""

import ast
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import dialer.report
from dialer.compliance.settings import DECLARED
from dialer.compliance.vocabulary import BasisKind, CliClass, ClockStart, Kind, WindowKind
from dialer.core.enums import Language
from dialer.report.compliance import report
from dialer.report.compliance_page import compliance_page
from dialer.report.files import sha256
from dialer.report.labels import LABELS
from dialer.report.terms import KINDS, SENTENCES, TERMS
from dialer.report.titles import TITLES
from dialer.report.tongue import WORDS, Tongue
from tests.support.full_report import rich
from tests.support.reports import PROFILES, stand_in, stored

FOLDER = Path(dialer.report.__file__).parent
OF_POINTS = (
    "askings", "compliance", "ends", "grounds", "hours", "links", "people", "rates", "refusals", "requests", "ruled",
    "under", "who",
)  # fmt: skip
BODY = report(rich(), [PROFILES[name] for name in ("IT", "UK", "US")], stand_in)
OF_THE_BODY = {"format", "controller", "until", "time zone", "points", "title", "not recorded"}
OF_THE_BODY |= {"log", "whole", "broken at"}
# What is no word of ours, or the same one in both languages.
DATA = re.compile(
    r"[\d.,:/ %+-]*|[0-9a-f]{64}|p1-\d+|(EU|IT|UK|US)-[A-Z@-]+( ms| \(..\))?|(IT|UK|US)|(RPO|TPS|CTPS|N?DNC).*|\+.*"
    r"|\d+-\d+ m?s(: \d+)?|(IT|GB|US|AL)(: ..)?: \d+|[\w-]+\.alaw|ROC( 12345)?|IT-ALBANIA: 1|ab12 …: 1|Europe/Rome: 1"
    r"|Spring & <Co>|Acme|Voci S.r.l.|March|fibre|call_centre: .*|sector: .*|seconds: 20|status: running|Anna|ann|C-1"
    r"|trial|stricter|R1|web|web form|pronto/sorry|desk|A|12345/7|one|the cable was cut|Said so to Anna: 4|telecoms"
    r"|id|file|P|no|auto|Pronto(: 1)?|SHA-256|law: after: topic: fibre|RPO: 15|\d\d:00",
)


def lines(language: Language) -> set[str]:
    """Every text that somebody sees on the page, cell by cell and line by line."""
    page = compliance_page(BODY, sha256(BODY), language=language)
    style = page.index("</style>")
    found = re.split(r"<[^>]*>", page[style:])
    return {text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").strip() for text in found}


def test_nothing_on_the_italian_page_is_left_in_english() -> None:
    left = {line for line in lines(Language.IT) & lines(Language.EN) if not DATA.fullmatch(line)}
    assert left == set(), "add it to dialer/report/labels.py or terms.py"


def keys(module: str) -> set[str]:
    """The names that this module gives to facts."""
    found = set()
    for node in ast.walk(ast.parse((FOLDER / f"{module}.py").read_text())):
        if isinstance(node, ast.Dict):
            found |= {key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return found


# Dictionaries of these modules that are no facts of the report.
SAYS_SOMETHING_ELSE = {"ruled": {"abandoned", "counted"}, "refusals": {"warn"}}


@pytest.mark.parametrize("module", OF_POINTS)
def test_each_fact_has_an_italian_name(module: str) -> None:
    assert keys(module) - LABELS.keys() - OF_THE_BODY - SAYS_SOMETHING_ELSE.get(module, set()) == set()


def test_each_point_and_each_declaration_has_an_italian_name() -> None:
    assert TITLES.keys() == {point["title"] for point in BODY["points"]}
    assert LABELS.keys() >= set(DECLARED.values())
    assert [name for name, italian in {**TITLES, **LABELS}.items() if not name.strip() or not italian.strip()] == []


@pytest.mark.parametrize(
    ("name", "codes"),
    [("kind", Kind), ("window", WindowKind), ("clock starts", ClockStart), ("basis", BasisKind), ("classes", CliClass)],
)
def test_each_code_has_a_name_in_both_languages(name: str, codes: type[Kind]) -> None:
    assert TERMS[name].keys() >= {str(code) for code in codes}
    assert KINDS.keys() == {str(kind) for kind in Kind}


def test_both_languages_are_told_the_same_facts() -> None:
    pairs = [*WORDS.values(), *SENTENCES.texts.items(), *(pair for terms in TERMS.values() for pair in terms.values())]
    assert [pair for pair in pairs if not all(pair) or places(pair[0]) != places(pair[1])] == []


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_dates_numbers_and_shares_are_written_as_the_language_writes_them() -> None:
    english, italian = (Tongue(language, ZoneInfo("Europe/Rome")) for language in Language)
    at = "2023-11-20T10:00:00.250+00:00"
    assert (english.text(at), italian.text(at)) == ("2023-11-20 11:00:00.250 CET", "20/11/2023 11:00:00,250 CET")
    assert (english.cell(1234567), italian.cell(1234567)) == ("1,234,567", "1.234.567")
    assert (english.cell(18.25), italian.cell(18.25)) == ("18.25", "18,25")
    assert (english.cell(0.0333, "share"), italian.cell(0.0333, "share")) == ("3.33%", "3,33%")
    assert (english.cell(40_000, "last line"), italian.cell(40_000, "campaign id")) == ("40000", "40000")
    assert italian.counted("calls on holidays", "2023-12-08") == "08/12/2023"
    disposed = [one.counted("by reason", "disposition:do_not_call") for one in (english, italian)]
    assert disposed == ["do not call again", "non richiamare più"]


def test_what_people_wrote_stays_as_they_wrote_it() -> None:
    made = stored(suppressions={"a customer's own words": 1})
    page = compliance_page(report(made, [], stand_in), "", language=Language.IT)
    assert '<html lang="it">' in page or "<html lang=it>" in page
    assert "a customer&#x27;s own words: 1" in page
    assert "Nessun dato registrato." in page
