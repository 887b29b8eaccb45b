"""A file of numbers that must not be called, whose process is killed in the middle."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialer.app.composition import Parts, build
from dialer.core.request_errors import SuppressingBrokeOff
from dialer.core.settings import Settings
from dialer.i18n.catalogue import in_words
from dialer.i18n.message import message_of
from dialer.messaging.bus import Topic
from dialer.people.imports.readers.number_file import NumberFileOptions
from dialer.people.suppression import service as suppression
from dialer.people.suppression.service import FileLoaded
from dialer.people.suppression.store.lookup import EVERYONE
from tests.support.killed_process import killed_when_it_first_tells

MANY = [f"+39333{index:07d}" for index in range(20_000)]


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    async with build(Settings(state_dir=tmp_path / "state")) as made:
        yield made


async def load(parts: Parts, folder: Path) -> FileLoaded:
    file = folder / "noes.csv"
    file.write_text("\n".join(MANY))
    asked = NumberFileOptions(path=str(file), country="IT")
    return await parts.service.suppression.load(EVERYONE, asked, reason="asked", source="noes.csv", actor="test")


async def test_what_is_in_when_the_process_is_killed_stays_and_the_same_file_again_adds_the_rest(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with parts.bus.subscribe(Topic.NUMBERS) as news:
        with monkeypatch.context() as patch:
            killed_when_it_first_tells(patch, suppression)
            with pytest.raises(SuppressingBrokeOff) as broke:
                await load(parts, tmp_path)
        heard = [message.body["status"] for message in iter(news.get_nowait, None)]
    assert (heard[0], heard[-1]) == ("running", "failed")
    kept = await parts.store.suppressions.count(EVERYONE)
    told = broke.value.facts
    assert (0 < told["numbers_added"] <= kept < len(MANY), told["rows"]) == (True, told["numbers_added"])
    assert len(await parts.store.suppressions.among(MANY[: int(kept)], company_id=1)) == kept
    done = await load(parts, tmp_path)
    assert (done.added, done.known) == (len(MANY) - kept, kept)
    assert await parts.store.suppressions.count(EVERYONE) == len(MANY)
    lines = await parts.store.audit.list(action="suppression.import")
    assert [(line.facts["status"], line.facts["added"]) for line in reversed(lines)] == [
        ("begun", 0),
        ("failed", told["numbers_added"]),
        ("begun", 0),
        ("finished", done.added),
    ]


def test_it_is_said_in_both_languages_what_stays_and_what_to_do() -> None:
    error = SuppressingBrokeOff(rows=3000, numbers_added=2990)
    assert str(error).endswith("needs less memory. (rows 3000, numbers added 2990)")
    said = in_words(message_of(error), "it")
    assert said.startswith("Il processo che legge il file è terminato prima della fine")
    assert said.endswith("(righe 3000, numeri aggiunti 2990)")
