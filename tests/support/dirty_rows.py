"""Dirty rows as spreadsheets and people make them, each told by hand what must become of it.

What is expected is put together beside the text, from digits that are known to be a valid number's; nothing here asks
the reader, or the library that the reader asks.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

ROUNDED: Final = "a spreadsheet has rounded the phone number"
A_DATE: Final = "there is a date in place of the phone number"
NO_NUMBER: Final = "not a phone number"
TOO_SHORT: Final = "the phone number is too short"
MISSING: Final = "no phone number"
NO_SUCH: Final = "no such phone number exists in its country's numbering plan"
NO_DATE: Final = "not a date"
HEADER: Final = ("codice", "nome", "telefono", "altro telefono", "nato", "note")


@dataclass(frozen=True)
class Expected:
    """What must become of a row: its phones in order, or the reason it is rejected for."""

    phones: tuple[str, ...] = ()
    label: str = ""  # of the first phone
    born: str = ""
    reason: str = ""
    column: str = ""


@dataclass(frozen=True)
class DirtyRow:
    """A row's cells, as under HEADER, and what must become of it."""

    cells: tuple[str, ...]
    expected: Expected


Phone = tuple[str, tuple[str, ...], str]  # the cell, the numbers it holds, the label of the first
Maker = Callable[[random.Random, int], Phone]


def mobile(number: int) -> str:
    """Ten digits that are an Italian mobile's; each `number` has one of its own."""
    return f"3{(33, 47, 28, 80)[number % 4]}{number:07}"


def land(number: int) -> str:
    """A land line of Rome or Milan, its leading zero with it."""
    return f"{('06', '02')[number % 2]}{50_000_000 + number:08}"


def _said(cell: str, *numbers: str, label: str = "telefono") -> Phone:
    return cell, tuple(f"+{number}" for number in numbers), label


GOOD: Final[Sequence[Maker]] = (
    lambda _, n: _said(mobile(n), f"39{mobile(n)}"),
    lambda _, n: _said(f"+39 {mobile(n)[:3]} {mobile(n)[3:]}", f"39{mobile(n)}"),
    lambda _, n: _said(f"0039{mobile(n)}", f"39{mobile(n)}"),
    lambda _, n: _said(f"39{mobile(n)}", f"39{mobile(n)}"),
    lambda _, n: _said(f"{land(n)[:2]}/{land(n)[2:]}", f"39{land(n)}"),
    lambda _, n: _said(f"({land(n)[:2]}) {land(n)[2:6]}-{land(n)[6:]}", f"39{land(n)}"),
    lambda _, n: _said(f"+39 {land(n)[:2]} {land(n)[2:]}", f"39{land(n)}"),
    lambda _, n: _said(f"'{land(n)}", f"39{land(n)}"),
    lambda _, n: _said(f"'+39{mobile(n)}", f"39{mobile(n)}"),
    lambda _, n: _said(f" {mobile(n)[:3]}\u00a0{mobile(n)[3:]} ", f"39{mobile(n)}"),
    lambda _, n: _said(f"{mobile(n)[:3]}.{mobile(n)[3:6]}.{mobile(n)[6:]}", f"39{mobile(n)}"),
    lambda _, n: _said(f"{mobile(n)}.0", f"39{mobile(n)}"),
    # 3.9333…E+11 with every digit there can be told; 3.93E+11 cannot.
    lambda _, n: _said(f"3.9{mobile(n)}E+11", f"39{mobile(n)}"),
    lambda _, n: _said(f"3,9{mobile(n)}E+11", f"39{mobile(n)}"),
    lambda _, n: _said(f"{mobile(n)} / {land(n)}", f"39{mobile(n)}", f"39{land(n)}"),
    lambda _, n: _said(f"{land(n)}; {mobile(n)}", f"39{land(n)}", f"39{mobile(n)}"),
    lambda _, n: _said(f"{mobile(n)}, {land(n)}", f"39{mobile(n)}", f"39{land(n)}"),
    lambda _, n: _said(f"{land(n)} int. 12", f"39{land(n)}", label="telefono (ext. 12)"),
    lambda _, n: _said(f"+39{land(n)} x7", f"39{land(n)}", label="telefono (ext. 7)"),
    lambda _, n: _said(f"casa {land(n)}", f"39{land(n)}", label="telefono (casa)"),
    lambda _, n: _said(f"+44 20 7183 {1000 + n % 9000}", f"44207183{1000 + n % 9000}"),
    lambda _, n: _said(f"+49 30 9018{n % 10000:04}", f"49309018{n % 10000:04}"),
    lambda _, n: _said(f"+33 1 42 68 {n // 100 % 100:02} {n % 100:02}", f"3314268{n // 100 % 100:02}{n % 100:02}"),
    lambda _, n: _said(f"+34 91 123 {n % 10000:04}", f"3491123{n % 10000:04}"),
    lambda _, n: _said(f"+1 (212) 736-{n % 10000:04}", f"1212736{n % 10000:04}"),
)
BAD: Final[Sequence[Callable[[random.Random, int], tuple[str, str]]]] = (
    lambda chance, _: (f"3.{chance.randrange(10, 99)}E+11", ROUNDED),
    lambda _, __: ("3,9E+11", ROUNDED),
    lambda chance, _: (f"4E+{chance.choice((9, 10, 11))}", ROUNDED),
    lambda chance, _: (
        f"{chance.randrange(1, 28):02}/{chance.randrange(1, 12):02}/{chance.randrange(1950, 2025)}",
        A_DATE,
    ),
    lambda chance, _: (f"{chance.randrange(1950, 2025)}-{chance.randrange(1, 12):02}-03", A_DATE),
    lambda chance, _: (str(chance.randrange(40_000, 46_000)), TOO_SHORT),  # a date, as a spreadsheet counts days
    lambda _, __: ("12", TOO_SHORT),
    lambda _, __: ("chiamare la sera", NO_NUMBER),
    lambda _, __: ("", MISSING),
    lambda _, __: ("  ", MISSING),
    lambda _, n: (f"99{n % 10000:04}99999", NO_SUCH),
)
BORN: Final = (
    ("", ""),
    ("12/03/1980", "1980-03-12"),
    ("3.4.75", "1975-04-03"),
    ("1980-03-12", "1980-03-12"),
    ("29292", "1980-03-12"),  # days since 1899-12-30
    ("1980-03-12T10:20", "1980-03-12"),
)
NAMES: Final = (
    "Ada Rossi",
    "Niccolò D'Orsi",
    'Bob "il Rosso"',
    "=1+2",
    "due\nrighe",
    "Zoë; e altri",
    "a,b|c\td",
    "ß €",
)


def dirty_rows(count: int, *, seed: int) -> list[DirtyRow]:
    """Rows of every kind; no two have a number in common."""
    chance = random.Random(seed)
    return [_row(chance, number) for number in range(count)]


def _row(chance: random.Random, number: int) -> DirtyRow:
    name = chance.choice(NAMES)
    born, day = chance.choice(BORN)
    kind = chance.random()
    if kind < 0.25:
        cell, reason = chance.choice(BAD)(chance, number)
        column = "telefono"
        return DirtyRow((f"C{number}", name, cell, "", born, ""), Expected(reason=reason, column=column))
    cell, phones, label = chance.choice(GOOD)(chance, number)
    if kind < 0.30:
        return DirtyRow((f"C{number}", name, cell, "", "presto", ""), Expected(reason=NO_DATE, column="nato"))
    other = mobile(5_000_000 + number) if kind > 0.8 else ""
    phones += (f"+39{other}",) if other else ()
    return DirtyRow((f"C{number}", name, cell, other, born, "nota"), Expected(phones=phones, label=label, born=day))
