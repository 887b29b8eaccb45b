"""What stands beside phone numbers in a cell: words for nothing, hours, tax numbers, faxes, letters amid the digits.

Digits that belong to no phone are hidden from the reader of numbers (`hide_others`) and come back in what the cell says
beside them (`shown`).
"""

import re
import unicodedata
from typing import Final

_NOTHING: Final = frozenset(  # Italian, English, German, French, Spanish, Portuguese; plain, as column names are
    """
    nd na no nn nt nc np ns nr nessuno nessuna nessun niente nullo nulla assente mancante vuoto nonha nonce
    nonpresente nondisponibile nonpervenuto nonnoto nonindicato nonfornito nonesiste nonrisulta nontelefono
    senza senzatelefono sconosciuto dainserire none null nil nan missing empty unknown notavailable notknown
    nophone nonumber tbd tba nonegiven notgiven kein keine keiner keines ka unbekannt fehlt leer
    nichtvorhanden nichtbekannt keineangabe keinenummer aucun aucune neant inconnu rien pasdenumero
    pasdetelephone nonrenseigne nonconnu nonfourni vide ninguno ninguna nada desconocido notiene sintelefono
    sindatos vacio nodisponible sinnumero nenhum nenhuma desconhecido naotem semtelefone vazio naodisponivel
    semnumero
    """.split()  # noqa: SIM905
)
_BLANK: Final = re.compile(r"[\W_0]*")
_CROSSES: Final = re.compile(r"x+")
_LONGEST_NOTHING: Final = 40

_TAX: Final = (
    r"(?:p\W{0,2}iva|part(?:ita)?\W{0,2}iva|c\W?f\b|cod(?:ice)?\W{0,2}fisc(?:ale)?|vat|ust\W{0,2}id(?:\W?nr)?|"
    r"steuer\W?(?:nr|nummer|id)|siret|siren|tva|n\W?i\W?f\b|c\W?i\W?f\b|dni|iban|ssn|ein|tax\W?id|c\W?u\W?i\W?t)"
    r"(?:\W{0,3}(?:intracom\w*|no|nr|n|number|id))?\W{0,4}"
    r"(?:[a-z]{2}\W?)?(?:(?:\d[ .]?){11}(?!\d)|\d[\d.\-/]{4,})"
)
_HOUR: Final = r"(?:[01]?\d|2[0-4])(?:[.:h][0-5]\d)?"
_HOURS: Final = rf"{_HOUR}(?:\s*[-–/]\s*{_HOUR})?"
_UNTIL: Final = (
    "ore|h|alle|dalle|le|after|at|from|until|till|to|and|by|ab|bis|um|nach|von|vor|zwischen|und|apres|après|à|de|des|"
    "dès|entre|et|tras|desde|hasta|las|a|y|entro|prima|dopo"
)
_OTHERS: Final = re.compile(
    rf"\b{_TAX}"
    r"|(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?!\d)"  # a date
    rf"|(?<![\d:])(?:[01]?\d|2[0-4]):[0-5]\d(?:\s*[-–/]\s*{_HOUR})?(?!\d)"
    rf"|\b(?:{_UNTIL})\b\W{{0,2}}{_HOURS}(?![\d:]|[ .\-/]\d)"
    rf"|(?<![\d])(?<!\d[.\-/]){_HOURS}(?=\s*(?:uhr|am|pm|a\.m|p\.m|h|heures|horas)\b)"
    rf"|(?<=\d{{5}})\s+{_HOUR}\s*[-–]\s*{_HOUR}$"
    r"|(?<=\d{5})\s+(?:[01]?\d|2[0-3])\.[0-5]\d$"
    rf"|(?<=\d{{4}})\s+{_HOUR}\s*[-–]\s*{_HOUR}$(?<=[ ]\d-\d|\d-\d\d)",
    re.IGNORECASE,
)
_HIDDEN: Final = {ord(str(digit)): 0xE000 + digit for digit in range(10)}  # private use: no digit to anybody
_SHOWN: Final = {hidden: shown for shown, hidden in _HIDDEN.items()}

_LETTER: Final = r"[^\W\d_ºª°\ue000-\ue009]"
_EXTENSION: Final = r"(?:x|ext\.?|int\.?)\d{1,5}\b"
_GLUED: Final = re.compile(
    rf"\d(?:[ ./()-]?\d){{3,}}(?!{_EXTENSION}){_LETTER}{{1,2}}(?!{_LETTER})"  # 33312O4567, 333123456O
    rf"|(?<!{_LETTER}){_LETTER}(?=\d(?:[ ./()-]?\d){{3}})"  # O6 50123456
    r"|\d\s+[OoIl]\s+\d{1,5}(?![\s./-]?\d)",  # 333 12 O 4567
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(_LETTER)
WORDS: Final = re.compile(r"[^\W\d_]+|[\ue000-\ue009]+")
_PHONE_WORD: Final = r"(?:tel|telefono|tél|téléphone|telephone|phone|telefon|ph|fon|teléfono)"
_FAX: Final = r"(?:tele)?fax\b\W*(?:(?:n|nr|no|num|numero|number|nummer)\b\W*)?"
_LABELS_FAX: Final = re.compile(rf"\b{_FAX}$", re.IGNORECASE)
_IS_FAX: Final = re.compile(rf"^\W*\b{_FAX}", re.IGNORECASE)
_LABELS_BOTH: Final = re.compile(
    rf"\b{_PHONE_WORD}\b\W{{0,4}}(?:(?:e|and|und|et|y)\b\W{{0,2}})?{_FAX}$|\bfax\W{{0,3}}(?:(?:e|and|und|et|y)\W{{1,2}})?{_PHONE_WORD}\b\W*$",
    re.IGNORECASE,
)


def is_nothing(text: str) -> bool:
    """Whether a text says that there is nothing, as in `n.d.`, `-`, `0`, `x` or `non ha`."""
    if len(text) > _LONGEST_NOTHING:
        return False
    if _BLANK.fullmatch(text):
        return "+" not in text or not text.strip("+ ")
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in folded if letter.isalnum())
    return plain in _NOTHING or _CROSSES.fullmatch(plain) is not None


def hide_others(text: str) -> str:
    """The text without digits of hours, dates and tax numbers, as far as they can be told."""
    return _OTHERS.sub(lambda found: found[0].translate(_HIDDEN), text)


def shown(text: str) -> str:
    """What `hide_others` has hidden, as it was written."""
    return text.translate(_SHOWN)


def has_letters(text: str) -> bool:
    """Whether there is any letter."""
    return _LETTERS.search(text) is not None


def has_letter_inside(text: str) -> bool:
    """Whether a letter stands amid the digits of a number, as an O for a 0 does."""
    return _GLUED.search(text) is not None


def is_fax(before: str, after: str, *, last: bool) -> bool:
    """Whether a number is a fax's alone, by the texts before and after it; `last`: no number follows."""
    if _LABELS_BOTH.search(before):
        return False
    if _LABELS_FAX.search(before):
        return True
    return bool(_IS_FAX.match(after)) and (last or after.lstrip().startswith("(") or not _LABELS_FAX.search(after))
