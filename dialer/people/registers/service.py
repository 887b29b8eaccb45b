"""Register checks: exports a list's numbers, takes in the register's answer, and tells which answers are valid."""

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

import phonenumbers

from dialer.core.errors import ScrubNotOpen
from dialer.core.request_errors import AnswerNotRead, AnswerNotWritten, FileBrokeOff, Invalid
from dialer.core.settings import Settings
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.i18n.labels import label
from dialer.i18n.message import from_plain, msg
from dialer.jobs.kinds import REGISTER_ANSWER, REGISTER_FILE
from dialer.jobs.model import Interrupted, Job, JobKind
from dialer.jobs.runner import Runner
from dialer.jobs.turns import AtOnce
from dialer.jobs.worker_process import work_apart
from dialer.messaging.bus import Bus, Topic
from dialer.people.imports.readers.limits import limits_of
from dialer.people.imports.readers.number_file import NumberFileOptions
from dialer.people.imports.rows.rejected_row import Rejected
from dialer.people.lists.store.ranges import Extent
from dialer.people.registers.answer_worker import AnswerJob, take_in_apart
from dialer.people.registers.model import REGISTERS, NumberForm, Register, ResultForm, ScrubFacts
from dialer.people.registers.store.registers import RegisterStatus, Scrub
from dialer.people.suppression.service import only, read_numbers, refusal_of
from dialer.storage.throttle import Pace
from dialer.stores.people import PeopleStore

PHASES: Final = {
    "reading": msg("The file is read"),
    "writing": msg("Answers are written"),
    "concluding": msg("Numbers that the file does not name are answered"),
}


@dataclass(slots=True, kw_only=True)
class Answered:
    """The result of taking in a file; `rejected` are the first 10,000 rows without an answer."""

    scrub: Scrub
    rows: int = 0
    answered: int = 0
    rejected_rows: int = 0
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerProgress:
    """Progress of taking in an answer: `reading` rows, `writing` numbers, or `concluding` on numbers not named."""

    scrub_id: int
    phase: str
    done: int
    total: int


def _ignore(_: AnswerProgress) -> None:
    """Ignore progress."""


class RegisterService:
    """Register checks and their answers."""

    def __init__(
        self,
        store: PeopleStore,
        runner: Runner,
        bus: Bus,
        settings: Settings,
        clock: Callable[[], float],
        *,
        turns: AtOnce | None = None,
    ) -> None:
        self._store, self._runner, self._bus, self._settings, self._clock = store, runner, bus, settings, clock
        runner.add(JobKind(name=REGISTER_ANSWER, turns=turns))
        runner.add(JobKind(name=REGISTER_FILE))

    async def send_out(
        self, list_id: int, register_name: str, *, form: NumberForm, only_after_days: float | None, actor: str
    ) -> tuple[Scrub, AsyncIterator[bytes]]:
        """Begin a scrub and return its file; the scrub is valid once the file has been read to its end.

        One number per row. With `only_after_days`, numbers answered within these days are left out.
        Raises `Invalid`, `UnknownList`.
        """
        register = known_register(register_name)
        now = self._clock()
        scrub = await self._store.registers.open_scrub(list_id, register, actor=actor, now=now)
        older_than = None if only_after_days is None else now - only_after_days * DAY_S
        extent = await self._store.registers.extent(list_id)
        return scrub, self._file(scrub, register, form, older_than, extent, actor)

    async def _file(
        self,
        scrub: Scrub,
        register: Register,
        form: NumberForm,
        older_than: float | None,
        extent: Extent | None,
        actor: str,
    ) -> AsyncIterator[bytes]:
        sha256, pace, done = hashlib.sha256(), Pace(self._store.database), 0
        after, last = ((extent.first, -1), extent.last) if extent else (None, 0)
        async with self._runner.attend(REGISTER_FILE, f"scrub:{scrub.id}", actor=actor) as job:
            while after is not None:
                numbers, after = await self._store.registers.out(
                    scrub, register, after=after, older_than=older_than, last=last
                )
                chunk = "".join(f"{_written(number, form)}\r\n" for number in numbers).encode()
                sha256.update(chunk)
                yield chunk
                done += len(numbers)
                self._runner.report(job, done)
                await pace.rest(len(numbers))
            await self._store.registers.sent(scrub.id, sha256=sha256.hexdigest(), now=self._clock())

    async def take_in(
        self,
        scrub_id: int,
        asked: NumberFileOptions,
        *,
        form: ResultForm,
        receipt: str,
        version: str,
        answered_at: float | None,
        actor: str,
        none_listed: bool = False,
        on_progress: Callable[[AnswerProgress], None] = _ignore,
    ) -> Answered:
        """Take in a register's answer. Its age counts from `answered_at`, when the register gave it.

        Without `answered_at` it counts from the request, the earliest time that the answer can be of; an entry without
        a date is then taken to be as young as it can be, and counts from now: a consent must be younger than the entry.
        `asked` says how to read the file; country and calling code are the register's. `none_listed`: the register has
        none of the numbers. A refused file changes nothing and can be corrected and sent again; an interrupted one can
        be sent again too. The work runs in a separate process, to keep this event loop free.
        Raises `Invalid`, `UnknownScrub`, `ScrubNotOpen`, `DatabaseBusy`, `AnswerNotRead`, `AnswerNotWritten`,
        `AnswerCancelled`.
        """
        scrub, now = await self._store.registers.get(scrub_id, sees=EVERYTHING), self._clock()
        if answered_at is not None and answered_at // 60 == scrub.sent_at // 60:  # times are written to the minute
            answered_at = max(answered_at, scrub.sent_at)
        checked_at, listed_by = (scrub.sent_at, now) if answered_at is None else (answered_at, None)
        _check_open(scrub, receipt, checked_at, now)
        work = AnswerJob(
            scrub_id=scrub_id,
            asked=replace(asked, limits=limits_of(self._settings)),
            form=form,
            receipt=receipt,
            version=version,
            checked_at=checked_at,
            listed_by=listed_by,
            none_listed=none_listed,
            actor=actor,
            now=now,
            folder=self._folder(),
            url=self._settings.database_url,
            key=self._store.digests.key.hex(),
        )
        async with self._runner.attend(REGISTER_ANSWER, f"scrub:{scrub_id}", actor=actor) as job:
            return await self._follow(job, scrub, work, on_progress)

    async def cancel(self, scrub_id: int, *, actor: str) -> Scrub:
        """Stop taking in an answer, in whatever process, and delete what was written of it.

        It stops promptly, and a waiting `take_in` raises `AnswerCancelled`. Raises `UnknownScrub`, `ScrubNotOpen`.
        """
        scrub = await self._store.registers.cancel(scrub_id, actor=actor, now=self._clock())
        self._bus.publish(Topic.SCRUB, {"scrub_id": scrub_id, "status": scrub.status})
        return scrub

    async def _follow(
        self, job: Job, scrub: Scrub, work: AnswerJob, on_progress: Callable[[AnswerProgress], None]
    ) -> Answered:
        def tell(progress: AnswerProgress) -> None:
            self._runner.report(job, progress.done, progress.total, PHASES[progress.phase])
            self._bus.publish(Topic.SCRUB, {**asdict(progress), "status": scrub.status})
            on_progress(progress)

        status = scrub.status
        try:
            answered = await _taken(scrub, work, tell)
        except FileBrokeOff:
            await self._store.registers.note(scrub.id)  # no answer is being taken in
            raise
        else:
            answered.scrub = await self._store.registers.get(scrub.id, sees=EVERYTHING)
            status = answered.scrub.status
        finally:
            self._bus.publish(Topic.SCRUB, {"scrub_id": scrub.id, "status": status})
        return answered

    def _folder(self) -> str:
        folder = self._settings.uploads_dir
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return str(folder)

    async def facts(self, number: str, company_id: int) -> list[ScrubFacts]:
        """Each register's last answer on an E.164 number, for this company. Raises `Invalid`."""
        read = only(read_numbers([number]))
        return await self._store.registers.scrub_facts(read, company_id, now=self._clock())

    async def status(self, company_id: int) -> Sequence[RegisterStatus]:
        """How many valid and expired answers the company has from each register."""
        return await self._store.registers.status(company_id, now=self._clock())


def _check_open(scrub: Scrub, receipt: str, checked_at: float, now: float) -> None:
    if scrub.status != "sent":
        raise ScrubNotOpen(id=scrub.id, status=label("scrub", scrub.status))
    if not receipt.strip():
        raise Invalid([("receipt", msg("name the register's own reference of its answer: it is the proof"))])
    if not scrub.sent_at <= checked_at <= now:
        what = msg("name an instant after the numbers went out and not in the future")
        raise Invalid([("answered_at", what)])


async def _taken(scrub: Scrub, job: AnswerJob, on_progress: Callable[[AnswerProgress], None]) -> Answered:
    """Run the job in a separate process. Raises as `RegisterService.take_in`."""
    answered, phase = Answered(scrub=scrub), "reading"

    def hear(told: Mapping[str, Any]) -> None:
        nonlocal phase
        if "rejected" in told:
            answered.rejected += map(Rejected.of, told["rejected"])
        else:
            phase = told["phase"]
            on_progress(AnswerProgress(scrub_id=scrub.id, **told))

    try:
        taken = await work_apart(take_in_apart, asdict(job), hear)
    except Interrupted as broke:
        raise refusal_of(broke) or (AnswerNotRead if phase == "reading" else AnswerNotWritten)(scrub=scrub.id) from None
    if "wrong" in taken:
        raise Invalid([(where, from_plain(what)) for where, what in taken["wrong"]])
    answered.rows, answered.answered = taken["rows"], taken["answered"]
    answered.rejected_rows = taken["rejected_rows"]
    return answered


def known_register(name: str) -> Register:
    """The register with this name. Raises `Invalid`."""
    if name not in REGISTERS:
        states = [one.name for one in REGISTERS.values() if one.state]
        known = [*(one.name for one in REGISTERS.values() if not one.state), f"{states[0]} … {states[-1]}"]
        raise Invalid([("register", msg("use one of {those}", those=known))])
    return REGISTERS[name]


def _written(number: str, form: NumberForm) -> str:
    match form:
        case NumberForm.E164:
            return number
        case NumberForm.PLAIN:
            return number.removeprefix("+")
        case NumberForm.NATIONAL:
            return phonenumbers.national_significant_number(phonenumbers.parse(number, None))
