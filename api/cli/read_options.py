"""Options of `pronto list preview` and `import` for reading a file."""

from typing import Annotated, Any

import typer

from api.cli.output import fail
from api.cli.texts.lists import LIST
from dialer.people.imports.readers.columns import Meaning
from dialer.people.imports.readers.header import NO_HEADER
from dialer.people.lists.rules.field_types import WhenUnfit

Map = Annotated[
    list[str] | None,
    typer.Option("--map", help=f"COLUMN=MEANING, may be repeated. Meanings: {', '.join(Meaning)}."),
]
NumberMap = Annotated[
    list[str] | None,
    typer.Option("--map", help="COLUMN=phone for a column of numbers, COLUMN=ignore for any other."),
]
Sheet = Annotated[str, typer.Option(help="Sheet of a spreadsheet; by default the first that is not empty.")]
HeaderRow = Annotated[int | None, typer.Option(min=1, help="Line of the header, if it is not the first.")]
NoHeader = Annotated[
    bool, typer.Option("--no-header", help="The file has no header; --map calls its columns 1, 2, 3 …")
]
Unfit = Annotated[
    WhenUnfit,
    typer.Option(
        help="What happens to a row with a cell that does not fit its field's type; keep loads it as written."
    ),
]
ZeroBack = Annotated[
    bool,
    typer.Option("--zero-back", help="Restore the leading 0 that a spreadsheet removed from Italian land lines."),
]

Premium = Annotated[bool, typer.Option("--premium", help="Accept premium-rate numbers.")]


def header_at(header_row: int | None, *, no_header: bool) -> int | None:
    """The line of the header; None to detect it. Ends the command if both options are given."""
    if no_header and header_row is not None:
        raise fail(LIST("one_header"))
    return NO_HEADER if no_header else header_row


def as_read(columns: list[str] | None, *, sheet: str, header_row: int | None, country: str | None) -> dict[str, Any]:
    """The reading options in the form of a body. Ends the command if they are invalid."""
    return {"map": column_meanings(columns), "sheet": sheet, "header_row": header_row, "country": country or ""}


def taken(*, unfit: WhenUnfit, zero_back: bool, premium: bool) -> dict[str, Any]:
    """The options for accepting rows, in the form of a body."""
    return {"unfit": unfit, "zero_back": zero_back, "premium": premium}


def in_query(options: dict[str, Any]) -> dict[str, Any]:
    """The options in the form of a query."""
    said = {name: value for name, value in options.items() if name not in ("map", "duplicates") and value is not None}
    return {**said, **options.get("duplicates", {}), "map": [f"{name}={what}" for name, what in options["map"].items()]}


def column_meanings(columns: list[str] | None) -> dict[str, str]:
    """The meaning of columns by name. Ends the command if one is not COLUMN=MEANING."""
    found = {}
    for one in columns or ():
        column, equals, meaning = one.rpartition("=")
        if not equals or meaning not in list(Meaning):
            raise fail(LIST("bad_map", text=one, meanings=", ".join(Meaning)))
        found[column] = meaning
    return found
