"""Options for reading a file as query parameters; `api.schemas.imports.ImportAsked` has them as a body."""

import json
from typing import Annotated, Any

from fastapi import Depends, Query
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api.schemas.imports import LINES_AT_MOST
from api.schemas.lists import ListAsked
from api.schemas.wire import Country, Line, Text
from dialer.core.request_errors import Invalid
from dialer.i18n.message import msg
from dialer.imports.importer import ImportOptions
from dialer.imports.readers.columns import Meaning
from dialer.imports.readers.number_file import NumbersAsked
from dialer.imports.rows.duplicates import By, DuplicateAction, Duplicates, Scope
from dialer.lists.rules.field_types import WhenUnfit

Map = Annotated[
    list[Annotated[Line, Query(max_length=1000)]],
    Query(alias="map", description="COLUMN=MEANING, as often as needed; other columns keep what was guessed."),
]
Sheet = Annotated[Line, Query(max_length=200, description="Of a spreadsheet.")]
HeaderRow = Annotated[
    int | None,
    Query(ge=0, le=LINES_AT_MOST, description="Line of the header, 0 if there is none; otherwise it is found."),
]
ZeroBack = Annotated[bool, Query(description="Put back the leading 0 of Italian land lines in number cells.")]


def _asked(
    columns: Map = [],  # noqa: B006 - FastAPI copies it
    sheet: Sheet = "",
    header_row: HeaderRow = None,
    by: Annotated[set[By] | None, Query(description="What tells that two rows are one person.")] = None,
    scope: Annotated[Scope, Query(description="Where duplicates are looked for.")] = Scope.LIST,
    then: Annotated[DuplicateAction, Query(description="What is done with duplicates.")] = DuplicateAction.SKIP,
    unfit: Annotated[
        WhenUnfit, Query(description="What is done with a row whose cell its field's type does not allow.")
    ] = WhenUnfit.REJECT,
    zero_back: ZeroBack = False,
    premium: Annotated[bool, Query(description="Let numbers at a premium rate in.")] = False,
    country: Annotated[Country, Query(description="Of numbers written without one; otherwise the list's.")] = "",
) -> ImportOptions:
    """The options for the importer. Raises `Invalid`."""
    return ImportOptions(
        columns=dict(map(_meaning, columns)),
        sheet=sheet,
        header_row=header_row,
        duplicates=Duplicates(by=frozenset(by) if by else Duplicates().by, scope=scope, then=then),
        unfit=unfit,
        zero_back=zero_back,
        premium=premium,
        country=country,
    )


def _numbers(
    columns: Map = [],  # noqa: B006 - FastAPI copies it
    sheet: Sheet = "",
    header_row: HeaderRow = None,
    zero_back: ZeroBack = False,
    premium: Annotated[bool, Query(description="Let numbers at a premium rate in.")] = False,
) -> NumbersAsked:
    """The options for reading a file of numbers. Raises `Invalid`."""
    columns_said = dict(map(_meaning, columns))
    return NumbersAsked(columns=columns_said, sheet=sheet, header_row=header_row, zero_back=zero_back)


def _meaning(said: str) -> tuple[str, str]:
    column, equals, meaning = said.rpartition("=")
    if not equals or meaning not in list(Meaning):
        what = msg("write COLUMN=MEANING, where the meaning is one of {those}", those=list(Meaning))
        raise Invalid([("map", what)])
    return column, meaning


def _new_list(
    new_list: Annotated[
        Text | None,
        Query(max_length=20_000, description="A list that is not there yet, as the JSON that `POST /lists` takes."),
    ] = None,
) -> ListAsked | None:
    try:
        return None if new_list is None else ListAsked.model_validate_json(new_list)
    except ValidationError as wrong:
        places = [{**one, "loc": ("query", "new_list", *one["loc"])} for one in wrong.errors()]
        raise RequestValidationError(places, body={"new_list": _json(new_list)}) from None


def _json(text: str | None) -> Any:
    """The text parsed as JSON, to locate faults in it; None if it is not JSON."""
    try:
        return json.loads(text or "")
    except ValueError:
        return None


NewList = Annotated[ListAsked | None, Depends(_new_list)]
Way = Annotated[ImportOptions, Depends(_asked)]
NumbersWay = Annotated[NumbersAsked, Depends(_numbers)]
