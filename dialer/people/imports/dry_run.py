"""Previews an uploaded file: its rows, and what each would become in the database."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from dialer.core.enums import Becomes
from dialer.core.file_fault import BadFile
from dialer.core.request_errors import Invalid
from dialer.people.imports.importer import ImportOptions, law_of, reading_job
from dialer.people.imports.preview_worker import preview_file
from dialer.people.imports.readers.limits import Limits
from dialer.people.imports.store.matching import Into
from dialer.people.leads.model import NewLead
from dialer.people.leads.store.dry_run import Foreseen
from dialer.people.lists.store.lists import LeadList
from dialer.stores.people import PeopleStore

ASK_S: Final = 10.0  # a person waits for a preview: after this it does without the database


async def look_into(
    store: PeopleStore, wanted: LeadList, path: Path, options: ImportOptions, *, profiles: Path, limits: Limits
) -> dict[str, Any]:
    """The preview of a file: what each row shown, and how many of those checked, would become. Raises `Invalid`.

    `wanted` is its list, which need not exist yet. `asked` tells whether the database answered; if it did not in time,
    only rejected rows have their result, and `becomes` is empty.
    """
    try:
        law = await law_of(store, wanted, profiles)
        found = await preview_file(reading_job(wanted, path, options.to_stored(), law, limits))
    except BadFile as bad:
        raise Invalid([("file", bad.reason)]) from None
    read = found.pop("read")
    try:
        async with asyncio.timeout(ASK_S):
            foreseen = await store.foreseeing.of(_into(wanted, options), [_lead(row["lead"]) for row in read])
    except TimeoutError:
        foreseen = []
    is_asked = len(foreseen) == len(read)
    by_row = {(row["table"], row["line"]): told for row, told in zip(read, foreseen, strict=False)}
    for row in found["rows"]:
        row |= {"becomes": Becomes.REJECTED if row["reason"] else None, "lead_id": None, "suppressed": 0}
        if (told := by_row.get((row["table"], row["line"]))) is not None:
            row |= _told(told, read)
    counts = Counter(one.becomes for one in foreseen) + Counter({Becomes.REJECTED: found["rejected"]})
    becomes = {} if found["problem"] or not is_asked else {one: counts[one] for one in Becomes}
    return {**found, "asked": is_asked, "becomes": becomes}


def _into(wanted: LeadList, options: ImportOptions) -> Into:
    return Into(
        import_id=0,
        list_id=wanted.id,
        company_id=wanted.company_id,
        campaign_id=wanted.campaign_id,
        duplicates=options.duplicates,
    )


def _lead(said: Mapping[str, Any]) -> NewLead:
    return NewLead(**{**said, "phones": tuple((number, label) for number, label in said["phones"])})


def _told(told: Foreseen, read: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a row would become, with the line of an earlier row for the same person by the chosen duplicate rule."""
    same = {"line": None, "table": ""} if told.row is None else read[told.row]
    where = {"same_as": same["line"], "same_as_table": same["table"]}
    return {"becomes": told.becomes, "lead_id": told.lead_id, "suppressed": told.suppressed, **where}
