"""One rule's answer to a question (`RuleAnswer`), the answer of all rules together (`Ruling`), and unknown facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeVar

Fact = str | float | int | bool
Known = TypeVar("Known")


class Answer(StrEnum):
    """The answer to a question at one instant, mildest first."""

    ALLOW = "allow"
    DEGRADE = "degrade"  # yes, but with fewer calls ahead of the agents; `manner` says how
    DEFER = "defer"  # not now; `until` says when to ask again
    REFUSE = "refuse"  # not as things stand; `final` says that time and paperwork will not change it


_ALLOW: Final = Answer.ALLOW  # an attribute lookup would cost as much as the rule answer


class Manner(StrEnum):
    """How a call that must not be predictive may be placed."""

    PROGRESSIVE = "progressive"  # one call for each free agent
    GUARANTEED = "guaranteed"  # an agent is reserved for this call before it is dialled


class Duty(StrEnum):
    """What the caller of the rules has to do along with the answer."""

    AMD_OFF = "amd_off"  # answering-machine detection stays off
    ANNOUNCE_COUNTRY = "announce_country"  # the agent says from which country the call comes
    OFFER_TRANSFER = "offer_transfer"  # the agent offers a transfer to a colleague in the home area
    NOT_AHEAD = "not_ahead"  # no call is dialled ahead for this agent
    BREAK_SOON = "break_soon"
    WRITE_SUPPRESSION = "write_suppression"  # before anything else
    STOP_RECORDING = "stop_recording"
    DELETE = "delete"  # what was kept too long, or recorded without right
    DISCLOSE_AI = "disclose_ai"
    SEQUENCE_FOUND = "sequence_found"  # the numbers look generated; somebody should check the list
    REVIEW_SOON = "review_soon"
    ANSWER_SOON = "answer_soon"  # a person waits for an answer about their data


class RuleAnswer(NamedTuple):  # made ten times per decision; four times as fast as a frozen dataclass
    """One rule's answer and the facts it used. `until` is epoch seconds. `facts` holds no phone number."""

    answer: Answer
    rule_id: str
    facts: Mapping[str, Fact]
    until: float | None = None
    manner: Manner | None = None
    final: bool = False
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """The strictest of all rules' answers. `rule_id` is the rule that decided, empty when all allow.

    `answers` come from all rules that answered; `warnings` are stricter ones that do not bind, from SOFT rules
    and rules loosened by an override.
    """

    answer: Answer
    rule_id: str
    profile_hash: str
    answers: tuple[RuleAnswer, ...]
    warnings: tuple[RuleAnswer, ...] = ()
    until: float | None = None
    manner: Manner | None = None
    final: bool = False
    duties: tuple[Duty, ...] = ()

    @property
    def deciding(self) -> RuleAnswer | None:
        """The answer that decided; None when all allow."""
        return next((v for v in self.answers if v.rule_id == self.rule_id and v.answer is self.answer), None)

    def record(self) -> dict[str, Any]:
        """The ruling as plain values, for the log. Holds no phone number."""
        return {
            "answer": self.answer.value,
            "rule": self.rule_id,
            "profile_hash": self.profile_hash,
            "until": self.until,
            "manner": self.manner.value if self.manner else None,
            "final": self.final,
            "duties": [duty.value for duty in self.duties],
            "answers": [
                {"rule": one.rule_id, "answer": one.answer.value, "facts": dict(one.facts)} for one in self.answers
            ],
            "warnings": [one.rule_id for one in self.warnings],
        }


class Unknown(Exception):  # noqa: N818 - reads as what it is
    """A rule needs a fact that is unknown."""

    def __init__(self, fact: str) -> None:
        super().__init__(f"Nobody knows the fact {fact}.")
        self.fact = fact


def known(value: Known | None, fact: str) -> Known:
    """The value. Raises `Unknown` with the fact's name if it is None."""
    if value is None:
        raise Unknown(fact)
    return value


def allow(rule_id: str, *duties: Duty, **facts: Fact) -> RuleAnswer:
    """The rule has no objection, as long as the duties are kept."""
    return RuleAnswer(_ALLOW, rule_id, facts, None, None, False, duties)


def degrade(rule_id: str, manner: Manner, **facts: Fact) -> RuleAnswer:
    """Allowed, but only in this manner."""
    return RuleAnswer(Answer.DEGRADE, rule_id, facts, manner=manner)


def defer(rule_id: str, until: float, **facts: Fact) -> RuleAnswer:
    """Not before `until`, epoch seconds."""
    return RuleAnswer(Answer.DEFER, rule_id, facts, until=until)


def refuse(rule_id: str, *duties: Duty, **facts: Fact) -> RuleAnswer:
    """No, as things stand: a check, a proof or a setting may change the answer."""
    return RuleAnswer(Answer.REFUSE, rule_id, facts, duties=duties)


def forbid(rule_id: str, *duties: Duty, **facts: Fact) -> RuleAnswer:
    """No, for good: the person said no or is on a register."""
    return RuleAnswer(Answer.REFUSE, rule_id, facts, final=True, duties=duties)


_SEVERITY = {Answer.ALLOW: 0.0, Answer.DEGRADE: 1.0, Answer.DEFER: 3.0, Answer.REFUSE: 4.0}


def severity(answer: RuleAnswer) -> tuple[float, float]:
    """Sort key from mild to strict: a later `until`, a guaranteed agent and a final refusal are stricter."""
    base = _SEVERITY[answer.answer]
    if answer.manner is Manner.GUARANTEED:
        base += 1.0
    return base, answer.until or float(answer.final)
