"""Past calls for `pronto simulate`, from Pronto's export of attempts or another file; and what they say."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from api.cli.output import marked
from api.cli.texts.simulate import SIMULATE, display_name
from api.cli.texts.simulate_faults import CannotSimulate
from dialer.campaigns.simulations.past_calls import past_call
from dialer.i18n.message import Message, message_of, msg
from pacing.simulate.replay import PastCall, Replay


class PastError(CannotSimulate):
    """A file of past calls cannot be read: where, why, and how to fix it."""


def read_file(path: Path) -> list[PastCall]:
    """Read a CSV file with a header, JSON lines, or a JSON array of objects.

    Columns are those of Pronto's export: `placed_at`, `outcome`, and if known `ringing_at`, `answered_at`,
    `screened_at`, `agent_joined_at`, `ended_at`, `disposed_at`, `agent_id`; or the durations `ring_s`, `talk_s`,
    `wrap_up_s` instead. Instants are ISO 8601 or epoch seconds.

    :raises PastError: the file cannot be read as any of these.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PastError(msg("{file} cannot be read: {error}.", file=path, error=error.strerror)) from None
    except UnicodeDecodeError:
        raise PastError(msg("{file} is not text in UTF-8; save it as CSV in UTF-8.", file=path)) from None
    start = text.lstrip()[:1]
    rows = _json(path, text, start) if start in ("{", "[") else _csv(path, text)
    return list(_calls(path, rows))


def _csv(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    lines = text.splitlines()
    header = lines[0] if lines else ""
    reader = csv.DictReader(lines, delimiter=";" if header.count(";") > header.count(",") else ",")
    missing = {"placed_at", "outcome"} - {name.strip() for name in reader.fieldnames or ()}
    if missing:
        raise PastError(
            msg(
                "{file}, line 1: no column {names}. The header must have placed_at and outcome, as in Pronto's export "
                "of attempts.",
                file=path,
                names=sorted(missing),
            )
        )
    for row in reader:
        yield reader.line_num, {str(name).strip(): value for name, value in row.items()}


def _json(path: Path, text: str, start: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    lines = [(0, text)] if start == "[" else enumerate(text.splitlines(), start=1)
    for number, line in lines:
        if not line.strip():
            continue
        try:
            found = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise _in_line(path, number or error.lineno, msg("not JSON ({error}).", error=error.msg)) from None
        for at, one in enumerate(found if isinstance(found, list) else [found], start=1):
            if not isinstance(one, dict):
                why = msg("each call must be an object, {example}.", example='{"placed_at": …}')
                raise _in_line(path, number or at, why)
            yield number or at, one


def _in_line(path: Path, line: int, why: Message | str) -> PastError:
    return PastError(msg("{file}, line {line}: {why}", file=path, line=line, why=why))


def _calls(path: Path, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[PastCall]:
    for line, row in rows:
        try:
            call = past_call(row)
        except ValueError as error:
            raise _in_line(path, line, message_of(error)) from None
        if call is not None:
            yield call


def found_in_the_past(found: Replay) -> str:
    """A summary of the past calls."""
    world = found.setting.world
    shares = {"share": marked(f"{world.person:.1%}"), "abandoned": marked(f"{found.abandoned_share:.2%}")}
    hours = {"since": found.hours[0], "until": found.hours[-1] + 1}
    means = {name: marked(f"{getattr(world, name).mean:.1f}") for name in ("ring", "talk", "wrap_up")}
    lines = [
        SIMULATE("past", calls=found.calls, people=found.people, **shares, **hours),
        SIMULATE("past_times", **means, agents=world.agents),
    ]
    if found.setting.person_by_hour:
        rates = [
            SIMULATE("hour", hour=found.hours[0] + at, share=marked(f"{share:.1%}"))
            for at, share in enumerate(found.setting.person_by_hour)
        ]
        lines.append(SIMULATE("past_hours", rates=", ".join(rates)))
    if found.assumed:
        lines.append(SIMULATE("assumed", names=", ".join(map(display_name, found.assumed))))
    return "\n".join(lines)
