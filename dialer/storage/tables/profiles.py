"""The tables of profiles. Rows stay inside the stores, which return frozen dataclasses."""

from sqlmodel import Field, SQLModel


class RuleFile(SQLModel, table=True):
    """The text of a profile file as accepted last."""

    __tablename__ = "rule_file"

    name: str = Field(primary_key=True)
    text: str
