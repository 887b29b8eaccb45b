"""Statements at the driver's price do what they do through SQLAlchemy, errors included."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, bindparam, insert, make_url, select, update
from sqlalchemy.exc import IntegrityError

from dialer.storage import prepared
from dialer.storage.connections import sqlite_engine

THING = Table("thing", MetaData(), Column("id", Integer, primary_key=True), Column("name", String, nullable=False))
WRITE = insert(THING).values(id=bindparam("id"), name=bindparam("name"))
RENAME = update(THING).where(THING.c.id == bindparam("thing")).values(name="fixed").returning(THING.c.id)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = sqlite_engine(make_url(f"sqlite:///{tmp_path / 'hot.db'}"))
    with engine.connect() as connection:
        THING.create(connection)
        yield connection
    engine.dispose()


def test_rows_are_written_and_read(connection: Connection) -> None:
    prepared.many(connection, WRITE, [{"id": 1, "name": "one"}, {"id": 2, "name": "two"}])
    assert [tuple(row) for row in connection.execute(select(THING))] == [(1, "one"), (2, "two")]


def test_values_that_stand_in_the_statement_are_kept(connection: Connection) -> None:
    prepared.many(connection, WRITE, [{"id": 1, "name": "one"}])
    assert list(prepared.rows(connection, RENAME, {"thing": 1})) == [(1,)]
    assert list(prepared.rows(connection, RENAME, {"thing": 7})) == []
    assert connection.execute(select(THING.c.name)).scalar_one() == "fixed"


def test_an_error_is_sqlalchemys_and_does_not_tell_the_parameters(connection: Connection) -> None:
    with pytest.raises(IntegrityError) as raised:
        prepared.many(connection, WRITE, [{"id": 1, "name": "secret"}, {"id": 1, "name": "secret"}])
    assert "secret" not in str(raised.value)
