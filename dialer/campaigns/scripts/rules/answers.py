"""Answers: whether they fit their question, how they are stored, and how conditions see them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from dialer.campaigns.scripts.model import Answer, AnswerRow, Question, QuestionType, ReplyState
from dialer.core.card_numbers import holds_card_number
from dialer.i18n.message import Message, msg

YES: Final = "yes"
NO: Final = "no"
LINE_AT_MOST: Final = 500
NOTE_AT_MOST: Final = 4000


def wrong_answer(question: Question, answer: Answer) -> Message | None:
    """What is wrong with an answer to this question; None if it fits."""
    if answer.state is not ReplyState.GIVEN:
        return None
    codes = {one.code for one in question.choices}
    match question.type:
        case QuestionType.YES_NO:
            fits = answer.choice in (YES, NO)
        case QuestionType.ONE_OF:
            fits = answer.choice in codes
        case QuestionType.SOME_OF:
            fits = bool(answer.choices) and _are_some(answer.choices, codes)
        case QuestionType.RANK:
            fits = _are_some(answer.choices, codes) and len(answer.choices) == len(codes)
        case QuestionType.GRID:
            rows = {one.code for one in question.rows}
            fits = set(answer.rows) == rows and set(answer.rows.values()) <= codes
        case QuestionType.SCALE | QuestionType.NUMBER:
            return _wrong_number(question, answer.number)
        case QuestionType.DAY:
            fits = is_day(answer.day)
        case QuestionType.TEXT | QuestionType.NOTE:
            return _wrong_text(question, answer.text)
    return None if fits else msg("this is no answer to the question")


def _are_some(chosen: tuple[str, ...], codes: set[str]) -> bool:
    return len(set(chosen)) == len(chosen) and set(chosen) <= codes


def _wrong_number(question: Question, number: float | None) -> Message | None:
    if number is None:
        return msg("this is no answer to the question")
    whole = question.type is QuestionType.SCALE and number % 1
    below = question.least is not None and number < question.least
    above = question.most is not None and number > question.most
    if not (whole or below or above):
        return None
    if question.least is not None and question.most is not None:
        return msg("write a number from {least} to {most}", least=_shown(question.least), most=_shown(question.most))
    if question.least is not None:
        return msg("write a number from {least} on", least=_shown(question.least))
    return msg("write a number up to {most}", most=_shown(question.most or 0.0))


def _shown(number: float) -> float | int:
    return int(number) if number % 1 == 0 else number


def _wrong_text(question: Question, text: str) -> Message | None:
    most = LINE_AT_MOST if question.type is QuestionType.TEXT else NOTE_AT_MOST
    if not text.strip():
        return msg("this is no answer to the question")
    if len(text) > most:
        return msg("at most {most} characters", most=most)
    if holds_card_number(text):
        return msg("write no card numbers")
    return None


def is_day(text: str) -> bool:
    """Whether this is a day as 2026-01-31."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def answer_fields(questions: Mapping[str, Question], answers: Mapping[str, Answer]) -> dict[str, Any]:
    """What conditions see of the answers, by folded name.

    A question's name is its choice, number, day or text; yes and no may stand alone. One that was not answered, also
    because it was refused, is empty, and `name.refused` or `name.doesnt_know` tells why. `name.code` says whether a
    choice was among several, at which place it was ranked, or what was chosen in that row of a grid.
    """
    fields: dict[str, Any] = {}
    for name, answer in answers.items():
        if name in questions:
            fields |= _fields_of(name, questions[name], answer)
    return fields


def _fields_of(name: str, question: Question, answer: Answer) -> dict[str, Any]:
    refused, unknown = (answer.state is state for state in (ReplyState.REFUSED, ReplyState.DOESNT_KNOW))
    fields: dict[str, Any] = {f"{name}.refused": refused, f"{name}.doesnt_know": unknown}
    if answer.state is not ReplyState.GIVEN:
        return fields
    match question.type:
        case QuestionType.YES_NO:
            fields[name] = answer.choice == YES
        case QuestionType.ONE_OF:
            fields[name] = answer.choice
        case QuestionType.SOME_OF:
            fields[name] = ", ".join(answer.choices)
            fields |= {f"{name}.{one.code}": one.code in answer.choices for one in question.choices}
        case QuestionType.RANK:
            fields[name] = answer.choices[0] if answer.choices else None
            fields |= {f"{name}.{code}": place for place, code in enumerate(answer.choices, 1)}
        case QuestionType.GRID:
            fields |= {f"{name}.{row}": code for row, code in answer.rows.items()}
        case QuestionType.SCALE | QuestionType.NUMBER:
            fields[name] = _shown(answer.number) if answer.number is not None else None
        case QuestionType.DAY:
            fields[name] = answer.day
        case QuestionType.TEXT | QuestionType.NOTE:
            fields[name] = answer.text
    return fields


def names_of(name: str, question: Question) -> Iterator[str]:
    """All names under which conditions see a question."""
    yield from (name, f"{name}.refused", f"{name}.doesnt_know")
    parts = question.rows if question.type is QuestionType.GRID else question.choices
    if question.type in (QuestionType.SOME_OF, QuestionType.RANK, QuestionType.GRID):
        yield from (f"{name}.{one.code}" for one in parts)


def rows_of(name: str, question: Question, answer: Answer) -> Iterator[AnswerRow]:
    """An answer as it is stored: one row, or one for each choice of several and each row of a grid."""
    spent = answer.spent_ms
    if answer.state is not ReplyState.GIVEN:
        yield AnswerRow(question=name, state=answer.state, spent_ms=spent)
        return
    match question.type:
        case QuestionType.YES_NO | QuestionType.ONE_OF:
            yield AnswerRow(question=name, choice=answer.choice, spent_ms=spent)
        case QuestionType.SOME_OF:
            for code in answer.choices:
                yield AnswerRow(question=name, part=code, choice=code, spent_ms=spent)
        case QuestionType.RANK:
            for place, code in enumerate(answer.choices, 1):
                yield AnswerRow(question=name, part=code, choice=code, number=float(place), spent_ms=spent)
        case QuestionType.GRID:
            for row, code in answer.rows.items():
                yield AnswerRow(question=name, part=row, choice=code, spent_ms=spent)
        case QuestionType.SCALE | QuestionType.NUMBER:
            yield AnswerRow(question=name, number=answer.number, spent_ms=spent)
        case QuestionType.DAY:
            yield AnswerRow(question=name, day=answer.day, spent_ms=spent)
        case QuestionType.TEXT | QuestionType.NOTE:
            yield AnswerRow(question=name, text=answer.text, spent_ms=spent)


def answers_of(questions: Mapping[str, Question], rows: Iterable[AnswerRow]) -> dict[str, Answer]:
    """The answers in stored rows: the inverse of `rows_of`."""
    grouped: dict[str, list[AnswerRow]] = {}
    for row in rows:
        if row.question in questions:
            grouped.setdefault(row.question, []).append(row)
    return {name: _answer_of(questions[name], parts) for name, parts in grouped.items()}


def _answer_of(question: Question, rows: list[AnswerRow]) -> Answer:
    first = rows[0]
    if first.state is not ReplyState.GIVEN:
        return Answer(state=first.state, spent_ms=first.spent_ms)
    match question.type:
        case QuestionType.SOME_OF:
            chosen = {row.part for row in rows}
            codes = tuple(one.code for one in question.choices if one.code in chosen)
            return Answer(choices=codes, spent_ms=first.spent_ms)
        case QuestionType.RANK:
            ranked = sorted(rows, key=lambda row: row.number or 0.0)
            return Answer(choices=tuple(row.part for row in ranked), spent_ms=first.spent_ms)
        case QuestionType.GRID:
            order = {one.code: place for place, one in enumerate(question.rows)}
            ordered = sorted(rows, key=lambda row: order.get(row.part, 0))
            return Answer(rows={row.part: row.choice or "" for row in ordered}, spent_ms=first.spent_ms)
    return Answer(
        choice=first.choice or "",
        number=first.number,
        day=first.day or "",
        text=first.text or "",
        spent_ms=first.spent_ms,
    )
