"""Names of processes that own something: a name says where the process runs, so that others can tell if it ended."""

import os
import secrets
from pathlib import Path


def new_owner() -> str:
    """A name for this process: "host:pid:nonce"."""
    return f"{_here()}:{os.getpid()}:{secrets.token_hex(4)}"


def _here() -> str:
    """Where this process's pid is unique: containers of one network share a host name, and each counts from 1."""
    try:
        space = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:  # not Linux
        space = "0"
    return f"{os.uname().nodename}/{space}"


def is_of_this_machine(owner: str) -> bool:
    """Whether the owner is, or was, a process of this machine and this container."""
    return owner.partition(":")[0] == _here()


def is_dead(owner: str) -> bool:
    """Whether the owner was a process of this machine and container that has ended."""
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
