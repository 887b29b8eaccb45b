"""Options for reading a file as query parameters; `api.schemas.imports.ImportInput` has them as a body."""

import json
from typing import Annotated, Any

from fastapi import Depends, Query
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api.schemas.imports import LINES_AT_MOST
from api.schemas.lists import ListInput
from api.schemas.wire import Country, Line, Text
from dialer.core.request_errors import Invalid
from dialer.i18n.message import msg
from dialer.people.imports.importer import ImportOptions
from dialer.people.imports.readers.columns import Meaning
from dialer.people.imports.readers.number_file import NumberFileOptions
from dialer.people.imports.rows.duplicates import By, DuplicateAction, Duplicates, Scope
from dialer.people.lists.rules.field_types import WhenUnfit

Map = Annotated[
    list[Annotated[Line, Query(max_length=1000)]],
    Query(alias="map", description="COLUMN=MEANING, may be repeated; other columns keep the detected meaning."),
]
Sheet = Annotated[Line, Query(max_length=200, description="Sheet of a spreadsheet.")]
HeaderRow = Annotated[
    int | None,
    Query(ge=0, le=LINES_AT_MOST, description="Line of the header, 0 if there is none; detected by default."),
]
ZeroBack = Annotated[bool, Query(description="Restore the leading 0 of Italian land lines in number cells.")]


def _asked(
    columns: Map = [],  # noqa: B006 - FastAPI copies it
    sheet: Sheet = "",
    header_row: HeaderRow = None,
    by: Annotated[set[By] | None, Query(description="Key by which two rows are the same person.")] = None,
    scope: Annotated[Scope, Query(description="Where duplicates are searched.")] = Scope.LIST,
    then: Annotated[DuplicateAction, Query(description="What happens to duplicates.")] = DuplicateAction.SKIP,
    unfit: Annotated[
        WhenUnfit, Query(description="What happens to a row with a cell that does not fit its field's type.")
    ] = WhenUnfit.REJECT,
    zero_back: ZeroBack = False,
    premium: Annotated[bool, Query(description="Accept premium-rate numbers.")] = False,
    country: Annotated[
        Country, Query(description="Country (ISO 3166) of numbers without a country code; by default the list's.")
    ] = "",
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
    premium: Annotated[bool, Query(description="Accept premium-rate numbers.")] = False,
) -> NumberFileOptions:
    """The options for reading a file of numbers. Raises `Invalid`."""
    columns_said = dict(map(_meaning, columns))
    return NumberFileOptions(columns=columns_said, sheet=sheet, header_row=header_row, zero_back=zero_back)


def _meaning(said: str) -> tuple[str, str]:
    column, equals, meaning = said.rpartition("=")
    if not equals or meaning not in list(Meaning):
        what = msg("write COLUMN=MEANING, where the meaning is one of {those}", those=list(Meaning))
        raise Invalid([("map", what)])
    return column, meaning


def _new_list(
    new_list: Annotated[
        Text | None,
        Query(max_length=20_000, description="A list that does not exist yet, as the JSON body of `POST /lists`."),
    ] = None,
) -> ListInput | None:
    try:
        return None if new_list is None else ListInput.model_validate_json(new_list)
    except ValidationError as wrong:
        places = [{**one, "loc": ("query", "new_list", *one["loc"])} for one in wrong.errors()]
        raise RequestValidationError(places, body={"new_list": _json(new_list)}) from None


def _json(text: str | None) -> Any:
    """The text parsed as JSON, to locate faults in it; None if it is not JSON."""
    try:
        return json.loads(text or "")
    except ValueError:
        return None


NewList = Annotated[ListInput | None, Depends(_new_list)]
Way = Annotated[ImportOptions, Depends(_asked)]
NumbersWay = Annotated[NumberFileOptions, Depends(_numbers)]
