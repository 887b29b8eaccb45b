"""What is removed from runs of scripts when a person's data goes: words and days. Choices stay, for counts."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, Select, Text, cast, or_, select, update

from dialer.storage.schema import SCRIPT_ANSWER, SCRIPT_RUN

OF_MOODS: Final = ("mood", "customer_type")  # facts of a run that the page also writes into the interaction
_NOTED: Final = or_(*(SCRIPT_RUN.c.facts[name].as_string().is_not(None) for name in OF_MOODS))


def forget_words(connection: Connection, attempt_ids: Collection[str]) -> None:
    """Remove what people said in words, and days, from the runs in these attempts."""
    runs = select(SCRIPT_RUN.c.id).where(SCRIPT_RUN.c.attempt_id.in_(attempt_ids))
    emptied = {"text": None, "day": None}
    connection.execute(update(SCRIPT_ANSWER).where(SCRIPT_ANSWER.c.run_id.in_(runs.scalar_subquery())).values(emptied))
    connection.execute(update(SCRIPT_RUN).where(SCRIPT_RUN.c.attempt_id.in_(attempt_ids)).values(facts={}))


def attempts_with_words() -> Select[tuple[str]]:
    """The attempts in which people said something in words, or in whose runs facts were noted."""
    said = select(SCRIPT_ANSWER.c.run_id).where(SCRIPT_ANSWER.c.text.is_not(None) | SCRIPT_ANSWER.c.day.is_not(None))
    noted = cast(SCRIPT_RUN.c.facts, Text) != "{}"
    return select(SCRIPT_RUN.c.attempt_id).where(or_(noted, SCRIPT_RUN.c.id.in_(said.scalar_subquery())))


def forget_moods(connection: Connection, attempt_ids: Collection[str]) -> None:
    """Remove mood and customer type from the facts of the runs in these attempts."""
    columns = select(SCRIPT_RUN.c.id, SCRIPT_RUN.c.facts)
    for run in connection.execute(columns.where(SCRIPT_RUN.c.attempt_id.in_(attempt_ids), _NOTED)).all():
        left = {name: value for name, value in run.facts.items() if name not in OF_MOODS}
        connection.execute(update(SCRIPT_RUN).where(SCRIPT_RUN.c.id == run.id).values(facts=left))


def attempts_with_moods() -> Select[tuple[str]]:
    """The attempts whose runs hold a mood or a customer type."""
    return select(SCRIPT_RUN.c.attempt_id).where(_NOTED)
