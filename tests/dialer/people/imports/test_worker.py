"""What the process that loads a file tells of its progress."""

import orjson

from dialer.people.imports import worker
from dialer.people.imports.store.batch import Loaded
from dialer.people.imports.worker import Progress


def test_as_many_rows_are_told_of_once_however_slow_they_were(monkeypatch, capfdbinary):
    monkeypatch.setattr(worker, "SAY_EVERY_S", 0.0)
    progress = Progress(1, total=3)
    for rows in (2, 1):
        progress.add(Loaded(rows=rows, loaded=rows))
    progress.say()
    assert [orjson.loads(line)[1]["rows"] for line in capfdbinary.readouterr().out.splitlines()] == [2, 3]
