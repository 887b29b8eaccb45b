"""Why rows of a file are rejected and how to mend them, in Italian: what is kept in English, said again.

A sentence that is not here is shown as it came.
"""

import re
from collections.abc import Mapping
from typing import Final

from dialer.core.enums import Language

_ITALIAN: Final[Mapping[str, str]] = {
    # What is wrong.
    "a call to this number is paid at a premium rate": "una chiamata a questo numero è a tariffa maggiorata",
    "a cell holds a NUL character": "una cella contiene un carattere NUL",
    "a digit of the phone number may be missing": "al numero di telefono può mancare una cifra",
    "a date stands where the phone number should": "c'è una data al posto del numero di telefono",
    "a number stands where a date should": "c'è un numero al posto di una data",
    "a fax stands where the phone number should": "c'è un fax al posto del numero di telefono",
    "a letter stands in the phone number": "nel numero di telefono c'è una lettera",
    "a phone number with an extension cannot be dialled": "un numero con un interno non si può chiamare",
    "a spreadsheet's error stands here": "qui c'è un errore del foglio di calcolo",
    "a spreadsheet has rounded the phone number": "un foglio di calcolo ha arrotondato il numero di telefono",
    "digits of the phone number are missing": "al numero di telefono mancano delle cifre",
    "digits that only fill the cell stand where the phone number should": "al posto del numero di telefono ci sono "
    "cifre messe solo per riempire la cella",
    "hours, a date or a tax number stand where the phone number should": "ci sono un orario, una data o una partita "
    "IVA al posto del numero di telefono",
    "neither yes nor no": "né sì né no",
    "no international number": "non è un numero internazionale",
    "no legal basis": "nessuna base giuridica",
    "no phone number": "nessun numero di telefono",
    "no such phone number exists in its country's numbering plan": "nel piano di numerazione del paese non c'è un tale "
    "numero",
    "not a date": "non è una data",
    "not a legal basis that is known": "non è una base giuridica nota",
    "not a number": "non è un numero",
    "not a phone number": "non è un numero di telefono",
    "not a whole number": "non è un numero intero",
    "not one of the words of this field": "non è una delle parole di questo campo",
    "nothing says where the number comes from": "nulla dice da dove viene il numero",
    "several phone numbers stand here": "qui ci sono più numeri di telefono",
    "the area code, or the zero before it, may be missing": "può mancare il prefisso, o lo zero iniziale",
    "the cell says that this is not the person's number": "la cella dice che questo non è il numero della persona",
    "the cell says that this number must not be called": "la cella dice che questo numero non va chiamato",
    "the consent is dated in the future": "il consenso ha una data futura",
    "the file holds a formula here and not its value": "qui il file contiene una formula e non il suo valore",
    "the language is not a tag such as it or en": "la lingua non è una sigla come it o en",
    "the last digits may be part of the phone number or another line": "le ultime cifre possono far parte del "
    "numero o essere un altro numero",
    "the phone number can be read with a country code and without one": "il numero si può leggere con e senza "
    "prefisso internazionale",
    "the phone number has no country code that exists": "il prefisso internazionale del numero non esiste",
    "the phone number is too long": "il numero di telefono è troppo lungo",
    "the phone number is too short": "il numero di telefono è troppo corto",
    "the priority is not a whole number": "la priorità non è un numero intero",
    "the rules of the list's campaign do not let it in": "le regole della campagna della lista non la ammettono",
    "there is no such day": "quel giorno non esiste",
    "there is no such time zone": "quel fuso orario non esiste",
    "this may be a tax number": "può essere una partita IVA",
    # How to mend it.
    "add the digits that are missing": "aggiungere le cifre che mancano",
    "close the quote": "chiudere le virgolette",
    "correct the digits behind the +": "correggere le cifre dopo il +",
    "correct the digits, or write + and the country code of another country": "correggere le cifre, o scrivere + e il "
    "prefisso di un altro paese",
    "format its column as text, then paste again": "formattare la colonna come testo, poi incollare di nuovo",
    "leave some out": "toglierne alcuni",
    "leave the extension out": "togliere l'interno",
    "mend the formula, or write the value itself": "correggere la formula, o scrivere il valore",
    "open the file in a spreadsheet program, let it calculate, and save it anew": "aprire il file in un foglio di "
    "calcolo, lasciarlo calcolare, e salvarlo di nuovo",
    "perhaps a spreadsheet has taken its leading 0 away: format the column as text, and write the 0": "forse un foglio "
    "di calcolo ha tolto lo 0 iniziale: formattare la colonna come testo, e scrivere lo 0",
    "put a cell that holds the separator in quotes": "mettere tra virgolette la cella che contiene il separatore",
    "see docs/compliance.md": "vedere docs/compliance.md",
    "shorten it": "accorciarla",
    "suppress the number, or take these words out": "mettere il numero tra quelli da non chiamare, o togliere queste "
    "parole",
    "take it away": "toglierlo",
    "take the digits away that are too many, or write one number a cell": "togliere le cifre di troppo, o scrivere un "
    "numero per cella",
    "write a phone number, or leave the row out": "scrivere un numero di telefono, o togliere la riga",
    "write a source, or give the whole list one": "scrivere una provenienza, o darne una a tutta la lista",
    "write another number, or let numbers at a premium rate in": "scrivere un altro numero, o ammettere i numeri a "
    "tariffa maggiorata",
    "write another number: those at a premium rate come in with a file alone, if its import lets them": "scrivere un "
    "altro numero: quelli a tariffa maggiorata entrano solo con un file, se la sua importazione li ammette",
    "write digits only": "scrivere solo cifre",
    "write it in E.164, as in +390212345678, or name its country": "scriverlo in E.164, come +390212345678, o "
    "indicarne il paese",
    "write + and the country code": "scrivere + e il prefisso internazionale",
    "write a number where somebody answers": "scrivere un numero a cui qualcuno risponde",
    "write one number a cell": "scrivere un numero per cella",
    "write one": "scriverne uno solo",
    "write the whole number alone": "scrivere solo il numero intero",
    "write it as in 1234.5": "scriverlo come 1234.5",
    "write it as in 2026-01-31": "scriverla come 2026-01-31",
    "write it as in Europe/Rome": "scriverlo come Europe/Rome",
    "write it, en, de …": "scrivere it, en, de …",
    "write the phone number instead of the date": "scrivere il numero di telefono al posto della data",
    "write the whole number, with + and the country code": "scrivere il numero intero, con + e prefisso internazionale",
    "write the right number": "scrivere il numero giusto",
    "write the day it was given": "scrivere il giorno in cui è stato dato",
    "write yes or no": "scrivere sì o no",
}
_WITH_FACTS: Final = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (
            r"1 cell, but the header has (\d+); perhaps a quote is not closed",
            r"1 cella, ma l'intestazione ne ha \1; forse mancano virgolette",
        ),
        (r"(\d+) cells, but the header has (\d+)", r"\1 celle, ma l'intestazione ne ha \2"),
        (r"more than (\d+) phone numbers", r"più di \1 numeri di telefono"),
        (r"longer than (\d+) characters", r"più lunga di \1 caratteri"),
        (r"the priority is not between (\S+) and (\S+)", r"la priorità non è tra \1 e \2"),
        (r"write it as in (\+\d+)…", r"scriverlo come in \1…"),
        (r"the basis (\w+) lacks (.+)", r"alla base \1 manca: \2"),
        (r"the basis (\w+) is not allowed", r"la base \1 non è ammessa"),
        (r"the basis (\w+) has ended", r"la base \1 è scaduta"),
        (r"the basis (\w+) is dated in the future", r"la base \1 ha una data futura"),
        (r"the basis (\w+) is for numbers in the directory", r"la base \1 vale solo per i numeri in elenco"),
        (r"(\w+) names somebody else than (.+)", r"\1 indica qualcuno che non è \2"),
        (
            r"write (.+) if the consent names it; else the row may not be called for it",
            r"scrivere \1 se il consenso lo nomina; altrimenti per suo conto non si può chiamare",
        ),
        (r"write (.+), or give the whole list (.+)", r"scrivere \1, o dare a tutta la lista \2"),
        (r"write in basis one of (.+)", r"scrivere in basis una di: \1"),
        (r"write one of: (.*)", r"scrivere una di: \1"),
        (
            r"write a whole number from (\S+) to (\S+); the smallest is dialled first",
            r"scrivere un numero intero da \1 a \2; il più piccolo si chiama per primo",
        ),
        (r"write ((?:\w+, )+\w+)", r"scrivere \1"),
    )
)
_FILES: Final = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (
            r'The header names no phone column; call it "phone" or "telefono"\.',
            'L\'intestazione non ha nessuna colonna di telefono; chiamarla "telefono" o "phone".',
        ),
        (r"the file has no column (.*); it has (.*)", r"il file non ha una colonna \1; ha \2"),
        (r"no table has a column (.*); there are (.*)", r"nessuna tabella ha una colonna \1; ci sono \2"),
        (r"two columns were said to be (\w+)", r"due colonne sarebbero entrambe \1"),
        (r"more than (\S+) columns were said to be phones", r"più di \1 colonne sarebbero telefoni"),
    )
)
_BY_RULE: Final = re.compile(r"([A-Z][A-Z0-9-]+): (.*)")


def said_of_row(text: str, spoken: Language) -> str:
    """A reason, or how to mend it, in this language."""
    if spoken is Language.EN or not text:
        return text
    ruled = _BY_RULE.fullmatch(text)
    return _said(text) if ruled is None else f"{ruled[1]}: {_said(ruled[2])}"


def _said(text: str) -> str:
    if text in _ITALIAN:
        return _ITALIAN[text]
    for pattern, said in _WITH_FACTS:
        if found := pattern.fullmatch(text):
            return found.expand(said)
    return text


def said_of_file(text: str, spoken: Language) -> str:
    """Why a file cannot be loaded as it is, in this language."""
    if spoken is Language.EN:
        return text
    table, colon, rest = text.partition(": ")  # of a ZIP file's tables each names its own
    for pattern, said in _FILES:
        if found := pattern.fullmatch(text):
            return found.expand(said)
        if colon and (found := pattern.fullmatch(rest)):
            return f"{table}: {found.expand(said)}"
    return text
