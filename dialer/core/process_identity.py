"""Names of processes that own something: a name says where the process runs, so that others can tell if it ended."""

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

# Two machines may have the same host name, and two copies of one the same id: each has its own boot.
MACHINE: Final = (Path("/etc/machine-id"), Path("/proc/sys/kernel/random/boot_id"))
PIDS: Final = Path("/proc/self/ns/pid")


def new_owner() -> str:
    """A name for this process: "host:pid:nonce"."""
    return f"{_here()}:{os.getpid()}:{secrets.token_hex(4)}"


def _here() -> str:
    """Where this process's pid is unique: containers of one network share a host name, and each counts from 1.

    The machine is named by a hash: machine-id(5) asks not to show its id. Where there is no Linux, only by its name.
    """
    found = ""
    for path in (*MACHINE, PIDS):
        with suppress(OSError):
            found += str(path.readlink()) if path is PIDS else path.read_text()
    return f"{os.uname().nodename}/{hashlib.sha256(found.encode()).hexdigest()[:16]}"


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
