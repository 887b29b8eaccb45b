"""Logs: one form for every source, and no number or secret in any line."""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from dialer.app import logging_setup
from dialer.numbers.masking import mask_phone
from dialer.stores.everything import Store


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Where the lines go, as JSON; the test runner's own logging comes back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logging_setup.set_up(level="DEBUG", form="json", stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("+390212345678", "+39********78"),
        ("+12125551234", "+1********34"),
        ("+41440000001", "+41*******01"),
        ("+353871234567", "+353*******67"),
        ("0212345678", "********78"),
    ],
)
def test_a_number_keeps_country_and_last_two_digits(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@pytest.mark.parametrize(
    "kept",
    [
        "at 1795540620.123",
        "id 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "attempt a12345678b",
        "2026-11-24T17:18:39.934648Z",
        "lead 1234567",
        "127.0.0.1:5038",
    ],
)
def test_what_is_no_number_stays(kept: str) -> None:
    assert logging_setup.mask_text(kept) == kept


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("dial PJSIP/390212345678@carrier", "390212345678"),
        ("dial PJSIP/+390212345678@carrier", "390212345678"),
        ("Authorization: Bearer abc.def-123", "abc.def-123"),
        ("Secret: hunter2", "hunter2"),
        ("redis://:hunter2@127.0.0.1:6379/0", "hunter2"),
        ("postgresql://pronto:hunter2@h/d", "hunter2"),
        ("token=hunter2, password=hunter2", "hunter2"),
    ],
)
def test_what_must_not_be_read_is_masked(text: str, hidden: str) -> None:
    assert hidden not in logging_setup.mask_text(text)


def test_every_source_and_every_place_in_a_line_is_masked(lines: io.StringIO) -> None:
    plain = logging.getLogger("plain")
    plain.info("calling %s", "+390212345678", extra={"ami_secret": "hunter2"})
    structlog.get_logger("struct").warning(
        "calling", number="+390212345678", deep={"token": "hunter2", "n": ["+390212345678"]}
    )
    try:
        raise ValueError("no such phone +390212345678, Secret: hunter2")
    except ValueError:
        plain.exception("failed")
    text = lines.getvalue()
    assert "0212345678" not in text
    assert "hunter2" not in text
    written = [json.loads(line) for line in text.splitlines()]
    assert [line["level"] for line in written] == ["info", "warning", "error"]
    assert written[0]["event"] == "calling +39********78"
    assert written[1]["deep"] == {"token": "***", "n": ["+39********78"]}
    assert "ValueError" in written[2]["exception"]


def test_lines_below_the_level_are_left_out(lines: io.StringIO) -> None:
    logging_setup.set_up(level="WARNING", form="json", stream=lines)
    logging.getLogger("plain").info("small talk")
    structlog.get_logger("struct").info("small talk")
    assert lines.getvalue() == ""


async def test_a_first_start_says_in_one_line_that_its_tables_are_made(tmp_path: Path) -> None:
    root, alembic = logging.getLogger(), logging.getLogger("alembic")
    handlers, levels, stream = root.handlers[:], (root.level, alembic.level), io.StringIO()
    try:
        logging_setup.set_up(stream=stream)
        async with Store.open(f"sqlite:///{tmp_path}/pronto.db", migrate=True):
            pass
    finally:
        root.handlers[:] = handlers
        root.setLevel(levels[0])
        alembic.setLevel(levels[1])
        structlog.reset_defaults()
    [line] = [one for one in stream.getvalue().splitlines() if re.search(r"alembic|pronto\.store", one)]
    assert "before of none" in line
