"""Work in a process of its own: what it tells, gives back and raises is as if it had been done here."""

import os
import signal
import sys
from contextlib import suppress
from typing import Any

import pytest

from dialer.core.errors import BadReference, DialerError
from dialer.core.file_fault import BadFile
from dialer.i18n.catalogue import in_words
from dialer.i18n.message import msg
from dialer.jobs.model import Interrupted
from dialer.jobs.worker_process import PRELOADED, bound_computing, tell, work_apart


def double(job: dict[str, Any]) -> int:
    tell({"long": "x" * job["letters"]})
    return int(job["number"]) * 2


def parent_and_modules(_: dict[str, Any]) -> dict[str, Any]:
    return {"parent": os.getppid(), "modules": list(sys.modules)}


def refuse(_: dict[str, Any]) -> None:
    raise BadReference(scope=msg("no such scope"))


def bad_file(_: dict[str, Any]) -> None:
    raise BadFile("it is no table")


def fall(_: dict[str, Any]) -> None:
    raise SystemExit("no memory")


def lose_database(_: dict[str, Any]) -> None:
    raise ConnectionRefusedError


def kill(asked: dict[str, Any]) -> None:
    named = asked["signal"]
    os.kill(os.getpid(), int(named) if named.isdecimal() else signal.Signals[named])


def compute_for_ever(_: dict[str, Any]) -> None:
    bound_computing(1, BadFile("it takes too long"))
    while True:
        with suppress(ValueError):
            int("no number")


async def test_what_is_told_and_given_back_comes_whole() -> None:
    told: list[Any] = []
    assert await work_apart(double, {"number": 21, "letters": 1_000_000}, told.append) == 42
    assert [len(one["long"]) for one in told] == [1_000_000]


async def test_the_next_process_comes_of_the_same_server_which_has_imported_what_works_there() -> None:
    first, second = await work_apart(parent_and_modules, {}), await work_apart(parent_and_modules, {})
    assert first["parent"] == second["parent"] != os.getpid()
    assert set(PRELOADED) <= set(first["modules"])


async def test_what_is_refused_there_is_refused_here() -> None:
    with pytest.raises(DialerError) as refused:
        await work_apart(refuse, {})
    assert (type(refused.value), str(refused.value)) == (BadReference, str(BadReference(scope="no such scope")))
    with pytest.raises(BadFile, match="it is no table"):
        await work_apart(bad_file, {})


@pytest.mark.parametrize(("name", "said"), [("SIGKILL", "SIGKILL"), ("SIGRTMIN", "SIGRTMIN"), ("40", "40")])
async def test_what_is_killed_says_by_which_signal(name: str, said: str) -> None:
    with pytest.raises(Interrupted) as killed:
        await work_apart(kill, {"signal": name})
    assert (in_words(killed.value.why, "en"), killed.value.died) == (f"killed by {said}", True)


async def test_what_ends_early_says_of_what_and_whether_it_may_be_tried_again() -> None:
    with pytest.raises(Interrupted) as fell:
        await work_apart(fall, {})
    assert (fell.value.why, fell.value.died, fell.value.absent) == ("no memory", True, False)
    with pytest.raises(Interrupted) as lost:
        await work_apart(lose_database, {"url": "postgresql://nowhere/x"})
    assert (lost.value.died, lost.value.absent) == (False, True)


async def test_what_computes_for_longer_than_it_may_is_refused_though_its_code_catches_errors() -> None:
    with pytest.raises(BadFile, match="it takes too long"):
        await work_apart(compute_for_ever, {})
