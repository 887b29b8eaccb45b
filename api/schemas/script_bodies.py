"""The content of a script on the wire: steps as data, in the long form that docs/scripts.md describes."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from api.schemas.wire import Line, Number, RequestBody, Text
from dialer.campaigns.scripts.model import Match, QuestionType, Tone
from dialer.core.enums import ScriptKind

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", examples=["price"])]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$", examples=["it"])]
Condition = Annotated[Line, Field(max_length=2000, examples=["decides = 'alone' and lead.score >= 50"])]
Words = Annotated[
    dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")], Text],
    Field(max_length=10, examples=[{"it": "Buongiorno", "en": "Good morning"}]),
]
FieldName = Annotated[Line, Field(min_length=1, max_length=200)]


class ScriptChoiceInput(RequestBody):
    """An answer to choose, a row of a grid, a type of customer, or a fact."""

    KEY = ("code",)

    code: Code
    label: Words


class ScriptQuestionInput(RequestBody):
    """A question. Every one can also be refused, or answered with "I don't know"."""

    type: QuestionType
    choices: list[ScriptChoiceInput] = Field(default=[], max_length=100)
    rows: list[ScriptChoiceInput] = Field(default=[], max_length=50, description="The rows of a grid.")
    least: Number | None = Field(default=None, description="The least value of a scale or a number.")
    most: Number | None = None
    low: Words = Field(default={}, description="What the least value of a scale means.")
    high: Words = Field(default={})
    optional: bool = False


class ScriptIdentifyInput(RequestBody):
    """What identifies the person: a field of the lead that the agent asks for and does not see."""

    field: FieldName
    label: Words
    match: Match = Match.WHOLE
    tries: int = Field(default=2, ge=1, le=9)


class ScriptBranchInput(RequestBody):
    """The step that follows if the condition holds; an empty one always does."""

    to: Code
    when: Condition = ""


class ScriptVariantInput(RequestBody):
    """Other words for a tone, for a type of customer, or for both."""

    say: Words
    tone: Tone | None = None
    customer: Code | None = None


class ScriptStepInput(RequestBody):
    """A step. Without `next` and `end` the talk goes on to the step below it."""

    KEY = ("id",)

    id: Code
    title: Words = Field(default={})
    stage: Code | None = Field(default=None, description="Reported to the pacer while the step is shown.")
    duty: list[Code] = Field(default=[], max_length=40, description="Items of the profile that this step says.")
    aim: Words = Field(default={})
    cue: Words = Field(default={})
    say: Words = Field(default={})
    variants: list[ScriptVariantInput] = Field(default=[], max_length=20)
    ask: ScriptQuestionInput | None = None
    identify: ScriptIdentifyInput | None = None
    next: list[ScriptBranchInput] = Field(default=[], max_length=50)
    aside: list[Code] = Field(default=[], max_length=20, description="Objections that are one digit away.")
    links: list[Code] = Field(default=[], max_length=20)
    fact: Code | None = Field(default=None, description="The fact that the answer fills.")
    offer: bool = Field(default=False, description="Something is offered here, to be accepted.")
    neutral: bool = Field(default=False, description="Nothing personal is shown or asked here.")
    end: Code | None = Field(default=None, description="The talk ends here, with this reason.")


class ScriptLinkInput(RequestBody):
    """A page that the agent may open, on a host that the campaign allows."""

    KEY = ("code",)

    code: Code
    label: Words
    url: Line = Field(max_length=2000, examples=["https://www.example.org/fibra"])


class ScriptQuotaInput(RequestBody):
    """So many finished runs in a cell at most; then the talk goes to the step `to`, and the cell is not dialled."""

    KEY = ("code",)

    code: Code
    cell: Condition
    limit: int = Field(ge=0, le=10**9)
    to: Code


class ScriptBodyInput(RequestBody):
    """The content of a script."""

    kind: ScriptKind = ScriptKind.SALES_SCRIPT
    languages: list[Language] = Field(min_length=1, max_length=10, examples=[["it", "en"]])
    profile: str = Field(
        default="", pattern=r"^([A-Z]{2}(-[A-Z]+)?)?$", description="The profile whose duties it must place."
    )
    lead_fields: list[FieldName] = Field(default=[], max_length=200)
    customer_types: list[ScriptChoiceInput] = Field(default=[], max_length=20)
    facts: list[ScriptChoiceInput] = Field(default=[], max_length=10)
    links: list[ScriptLinkInput] = Field(default=[], max_length=50)
    steps: list[ScriptStepInput] = Field(min_length=1, max_length=400)
    asides: list[ScriptStepInput] = Field(default=[], max_length=200)
    always: list[ScriptBranchInput] = Field(default=[], max_length=20)
    quotas: list[ScriptQuotaInput] = Field(default=[], max_length=100)

    def data(self) -> dict[str, Any]:
        """The form that `read_script` takes."""
        return self.model_dump(mode="json", exclude_none=True)
