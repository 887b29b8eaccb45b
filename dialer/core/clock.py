"""The one clock. Epoch seconds that never step back while the process lives, whatever is done to the machine's time.

Calling hours are by it, so it may not fall behind: what a machine slept is counted, and a machine's time that is put
forward is followed. One that is put back is waited for, by going a little slower, as talks, waits and leases are by
this clock too; `apart_s` tells by how much, and the rules judge by that (dialer/compliance/profile_status.py).
"""

import ctypes
import time
from collections.abc import Callable
from typing import Final

FOLLOWS_S: Final = 0.05  # a machine's time that is further ahead was put forward
SLOWER: Final = 0.01  # while the machine's time is behind

_UNSYNCHRONISED: Final = 5  # TIME_ERROR: the kernel knows of nobody who keeps its time
_MICRO: Final = 1e-6


class _Timex(ctypes.Structure):
    """Linux's struct timex as far as it is read; the rest is room."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 256),
    )


def kernel_error_s() -> float | None:
    """By how much the machine's time may be wrong at most, as its kernel says; None if it is kept by nobody it knows.

    adjtimex(2), which only reads here. None too where there is no such call.
    """
    told = _Timex()
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.byref(told))
    except (AttributeError, OSError):
        return None
    return None if state in (-1, _UNSYNCHRONISED) else told.maxerror * _MICRO


class Clock:
    """Epoch seconds by a steady counter of seconds, set by the machine's time."""

    def __init__(self, machine: Callable[[], float], steady: Callable[[], float]) -> None:
        self._machine, self._steady = machine, steady
        self._looked = steady()
        self._start = machine() - self._looked

    def now(self) -> float:
        """Return epoch seconds (UTC)."""
        steady = self._steady()
        ahead = self._start + steady - self._machine()
        if ahead < -FOLLOWS_S:
            self._start -= ahead
        elif ahead > 0.0:
            self._start -= min(ahead, SLOWER * max(steady - self._looked, 0.0))
        self._looked = steady
        return self._start + steady

    def apart_s(self) -> float:
        """By how many seconds this clock is ahead of the machine's time, which somebody has put back."""
        return self.now() - self._machine()


def _steady() -> float:
    """Seconds that also count while the machine is suspended, where it can tell."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


_CLOCK: Final = Clock(time.time, _steady)  # noqa: TID251 - the one place that may ask
now: Final = _CLOCK.now
apart_s: Final = _CLOCK.apart_s
