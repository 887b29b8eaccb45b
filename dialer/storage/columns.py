"""Column types and foreign keys that the tables share."""

from typing import Any, Final

from sqlalchemy import BigInteger, Column, Float, ForeignKey, ForeignKeyConstraint, Integer, false, text
from sqlmodel import Field, SQLModel

# SQLite can only drop or change a constraint that has a name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# BIGSERIAL on PostgreSQL; SQLite only counts up by itself on a column typed INTEGER.
BIG_KEY: Final = BigInteger().with_variant(Integer, "sqlite")


def where(condition: str) -> dict[str, Any]:
    """A partial index, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def key() -> Any:
    return Field(default=None, sa_column=Column(BIG_KEY, primary_key=True, autoincrement=True))


def filled(default: str | int | bool) -> Any:
    """A column that the database fills itself, so that an insert may leave it out."""
    return Field(default=default, sa_column_kwargs={"server_default": false() if default is False else str(default)})


_NOT_ON_POSTGRES: Final = "not_on_postgres"


def loose(target: str, **options: Any) -> ForeignKey:
    """A foreign key on SQLite only; on PostgreSQL dialer/storage/integrity.py enforces it."""
    return ForeignKey(target, info={_NOT_ON_POSTGRES: True}, **options)


def is_loose(constraint: ForeignKeyConstraint) -> bool:
    """Whether PostgreSQL goes without this one."""
    return any(key.info.get(_NOT_ON_POSTGRES) for key in constraint.elements)


def ref(target: str, *, nullable: bool = False, index: bool = False) -> Any:
    column = Column(BIG_KEY, ForeignKey(target), nullable=nullable, index=index)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def instant(default: Any = ..., *, server_default: str | None = None) -> Any:
    """Epoch seconds; required unless a default is given. With `server_default` an insert may leave it out."""
    return Field(default, sa_column=Column(Float(53), nullable=False, server_default=server_default))


def instant_or_none() -> Any:
    return Field(default=None, sa_column=Column(Float(53)))
