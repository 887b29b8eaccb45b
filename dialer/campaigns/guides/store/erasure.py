"""What is removed from runs of guides when a person's data goes: words and days. Choices stay, for counts."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, Select, Text, cast, or_, select, update

from dialer.storage.schema import GUIDE_ANSWER, GUIDE_RUN

OF_MOODS: Final = ("mood", "customer_type")  # facts of a run that the page also writes into the interaction
_NOTED: Final = or_(*(GUIDE_RUN.c.facts[name].as_string().is_not(None) for name in OF_MOODS))


def forget_words(connection: Connection, attempt_ids: Collection[str]) -> None:
    """Remove what people said in words, and days, from the runs in these attempts."""
    runs = select(GUIDE_RUN.c.id).where(GUIDE_RUN.c.attempt_id.in_(attempt_ids))
    emptied = {"text": None, "day": None}
    connection.execute(update(GUIDE_ANSWER).where(GUIDE_ANSWER.c.run_id.in_(runs.scalar_subquery())).values(emptied))
    connection.execute(update(GUIDE_RUN).where(GUIDE_RUN.c.attempt_id.in_(attempt_ids)).values(facts={}))


def attempts_with_words() -> Select[tuple[str]]:
    """The attempts in which people said something in words, or in whose runs facts were noted."""
    said = select(GUIDE_ANSWER.c.run_id).where(GUIDE_ANSWER.c.text.is_not(None) | GUIDE_ANSWER.c.day.is_not(None))
    noted = cast(GUIDE_RUN.c.facts, Text) != "{}"
    return select(GUIDE_RUN.c.attempt_id).where(or_(noted, GUIDE_RUN.c.id.in_(said.scalar_subquery())))


def forget_moods(connection: Connection, attempt_ids: Collection[str]) -> None:
    """Remove mood and customer type from the facts of the runs in these attempts."""
    columns = select(GUIDE_RUN.c.id, GUIDE_RUN.c.facts)
    for run in connection.execute(columns.where(GUIDE_RUN.c.attempt_id.in_(attempt_ids), _NOTED)).all():
        left = {name: value for name, value in run.facts.items() if name not in OF_MOODS}
        connection.execute(update(GUIDE_RUN).where(GUIDE_RUN.c.id == run.id).values(facts=left))


def attempts_with_moods() -> Select[tuple[str]]:
    """The attempts whose runs hold a mood or a customer type."""
    return select(GUIDE_RUN.c.attempt_id).where(_NOTED)
