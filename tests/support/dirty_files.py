"""Dirty files as other programs and people make them, each with what must become of each of its rows.

The numbers are made from the tables of `dirty_lists`, and what is expected is known from how a row was made: nothing
asks the reader, or the library that the reader asks.
"""

import io
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.support.dirty_lists import Person, digits, person
from tests.support.spreadsheets import Cell, write_xlsx

Numbers = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A row's kind, and the numbers (E.164) that it must be loaded with: none where it must be rejected.

    With `or_none` two readings can be defended: the numbers, or fewer of them, or none.
    """

    kind: str
    numbers: Numbers
    or_none: bool = False

    def allows(self, found: Numbers) -> bool:
        """Whether a row loaded with these numbers, or rejected without any, is as expected."""
        return found == self.numbers or (self.or_none and set(found) <= set(self.numbers))


@dataclass(frozen=True)
class DirtyFile:
    """An upload: its name, its bytes, and its rows by code."""

    name: str
    content: bytes
    rows: Mapping[str, Row]
    field_types: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    born: Mapping[str, str] = field(default_factory=dict)  # ISO 8601, by code


NAMES: Final = ("Niccolò Però", "Città di Castello srl", "Ada Rossi", "José Müller", "Zoë D'Orsi", "Lucia Bianchi")
HEADER: Final = ("codice", "nominativo", "telefono", "cellulare", "note")
REFUSED_WORDS: Final = (
    "no consenso", "NO PRIVACY", "privacy: NO", "diffida", "non vuole più chiamate", "si è cancellato", "NO TLMK",
    "non chiamare", "NON CHIAMARE PIU'", "non richiamare", "do not call", "DNC", "opt out", "bitte nicht anrufen",
    "nicht anrufen", "ne pas appeler", "no llamar", "não ligar", "no chiamate",
    "DO-NOT-CALL", "désinscrit", "Widerspruch", "sem consentimento", "no molestar",
)  # fmt: skip
REFUSED_NOTES: Final = (
    "NON CHIAMARE PIU", "cliente chiede di non essere più contattato", "ha revocato il consenso", "iscritto al RPO",
    "Please do not call again", "Bitte nicht mehr anrufen", "ne plus appeler", "no llamar más", "não ligar mais",
    "togliere dalla lista", "non desidera chiamate", "ne souhaite plus être appelé", "no desea ser contactado",
    "möchte nicht angerufen werden", "does not want to be called", "não quer ser contactado",
)  # fmt: skip
HARMLESS: Final = ("chiamare dopo le 18", "moglie", "solo mattina", "home", "ufficio", "Büro", "domicile")
AGREED: Final = (
    ("Consenso marketing", "NO"), ("Consenso", "negato"), ("Privacy", "no"), ("Marketing consent", "N"),
    ("Opt-in", "false"), ("Einwilligung Werbung", "Nein"), ("Consentement", "Non"), ("Consentimiento", "no"),
    ("Consentimento", "não"), ("Consenso (S/N)", "N"), ("Flag privacy", "0"), ("Aceita chamadas", "não"),
    ("Accord téléphone", "non"), ("OK to call", "no"), ("Autorizzazione marketing", "NO"),
)  # fmt: skip
OBJECTED: Final = (
    ("Iscritto RPO", "SI"), ("Blacklist", "X"), ("Revoca consenso", "12/03/2025"), ("Deceduto", "sì"),
    ("Do not call", "yes"), ("Opt-out", "1"), ("DNC", "Y"), ("Nicht anrufen", "ja"), ("Werbesperre", "x"),
    ("Widerspruch", "03.04.2025"), ("Ne pas appeler", "oui"), ("Bloctel", "oui"), ("Robinson", "sí"),
    ("No llamar", "sí"), ("Robinsonliste", "Ja"), ("Opposizione", "2025-03-12"), ("Não ligar", "sim"),
    ("Ne plus appeler", "oui"), ("Lista negra", "X"),
    ("Sperrliste", "ja"), ("DNC flag", "1"), ("Non chiamare più", "SI"), ("Fecha revocación", "12/03/2025"),
)  # fmt: skip
STATUSES: Final = ("deceduto", "NON CHIAMARE", "do not call", "blacklist", "verstorben", "deceased", "décédé", "DNC")


class _People:
    """Persons of whom no two have a number in common."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._used: set[str] = set()

    def one(self, country: str = "IT") -> Person:
        while (made := person(self.chance, country)).number in self._used:
            pass
        self._used.add(made.number)
        return made


def _tax_code(chance: random.Random) -> str:
    day = f"{chance.randint(1, 28):02}{chance.choice('BFHL')}{digits(chance, 3)}"
    return f"RSSMRA{digits(chance, 2)}{chance.choice('ABCDE')}{day}{chance.choice('UVWX')}"


def _iban(chance: random.Random) -> str:
    return f"IT{digits(chance, 2)}X{digits(chance, 22)}"


CellKind = Callable[[random.Random, Person, Person], tuple[str, Sequence[Person]]]
CELLS: Final[dict[str, CellKind]] = {
    "plus between digits": lambda _, a, b: (f"{a.bare}+{b.bare}", []),
    "two readings": lambda c, _, __: (f"39 31 2{digits(c, 5)}", []),
    "only a fax": lambda c, a, __: (c.choice((f"{a.bare} solo fax", f"solo fax {a.bare}", f"{a.bare} (solo fax)")), []),
    "refusal in words": lambda c, a, __: (f"{a.bare} {c.choice(REFUSED_WORDS)}", []),
    "refusal in words, first": lambda c, a, __: (f"{c.choice(REFUSED_WORDS)} {a.bare}", []),
    "refusal in brackets": lambda c, a, __: (f"{a.bare} ({c.choice(REFUSED_WORDS)})", []),
    "harmless words": lambda c, a, __: (f"{a.bare} ({c.choice(HARMLESS)})", [a]),
    "tax code beside": lambda c, a, __: (f"{a.bare} CF {_tax_code(c)}", [a]),
    "tax code alone": lambda c, _, __: (_tax_code(c), []),
    "VAT number beside": lambda c, a, __: (f"{a.bare} P.IVA 0{digits(c, 10)}", [a]),
    "VAT number alone": lambda c, _, __: (f"IT0{digits(c, 10)}", []),
    "IBAN beside": lambda c, a, __: (f"{a.bare} IBAN {_iban(c)}", [a]),
    "IBAN alone": lambda c, _, __: (_iban(c), []),
    "two persons": lambda _, a, b: (f"{a.bare} (Mario) {b.bare} (Lucia)", [a, b]),
    "non-breaking spaces": lambda c, a, __: (a.spaced.replace(" ", c.choice("\u00a0\u202f\u2009")) + "\u00a0", [a]),
    "marks without width": lambda c, a, __: (f"{c.choice(chr(0x200b) + chr(0x202a) + chr(0xfeff))}{a.bare}", [a]),
    "compact date": lambda c, _, __: (f"20{c.randint(10, 25)}03{c.randint(10, 28)}", []),
    "date in words": lambda c, _, __: (f"{c.randint(1, 28)} marzo 20{c.randint(10, 25)}", []),
    "serial date": lambda c, _, __: (str(c.randint(40_000, 46_000)), []),
    "rounded": lambda c, _, __: (f"3,{c.randint(10, 99)}E+{c.choice((9, 11))}", []),
    "address of mail": lambda _, a, __: (f"{a.bare}@example.it", [a]),
    "formula": lambda _, a, __: (f'="{a.bare}"', [a]),
    "sheet error": lambda c, _, __: (c.choice(("#N/D", "#REF!", "#VALORE!", "#N/A")), []),
}  # fmt: skip
EITHER: Final = {"address of mail", "two persons"}  # a mail address may be named by the phone number
SECOND_CELLS: Final[dict[str, Callable[[random.Random], str]]] = {
    "second number too short": lambda c: digits(c, 3),
    "second number is a date": lambda c: f"{c.randint(1, 28):02}/03/2025",
    "second number is a word": lambda c: c.choice(("non ha", "nessuno", "n.d.", "-")),
    "second number is rounded": lambda _: "3,93E+11",
    "second number is a tax code": _tax_code,
}
FOREIGN: Final = ("US", "DE")


def dirty_files(folder: Path, *, seed: int, rows: int = 3) -> Iterator[DirtyFile]:
    """A file of each kind; `rows` are those of each kind of a cell, and files have four times as many."""
    people = _People(seed)
    yield _cells(people, rows)
    yield _refusals(people, rows)
    yield _dates(people, rows, "it")
    yield _dates(people, rows, "us")
    for kind, make in _FILES.items():
        table = _table(people, rows * 4)
        content, changed = make(people.chance, table, folder)
        expected = {cells[0]: Row(kind, (_number(cells),)) for cells in table}
        yield DirtyFile(f"{kind}.{_ENDINGS.get(kind, 'csv')}", content, expected | changed)


def _cells(people: _People, count: int) -> DirtyFile:
    table, rows, chance = [list(HEADER)], {}, people.chance

    def add(kind: str, cell: str, numbers: Sequence[Person], second: str = "", note: str = "") -> None:
        code = f"C{len(table)}"
        table.append([code, chance.choice(NAMES), cell, second, note])
        rows[code] = Row(kind, tuple(one.number for one in numbers), kind in EITHER)

    for _ in range(count):
        for kind, make in CELLS.items():
            add(kind, *make(chance, people.one(), people.one()))
        for kind, second in SECOND_CELLS.items():
            add(kind, (a := people.one()).bare, [a], second(chance))
        for country in FOREIGN:
            add("foreign", (a := people.one(country)).number, [a])
        add("refusal in a note", people.one().bare, [], note=chance.choice(REFUSED_NOTES))
        add("note", (a := people.one()).bare, [a], note=chance.choice(("cliente storico", "sconto 10%", "ore 18")))
    return DirtyFile("cells.csv", _csv(table), rows)


def _refusals(people: _People, count: int) -> DirtyFile:
    """A column for each way to refuse; a row uses one of them."""
    columns = [*AGREED, *OBJECTED, *(("Stato", said) for said in STATUSES)]
    header = list(dict.fromkeys(name for name, _ in columns))
    table, rows = [["codice", "telefono", *header]], {}
    for _ in range(count):
        for column in (*columns, None, None):
            code, one = f"C{len(table)}", people.one()
            cells = dict.fromkeys(header, "") | ({column[0]: column[1]} if column else {"Stato": "attivo"})
            table.append([code, one.bare, *cells.values()])
            kind = f"column {column[0]}" if column else "columns that refuse nothing"
            rows[code] = Row(kind, () if column else (one.number,))
    return DirtyFile("refusals.csv", _csv(table), rows)


def _dates(people: _People, count: int, way: str) -> DirtyFile:
    table, rows, born = [["codice", "telefono", "nato"]], {}, {}
    months = ("gennaio", "marzo", "maggio", "agosto", "dicembre")
    numbers = (1, 3, 5, 8, 12)
    for place in range(count * 4):
        code, one = f"C{place}", people.one()
        year, day, at = people.chance.randint(1940, 2005), people.chance.randint(13, 28), people.chance.randrange(5)
        texts = (f"{year}{numbers[at]:02}{day}", f"{day} {months[at]} {year}")
        text = f"{numbers[at]:02}/{day}/{year}" if way == "us" else texts[place % 2]
        table.append([code, one.bare, text])
        rows[code] = Row("month first" if way == "us" else ("compact day", "day in words")[place % 2], (one.number,))
        born[code] = f"{year}-{numbers[at]:02}-{day}"
    return DirtyFile(f"dates-{way}.csv", _csv(table), rows, {"nato": {"kind": "date"}}, born)


Table = list[list[str]]
Made = tuple[bytes, dict[str, Row]]


def _table(people: _People, count: int) -> Table:
    """Clean rows under HEADER, with a mobile or land line in `telefono`."""
    return [[f"C{place}", people.chance.choice(NAMES), people.one().bare, "", "nota"] for place in range(count)]


def _number(cells: Sequence[str]) -> str:
    return f"+39{cells[2]}"


def _text(table: Sequence[Sequence[str]], separator: str = ";", end: str = "\r\n") -> str:
    """Cells as they are, except those that need quotes."""
    quoted = (
        [f'"{cell.replace(chr(34), chr(34) * 2)}"' if {separator, '"', "\n"} & set(cell) else cell for cell in row]
        for row in table
    )
    return "".join(separator.join(row) + end for row in quoted)


def _csv(table: Sequence[Sequence[str]], separator: str = ";", end: str = "\r\n", encoding: str = "utf-8") -> bytes:
    return _text(table, separator, end).encode(encoding)


def _headed(table: Table) -> Table:
    return [list(HEADER), *table]


def _encoded(encoding: str, separator: str = ";", end: str = "\r\n") -> Callable[..., Made]:
    return lambda _, table, __: (_csv(_headed(table), separator, end, encoding), {})


def _shifted(chance: random.Random, table: Table, _: Path) -> Made:
    """An unquoted separator in the name moves the cells behind it."""
    lines, changed = [";".join(HEADER)], {}
    for place, cells in enumerate(table):
        if place % 6 == 2:
            cells = [cells[0], chance.choice(("Rossi; Bianchi", "Bar;Tabacchi")), *cells[2:]]
            changed[cells[0]] = Row("shifted row", ())
        lines.append(";".join(cells))
    return "\r\n".join(lines).encode(), changed


def _never_closed(_: random.Random, table: Table, __: Path) -> Made:
    """A quote that is opened in one row and closed nowhere."""
    lines = [";".join(HEADER), *(";".join(cells) for cells in table)]
    hurt = table[len(table) // 2]
    lines[len(table) // 2 + 1] = f'{hurt[0]};"{hurt[1]};{";".join(hurt[2:])}'
    return "\r\n".join(lines).encode(), {hurt[0]: Row("quote never closed", (_number(hurt),), or_none=True)}


def _arranged(*columns: str, change: Callable[[list[str]], list[str]] = list) -> Callable[..., Made]:
    return lambda _, table, __: (_csv([list(columns), *map(change, table)]), {})


def _around(make: Callable[[Table], Table]) -> Callable[..., Made]:
    return lambda _, table, __: (_csv(make(table)), {})


def _sheet(make: Callable[[Table], Sequence[Sequence[Cell]]]) -> Callable[..., Made]:
    def made(_: random.Random, table: Table, folder: Path) -> Made:
        return write_xlsx(folder / "made.xlsx", {"Foglio1": make(table)}).read_bytes(), {}

    return made


def _refused(content: Callable[[Table], bytes], kind: str) -> Callable[..., Made]:
    return lambda _, table, __: (content(table), {cells[0]: Row(kind, ()) for cells in table})


def _zip(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as into:
        for name, content in files.items():
            into.writestr(name, content)
    return packed.getvalue()


def _named(cells: list[str]) -> list[str]:
    first, _, last = cells[1].partition(" ")
    return [cells[0], last, first, cells[2]]


_FILES: Final[dict[str, Callable[[random.Random, Table, Path], Made]]] = {
    "shifted rows": _shifted,
    "UTF-16 LE without BOM": _encoded("utf-16-le"),
    "UTF-16 BE without BOM": _encoded("utf-16-be", "\t"),
    "cp850": _encoded("cp850"),
    "CR only": _encoded("utf-8", ";", "\r"),
    "quote never closed": _never_closed,
    "separator named": lambda _, table, __: (b"sep=;\r\n" + _csv(_headed(table)), {}),
    "BOM in the middle": lambda _, table, __: (
        _csv(_headed(table[:4]), encoding="utf-8-sig") + _csv(_headed(table[4:]), encoding="utf-8-sig"), {},
    ),
    "header repeated": _around(lambda table: [list(HEADER), *table[:5], list(HEADER), *table[5:]]),
    "totals at the end": _around(lambda table: [*_headed(table), ["", "Totale", str(len(table)), "", ""]]),
    "titles above": _around(lambda table: [["Estrazione clienti", "", "", "", ""], [""] * 5, *_headed(table)]),
    "empty rows": _around(lambda table: [list(HEADER), [""] * 5, *table[:3], [""] * 5, [], *table[3:], [""] * 5]),
    "empty columns": _arranged(
        "", "codice", "", "nominativo", "telefono", "", change=lambda row: ["", row[0], "", *row[1:3], ""]
    ),
    "columns in odd order": _arranged(
        "Note", "Cellulare", "Cap", "Codice", "Nominativo", change=lambda row: [row[4], row[2], "00184", row[0], row[1]]
    ),
    "headers twice": _arranged(
        "Codice", "Nominativo", "Telefono", "Telefono", "Note", change=lambda row: [*row[:2], row[2], "", row[4]]
    ),
    "Nom and Prenom": _arranged("Code client", "Nom", "Prénom", "Téléphone", change=_named),
    "tax columns": _arranged(
        "Codice", "Codice fiscale", "P.IVA", "IBAN", "Telefono",
        change=lambda row: [row[0], "RSSMRA80A01H501U", "03471234567", "IT60X0542811101000000123456", row[2]],
    ),
    "short rows": _around(lambda table: [list(HEADER), *table[::2], *(row[:3] for row in table[1::2])]),
    "cells in excess everywhere": _around(lambda table: [list(HEADER), *([*row, "", ""] for row in table)]),
    "merged header": _sheet(lambda table: [["Cliente", None, "Contatti", None, None], *_headed(table)]),
    "numbers as numbers": _sheet(
        lambda table: [
            HEADER,
            *([code, name, float(bare) if bare[0] == "3" else bare, None, note] for code, name, bare, _, note in table),
        ]
    ),
    "xlsx named xls": _sheet(_headed),
    "xls named xlsx": _refused(lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "xls named xlsx"),
    "PDF named csv": _refused(lambda _: b"%PDF-1.7\n" + bytes(200), "PDF named csv"),
    "ZIP in a ZIP": _refused(lambda table: _zip({"a.zip": _zip({"a.csv": _csv(_headed(table))})}), "ZIP in a ZIP"),
    "ZIP with others": lambda _, table, __: (
        _zip({"lista.csv": _csv(_headed(table)), "leggimi.pdf": b"%PDF-1.7", "vecchi.zip": _zip({"b.csv": b"x"})}), {},
    ),
    "ZIP of two tables": lambda _, table, __: (
        _zip({"a/lista.csv": _csv(_headed(table[:5])), "b/lista.csv": _csv(_headed(table[5:]))}), {},
    ),
}  # fmt: skip
_ENDINGS: Final = {
    **dict.fromkeys(("merged header", "numbers as numbers", "xls named xlsx"), "xlsx"),
    **dict.fromkeys(("ZIP in a ZIP", "ZIP with others", "ZIP of two tables"), "zip"),
    "xlsx named xls": "xls",
}
