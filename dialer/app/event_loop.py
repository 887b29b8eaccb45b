"""The event loop of long-running processes, and Python's settings for them."""

import gc
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvloop

T = TypeVar("T")

# An engine makes thousands of short-lived objects a second and hardly any cycles: with Python's own thresholds the
# collector would run a hundred times a second and find nothing.
GC_THRESHOLDS = (50_000, 20, 50)


def run_loop(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end on a loop for many small messages; objects that exist by now are never collected."""
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    return uvloop.run(main)
