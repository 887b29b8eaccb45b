"""The audit's chain: what is changed, missing, cut off or slipped in shows, on both databases."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import Connection, text

from dialer.audit import store as audit
from dialer.audit.rules import GENESIS, Checker, link
from dialer.audit.store import Anchor, NewLine, add_line
from dialer.storage.database import TROUBLE
from dialer.storage.sql import is_postgres
from dialer.stores.everything import Store

NOW = 1_700_000_000.25
LINES = [
    NewLine(at=NOW + number, actor="ann", action="test", subject=f"lead:{number}", facts={"è": number, "f": 0.1})
    for number in range(5)
]


@pytest.fixture
async def told(store):
    """A store with five lines."""
    await store.audit.add_many(LINES)
    return store


async def tamper(store: Store, *statements: str) -> None:
    """Do to the audit what only someone with the database's own rights can."""

    def work(connection: Connection) -> None:
        if is_postgres(connection):
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_forbid"))
        else:
            for verb in ("UPDATE", "DELETE"):
                connection.execute(text(f"DROP TRIGGER audit_no_{verb}"))
        for statement in statements:
            connection.execute(text(statement))

    await store.database.write(work)


async def test_an_untouched_chain_is_whole(told):
    found = await told.audit.verify()
    assert (found.lines, found.broken_at, found.why) == (5, None, "")
    assert found.last == await told.audit.head()
    assert found.first is not None
    assert found.first.id == 1


async def test_an_empty_chain_is_whole(store):
    found = await store.audit.verify()
    assert (found.lines, found.broken_at, found.last, await store.audit.head()) == (0, None, None, None)


@pytest.mark.gate
@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit SET actor = 'bob' WHERE id = 3", "DELETE FROM audit WHERE id = 3", "DELETE FROM audit"],
)
async def test_the_database_itself_refuses_to_change_a_line(told, statement):
    def change(connection: Connection) -> None:
        connection.execute(text(statement))

    with pytest.raises(TROUBLE):
        await told.database.write(change)
    assert (await told.audit.verify()).broken_at is None


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit SET actor = 'bob' WHERE id = 3", 3),
        ('UPDATE audit SET facts = \'{"è": 7, "f": 0.1}\' WHERE id = 1', 1),
        ("UPDATE audit SET at = at + 0.001 WHERE id = 5", 5),
        ("UPDATE audit SET hash = 'f' || substr(hash, 2, 63) WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id = 3", 4),
        ("DELETE FROM audit WHERE id = 1", 2),
        ("DELETE FROM audit WHERE id = 5", 5),
        ("DELETE FROM audit", 1),
        ("DELETE FROM audit_head", 6),
    ],
)
async def test_one_change_round_the_triggers_is_found_where_it_was_made(told, statement, broken_at):
    await tamper(told, statement)
    found = await told.audit.verify()
    assert (found.broken_at, bool(found.why)) == (broken_at, True)


async def test_a_cut_tail_whose_head_was_mended_is_found_by_an_anchor(told):
    anchor = await told.audit.head()
    assert anchor is not None
    [fourth] = await told.audit.onwards(after=3, limit=1)
    await tamper(
        told,
        "DELETE FROM audit WHERE id = 5",
        "UPDATE audit_head SET line_id = 4, hash = (SELECT hash FROM audit WHERE id = 4) WHERE id = 1",
    )
    assert (await told.audit.verify()).broken_at is None
    assert (await told.audit.verify([anchor])).broken_at == 5
    await told.audit.add(actor="eve", action="test", now=NOW)
    assert (await told.audit.verify()).broken_at is None
    assert (await told.audit.verify([anchor])).broken_at == 5
    assert (await told.audit.verify([Anchor(id=4, hash=fourth.hash)])).broken_at is None


async def test_an_anchored_line_that_was_replaced_is_named_though_another_behind_it_is_wrong_too(told):
    [second] = await told.audit.onwards(after=1, limit=1)
    await tamper(told, "UPDATE audit SET actor = 'bob' WHERE id = 4")
    assert (await told.audit.verify([Anchor(id=2, hash=second.hash)])).broken_at == 4
    found = await told.audit.verify([Anchor(id=2, hash="f" * 64), Anchor(id=9, hash="f" * 64)])
    assert (found.broken_at, str(found.why)) == (2, "this line was anchored and is not there")


async def test_a_long_chain_is_read_and_checked_in_steps_between_which_others_have_their_turn(
    store, monkeypatch: pytest.MonkeyPatch
):
    steps: list[int] = []

    class Counted(Checker):
        def follow(self, lines: Iterable[Mapping[str, Any]]) -> None:
            given = list(lines)
            steps.append(len(given))
            super().follow(given)

    monkeypatch.setattr(audit, "Checker", Counted)
    monkeypatch.setattr(audit, "CHUNK", 2)
    await store.audit.add_many(LINES)
    assert ((await store.audit.verify()).broken_at, steps) == (None, [2, 2, 1])


async def test_lines_and_what_they_tell_of_stand_or_fall_together(told):
    def fail(connection: Connection) -> None:
        add_line(connection, "ann", "test", "", {}, NOW)
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        await told.database.write(fail)
    await told.audit.add(actor="ann", action="test", now=NOW)
    found = await told.audit.verify()
    assert (found.lines, found.broken_at) == (6, None)


@pytest.mark.gate
async def test_several_writers_make_one_chain(empty_url):
    async with Store.open(empty_url, migrate=True) as one, Store.open(empty_url) as other:

        async def write(store: Store, name: str) -> None:
            for number in range(15):
                await store.audit.add_many([NewLine(at=NOW, actor=name, action=f"a{number}") for _ in range(3)])

        await asyncio.gather(*(write(store, name) for store in (one, other) for name in ("ann", "bob")))
        found = await one.audit.verify()
        assert (found.lines, found.broken_at, found.last) == (180, None, Anchor(id=180, hash=found.last.hash))
        assert found.last == await other.audit.head()


async def test_an_outside_tool_can_follow_the_chain_by_its_description(told):
    before = GENESIS
    for line in await told.audit.onwards():
        fields = asdict(line)
        stated = fields.pop("hash")
        text_of_line = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        before = sha256((before + text_of_line).encode()).hexdigest()
        assert before == stated


def chained(count: int) -> list[dict[str, object]]:
    before, lines = GENESIS, []
    for number in range(1, count + 1):
        line: dict[str, object] = {"id": number, "at": NOW, "actor": "a", "action": "b", "subject": "", "facts": {}}
        before = link(before, line)
        lines.append({**line, "hash": before})
    return lines


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        (lambda lines: lines, None),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], 3),
        (lambda lines: [lines[0], lines[0], *lines[1:]], 1),
        (lambda lines: [lines[0], {**lines[1], "actor": "z"}, *lines[2:]], 2),
    ],
    ids=["whole", "swapped", "twice", "edited"],
)
def test_the_first_wrong_line_is_named(change: Callable[[list[dict[str, object]]], object], broken_at: int | None):
    lines = chained(4)
    checker = Checker()
    checker.follow(change(lines))  # type: ignore[arg-type]
    assert checker.end(Anchor(id=4, hash=str(lines[3]["hash"]))).broken_at == broken_at
