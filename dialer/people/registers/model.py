"""Public registers of people who do not want to be called, and how long their answers are valid."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dialer.core.time_units import DAY_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register of numbers that begin with `calling_code`. Its answers are valid for `max_age_s`."""

    name: str
    max_age_s: float
    calling_code: str
    basis: str
    state: str = ""  # it covers only this state
    voluntary: bool = False  # nobody has to ask it


# Eleven US states keep their own list besides the national one. Publication intervals differ: an answer is valid as
# long as the national list's.
_STATES: Final = ("CO", "FL", "IN", "LA", "MA", "MO", "OK", "PA", "TN", "TX", "WY")

# The ages are set by law, those of the states' lists by us; a campaign's profile may demand a younger answer.
REGISTERS: Final[Mapping[str, Register]] = {
    register.name: register
    for register in (
        Register(name="RPO", max_age_s=15 * DAY_S, calling_code="+39", basis="DPR 26/2022 (Italy)"),
        Register(name="NDNC", max_age_s=31 * DAY_S, calling_code="+1", basis="16 CFR 310.4(b)(3)(iv) (United States)"),
        Register(
            name="RND", max_age_s=31 * DAY_S, calling_code="+1", basis="FCC 18-177 (United States)", voluntary=True
        ),
        Register(name="TPS", max_age_s=28 * DAY_S, calling_code="+44", basis="PECR 2003 reg. 21 (United Kingdom)"),
        Register(name="CTPS", max_age_s=28 * DAY_S, calling_code="+44", basis="PECR 2003 reg. 21 (United Kingdom)"),
        *(
            Register(
                name=f"DNC-{state}",
                max_age_s=31 * DAY_S,
                calling_code="+1",
                basis=f"law of the state {state}",
                state=state,
            )
            for state in _STATES
        ),
    )
}


class AnswerState(StrEnum):
    """Whether an answer is valid at an instant."""

    MISSING = "missing"  # never asked, or asked and not answered
    STALE = "stale"  # older than the register's `max_age_s`
    FRESH = "fresh"


class ResultForm(StrEnum):
    """What the rows of a register's result file mean."""

    LISTED = "listed"  # its numbers are in the register; the others sent are free
    FREE = "free"  # its numbers are free; the others sent are in the register
    FLAGS = "flags"  # each row says which; numbers without a row stay unanswered


class NumberForm(StrEnum):
    """How numbers are written in a file for a register."""

    E164 = "e164"  # +390212345678
    PLAIN = "plain"  # 390212345678
    NATIONAL = "national"  # 0212345678


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrubFacts:
    """A register's last answer on a number for one company; answers to other companies do not count."""

    register_name: str
    state: AnswerState
    listed: bool | None = None  # None without an answer
    checked_at: float | None = None  # when the register answered, epoch seconds
    age_s: float | None = None
    valid_until: float | None = None
    scrub_id: int | None = None
    receipt: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChecked:
    """A campaign's list, and when registers last answered for the whole list."""

    name: str
    answered: Mapping[str, float]  # register -> when it last answered, epoch seconds
    numbers: Mapping[str, int]  # calling code -> numbers of leads that are not done, each once
    whole: bool = True  # False: not all numbers were counted


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersChecked:
    """Numbers of one country in a list, and the registers' answers on them."""

    list_name: str
    country: str  # ISO 3166; empty if unknown
    answers: Mapping[frozenset[tuple[str, float]], int]  # {(register, when it answered)} -> count of numbers
    at_home: bool = False  # whether it is the list's own country
    whole: bool = True  # False: not all numbers were examined


def registers_of(number: str) -> list[Register]:
    """The registers that have to be asked of this number (E.164), without those of states, which it does not tell."""
    return [one for one in all_registers_of(number) if not one.state and not one.voluntary]


def all_registers_of(number: str) -> list[Register]:
    """Every register that may cover this number (E.164), including voluntary ones and those of states."""
    return [one for one in REGISTERS.values() if number.startswith(one.calling_code)]


def facts_of(
    register: Register,
    *,
    listed: bool,
    checked_at: float,
    scrub_id: int,
    receipt: str,
    version: str,
    now: float,
) -> ScrubFacts:
    """The validity of an answer at `now`: valid up to and including the age limit."""
    age_s = now - checked_at
    return ScrubFacts(
        register_name=register.name,
        state=AnswerState.FRESH if age_s <= register.max_age_s else AnswerState.STALE,
        listed=listed,
        checked_at=checked_at,
        age_s=age_s,
        valid_until=checked_at + register.max_age_s,
        scrub_id=scrub_id,
        receipt=receipt,
        version=version,
    )
