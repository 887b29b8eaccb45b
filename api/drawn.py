"""What stands on pictures of pacing, and in the tables of the simulator: the English as it is drawn, and in Italian."""

import re
from typing import Final

from dialer.turned import Turned
from dialer.words import Language

DRAWN: Final = Turned(
    {
        "Points: means of {step} min. In all: occupancy {share}, abandoned {count} of {answers} answered ({part}), "
        "{calls} calls.": "Punti: medie di {step} min. In tutto: occupazione {share}, abbandonate {count} su {answers} "
        "risposte ({part}), chiamate {calls}.",
        "agents talking": "operatori in conversazione",
        "wrapping up": "in chiusura",
        "ready": "pronti",
        "abandoned share so far": "quota di abbandonate finora",
        "of the last half hour": "dell'ultima mezz'ora",
        "limit {limit}": "limite {limit}",
        "occupancy; the thin line spans the days": "occupazione; la linea sottile copre tutte le giornate",
        "abandoned": "abbandonate",
        "Red: over the limit of {limit} %. Days simulated: {days}.": "Rosso: oltre il limite del {limit} %. Giornate "
        "simulate: {days}.",
        "occupancy": "occupazione",
        "Foretold and happened: {name}": "Previsto e avvenuto: {name}",
        "happened": "avvenuto",
        "foretold": "previsto",
        "Dots: means of the forecasts of one size; lines: two standard errors; dashes: what is right.": "Punti: medie "
        "delle previsioni di una grandezza; linee: due errori standard; tratteggio: ciò che è giusto.",
        "answers: nothing yet": "risposte: ancora nulla",
        "agents free: nothing yet": "operatori liberi: ancora nulla",
        "answers: {count} for each one foretold": "risposte: {count} per ognuna prevista",
        "agents free: {count} for each one foretold": "operatori liberi: {count} per ognuno previsto",
        "abandoned share; dashes: the limit of {limit} %": "quota di abbandonate; tratteggio: il limite del {limit} %",
    }
)
_BETWEEN: Final = re.compile(r"(, |; )")  # the parts of a name: a pacer, and what sets its world apart
_PARTS: Final = {
    "as it is": "com'è",
    "guaranteed": "operatore riservato",
    "progressive": "progressiva",
    "predictive": "predittiva",
}
_POINT: Final = re.compile(r"(?<=\d)\.(?=\d)")


def drawn(words: str, language: Language) -> str:
    """The words in this language; names of pacers and figures stay what `pronto simulate` calls them."""
    if language is not Language.IT:
        return words
    said = DRAWN(words)
    if said is None:
        said = "".join(_PARTS.get(part, part) for part in _BETWEEN.split(words))
    return _POINT.sub(",", said)
