"""The key of suppressed numbers: made once, for its owner alone, whoever starts first."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dialer.access.errors import KeyFileDamaged
from dialer.access.key_files import number_key, pseudonyms
from dialer.app.composition import build
from dialer.core.settings import Settings


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    state = tmp_path / "state"
    first = number_key(state)
    assert len(first) == 32
    assert number_key(state) == first
    assert stat.S_IMODE((state / "number-key").stat().st_mode) == 0o600
    assert [path.name for path in state.iterdir()] == ["number-key"]


def test_those_who_start_at_once_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: number_key(tmp_path), range(32)))
    assert len(keys) == 1


@pytest.mark.parametrize("text", ["abcd\n", "no hex\n", ""])
def test_a_broken_key_is_not_replaced_by_another(tmp_path: Path, text: str) -> None:
    (tmp_path / "number-key").write_text(text)
    with pytest.raises(KeyFileDamaged, match="number-key"):
        number_key(tmp_path)
    assert (tmp_path / "number-key").read_text() == text


@pytest.mark.parametrize("text", ["", "[]", '{"one": "aa"}', '{"1": 2}'])
def test_broken_keys_of_reports_are_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "report-keys").write_text(text)
    with pytest.raises(KeyFileDamaged, match="report-keys"):
        pseudonyms(tmp_path)


async def test_the_key_is_in_no_repr(tmp_path: Path) -> None:
    async with build(Settings(state_dir=tmp_path)) as parts:
        key = number_key(tmp_path)
        assert parts.store.digests.key == key
        assert key.hex() not in repr(parts.store.digests)
        assert repr(key) not in repr(parts.store.digests)
