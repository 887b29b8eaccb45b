"""The tables of profiles. Rows stay in the stores; what leaves them are frozen dataclasses."""

from sqlmodel import Field, SQLModel


class RuleFile(SQLModel, table=True):
    """The text of a profile file as it was last accepted: what a changed one is held against."""

    __tablename__ = "rule_file"

    name: str = Field(primary_key=True)
    text: str
