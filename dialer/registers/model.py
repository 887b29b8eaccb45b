"""Public registers of people who do not want to be called: what an answer of theirs is worth, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DAY_S: Final = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register. An answer older than `max_age_s` counts no more; it knows numbers that begin with `calling_code`."""

    name: str
    max_age_s: float
    calling_code: str
    basis: str
    state: str = ""  # it knows the numbers of one state alone


# Eleven states keep a list of their own beside the national one. How often each is published differs: an answer counts
# as long as the national one's.
_STATES: Final = ("CO", "FL", "IN", "LA", "MA", "MO", "OK", "PA", "TN", "TX", "WY")

# The ages are the law's own, those of the states' lists ours; a campaign's profile may ask for a younger answer.
REGISTERS: Final[Mapping[str, Register]] = {
    register.name: register
    for register in (
        Register(name="RPO", max_age_s=15 * DAY_S, calling_code="+39", basis="DPR 26/2022 (Italy)"),
        Register(name="NDNC", max_age_s=31 * DAY_S, calling_code="+1", basis="16 CFR 310.4(b)(3)(iv) (United States)"),
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
    """What an answer is worth at an instant."""

    MISSING = "missing"  # never asked, or asked and not answered
    STALE = "stale"  # older than the register's answers may be
    FRESH = "fresh"


class ResultForm(StrEnum):
    """What a register's result file says."""

    LISTED = "listed"  # it holds the numbers that are in the register; the others sent are free
    FREE = "free"  # it holds the numbers that are free; the others sent are in the register
    FLAGS = "flags"  # each row says it; numbers without a row stay unanswered


class NumberForm(StrEnum):
    """How numbers are written in a file for a register."""

    E164 = "e164"  # +390212345678
    PLAIN = "plain"  # 390212345678
    NATIONAL = "national"  # 0212345678


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrubFacts:
    """A register's last answer on a number, for one controller: another controller's answer says nothing here."""

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
    """A list that a campaign dials, and what registers have answered on the whole of it."""

    name: str
    answered: Mapping[str, float]  # register -> when it last answered, epoch seconds
    numbers: Mapping[str, int]  # calling code -> numbers of leads that are not done, each once
    whole: bool = True  # whether all of them were counted, or it has more


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersChecked:
    """Numbers of one country in a list, and what registers have answered on each of them."""

    list_name: str
    country: str  # ISO 3166; empty if they tell none
    answers: Mapping[frozenset[tuple[str, float]], int]  # so many have these: each a register, and when it answered
    at_home: bool = False  # whether it is the list's own country
    whole: bool = True  # whether all of them were looked at, or there may be more


def registers_of(number: str) -> list[Register]:
    """The registers that know numbers like this one (E.164). Those of states are left out: no number tells a state."""
    return [one for one in all_registers_of(number) if not one.state]


def all_registers_of(number: str) -> list[Register]:
    """Every register that may know a number like this one (E.164), also those of states."""
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
    """What an answer is worth at `now`: valid up to its age limit and at that very second, not a second longer."""
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
