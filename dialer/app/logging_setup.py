"""Log set-up: one stream for everything, with phone numbers and secrets masked in every line."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal, TextIO

import structlog

from dialer.numbers.masking import mask_phone

HIDDEN = "***"
_SECRET_KEY = re.compile(r"secret|password|passwd|token|authorization|cookie|credential", re.IGNORECASE)
_SECRET_TEXT = re.compile(r"(?i)(bearer\s+|secret[:=]\s*|password[:=]\s*|token[:=]\s*|://[^:/@\s]*:)([^\s@,;'\"]+)")
# With a plus it is a phone number. Without, only digits that stand alone: a decimal point, a hyphen or a letter beside
# them means an instant or an id.
_PHONE = re.compile(r"\+\d{6,15}|(?<![\w.+:-])\d{8,15}(?![\w.:-])|(?<=/)\d{8,15}(?=@)")


def mask_text(text: str) -> str:
    """Mask every phone number and secret that a line shows."""
    return _PHONE.sub(lambda found: mask_phone(found[0]), _SECRET_TEXT.sub(rf"\1{HIDDEN}", text))


def _masked(key: str, value: Any) -> Any:
    if _SECRET_KEY.search(key) and not isinstance(value, bool):
        return HIDDEN
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, Mapping):
        return {name: _masked(str(name), inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_masked("", inner) for inner in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return mask_text(str(value))


def mask(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask a whole event: a structlog processor, last before the renderer."""
    return {key: value if key.startswith("_") else _masked(key, value) for key, value in event.items()}


def _without_colours(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop uvicorn's second copy of a message, meant for terminals with colours."""
    event.pop("color_message", None)
    return event


def set_up(
    *, level: str = "INFO", form: Literal["console", "json"] = "console", stream: TextIO | None = None
) -> logging.Handler:
    """Send the lines of the standard library and of structlog, masked, to `stream` (default: standard error).

    Returns the handler, so that a test or a progress bar can remove it again.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,  # the id of the request, in the API
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        _without_colours,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    target = stream or sys.stderr
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=target.isatty())
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                mask,
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    if logging.getLevelNamesMapping()[level] >= logging.INFO:
        # One line per migration would hide what a first start has to say; the store logs a single line.
        logging.getLogger("alembic").setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared[:3], shared[4], structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return handler
