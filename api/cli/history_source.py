"""Past calls for `pronto simulate`: from Pronto's export of attempts, another file, or the database."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from api.cli.output import marked
from api.cli.texts.simulate import SIMULATE, worded
from api.cli.texts.simulate_faults import CannotSimulate
from dialer.core.enums import Outcome
from dialer.i18n.message import Message, message_of, msg
from dialer.stores import Store
from pacing.simulate.replay import PastCall, PastEnd, Replay

ENDS: Mapping[str, PastEnd] = {
    Outcome.CONNECTED: PastEnd.PERSON,
    Outcome.ABANDONED: PastEnd.ABANDONED,
    Outcome.MACHINE: PastEnd.MACHINE,
    Outcome.NO_ANSWER: PastEnd.NO_ANSWER,
    Outcome.BUSY: PastEnd.BUSY,
    Outcome.CONGESTION: PastEnd.FAILED,
    Outcome.INVALID_NUMBER: PastEnd.FAILED,
    Outcome.FAILED: PastEnd.FAILED,
    Outcome.CANCELLED: PastEnd.CALLED_OFF,
}
# Outcomes that say nothing about the people called; an attempt without an outcome is still live.
PASSED_OVER = frozenset({Outcome.NOT_PLACED.value, Outcome.LOST.value, ""})
LONGEST_WRAP_UP_S = 1_800.0  # a later disposition did not end the agent's wrap-up
SHORTEST_SCREENING_S = 0.2
CHUNK = 2_000
MOST = 500_000
_EXAMPLE = "2026-05-04T09:30:00+02:00"


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


async def read_campaign(store: Store, campaign_id: int, since: float) -> list[PastCall]:
    """Read a campaign's attempts placed since an instant, newest first, at most half a million."""
    calls: list[PastCall] = []
    before = None
    while len(calls) < MOST:
        found = await store.attempts.list(campaign_id, since=since, before=before, limit=CHUNK)
        if not found:
            break
        calls.extend(call for one in found if (call := past_call(asdict(one))) is not None)
        before = (found[-1].placed_at, found[-1].id)
    return calls


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


def past_call(row: Mapping[str, Any]) -> PastCall | None:
    """One call; None if it says nothing about the people called (not placed, called off before ringing, lost, live).

    :raises ValueError: a figure or the outcome is not understood.
    """
    outcome = str(row.get("outcome") or "").strip().lower()
    if outcome in PASSED_OVER:
        return None
    end = ENDS.get(outcome)
    if end is None:
        names = [*ENDS, *sorted(PASSED_OVER)[1:]]
        raise ValueError(msg("outcome {outcome!r} is not known. Write one of {names}.", outcome=outcome, names=names))
    placed = _instant(row, "placed_at")
    if placed is None:
        raise ValueError(msg("placed_at is empty: when was the call started?"))
    ringing, answered = _instant(row, "ringing_at"), _instant(row, "answered_at")
    if end is PastEnd.CALLED_OFF and ringing is None and not row.get("ring_s"):
        return None
    screened, joined = _instant(row, "screened_at"), _instant(row, "agent_joined_at")
    ended, disposed = _instant(row, "ended_at"), _instant(row, "disposed_at")
    joined = joined if end is PastEnd.PERSON else None
    screening = _between(answered, screened)
    wrap_up = _number(row, "wrap_up_s", _between(ended, disposed, early=0.0) if joined is not None else None)
    return PastCall(
        launched_at=placed,
        end=end,
        set_up_s=_between(placed, ringing),
        ring_s=_number(row, "ring_s", _between(placed if ringing is None else ringing, answered or ended)),
        screening_s=screening if screening is not None and screening >= SHORTEST_SCREENING_S else None,
        talk_s=_number(row, "talk_s", _between(joined, ended)),
        wrap_up_s=wrap_up if wrap_up is not None and wrap_up <= LONGEST_WRAP_UP_S else None,
        agent=str(row.get("agent_id") or ""),
    )


def _between(since: float | None, until: float | None, *, early: float | None = None) -> float | None:
    """The time from one instant to the other; `early` if the second is earlier."""
    if since is None or until is None:
        return None
    return until - since if until >= since else early


def _instant(row: Mapping[str, Any], name: str) -> float | None:
    value = row.get(name)
    if value is None or value == "":
        return None
    facts = {"name": name, "value": value}
    try:
        return float(value)
    except (TypeError, ValueError):
        pass
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError(
            msg("{name} {value!r} is no instant. Write {example} or epoch seconds.", **facts, example=_EXAMPLE)
        ) from None
    if instant.tzinfo is None:
        raise ValueError(
            msg("{name} {value!r} has no time zone. Write {example}, or Z at its end.", **facts, example=_EXAMPLE)
        )
    return instant.timestamp()


def _number(row: Mapping[str, Any], name: str, otherwise: float | None) -> float | None:
    value = row.get(name)
    if value is None or value == "":
        return otherwise
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(msg("{name} {value!r} is no number of seconds.", name=name, value=value)) from None
    if not 0.0 <= number < 86_400.0:
        raise ValueError(msg("{name} {value!r} is not between 0 and a day, in seconds.", name=name, value=value))
    return number


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
        lines.append(SIMULATE("assumed", names=", ".join(map(worded, found.assumed))))
    return "\n".join(lines)
