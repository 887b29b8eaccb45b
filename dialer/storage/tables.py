"""The tables of storage. Rows stay in the stores; what leaves them are frozen dataclasses."""

from sqlmodel import Field, SQLModel


class KeyCheck(SQLModel, table=True):
    """What tells whether a key file belongs to this database, without telling the key."""

    __tablename__ = "key_check"

    name: str = Field(primary_key=True)
    check: str
