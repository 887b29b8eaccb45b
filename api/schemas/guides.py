"""Guides, their use by campaigns, and their runs on the wire."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from api.answer_language import AnswerText
from api.paging import Page
from api.schemas.guide_bodies import Code, GuideBodyInput, Language
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
from dialer.campaigns.guides.model import (
    Answer,
    GuideRecord,
    GuideRole,
    GuideUse,
    IdentityState,
    ReplyState,
    VersionRecord,
    Visit,
)
from dialer.campaigns.guides.runs import RunProgress, RunState
from dialer.campaigns.guides.service import UsedGuide
from dialer.core.enums import GuideKind

MOMENT_MS = Annotated[int, Field(ge=0, le=86_400_000)]


class GuideInput(RequestBody):
    """A new guide of a company. Its content is written as versions."""

    company_id: Id
    name: Name
    kind: GuideKind = GuideKind.SALES_SCRIPT


class GuideChange(RequestBody):
    """Changes to a guide; omitted fields stay unchanged."""

    name: Name | None = None
    archived: bool | None = Field(default=None, description="Archived guides are used by no campaign.")


class GuideShown(Resource, of=GuideRecord):
    """A guide."""

    UNVERSIONED = frozenset({"versions", "quotas"})
    SUBJECT = "guide"

    newest: int = Field(description="The number of the newest version; 0 without one.")
    published: int = Field(description="The number of the version that campaigns use; 0 without one.")


class GuidePage(Page[GuideShown]):
    """A page of guides."""


class GuideVersionLine(Shown, of=VersionRecord, without=("id", "guide_id", "body")):
    """A version without its content."""

    hash: str = Field(description="SHA-256 of the content as JSON with sorted keys.")


class GuideQuotaShown(Shown):
    """How full a quota is."""

    code: str
    count: int


class GuideDetail(GuideShown):
    """A guide with its versions, newest first, and how many finished runs its quotas count."""

    versions: list[GuideVersionLine]
    quotas: list[GuideQuotaShown]

    @classmethod
    def made(cls, guide: GuideRecord, versions: list[VersionRecord], counts: dict[str, int]) -> Self:
        """Show a guide."""
        shown = {name: getattr(guide, name) for name in GuideShown.model_fields}
        quotas = [GuideQuotaShown(code=code, count=count) for code, count in counts.items()]
        return cls(**shown, versions=[GuideVersionLine.of(one) for one in versions], quotas=quotas)


class GuideVersionInput(RequestBody):
    """The next version of a guide, with a note for those who compare versions."""

    body: GuideBodyInput
    note: Annotated[Line, Field(max_length=500)] = ""


class GuideVersionShown(GuideVersionLine):
    """A version of a guide."""

    guide_id: int
    body: dict[str, Any] = Field(description="The content, in the form of GuideBodyInput without what is empty.")


class GuideCheckInput(RequestBody):
    """Content to be checked; with `guide_id` also by the rules of the campaigns that use that guide."""

    body: GuideBodyInput
    guide_id: Id | None = None


class GuideProblemShown(Shown):
    """What keeps a guide from being published; `step` is empty if it concerns the whole guide."""

    kind: str
    step: str
    message: AnswerText


class GuideChecked(Shown):
    """Everything that keeps the content from being published."""

    problems: list[GuideProblemShown]


class GuideRolesInput(RequestBody):
    """The guide of each role; null: none."""

    opening: Id | None = None
    identification: Id | None = None
    sales_script: Id | None = None
    survey: Id | None = None


class CampaignGuidesInput(RequestBody):
    """The guides that a campaign uses, by role, and what holds for all of them."""

    roles: GuideRolesInput = GuideRolesInput()
    identify_first: bool = Field(
        default=False, description="Nothing personal is shown before the person is identified."
    )
    link_hosts: list[Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$")]] = Field(
        default=[], max_length=50, examples=[["www.example.org"]], description="Hosts whose pages agents may open."
    )

    def use(self, campaign_id: int) -> GuideUse:
        """The form for the service."""
        return GuideUse(
            campaign_id=campaign_id,
            roles={GuideRole(role): one for role, one in self.roles.model_dump().items() if one is not None},
            identify_first=self.identify_first,
            link_hosts=tuple(self.link_hosts),
        )


class CampaignGuideShown(Shown):
    """A guide that a campaign uses, in its newest published version."""

    role: GuideRole
    guide_id: int
    name: str
    number: int
    hash: str
    body: dict[str, Any] = Field(description="The content, in the form of GuideBodyInput without what is empty.")

    @classmethod
    def used(cls, one: UsedGuide) -> Self:
        """Show a used guide."""
        version = one.version
        return cls(
            role=one.role,
            guide_id=one.guide.id,
            name=one.guide.name,
            number=version.number,
            hash=version.hash,
            body=dict(version.body),
        )


class CampaignGuidesShown(Resource):
    """The guides of a campaign, with what the agent's page needs of them."""

    id: int
    roles: dict[GuideRole, int]
    identify_first: bool
    link_hosts: list[str]
    guides: list[CampaignGuideShown]
    duties: dict[str, AnswerText] = Field(description="What each duty of the guides means.")


class GuideRunInput(RequestBody):
    """The beginning of a guide in a talk. A run that the attempt has of this guide goes on."""

    attempt_id: Annotated[Line, Field(min_length=1, max_length=200)]
    guide_id: Id
    language: Language = "it"


class GuideVisitInput(RequestBody):
    """A step that was shown, and for how long."""

    step: Code
    at: Instant
    spent_ms: MOMENT_MS = 0


class GuideAnswerInput(RequestBody):
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


class GuideRunChange(RequestBody):
    """How far a run has come: everything, each time. The path is walked anew by the answers."""

    path: list[GuideVisitInput] = Field(max_length=2000, description="The steps that were shown, in order.")
    answers: dict[Code, GuideAnswerInput] = Field(default={}, max_length=600)
    said: list[Code] = Field(default=[], max_length=200, description="Duties that the agent has said.")
    not_said: list[Code] = Field(
        default=[], max_length=200, description="Duties that the agent took out by hand, as not said."
    )
    facts: dict[Code, Annotated[TypedLine, Field(max_length=200)]] = Field(
        default={}, max_length=20, description="`mood` (-2 to 2), `customer_type`, and the facts of the guide."
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


class GuideIdentifyAsked(RequestBody):
    """What the person said, to be compared with what is on file."""

    step: Code
    given: Annotated[Line, Field(min_length=1, max_length=200)]


class GuideVisitShown(Shown, of=Visit):
    """A step that was shown."""


class GuideAnswerShown(Shown, of=Answer):
    """An answer, as GuideAnswerInput."""


class QuotaFull(Shown):
    """The full quota that closes a talk, and the step to go to."""

    code: str
    to: str


class IdentityShown(Shown):
    """How far an identification step has come."""

    state: IdentityState
    tries_left: int


class GuideRunShown(Shown):
    """A run, validated: the route by the answers, without those that no longer count."""

    id: int
    guide_id: int
    version: int
    attempt_id: str
    language: str
    started_at: At
    finished_at: AtOrNever
    path: list[GuideVisitShown]
    route: list[str] = Field(description="The steps that the answers lead through.")
    here: str = Field(description="The last step of the route.")
    is_ended: bool
    end: str = Field(description="Why the talk ended, by the step that ended it.")
    answers: dict[str, GuideAnswerShown]
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
            guide_id=run.guide_id,
            version=state.version_number,
            attempt_id=run.attempt_id,
            language=run.language,
            started_at=run.started_at,
            finished_at=run.finished_at,
            path=[GuideVisitShown.of(one) for one in run.path],
            route=list(route.steps),
            here=route.here,
            is_ended=route.is_ended,
            end=route.end,
            answers={name: GuideAnswerShown.of(one) for name, one in route.answers.items()},
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


class GuideFile(RequestBody):
    """A guide as a file: YAML or JSON of Pronto, or JSON of SurveyJS."""

    format: Literal["yaml", "surveyjs"] = "yaml"
    text: Annotated[str, Field(min_length=1, max_length=1_000_000, pattern=TEXT_PATTERN)]
    guide_id: Id | None = Field(default=None, description="The guide of which it is to become a version.")


class GuideRead(Shown):
    """A guide that was read from a file, what could not be taken over, and what keeps it from being published."""

    body: dict[str, Any] = Field(description="The content, in the form of GuideBodyInput without what is empty.")
    left_out: list[AnswerText]
    problems: list[GuideProblemShown]
