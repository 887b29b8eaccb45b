"""Which process owns something: a name that says where it runs, so that others can tell when it has ended."""

import os
import secrets
from pathlib import Path


def new_owner() -> str:
    """A name for this process: "host:pid:nonce"."""
    return f"{_here()}:{os.getpid()}:{secrets.token_hex(4)}"


def _here() -> str:
    """Where this process's number is its alone: containers of one network have one host name, and count from 1 each."""
    try:
        space = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:  # no Linux
        space = "0"
    return f"{os.uname().nodename}/{space}"


def is_of_this_machine(owner: str) -> bool:
    """Whether the owner is, or was, a process beside this one: of this machine, and of this container."""
    return owner.partition(":")[0] == _here()


def is_dead(owner: str) -> bool:
    """Whether the owner was a process beside this one that has ended."""
    pid = owner.partition(":")[2].partition(":")[0]
    if not is_of_this_machine(owner) or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return int(pid) == os.getpid()
