"""What stands on the simulator's pictures and in its tables: the English as it is drawn, and in Italian."""

import re
from typing import Final

from api.cli.speech import spoken
from api.cli.texts.simulate import SIMULATE
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
        "abandoned share; dashes: the limit of {limit} %": "quota di abbandonate; tratteggio: il limite del {limit} %",
    }
)
_BETWEEN: Final = re.compile(r"(, |; )")  # the parts of a name: a pacer, and what sets its world apart
_POINT: Final = re.compile(r"(?<=\d)\.(?=\d)")


def drawn(words: str) -> str:
    """The words in the language that is spoken; names of pacers and figures stay what the command calls them."""
    if spoken() is not Language.IT:
        return words
    said = DRAWN(words)
    if said is None:
        said = "".join(SIMULATE(part) if part == "as it is" else part for part in _BETWEEN.split(words))
    return _POINT.sub(",", said)
