"""The event loop of the processes that stay, and how Python is set up for them."""

import gc
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvloop

T = TypeVar("T")

# An engine makes thousands of short-lived objects a second and hardly a cycle among them: with Python's own thresholds
# the collector would run a hundred times a second and find nothing.
GC_THRESHOLDS = (50_000, 20, 50)


def run_loop(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end on a loop made for many small messages; what is loaded by now is never collected."""
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    return uvloop.run(main)
