"""Which process owns something: a name that says where it runs, so that others can tell when it has ended."""

import os
import secrets


def new_owner() -> str:
    """A name for this process: "host:pid:nonce"."""
    return f"{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(4)}"


def is_of_this_machine(owner: str) -> bool:
    """Whether the owner is, or was, a process of this machine."""
    return owner.partition(":")[0] == os.uname().nodename


def is_dead(owner: str) -> bool:
    """Whether the owner was a process of this machine that has ended."""
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
