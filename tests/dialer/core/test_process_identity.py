"""Who owned something, and whether that process still runs."""

import os
import subprocess
import sys

from dialer.core import process_identity
from dialer.core.process_identity import is_dead, is_of_this_machine, new_owner


def named(pid: int, *, space: str = "") -> str:
    """A name as another process would have it."""
    place, _, _ = new_owner().partition(":")
    host, _, own_space = place.partition("/")
    return f"{host}/{space or own_space}:{pid}:0a0b0c0d"


def test_a_process_that_has_ended_is_dead():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert is_dead(named(ended.pid))


def test_a_process_that_runs_is_not_dead():
    assert not is_dead(named(os.getppid()))


def test_whoever_had_our_number_before_us_is_dead():
    assert is_dead(named(os.getpid()))


def test_in_another_container_of_the_same_name_our_number_is_somebody_elses():
    """Two engines in the network of one Asterisk's container: one host name, and both are process 1."""
    other = named(os.getpid(), space="4026539999")
    assert not is_dead(other)
    assert not is_of_this_machine(other)


def test_another_machine_of_the_same_name_is_another_one(tmp_path, monkeypatch):
    ours = named(2**22 + 1)  # no process has this number
    assert is_dead(ours)
    (tmp_path / "machine-id").write_text("another\n")
    monkeypatch.setattr(process_identity, "MACHINE", (tmp_path / "machine-id", process_identity.MACHINE[1]))
    assert (is_of_this_machine(ours), is_dead(ours)) == (False, False)


def test_of_other_machines_nothing_is_known():
    assert not is_dead("elsewhere/1:1:0a0b0c0d")
    assert not is_dead("nonsense")
