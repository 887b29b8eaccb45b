"""How Pronto speaks: one of a thing, trunks and carriers, instants, and no word left in the other language."""

import ast
import re
from pathlib import Path

import pytest

from api.cli.language import Catalogue, speak
from api.cli.texts.lists import LIST
from api.cli.texts.people import PERSON
from api.cli.texts.simulate import display_name
from dialer.cell.dialling.idle_reasons import REASONS
from dialer.i18n.catalogue import LOCALE, in_words, read_catalogue
from dialer.i18n.labels import LABELS
from pacing.snapshot import Mode

ROOT = Path(__file__).parents[2]
ITALIAN = read_catalogue(LOCALE / "it" / "LC_MESSAGES" / "pronto.po")[0]
# "Linea" and "rete" are a person's line and the public network; a trunk is "un trunk", its owner "il carrier".
SAID_OF_PEOPLE = {
    "occupazione; la linea sottile va dalla giornata minima alla massima",
    "Punti: medie delle previsioni di pari grandezza; linee: due errori standard; tratteggio: previsione esatta.",
    "permanenza in linea senza operatore",
    "in linea, ms",
    "Secondi in linea delle persone senza operatore",
    "Linea occupata",
    "Operatore in linea",
    "{number} ha risposto ed è in linea con {phone}: parlatevi.",
}
SAID_OF_THE_NETWORK = re.compile(
    r"[Rr]ete (telefonica|pubblica|congestionata|guasta|non raggiungibile)|"
    r"(esito della|esito di|dato dalla|lungo la) rete|indirizzi e reti|"
    r"guasto passeggero della rete|rete non ha risposto|rete a valle"  # causes of Q.850
)


def texts() -> set[str]:
    """Every text of the commands, the API, the engine and the documents."""
    found = set(ITALIAN.values())
    for path in [*(ROOT / "api").rglob("*.py"), *(ROOT / "dialer").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_a_trunk_is_no_linea_and_a_carrier_is_no_rete() -> None:
    lines = {text for text in texts() if re.search(r"\b[Ll]ine[ae]\b(?! guida)|\ba riposo\b", text)} - SAID_OF_PEOPLE
    nets = {text for text in texts() if re.search(r"\b[Rr]et[ei]\b", text) and not SAID_OF_THE_NETWORK.search(text)}
    assert (lines, nets) == (set(), set())


def test_no_instant_stands_behind_a_preposition_for_an_hour_alone() -> None:
    """`alle sab 28 nov`: the instants of sentences say their day first, and their hour with its own preposition."""
    for english in REASONS.values():
        italian = ITALIAN["", english]
        assert not re.search(r"\b([Dd]?[Aa]lle) \{(?!tried_at|full_until)", italian), italian
        assert not re.search(r"\bat \{(?!tried_at|full_until)", english), english


@pytest.mark.parametrize("mode", Mode)
def test_every_mode_has_its_name_in_both_languages(mode: Mode) -> None:
    name = LABELS["mode"][mode]
    assert in_words(name, "it") != name.id


@pytest.mark.usefixtures("in_italian")
def test_a_simulation_says_no_english_word_of_a_pacer_or_of_the_world_as_it_is() -> None:
    assert (display_name("guaranteed"), display_name("as it is")) == ("operatore riservato", "com'è")


def test_one_of_a_thing_is_said_in_the_singular() -> None:
    counts = {"updated": 0, "duplicates": 1, "suppressed": 0}
    assert "1 lead loaded" in LIST("ended", loaded=1, rejected=1, **counts)
    assert "2 leads loaded" in LIST("ended", loaded=2, rejected=0, **counts)
    speak("it")
    said = LIST("ended", loaded=1, rejected=1, **counts)
    assert ("1 contatto caricato" in said, "1 riga rifiutata" in said) == (True, True), said
    said = LIST("ended", loaded=2, rejected=0, **counts)
    assert ("2 contatti caricati" in said, "0 righe rifiutate" in said) == (True, True), said
    said = PERSON("erased", leads=1, phones=1, rejected_rows=2, attempts=1, suppressed=0)
    assert "1 contatto svuotato; cancellati 1 telefono e 2 righe rifiutate; 1 chiamata resa pseudonima" in said


def test_a_text_may_choose_a_word_by_a_count() -> None:
    text = Catalogue({"x": "{n} {n:row is|rows are} bad, {n:>3}"})
    assert text("x", n=1) == "1 row is bad,   1"
    assert text("x", n=0) == "0 rows are bad,   0"
