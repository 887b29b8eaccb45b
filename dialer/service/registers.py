"""Asking registers: a list's numbers out as a file, the register's answer in, and what the answers are worth."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import phonenumbers

from dialer.leads.numbers import BadNumber, to_e164
from dialer.registers import REGISTERS, NumberForm, Register, ResultForm, ScrubFacts
from dialer.service.errors import Invalid
from dialer.service.number_file import NumberFile, NumberRow
from dialer.service.suppression import REJECTED_KEPT, read_numbers
from dialer.store import Store
from dialer.store.registers import RegisterStatus, Scrub

_FLAG_NAMES: Final = ("listed", "result", "esito", "status", "iscritto", "1")
_YES: Final = frozenset({"1", "y", "yes", "s", "si", "sì", "true", "listed", "registered", "iscritto"})
_NO: Final = frozenset({"0", "n", "no", "false", "free", "not listed", "unregistered", "non iscritto"})


@dataclass(slots=True, kw_only=True)
class Answered:
    """What a result file brought. Numbers that were never asked are counted and not believed."""

    scrub: Scrub
    rows: int = 0
    answered: int = 0
    not_asked: int = 0
    rejected_rows: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)  # line and reason of the first 1,000


class RegisterDesk:
    """What may be asked about registers."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock

    async def send_out(
        self, list_id: int, register_name: str, *, form: NumberForm, only_after_days: float | None, actor: str
    ) -> tuple[Scrub, AsyncIterator[bytes]]:
        """Begin to ask; the asking counts once the file has been read to its end.

        One number a row. With `only_after_days`, numbers that the register answered within these days are left out.
        Raises `Invalid`, `UnknownList`.
        """
        register = known_register(register_name)
        now = self._clock()
        scrub = await self._store.registers.open_scrub(list_id, register, actor=actor, now=now)
        older_than = None if only_after_days is None else now - only_after_days * 86400.0
        return scrub, self._file(scrub, register, form, older_than)

    async def _file(
        self, scrub: Scrub, register: Register, form: NumberForm, older_than: float | None
    ) -> AsyncIterator[bytes]:
        sha256 = hashlib.sha256()
        after: tuple[int, int] | None = (0, -1)
        while after is not None:
            numbers, after = await self._store.registers.out(scrub, register, after=after, older_than=older_than)
            chunk = "".join(f"{_written(number, form)}\r\n" for number in numbers).encode()
            sha256.update(chunk)
            yield chunk
        await self._store.registers.sent(scrub.id, sha256=sha256.hexdigest(), now=self._clock())

    async def take_in(
        self,
        scrub_id: int,
        chunks: AsyncIterator[bytes],
        *,
        form: ResultForm,
        receipt: str,
        version: str,
        answered_at: float | None,
        actor: str,
    ) -> Answered:
        """Write a register's answer. `answered_at` is when the register gave it, from which its age counts.

        Raises `Invalid`, `UnknownScrub`, `ScrubNotOpen`. A file that breaks off or is refused can be sent again.
        """
        now = self._clock()
        scrub = await self._store.registers.get(scrub_id)
        checked_at = now if answered_at is None else answered_at
        if not receipt.strip():
            raise Invalid([("receipt", "name the register's own reference of its answer: it is the proof")])
        if not scrub.sent_at <= checked_at <= now:
            raise Invalid([("answered_at", "name an instant after the numbers went out and not in the future")])
        answered, sha256 = Answered(scrub=scrub), hashlib.sha256()
        await self._take_rows(answered, _hashed(chunks, sha256), form, checked_at)
        _check_whole(answered, form)
        if form is not ResultForm.FLAGS:
            rest = form is ResultForm.FREE
            while count := await self._store.registers.answer_rest(scrub_id, listed=rest, checked_at=checked_at):
                answered.answered += count
        answered.scrub = await self._store.registers.returned(
            scrub_id,
            receipt=receipt,
            version=version,
            sha256=sha256.hexdigest(),
            actor=actor,
            checked_at=checked_at,
            now=now,
        )
        return answered

    async def _take_rows(
        self, answered: Answered, chunks: AsyncIterator[bytes], form: ResultForm, checked_at: float
    ) -> None:
        scrub = answered.scrub
        code = known_register(scrub.register_name).calling_code
        async for rows in NumberFile().rows(chunks):
            answers, rejected = await asyncio.to_thread(_read, rows, code, form)
            known = await self._store.registers.answer(scrub.id, answers, checked_at=checked_at)
            answered.rows += len(rows)
            answered.answered += known
            answered.not_asked += len(answers) - known
            answered.rejected_rows += len(rejected)
            answered.rejected += rejected[: REJECTED_KEPT - len(answered.rejected)]

    async def facts(self, number: str, controller_id: int) -> list[ScrubFacts]:
        """What each register last answered on an international number, for this controller. Raises `Invalid`."""
        [read] = read_numbers([number])
        return await self._store.registers.scrub_facts(read, controller_id, now=self._clock())

    async def status(self, controller_id: int) -> Sequence[RegisterStatus]:
        """How many answers the controller has of each register, and how many count no more."""
        return await self._store.registers.status(controller_id, now=self._clock())


def _check_whole(answered: Answered, form: ResultForm) -> None:
    """Refuse a file from whose silence nothing may be concluded. Raises `Invalid`."""
    if answered.rows and answered.not_asked == answered.rows - answered.rejected_rows:
        raise Invalid([("file", "it holds none of the numbers that were asked: is it the answer to another file?")])
    if form is ResultForm.LISTED and answered.rejected:
        # A listed number that could not be read would pass as free.
        raise Invalid(
            [(f"line {line}", f"{why}; mend it and send the whole file again") for line, why in answered.rejected]
        )


def known_register(name: str) -> Register:
    """The register of this name. Raises `Invalid`."""
    if name not in REGISTERS:
        raise Invalid([("register", f"use one of {', '.join(REGISTERS)}")])
    return REGISTERS[name]


async def _hashed(chunks: AsyncIterator[bytes], sha256: "hashlib._Hash") -> AsyncIterator[bytes]:
    async for chunk in chunks:
        sha256.update(chunk)
        yield chunk


def _read(
    rows: Sequence[NumberRow], calling_code: str, form: ResultForm
) -> tuple[dict[str, bool], list[tuple[int, str]]]:
    answers: dict[str, bool] = {}
    rejected: list[tuple[int, str]] = []
    for row in rows:
        number = _number(row.written, calling_code)
        listed = _flag(row) if form is ResultForm.FLAGS else form is ResultForm.LISTED
        if number is None:
            rejected.append((row.line, "not a phone number"))
        elif listed is None:
            rejected.append((row.line, "it does not say whether the number is listed"))
        else:
            # Of two rows on one number the one that forbids counts.
            answers[number] = answers.get(number, False) or listed
    return answers, rejected


def _number(written: str, calling_code: str) -> str | None:
    """A number as registers write it back: with a plus, without it, or without the country's code."""
    code = int(calling_code)
    country = phonenumbers.region_code_for_country_code(code)
    digits = written.removeprefix("'").strip()
    for text in (digits, f"+{digits}"):
        try:
            number = to_e164(text, country)
        except BadNumber:
            continue
        if number.startswith(calling_code):
            return number
    return None


def _flag(row: NumberRow) -> bool | None:
    said = next((row.cells[name].lower() for name in _FLAG_NAMES if name in row.cells), "")
    return True if said in _YES else False if said in _NO else None


def _written(number: str, form: NumberForm) -> str:
    match form:
        case NumberForm.E164:
            return number
        case NumberForm.PLAIN:
            return number.removeprefix("+")
        case NumberForm.NATIONAL:
            return phonenumbers.national_significant_number(phonenumbers.parse(number, None))
