"""A language nobody speaks, made of the catalogue: it shows every text that is not in it, and every place too narrow.

Letters get accents, each text a third more length and brackets round it; {places} stay as they are.
"""

from collections.abc import Iterable
from string import Formatter
from typing import Any, Final

from babel.messages.catalog import Catalog

_ACCENTS: Final = str.maketrans("aceilnosuyACEILNOSUY", "áçéíłñöšüýÁÇÉÍŁÑÖŠÜÝ")


def pseudo_text(english: str) -> str:
    """The text as this language has it."""
    parts = Formatter().parse(english)
    said = "".join(_part(*part) for part in parts)
    return f"[{said}{'~' * (len(english) // 3)}]"


def _part(literal: str, name: str | None, form: str | None, conversion: str | None) -> str:
    text = literal.translate(_ACCENTS).replace("{", "{{").replace("}", "}}")
    if name is None:
        return text
    form = form.translate(_ACCENTS) if form and "|" in form else form
    return f"{text}{{{name}{'!' + conversion if conversion else ''}{':' + form if form else ''}}}"


def pseudo_catalogue(ids: Iterable[tuple[str, str]]) -> Any:
    """The catalogue of these messages, each a context and an id."""
    made = Catalog(locale="en", project="Pronto")
    for context, english in sorted(ids):
        made.add(english, pseudo_text(english), context=context or None)
    return made
