"""Asking registers: a list's numbers out as a file, the register's answer in, and what the answers are worth."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

import phonenumbers

from dialer.errors import ScrubNotOpen
from dialer.leads.bad_file import BadFile
from dialer.leads.number_file import NoNumbers, NumberBatch, NumberRow, NumbersAsked, country_of
from dialer.leads.number_process import read_number_file
from dialer.leads.rejected import Rejected
from dialer.registers import REGISTERS, NumberForm, Register, ResultForm, ScrubFacts
from dialer.service.errors import Invalid
from dialer.service.suppression import REJECTED_KEPT, read_numbers
from dialer.store import Store
from dialer.store.registers import RegisterStatus, Scrub

_FLAG_NAMES: Final = ("listed", "result", "esito", "status", "iscritto", "2")
_YES: Final = frozenset({"1", "y", "yes", "s", "si", "sì", "true", "listed", "registered", "iscritto"})
_NO: Final = frozenset({"0", "n", "no", "false", "free", "not listed", "unregistered", "non iscritto"})
_AT_ONCE: Final = 10_000  # numbers a transaction
_NAMED: Final = 20  # lines in an error


@dataclass(slots=True, kw_only=True)
class Answered:
    """What a result file brought; `rejected` are the first 10,000 rows that hold no answer."""

    scrub: Scrub
    rows: int = 0
    answered: int = 0
    rejected_rows: int = 0
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Read:
    """A result file that was read: each number's answer, and the line it first stands on."""

    rows: int = 0
    answers: dict[str, bool] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    rejected_rows: int = 0
    rejected: list[Rejected] = field(default_factory=list)


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
        asked: NumbersAsked,
        *,
        form: ResultForm,
        receipt: str,
        version: str,
        answered_at: float | None,
        actor: str,
        none_listed: bool = False,
    ) -> Answered:
        """Write a register's answer. `answered_at` is when the register gave it, from which its age counts.

        `asked` says how the file is read; country and calling code are the register's. `none_listed`: the register has
        none of the numbers. A file that is refused changes nothing, and can be mended and sent again.
        Raises `Invalid`, `UnknownScrub`, `ScrubNotOpen`.
        """
        now = self._clock()
        scrub = await self._store.registers.get(scrub_id)
        checked_at = now if answered_at is None else answered_at
        if scrub.status != "sent":
            raise ScrubNotOpen(id=scrub_id, status=scrub.status)
        if not receipt.strip():
            raise Invalid([("receipt", "name the register's own reference of its answer: it is the proof")])
        if not scrub.sent_at <= checked_at <= now:
            raise Invalid([("answered_at", "name an instant after the numbers went out and not in the future")])
        sha256 = await asyncio.to_thread(_sha256, asked.path)
        read = await _read(asked, known_register(scrub.register_name).calling_code, form, most=scrub.sent)
        _check_whole(read, form, none_listed=none_listed, same=sha256 == scrub.sent_sha256)
        await self._check_asked(scrub, read)
        answered = Answered(scrub=scrub, rows=read.rows, rejected_rows=read.rejected_rows, rejected=read.rejected)
        for numbers in _parted(read.answers):
            answers = {number: read.answers[number] for number in numbers}
            answered.answered += await self._store.registers.answer(scrub_id, answers, checked_at=checked_at)
        if form is not ResultForm.FLAGS:
            rest = form is ResultForm.FREE
            while count := await self._store.registers.answer_rest(scrub_id, listed=rest, checked_at=checked_at):
                answered.answered += count
        facts = {"receipt": receipt, "version": version, "sha256": sha256, "actor": actor}
        answered.scrub = await self._store.registers.returned(scrub_id, **facts, checked_at=checked_at, now=now)
        return answered

    async def _check_asked(self, scrub: Scrub, read: _Read) -> None:
        """Refuse an answer on numbers that never went out: it is the answer to something else. Raises `Invalid`."""
        strange: list[int] = []
        for numbers in _parted(read.answers):
            asked = await self._store.registers.asked(scrub.id, numbers)
            strange += [read.lines[number] for number in numbers if number not in asked]
        if strange:
            lines = ", ".join(map(str, sorted(strange)[:_NAMED]))
            what = f"{len(strange)} of its {len(read.answers)} numbers never went out with scrub {scrub.id}, as in line"
            raise Invalid([("file", f"{what} {lines}: bring in the answer to this scrub, and nothing else")])

    async def facts(self, number: str, controller_id: int) -> list[ScrubFacts]:
        """What each register last answered on an international number, for this controller. Raises `Invalid`."""
        [read] = read_numbers([number])
        return await self._store.registers.scrub_facts(read, controller_id, now=self._clock())

    async def status(self, controller_id: int) -> Sequence[RegisterStatus]:
        """How many answers the controller has of each register, and how many count no more."""
        return await self._store.registers.status(controller_id, now=self._clock())


def _check_whole(read: _Read, form: ResultForm, *, none_listed: bool, same: bool) -> None:
    """Refuse a file from whose silence nothing may be concluded. `same`: it is what went out. Raises `Invalid`."""
    if form is ResultForm.LISTED and read.rejected:
        # A listed number that could not be read would pass as free.
        raise Invalid(
            [
                (f"line {one.line}", f"{one.reason}; mend it and send the whole file again")
                for one in read.rejected[:_NAMED]
            ]
        )
    if none_listed and (listed := sum(read.answers.values())):
        raise Invalid([("none_listed", f"it is said that the register has none of them, but the file says {listed}")])
    if not read.answers and not (form is ResultForm.LISTED and none_listed):
        raise Invalid([("file", f"it holds no number. {_EMPTY[form]}")])
    if form is ResultForm.FREE and same and not none_listed:
        say = "If the register has none of its numbers, say so with none_listed (--none-listed)"
        raise Invalid([("file", f"it is the very file that went out. {say}")])


_EMPTY: Final = {
    ResultForm.LISTED: "If the register has none of the numbers, say so with none_listed (--none-listed)",
    ResultForm.FREE: "If the register has all of the numbers, send the file that went out as listed",
    ResultForm.FLAGS: "Send the register's answer",
}


def known_register(name: str) -> Register:
    """The register of this name. Raises `Invalid`."""
    if name not in REGISTERS:
        raise Invalid([("register", f"use one of {', '.join(REGISTERS)}")])
    return REGISTERS[name]


def _sha256(path: str) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parted(numbers: Collection[str]) -> Iterator[list[str]]:
    each = iter(numbers)
    while some := list(islice(each, _AT_ONCE)):
        yield some


async def _read(asked: NumbersAsked, calling_code: str, form: ResultForm, *, most: int) -> _Read:
    """Read a whole result file before anything is written; it answers at most so many numbers. Raises `Invalid`."""
    read = _Read()
    asked = replace(asked, country=country_of(calling_code), calling_code=calling_code)
    try:
        async with aclosing(read_number_file(asked)) as batches:
            async for batch in batches:
                _take(read, batch, form)
                if len(read.answers) > most:  # before whatever it is fills the memory of a process that may be dialling
                    what = f"it holds more numbers than the {most} that went out"
                    raise Invalid([("file", f"{what}: bring in the answer to this scrub, and nothing else")])
    except NoNumbers:
        pass  # what that means is for the form to say
    except BadFile as bad:
        raise Invalid([("file", str(bad))]) from None
    return read


def _take(read: _Read, batch: NumberBatch, form: ResultForm) -> None:
    read.rows += batch.rows
    rejected = list(batch.rejected)
    for row in batch.read:
        listed = _flag(row) if form is ResultForm.FLAGS else form is ResultForm.LISTED
        if listed is None:
            reason, mend = "it does not say whether the number is listed", "write yes or no"
            rejected.append(Rejected(line=row.line, column="", reason=reason, mend=mend, row=[]))
            continue
        for number in row.numbers:
            read.lines.setdefault(number, row.line)
            # Of two rows on one number the one that forbids counts.
            read.answers[number] = read.answers.get(number, False) or listed
    read.rejected_rows += len(rejected)
    read.rejected += rejected[: REJECTED_KEPT - len(read.rejected)]


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
