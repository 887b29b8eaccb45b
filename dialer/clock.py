"""The one clock. Epoch seconds that never step back while the process lives, whatever is done to the machine's time."""

import time

_START = time.time() - time.monotonic()  # noqa: TID251 - the one place that may ask


def now() -> float:
    """Return epoch seconds (UTC)."""
    return _START + time.monotonic()
