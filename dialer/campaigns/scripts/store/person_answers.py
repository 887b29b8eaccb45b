"""What a person was asked by scripts and answered, in words, for the answer to an access request."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from dialer.storage.schema import SCRIPT_ANSWER, SCRIPT_RUN, SCRIPT_VERSION


def answers_of(connection: Connection, lead_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The answers of these leads, each with its question (`asked`) and its choice (`said`) in the talk's language."""
    runs = select(SCRIPT_RUN.c.version_id).where(SCRIPT_RUN.c.lead_id.in_(lead_ids))
    versions = select(SCRIPT_VERSION.c.id, SCRIPT_VERSION.c.body).where(SCRIPT_VERSION.c.id.in_(runs))
    bodies = {one.id: one.body for one in connection.execute(versions)}
    answers = (
        select(SCRIPT_ANSWER, SCRIPT_RUN.c.language, SCRIPT_RUN.c.version_id)
        .join(SCRIPT_RUN, SCRIPT_RUN.c.id == SCRIPT_ANSWER.c.run_id)
        .where(SCRIPT_RUN.c.lead_id.in_(lead_ids))
        .order_by(SCRIPT_ANSWER.c.run_id, SCRIPT_ANSWER.c.question, SCRIPT_ANSWER.c.part)
    )
    return [
        dict(row) | _in_words(bodies[row["version_id"]], row["language"], dict(row))
        for row in connection.execute(answers).mappings()
    ]


def _in_words(body: Mapping[str, Any], language: str, row: Mapping[str, Any]) -> dict[str, str]:
    steps = (*body.get("steps", ()), *body.get("asides", ()))
    step: Mapping[str, Any] = next((one for one in steps if one["id"] == row["question"]), {})
    ask = step.get("ask", {})
    labels = {one["code"]: _said(one.get("label", {}), language) for one in _codes(ask)}
    asked = _said(step.get("title", {}), language) or _said(step.get("say", {}), language) or str(row["question"])
    in_row = labels.get(row["part"], "") if ask.get("type") == "grid" else ""
    return {"asked": f"{asked}: {in_row}" if in_row else asked, "said": labels.get(row["choice"] or "", "")}


def _codes(ask: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from ask.get("choices", ())
    yield from ask.get("rows", ())


def _said(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")
