"""The name of each request: in its answer and in every log line of it, so that one leads to the other."""

import re
import secrets
from collections.abc import Mapping
from typing import Final

HEADER: Final = "X-Request-ID"
_TAKEN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def request_id_of(headers: Mapping[str, str]) -> str:
    """The id that the client or a proxy gave the request, if it can be logged as it is; a new one otherwise."""
    given = headers.get(HEADER, "")
    return given if _TAKEN.fullmatch(given) else secrets.token_hex(8)
