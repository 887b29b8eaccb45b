"""What the rules knew of the registers when they allowed a call: it was written down with the attempt."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson

from dialer.report.stored import Asked


def asked_of(ruling: str) -> tuple[Asked, ...]:
    """The registers' answers in what was written, as `dialer.compliance.written.summary` writes it."""
    if not ruling:
        return ()
    seen: Mapping[str, Mapping[str, Any]] = orjson.loads(ruling).get("seen", {})
    return tuple(
        _asked(facts["register"], facts.get("checked_at"), facts.get("exempt_by", ""))
        for facts in seen.values()
        if "register" in facts
    )


@lru_cache(4096)
def _asked(register_name: str, checked_at: float | None, exempt_by: str) -> Asked:
    """One value for the many calls after one asking: a report holds every call."""
    return Asked(register_name, checked_at, exempt_by)
