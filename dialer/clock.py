"""The one clock. Epoch seconds that never step back while the process lives, whatever is done to the machine's time."""

import ctypes
import time
from typing import Final

_START = time.time() - time.monotonic()  # noqa: TID251 - the one place that may ask

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


def now() -> float:
    """Return epoch seconds (UTC)."""
    return _START + time.monotonic()
