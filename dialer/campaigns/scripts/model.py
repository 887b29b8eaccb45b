"""A script: what is said and asked in a talk, step by step.

Script, identification, questionnaire, checklist and survey are the same thing and differ by `ScriptKind` alone. Texts
are by language; conditions are in the filter language of docs/leads.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dialer.core.enums import ScriptKind

Texts = Mapping[str, str]  # by language: it, en


class ScriptRole(StrEnum):
    """What a campaign uses a script for."""

    OPENING = "opening"
    IDENTIFICATION = "identification"
    SALES_SCRIPT = "sales_script"
    SURVEY = "survey"


class QuestionType(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SOME_OF = "some_of"
    SCALE = "scale"
    NUMBER = "number"
    DAY = "day"
    TEXT = "text"
    NOTE = "note"
    RANK = "rank"
    GRID = "grid"


class Tone(StrEnum):
    """How a step is worded: `Lei`, `tu`, or plain words."""

    FORMAL = "formal"
    INFORMAL = "informal"
    PLAIN = "plain"


class IdentityState(StrEnum):
    """How far a person was identified."""

    NOT_ASKED = "not_asked"
    MATCHED = "matched"
    FAILED = "failed"


class Match(StrEnum):
    """How what the person says is compared with what is on file."""

    WHOLE = "whole"  # without case, blanks, accents and punctuation
    ENDS = "ends"  # its last four letters or digits
    YEAR = "year"  # the year of a day


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the answers to choose from, or a row of a grid."""

    code: str
    label: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked. `least` and `most` bound a scale or a number; `low` and `high` name the ends of a scale."""

    type: QuestionType
    choices: tuple[Choice, ...] = ()
    rows: tuple[Choice, ...] = ()  # of a grid
    least: float | None = None
    most: float | None = None
    low: Texts = field(default_factory=dict)
    high: Texts = field(default_factory=dict)
    is_optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Identify:
    """What identifies the person: a field of the lead, which the agent asks for and does not see."""

    field: str  # of the lead, folded
    label: Texts
    match: Match = Match.WHOLE
    tries: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Where a talk goes on, if `when` holds; an empty one always does."""

    to: str
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Other words for a step: for a tone, for a type of customer, or for both."""

    say: Texts
    tone: Tone | None = None
    customer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. A step without `next` and `end` goes on to the one below it."""

    id: str
    title: Texts = field(default_factory=dict)
    stage: str = ""  # reported to the pacer
    duty: tuple[str, ...] = ()  # what the law wants said, and this step says
    aim: Texts = field(default_factory=dict)  # what the step is for, in a line
    cue: Texts = field(default_factory=dict)  # how: "ask, then be silent"
    say: Texts = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    ask: Question | None = None
    identify: Identify | None = None
    next: tuple[Branch, ...] = ()
    aside: tuple[str, ...] = ()  # objections that are one digit away
    links: tuple[str, ...] = ()
    fact: str = ""  # the chip that the answer fills
    offer: bool = False  # something is offered here, to be accepted
    is_neutral: bool = False  # shows nothing personal: may be read before the person is identified
    end: str = ""  # the talk ends here, with this reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page that the agent may open. Only hosts that the campaign allows are opened."""

    code: str
    label: Texts
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """At most `limit` finished runs for which `cell` holds; when it is full, the talk goes to the step `to`."""

    code: str
    cell: str
    limit: int
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The content of one version of a script."""

    kind: ScriptKind
    languages: tuple[str, ...]
    steps: tuple[Step, ...]
    asides: tuple[Step, ...] = ()
    always: tuple[Branch, ...] = ()  # asides that every step offers, if their condition holds
    profile: str = ""  # whose duties must be placed
    lead_fields: tuple[str, ...] = ()  # custom fields of leads that texts and conditions use
    customer_types: tuple[Choice, ...] = ()
    facts: tuple[Choice, ...] = ()
    links: tuple[Link, ...] = ()
    quotas: tuple[Quota, ...] = ()

    def step(self, step_id: str) -> Step | None:
        """The step or the aside of this id."""
        return next((one for one in (*self.steps, *self.asides) if one.id == step_id), None)

    def aside(self, step_id: str) -> Step | None:
        """The aside of this id."""
        return next((one for one in self.asides if one.id == step_id), None)


class ReplyState(StrEnum):
    """Whether a question was answered."""

    GIVEN = "given"
    REFUSED = "refused"
    DOESNT_KNOW = "doesnt_know"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered to a question; which field holds it, the question's type decides.

    A choice stands in `choice` (`yes` and `no` too); several choices, in the order of a ranking, in `choices`; the
    value of a scale or a number in `number`; a day as 2026-01-31; the choice in each row of a grid in `rows`.
    """

    state: ReplyState = ReplyState.GIVEN
    choice: str = ""
    choices: tuple[str, ...] = ()
    number: float | None = None
    day: str = ""
    text: str = ""
    rows: Mapping[str, str] = field(default_factory=dict)
    spent_ms: int = 0  # on the question


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A step that was shown, since `at` (epoch seconds), for `spent_ms`."""

    step: str
    at: float
    spent_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """A stored part of an answer: one choice of several, one row of a grid, or all of it."""

    question: str
    part: str = ""
    state: ReplyState = ReplyState.GIVEN
    choice: str | None = None
    text: str | None = None
    number: float | None = None
    day: str | None = None
    spent_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptRecord:
    """A stored script, with the numbers of its newest and of its published version."""

    id: int
    company_id: int
    name: str
    kind: ScriptKind
    created_at: float
    archived_at: float | None = None
    newest: int = 0
    published: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRecord:
    """A stored version: its body in the form that `script_as_data` writes, and the SHA-256 of it."""

    id: int
    script_id: int
    number: int
    body: Mapping[str, Any]
    hash: str
    created_at: float
    created_by: str
    note: str = ""
    published_at: float | None = None
    published_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptUse:
    """How a campaign uses scripts: the script of each role, and what holds for all of them."""

    campaign_id: int
    roles: Mapping[ScriptRole, int] = field(default_factory=dict)
    identify_first: bool = False  # nothing personal shows before the person is identified
    link_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A stored run of a script in one attempt."""

    id: int
    script_id: int
    version_id: int
    attempt_id: str
    campaign_id: int
    lead_id: int
    agent_id: int | None
    language: str
    started_at: float
    changed_at: float
    path: tuple[Visit, ...] = ()
    duties: tuple[str, ...] = ()
    not_said: tuple[str, ...] = ()  # duties that the agent took out by hand
    identity: IdentityState = IdentityState.NOT_ASKED
    identity_tries: Mapping[str, int] = field(default_factory=dict)  # failed ones, by step
    identity_states: Mapping[str, str] = field(default_factory=dict)  # by step
    facts: Mapping[str, str] = field(default_factory=dict)  # mood, customer_type and chips, as the page knew them last
    cells: tuple[str, ...] = ()  # quotas that count this run
    closed_by: str = ""  # the full quota that closed it
    end: str = ""
    finished_at: float | None = None
