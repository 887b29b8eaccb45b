"""Whoever reads another language reads the whole report in it, and its JSON is the same for everybody."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import write_po

from dialer.compliance.code_names import DEMANDED
from dialer.compliance.durations import read_duration
from dialer.compliance.vocabulary import BasisKind, CliClass, ClockStart, Kind, WindowKind
from dialer.documents.compliance_report import terms
from dialer.documents.compliance_report.files import sha256
from dialer.documents.compliance_report.page import compliance_page
from dialer.documents.compliance_report.report import compliance_report
from dialer.i18n import catalogue
from dialer.rendering.render import Speech
from dialer.rendering.values import Id, Instant, Share
from tests.dialer.documents.compliance_report.made import MONDAY, PROFILES, stand_in, stored
from tests.dialer.documents.compliance_report.rich import rich
from tests.house.test_messages import extracted
from tests.support.pseudo_language import pseudo_catalogue

BODY = compliance_report(rich(), [PROFILES[name] for name in ("IT", "UK", "US")], stand_in)
# What is no word of ours, or the same one in both languages.
DATA = re.compile(
    r"[\d.,:/ %+-]*|[0-9a-f]{64}|p1-\d+|(EU|IT|UK|US)-[A-Z@-]+( ms| \(..\))?|(IT|UK|US)|(RPO|TPS|CTPS|N?DNC).*|\+.*"
    r"|\d+-\d+ m?s(: \d+)?|(IT|GB|US|AL)(: ..)?: \d+|[\w-]+\.alaw|ROC( 12345)?|IT-ALBANIA: 1|ab12 …: 1|Europe/Rome: 1"
    r"|Spring & <Co>|Acme|Voci S.r.l.|March|fibre|call_centre: .*|sector: .*|seconds: 20|status: running|Anna|ann|C-1"
    r"|trial|stricter|R1|web|web form|pronto/sorry|desk|A|12345/7|one|the cable was cut|Said so to Anna: 4|telecoms"
    r"|id|file|P|no|auto|Pronto(: 1)?|SHA-256|law:|after:|topic: fibre|RPO: 15|\d\d:00",
)
OF_CLDR = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun)|\d+ [A-Z][a-z]+ \d{4}(, [\d:.]+ \w+)?(: \d+)?")


def lines(language: str) -> set[str]:
    """Every text that somebody sees on the page, cell by cell and line by line."""
    page = compliance_page(BODY, sha256(BODY), language=language)
    found = re.split(r"<[^>]*>", page[page.index("</style>") :])
    return {unescape(text).strip() for text in found}


def test_nothing_on_the_italian_page_is_left_in_english() -> None:
    assert {line for line in lines("it") & lines("en") if not DATA.fullmatch(line)} == set()


@pytest.fixture
def pseudo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A language that is one file, in which each text of ours stands in brackets."""
    folder = tmp_path / "qps" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "pronto.po").open("wb") as file:
        write_po(file, pseudo_catalogue(extracted()))
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path)
    for cached in (catalogue.languages, catalogue._speech):
        cached.cache_clear()
    yield "qps"
    for cached in (catalogue.languages, catalogue._speech):
        cached.cache_clear()


def test_a_third_language_of_the_page_is_one_file(pseudo: str) -> None:
    left = {line for line in lines(pseudo) if "[" not in line and not DATA.fullmatch(line)}
    assert {line for line in left if not OF_CLDR.fullmatch(line)} == set()


@pytest.mark.parametrize(
    ("named", "codes"),
    [
        (terms.KINDS, Kind),
        (terms.WINDOWS, WindowKind),
        (terms.CLOCKS, ClockStart),
        (terms.BASES, BasisKind),
        (DEMANDED, CliClass),
    ],
)
def test_each_code_has_a_name(named: terms.Terms, codes: type[Kind]) -> None:
    assert named.keys() >= {str(code) for code in codes}
    assert terms.KINDS.keys() == {str(kind) for kind in Kind}


def test_dates_numbers_and_shares_are_written_as_the_language_writes_them() -> None:
    english, italian = (Speech(language, ZoneInfo("Europe/Rome")) for language in ("en", "it"))

    def both(value: object) -> tuple[str, str]:
        return english.text(value), italian.text(value)

    assert both(Instant(MONDAY + 0.25)) == ("20 Nov 2023, 11:00:00.250 CET", "20 nov 2023, 11:00:00,250 CET")
    assert both(1234567) == ("1,234,567", "1.234.567")
    assert both(18.25) == ("18.25", "18,25")
    assert both(Share(0.0333)) == ("3.33%", "3,33%")
    assert both(Id(40_000)) == ("40000", "40000")
    assert italian.text(date(2023, 12, 8)) == "8 dic 2023"
    assert both(terms.reason("disposition:do_not_call")) == ("do not call again", "non richiamare più")


def test_lengths_of_time_are_said_in_the_units_that_people_use() -> None:
    italian = Speech("it", ZoneInfo("UTC"))
    said = [italian.text(read_duration(one)) for one in ("P24M", "P120M", "P15D", "P10WD", "PT4H")]
    assert said == ["24 mesi", "10 anni", "15 giorni", "10 giorni lavorativi", "4 ore"]


def test_what_people_wrote_stays_as_they_wrote_it() -> None:
    made = stored(suppressions={"a customer's own words": 1})
    page = compliance_page(compliance_report(made, [], stand_in), "", language="it")
    assert "<html lang=it>" in page
    assert "a customer&#39;s own words: 1" in page
    assert "Nessun dato registrato." in page
