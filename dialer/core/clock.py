"""The one clock: epoch seconds that never step back while the process lives, whatever is done to the machine's time.

Calling hours use it, so it may not fall behind: time that a machine slept is counted, and a machine's time set forward
is followed. If it was set back, this clock goes a little slower until the two agree, since talks, waits and leases use
it too; `apart_s` gives the difference, and the rules judge by it (dialer/compliance/profile_status.py).
"""

import ctypes
import time
from collections.abc import Callable
from functools import partial
from typing import Final

FOLLOWS_S: Final = 0.05  # if the machine's time is further ahead, it was set forward
SLOWER: Final = 0.01  # while the machine's time is behind

_UNSYNCHRONISED: Final = 5  # TIME_ERROR: the kernel knows no service that keeps its time
_MICRO: Final = 1e-6


class _Timex(ctypes.Structure):
    """Linux's struct timex, as far as it is read; the rest is padding."""

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
    """The largest error of the machine's time by its kernel; None if the kernel knows no service that keeps it.

    adjtimex(2), used here only to read. Also None where there is no such call.
    """
    told = _Timex()
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.byref(told))
    except (AttributeError, OSError):
        return None
    return None if state in (-1, _UNSYNCHRONISED) else told.maxerror * _MICRO


class Clock:
    """Epoch seconds from a steady counter, set by the machine's time."""

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
        """Seconds by which this clock is ahead of the machine's time, after that was set back."""
        return self.now() - self._machine()


# Also counts while the machine is suspended, where the system supports it.
_steady: Final[Callable[[], float]] = (
    partial(time.clock_gettime, time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic
)
_CLOCK: Final = Clock(time.time, _steady)  # noqa: TID251 - the one place that may read it
now: Final = _CLOCK.now
apart_s: Final = _CLOCK.apart_s
