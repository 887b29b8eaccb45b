"""Scripts, their use by campaigns, and their runs on the wire."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from api.answer_language import AnswerText
from api.paging import Page
from api.schemas.script_bodies import Code, Language, ScriptBodyInput
from api.schemas.wire import (
    TEXT_PATTERN,
    At,
    AtOrNever,
    Id,
    Instant,
    Line,
    Name,
    Number,
    RequestBody,
    Resource,
    Shown,
    Text,
    TypedLine,
)
from dialer.campaigns.scripts.model import (
    Answer,
    IdentityState,
    ReplyState,
    ScriptRecord,
    ScriptRole,
    ScriptUse,
    VersionRecord,
    Visit,
)
from dialer.campaigns.scripts.runs import RunProgress, RunState
from dialer.campaigns.scripts.service import UsedScript
from dialer.core.enums import ScriptKind

MOMENT_MS = Annotated[int, Field(ge=0, le=86_400_000)]


class ScriptInput(RequestBody):
    """A new script of a company. Its content is written as versions."""

    company_id: Id
    name: Name
    kind: ScriptKind = ScriptKind.SALES_SCRIPT


class ScriptChange(RequestBody):
    """Changes to a script; omitted fields stay unchanged."""

    name: Name | None = None
    archived: bool | None = Field(default=None, description="Archived scripts are used by no campaign.")


class ScriptShown(Resource, of=ScriptRecord):
    """A script."""

    UNVERSIONED = frozenset({"versions", "quotas"})
    SUBJECT = "script"

    newest: int = Field(description="The number of the newest version; 0 without one.")
    published: int = Field(description="The number of the version that campaigns use; 0 without one.")


class ScriptPage(Page[ScriptShown]):
    """A page of scripts."""


class ScriptVersionLine(Shown, of=VersionRecord, without=("id", "script_id", "body")):
    """A version without its content."""

    hash: str = Field(description="SHA-256 of the content as JSON with sorted keys.")


class ScriptQuotaShown(Shown):
    """How full a quota is."""

    code: str
    count: int


class ScriptDetail(ScriptShown):
    """A script with its versions, newest first, and how many finished runs its quotas count."""

    versions: list[ScriptVersionLine]
    quotas: list[ScriptQuotaShown]

    @classmethod
    def made(cls, script: ScriptRecord, versions: list[VersionRecord], counts: dict[str, int]) -> Self:
        """Show a script."""
        shown = {name: getattr(script, name) for name in ScriptShown.model_fields}
        quotas = [ScriptQuotaShown(code=code, count=count) for code, count in counts.items()]
        return cls(**shown, versions=[ScriptVersionLine.of(one) for one in versions], quotas=quotas)


class ScriptVersionInput(RequestBody):
    """The next version of a script, with a note for those who compare versions."""

    body: ScriptBodyInput
    note: Annotated[Line, Field(max_length=500)] = ""


class ScriptVersionShown(ScriptVersionLine):
    """A version of a script."""

    script_id: int
    body: dict[str, Any] = Field(description="The content, in the form of ScriptBodyInput without what is empty.")


class ScriptCheckInput(RequestBody):
    """Content to be checked; with `script_id` also by the rules of the campaigns that use that script."""

    body: ScriptBodyInput
    script_id: Id | None = None


class ScriptProblemShown(Shown):
    """What keeps a script from being published; `step` is empty if it concerns the whole script."""

    kind: str
    step: str
    message: AnswerText


class ScriptChecked(Shown):
    """Everything that keeps the content from being published."""

    problems: list[ScriptProblemShown]


class ScriptRolesInput(RequestBody):
    """The script of each role; null: none."""

    opening: Id | None = None
    identification: Id | None = None
    sales_script: Id | None = None
    survey: Id | None = None


class CampaignScriptsInput(RequestBody):
    """The scripts that a campaign uses, by role, and what holds for all of them."""

    roles: ScriptRolesInput = ScriptRolesInput()
    identify_first: bool = Field(
        default=False, description="Nothing personal is shown before the person is identified."
    )
    link_hosts: list[Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$")]] = Field(
        default=[], max_length=50, examples=[["www.example.org"]], description="Hosts whose pages agents may open."
    )

    def use(self, campaign_id: int) -> ScriptUse:
        """The form for the service."""
        return ScriptUse(
            campaign_id=campaign_id,
            roles={ScriptRole(role): one for role, one in self.roles.model_dump().items() if one is not None},
            identify_first=self.identify_first,
            link_hosts=tuple(self.link_hosts),
        )


class CampaignScriptShown(Shown):
    """A script that a campaign uses, in its newest published version."""

    role: ScriptRole
    script_id: int
    name: str
    number: int
    hash: str
    body: dict[str, Any] = Field(description="The content, in the form of ScriptBodyInput without what is empty.")

    @classmethod
    def used(cls, one: UsedScript) -> Self:
        """Show a used script."""
        version = one.version
        return cls(
            role=one.role,
            script_id=one.script.id,
            name=one.script.name,
            number=version.number,
            hash=version.hash,
            body=dict(version.body),
        )


class CampaignScriptsShown(Resource):
    """The scripts of a campaign, with what the agent's page needs of them."""

    id: int
    roles: dict[ScriptRole, int]
    identify_first: bool
    link_hosts: list[str]
    scripts: list[CampaignScriptShown]
    duties: dict[str, AnswerText] = Field(description="What each duty of the scripts means.")


class ScriptRunInput(RequestBody):
    """The beginning of a script in a talk. A run that the attempt has of this script goes on."""

    attempt_id: Annotated[Line, Field(min_length=1, max_length=200)]
    script_id: Id
    language: Language = "it"


class ScriptVisitInput(RequestBody):
    """A step that was shown, and for how long."""

    step: Code
    at: Instant
    spent_ms: MOMENT_MS = 0


class ScriptAnswerInput(RequestBody):
    """An answer; which field holds it, the type of the question decides.

    `choice`: yes_no, one_of; `choices`: some_of, and rank in order; `number`: scale, number; `day`, `text` (note too);
    `rows`: grid, by row. An answer that is refused or not known has none.
    """

    state: ReplyState = ReplyState.GIVEN
    choice: Code | None = None
    choices: list[Code] = Field(default=[], max_length=100)
    number: Number | None = None
    day: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    text: Annotated[Text, Field(max_length=4000)] | None = None
    rows: dict[Code, Code] = Field(default={}, max_length=50)
    spent_ms: MOMENT_MS = 0

    def answer(self) -> Answer:
        """The form for the service."""
        return Answer(
            state=self.state,
            choice=self.choice or "",
            choices=tuple(self.choices),
            number=self.number,
            day=self.day or "",
            text=self.text or "",
            rows=dict(self.rows),
            spent_ms=self.spent_ms,
        )


class ScriptRunChange(RequestBody):
    """How far a run has come: everything, each time. The path is walked anew by the answers."""

    path: list[ScriptVisitInput] = Field(max_length=2000, description="The steps that were shown, in order.")
    answers: dict[Code, ScriptAnswerInput] = Field(default={}, max_length=600)
    said: list[Code] = Field(default=[], max_length=200, description="Duties that the agent has said.")
    not_said: list[Code] = Field(
        default=[], max_length=200, description="Duties that the agent took out by hand, as not said."
    )
    facts: dict[Code, Annotated[TypedLine, Field(max_length=200)]] = Field(
        default={}, max_length=20, description="`mood` (-2 to 2), `customer_type`, and the facts of the script."
    )
    language: Language | None = None
    finished: bool = False

    def progress(self) -> RunProgress:
        """The form for the service."""
        return RunProgress(
            path=[Visit(step=one.step, at=one.at.timestamp(), spent_ms=one.spent_ms) for one in self.path],
            answers={name: one.answer() for name, one in self.answers.items()},
            said=tuple(self.said),
            not_said=tuple(self.not_said),
            facts=dict(self.facts),
            language=self.language or "",
            finished=self.finished,
        )


class ScriptIdentifyAsked(RequestBody):
    """What the person said, to be compared with what is on file."""

    step: Code
    given: Annotated[Line, Field(min_length=1, max_length=200)]


class ScriptVisitShown(Shown, of=Visit):
    """A step that was shown."""


class ScriptAnswerShown(Shown, of=Answer):
    """An answer, as ScriptAnswerInput."""


class QuotaFull(Shown):
    """The full quota that closes a talk, and the step to go to."""

    code: str
    to: str


class IdentityShown(Shown):
    """How far an identification step has come."""

    state: IdentityState
    tries_left: int


class ScriptRunShown(Shown):
    """A run, validated: the route by the answers, without those that no longer count."""

    id: int
    script_id: int
    version: int
    attempt_id: str
    language: str
    started_at: At
    finished_at: AtOrNever
    path: list[ScriptVisitShown]
    route: list[str] = Field(description="The steps that the answers lead through.")
    here: str = Field(description="The last step of the route.")
    is_ended: bool
    end: str = Field(description="Why the talk ended, by the step that ended it.")
    answers: dict[str, ScriptAnswerShown]
    orphaned: list[str] = Field(description="Questions whose answers no longer count, and were removed.")
    duties: list[str] = Field(description="Duties that were said.")
    not_said: list[str] = Field(description="Duties that the agent took out by hand, as not said.")
    facts: dict[str, str]
    identity: IdentityState
    identities: dict[str, IdentityShown] = Field(description="By identification step.")
    quota: QuotaFull | None

    @classmethod
    def shown(cls, state: RunState) -> Self:
        """Show the state of a run."""
        run, route = state.run, state.route
        states = {name: IdentityState(one) for name, one in run.identity_states.items()}
        return cls(
            id=run.id,
            script_id=run.script_id,
            version=state.version_number,
            attempt_id=run.attempt_id,
            language=run.language,
            started_at=run.started_at,
            finished_at=run.finished_at,
            path=[ScriptVisitShown.of(one) for one in run.path],
            route=list(route.steps),
            here=route.here,
            is_ended=route.is_ended,
            end=route.end,
            answers={name: ScriptAnswerShown.of(one) for name, one in route.answers.items()},
            orphaned=list(route.orphaned),
            duties=list(run.duties),
            not_said=list(run.not_said),
            facts=dict(run.facts),
            identity=run.identity,
            identities={
                name: IdentityShown(state=states.get(name, IdentityState.NOT_ASKED), tries_left=max(0, left))
                for name, left in state.tries_left.items()
            },
            quota=None if state.full is None else QuotaFull(code=state.full.code, to=state.full.to),
        )


class ScriptFile(RequestBody):
    """A script as a file: YAML or JSON of Pronto, or JSON of SurveyJS."""

    format: Literal["yaml", "surveyjs"] = "yaml"
    text: Annotated[str, Field(min_length=1, max_length=1_000_000, pattern=TEXT_PATTERN)]
    script_id: Id | None = Field(default=None, description="The script of which it is to become a version.")


class ScriptRead(Shown):
    """A script that was read from a file, what could not be taken over, and what keeps it from being published."""

    body: dict[str, Any] = Field(description="The content, in the form of ScriptBodyInput without what is empty.")
    left_out: list[AnswerText]
    problems: list[ScriptProblemShown]
