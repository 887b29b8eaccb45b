#!/usr/bin/env python3
"""Name functions, classes and imports that nothing uses. Ends with 1 if there are any.

vulture's own report also holds class-level names (fields of data classes and tables, members of enumerations). They are
read from outside by their names, so they are left out here; unused local variables are ruff's business.
"""

import sys

from vulture import Vulture
from vulture.core import Item

SCANNED = ["ami", "pacing", "dialer", "api", "benchmarks", "docs", "tests"]
KINDS = {"function", "class", "method", "property", "import", "unreachable_code"}
# Called by a framework through the decorator, or by an object that is handed to one.
DECORATORS = ["@*.command*", "@*.callback*", "@*.get", "@*.post", "@*.put", "@*.patch", "@*.delete", "@*_validator*"]
DECORATORS += ["@*_serializer*", "@*.exception_handler*", "@*.fixture*", "@rule*", "@invariant*", "@initialize*"]
NAMES = ["test_*", "Test*", "pytest_*", "do_GET", "do_POST", "log_message", "handle_request", "capture_signals"]
NAMES += ["teardown", "data_received", "__call__"]  # called by hypothesis, by asyncio, and by the language
NAMES += ["datagram_received"]  # called by asyncio
NAMES += ["handle_RCPT", "handle_DATA"]  # called by aiosmtpd
NAMES += ["on_page_markdown"]  # called by MkDocs
# Named in quotation marks: a command and types that are imported late, a part of a type.
NAMES += ["doctor", "StrictBool", "AsyncConnection", "AsyncEngine"]
EXCLUDED = ["*/migrations/*", "*/tests/support/openid_provider.py"]  # Authlib calls the provider by its methods' names


def main() -> int:
    found = Vulture(ignore_decorators=DECORATORS, ignore_names=NAMES)
    found.scavenge(SCANNED, exclude=EXCLUDED)
    unused = [one for one in found.get_unused_code(min_confidence=60) if one.typ in KINDS and not _is_a_table(one)]
    for one in unused:
        sys.stdout.write(f"{one.get_report()}\n")
    return 1 if unused else 0


def _is_a_table(one: Item) -> bool:
    """Tables register themselves with SQLModel's metadata."""
    return one.typ == "class" and "table=True" in one.filename.read_text().splitlines()[one.first_lineno - 1]


if __name__ == "__main__":
    sys.exit(main())
