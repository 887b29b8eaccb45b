"""The tables of storage. Rows stay in the stores, which return frozen dataclasses."""

from sqlmodel import Field, SQLModel


class KeyCheck(SQLModel, table=True):
    """Tells whether a key file belongs to this database, without containing the key."""

    __tablename__ = "key_check"

    name: str = Field(primary_key=True)
    check: str
