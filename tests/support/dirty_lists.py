"""Dirty phone cells of Italy, the United States and Germany, each with what must become of it.

The numbers are made from tables of the countries' numbering plans that stand here, and what is expected is known from
how a cell was made: nothing asks the reader, or the library that the reader asks.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

CODES: Final = {"IT": "39", "US": "1", "DE": "49"}
TRUNKS: Final = {"IT": "", "US": "", "DE": "0"}
# Italy: mobile codes, and districts with the digits of a subscriber's number.
MOBILES: Final = "320 327 328 329 331 333 334 338 339 340 347 348 349 350 351 366 370 371 375 380 388 391".split()  # noqa: SIM905
OLD_MOBILES: Final = "330 335 336 337 338 339 360 368".split()  # noqa: SIM905
DISTRICTS: Final = (
    *(("02", (7, 8)), ("06", (7, 8)), ("011", (6, 7)), ("035", (6, 7)), ("055", (6, 7)), ("081", (7,))),
    *(("0331", (6,)), ("0341", (6,)), ("0371", (5, 6)), ("0383", (5, 6)), ("0422", (6,)), ("0921", (6,))),
)
AREAS: Final = "212 305 312 404 415 512 617 702 713 808 907 206".split()  # noqa: SIM905
# Germany: towns' codes with the digits of a subscriber's number, and mobile codes with the digits behind them.
TOWNS: Final = (
    *(("30", (6, 7, 8)), ("40", (6, 7, 8)), ("89", (6, 7, 8)), ("221", (6, 7, 8)), ("421", (6, 7)), ("711", (6, 7))),
    *(("2151", (5, 6)), ("3641", (6,)), ("7141", (6,)), ("8441", (5, 6))),
)
NETWORKS: Final = (("151", 8), ("152", 8), ("157", 8), ("160", 7), ("171", 7), ("172", 7), ("176", 8), ("178", 7))

CLOCKS: Final = ("18:30", "dopo le 18", "ore 9-12", "after 5 pm", "8-17 Uhr")


@dataclass(frozen=True)
class Cell:
    """A phone cell. `numbers` are the person's (E.164); none where the row must be refused."""

    text: str
    numbers: tuple[str, ...]
    way: str


@dataclass(frozen=True)
class Person:
    """A number: its first digits (district or network) and the others, as they are dialled within the country."""

    country: str
    begin: str
    rest: str
    mobile: bool

    @property
    def number(self) -> str:
        return f"+{CODES[self.country]}{self.begin}{self.rest}"

    @property
    def bare(self) -> str:
        return f"{TRUNKS[self.country]}{self.begin}{self.rest}"

    @property
    def spaced(self) -> str:
        return f"{TRUNKS[self.country]}{self.begin} {self.rest}"


def digits(chance: random.Random, count: int, first: str = "23456789") -> str:
    return chance.choice(first) + "".join(chance.choices("0123456789", k=count - 1))


def person(chance: random.Random, country: str) -> Person:
    mobile = chance.random() < 0.5
    if country == "IT" and mobile:
        return Person(country, chance.choice(MOBILES), digits(chance, 7), mobile=True)
    if country == "IT":
        district, lengths = chance.choice(DISTRICTS)
        return Person(country, district, digits(chance, chance.choice(lengths)), mobile=False)
    if country == "US":
        office = digits(chance, 3)
        while office[1:] == "11" or office in ("555", "976", "950", "958", "959"):
            office = digits(chance, 3)
        return Person(country, chance.choice(AREAS), office + digits(chance, 4, "0123456789"), mobile=False)
    begin, length = chance.choice(NETWORKS) if mobile else chance.choice(TOWNS)
    if not mobile:
        length = chance.choice(length)
    return Person(country, begin, digits(chance, length), mobile=mobile)


Way = Callable[[random.Random, Person, Person], tuple[str, Sequence[Person]]]
GOOD: Final[dict[str, Way]] = {
    "bare": lambda _, a, __: (a.bare, [a]),
    "spaced": lambda _, a, __: (a.spaced, [a]),
    "in groups": lambda _, a, __: (f"{a.spaced[:-4]} {a.spaced[-4:]}", [a]),
    "slash": lambda _, a, __: (a.spaced.replace(" ", "/"), [a]),
    "dash": lambda _, a, __: (a.spaced.replace(" ", "-"), [a]),
    "brackets": lambda _, a, __: (f"({TRUNKS[a.country]}{a.begin}) {a.rest}", [a]),
    "plus": lambda _, a, __: (f"+{CODES[a.country]} {a.begin} {a.rest}", [a]),
    "decimal": lambda _, a, __: (f"{a.bare}.0", [a]),
    "apostrophe": lambda _, a, __: (f"'{a.number}", [a]),
    "tel": lambda c, a, __: (f"{c.choice(('tel. ', 'Tel ', 'Tel: ', 'cell. '))}{a.spaced}", [a]),
    "two": lambda c, a, b: (f"{a.spaced}{c.choice((' / ', '; ', ', ', ' - ', chr(10)))}{b.spaced}", [a, b]),
    "name": lambda c, a, __: (f"{a.spaced} {c.choice(('(Maria)', 'ufficio', 'Büro', 'home', 'moglie'))}", [a]),
    "another line": lambda c, a, __: (f"{a.spaced}/{c.randint(1, 99)}", [a]),
    "another line apart": lambda c, a, __: (f"{a.spaced} / {c.randint(1, 9)}", [a]),
    "clock": lambda c, a, __: (f"{a.spaced} {c.choice(CLOCKS)}", [a]),
    "clock first": lambda c, a, __: (f"{c.choice(('ore 18:30', 'nach 18 Uhr'))} {a.spaced}", [a]),
    "with a fax": lambda _, a, b: (f"{a.spaced} fax {b.spaced}", [a]),
    "behind a fax": lambda _, a, b: (f"Fax {b.spaced} Tel. {a.spaced}", [a]),
    "tel/fax": lambda c, a, __: (f"{c.choice(('Tel/Fax', 'tel. e fax', 'tel+fax:'))} {a.spaced}", [a]),
    "tax number": lambda c, a, __: (f"{a.spaced} P.IVA {digits(c, 11, '01')}", [a]),
}  # fmt: skip
NO_NUMBER: Final[dict[str, Way]] = {
    "letter": lambda c, a, __: (_put(a.bare, c.randrange(4, len(a.bare) - 1), c.choice("OoIlSB")), []),
    "letter at the end": lambda c, a, __: (a.bare[:-1] + c.choice("OolI"), []),
    "fax": lambda c, a, __: (f"{c.choice(('fax', 'Fax:', 'FAX n.', 'telefax'))} {a.spaced}", []),
    "fax behind": lambda c, a, __: (f"{a.spaced} {c.choice(('(fax)', 'fax', '(Fax)'))}", []),
    "tax number alone": lambda c, _, __: (f"{c.choice(('P.IVA', 'Partita IVA:', 'VAT'))} {digits(c, 11, '01')}", []),
    "rounded": lambda c, a, __: (f"{a.bare.lstrip('0')[0]},{c.randint(10, 99)}E+{c.choice((9, 10, 11))}", []),
    "words": lambda c, _, __: (c.choice(("chiamare la sera", "call back", "siehe Notiz", "boh")), []),
    "hours": lambda c, _, __: (c.choice(("18:30", "9-13", "dalle 9 alle 13", "8-17 Uhr")), []),
    "torn": lambda _, a, __: (a.bare[:5], []),
    "doubled": lambda _, a, __: (a.bare + a.bare, []),
}  # fmt: skip
NOTHING: Final = ("-", "/", "0", "x", "?", "n.d.", "nessuno", "non ha", "N/A", "none", "k.A.", "--", "ND", "nd.", "...")
ITALIAN: Final[dict[str, Callable[[random.Random], tuple[str, tuple[str, ...]]]]] = {
    "lost 0": lambda c: (_land_of_3(c)[1:], ()),
    "lost 0 with +39": lambda c: (f"+39{_land_of_3(c)[1:]}", ()),
    "mobile that lacks a digit": lambda c: (f"{c.choice(('347', '328', '380', '392'))}{digits(c, 6)}", ()),
    "mobile with a digit more": lambda c: (f"{c.choice(MOBILES)}{digits(c, 8)}", ()),
    "land line with a digit more": lambda c: (f"0{c.choice('26')}{digits(c, 9)}", ()),
    "bare tax number": lambda c: (f"0{c.choice(('123', '331', '422'))}{digits(c, 7)}", ()),
    "mailbox": lambda c: (f"+39{c.choice(MOBILES)}{digits(c, 9)}", ()),
    "old mobile": lambda c: _same(f"{c.choice(OLD_MOBILES)}{digits(c, 6)}"),
    "newer operator": lambda c: _same(f"{c.choice(('0422', '0331', '011', '051'))}1{digits(c, 7)}"[:11].ljust(11, "7")),
    "dash and another line": lambda c: _beside(f"0331 {digits(c, 6)}", f"-{c.randint(1, 99)}"),
    "many lines": lambda c: _beside(f"02 {digits(c, 8)}", f"/{c.randint(10, 99)}/{c.randint(10, 99)}"),
    "hours in digits": lambda c: _beside(f"0331 {digits(c, 6)}", " 9-12"),
    "time in digits": lambda c: _beside(f"{c.choice(MOBILES)} {digits(c, 7)}", " 18.30"),
}
AMERICAN: Final[dict[str, Callable[[random.Random], tuple[str, tuple[str, ...]]]]] = {
    "service for an office": lambda c: (f"{c.choice(AREAS)}{c.choice('23456789')}11{digits(c, 4)}", ()),
    "charged announcement": lambda c: (f"({c.choice(AREAS)}) 976-{digits(c, 4)}", ()),
    "seven digits": lambda c: (f"{c.choice(('736', '224'))}-{digits(c, 4)}", ()),
    "vanity": lambda c: (f"1-800-{c.choice(('FLOWERS', 'LAWYERS'))}", ()),
}
GERMAN: Final[dict[str, Callable[[random.Random], tuple[str, tuple[str, ...]]]]] = {
    "with or without 49": lambda c: (f"49{c.choice(('421', '441', '471'))}{digits(c, 6)}", ()),
    "mobile with a digit more": lambda c: (f"017{c.choice('1238')}{digits(c, 8)}", ()),
    "mailbox": lambda c: (f"0171 13{digits(c, 7)}", ()),
    "pager": lambda c: (f"0164{digits(c, 7)}", ()),
    "direct dial": lambda c: _joined("+49711", f"{digits(c, 5)}", f"{c.randint(10, 99)}"),
}
OWN: Final = {"IT": ITALIAN, "US": AMERICAN, "DE": GERMAN}


def dirty_list(country: str, count: int, *, seed: int) -> list[Cell]:
    """Cells of every kind, three in ten of them with no number to call, and one in ten a trap of the country's own."""
    chance = random.Random(f"{country}{seed}")
    return [_cell(chance, country) for _ in range(count)]


def _cell(chance: random.Random, country: str) -> Cell:
    kind = chance.random()
    if kind < 0.2:
        way = chance.choice(list(OWN[country]))
        text, numbers = OWN[country][way](chance)
        return Cell(text, numbers, way)
    ways = NO_NUMBER if kind < 0.4 else GOOD
    way = chance.choice(list(ways))
    text, people = ways[way](chance, person(chance, country), person(chance, country))
    return Cell(text, tuple(dict.fromkeys(one.number for one in people)), way)


def _put(text: str, place: int, letter: str) -> str:
    return text[:place] + letter + text[place + 1 :]


def _land_of_3(chance: random.Random) -> str:
    """A land line of nine or ten digits in a district of 03; without its 0 it looks like a mobile."""
    district, rest = chance.choice((("035", 6), ("035", 7), ("031", 6), ("0331", 5), ("0341", 6), ("0383", 6)))
    return district + digits(chance, rest, "2456789")


def _same(national: str) -> tuple[str, tuple[str, ...]]:
    return national, (f"+39{national}",)


def _beside(written: str, more: str) -> tuple[str, tuple[str, ...]]:
    return written + more, (f"+39{written.replace(' ', '')}",)


def _joined(begin: str, stem: str, more: str) -> tuple[str, tuple[str, ...]]:
    return f"{begin} {stem}-{more}", (f"{begin}{stem}{more}",)
