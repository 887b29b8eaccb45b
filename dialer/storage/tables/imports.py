"""The tables of imports. Rows stay in the stores, which return frozen dataclasses."""

from typing import Any

from sqlalchemy import JSON, Column, Float, ForeignKey, Integer
from sqlmodel import Field, SQLModel

from dialer.storage.columns import BIG_KEY, filled, instant, instant_or_none, key, ref


def _counted() -> Any:
    """A count of rows, for a column that was added later."""
    return Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


class Import(SQLModel, table=True):
    """One upload into a list: its course and its counts."""

    __tablename__ = "import"

    id: int | None = key()
    list_id: int = ref("lead_list.id")
    filename: str
    status: str = "loading"  # waiting (to be confirmed), declined; loading, finished, failed, cancelled
    job_id: int | None = Field(default=None, sa_column=Column(BIG_KEY))  # the job that loads it
    rows: int = 0  # read so far: an interrupted import resumes here
    loaded: int = 0
    updated: int = filled(0)
    duplicates: int = 0
    suppressed: int = filled(0)
    rejected: int = 0
    unfit: int = _counted()
    toll_free: int = _counted()  # rows with a number of this kind, imported or not
    shared_cost: int = _counted()
    premium_rate: int = _counted()
    total: int = filled(0)  # rows of the file, as far as known beforehand
    stored: str = filled("")  # name of the uploaded file in the folder of uploads, while it is needed
    options: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}"))
    message: str = ""
    header: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    started_at: float = instant()
    ended_at: float | None = instant_or_none()
    rows_per_s: float = Field(default=0.0, sa_column=Column(Float(53), nullable=False, server_default="0"))
    rulings: list[dict[str, Any]] = Field(  # on its rows: dialer/people/imports/admission.py
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    skipped: list[str] = Field(  # files in a ZIP file that are not read
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )


class RejectedRow(SQLModel, table=True):
    """A row of an upload that was not imported, kept whole so that it can be corrected and imported again."""

    __tablename__ = "rejected_row"

    import_id: int = Field(sa_column=Column(BIG_KEY, ForeignKey("import.id"), primary_key=True))
    line: int = Field(primary_key=True)  # of the file, or of all its tables, counted from 1, header included
    column: str = filled("")  # name of the column that is wrong, if a single one is
    reason: str
    mend: str = filled("")
    row: list[str] = Field(sa_column=Column(JSON, nullable=False))
    table: str = Field(default="", sa_column_kwargs={"server_default": ""})  # in a ZIP file with several
    table_line: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # in that table
    again_import_id: int | None = Field(default=None, sa_column=Column(BIG_KEY))  # that loads it again, corrected
