"""The set-up, endpoints, test calls and campaign templates on the wire."""

from typing import Any, Literal, Self

from pydantic import Field

from api.answer_language import AnswerText, in_answer_language
from api.schemas.wire import AtOrNever, Id, Line, Name, RequestBody, Shown
from dialer.campaigns.templates import CampaignTemplate
from dialer.setup.model import Setup, StepId, StepState


class SetupFactShown(Shown):
    """Something found of a step: how grave it is, where, and what to do about it.

    Where a `rule` objects, `facts` are what it saw. What ends by itself does so at `until`.
    """

    weight: Literal["ok", "note", "todo", "delays", "stops"]
    what: AnswerText
    where: AnswerText
    mend: AnswerText
    rule: str
    facts: AnswerText
    until: AtOrNever


class SetupStepShown(Shown):
    """A step of the set-up. It is `wrong` if what was done has to be mended."""

    id: StepId
    state: StepState
    facts: list[SetupFactShown]


class SetupShown(Shown, of=Setup):
    """How far the set-up has come, read from what there is: nothing of it is stored.

    `current` is the first step that is not done. The ids name what the next steps go on with; 0 if there is none yet.
    It `is_finished` once a call was placed. `opens_at` is when the hours of the campaign and the law let the first
    person be called: now, or later; with `never_opens`, they have no hour in common.
    """

    steps: list[SetupStepShown]
    current: StepId


class EndpointShown(Shown):
    """A PJSIP endpoint that Asterisk has. `use` is `phone` or `trunk` where its passwords tell, else empty."""

    name: str
    is_reached: bool
    use: Literal["phone", "trunk", ""]


class TestCallInput(RequestBody):
    """A test call: the phone rings first, then the number over the trunk."""

    trunk_id: Id
    phone: Name = Field(examples=["PJSIP/1001"], description="A phone that the node may call.")
    number: Line = Field(max_length=30, examples=["+390212345678"])
    caller_id_id: Id | None = Field(default=None, description="The caller id to show; without it, the carrier decides.")


class TestCallShown(Shown):
    """What came of a test call: the stage it reached, in words, and the network's own codes."""

    stage: Literal["phone", "number", "joined", "destination", "full", "refused", "busy"]
    what: AnswerText
    mend: AnswerText
    cause: int | None = Field(description="Q.850 cause of the hang-up.")
    sip: int | None = Field(description="SIP response of the far end.")
    test_id: int | None = Field(
        default=None, description="Under which it is kept, if it showed a caller id: say then how that appeared."
    )


class CampaignTemplateShown(Shown):
    """A template. Its `settings`, with a name, a company and a node, are the body that creates a campaign."""

    id: str
    title: str
    about: str
    country: str
    mode: str
    settings: dict[str, Any]

    @classmethod
    def of(cls, inner: CampaignTemplate) -> Self:
        """Show a template, with labels in the reader's language."""
        dispositions = [
            {
                "code": one.code,
                "label": "" if label is None else str(in_answer_language(label)),
                "needs_callback": one.needs_callback,
                "is_success": one.is_success,
                "is_machine": one.is_machine,
                "is_refusal": one.is_refusal,
                "is_wrong_party": one.is_wrong_party,
            }
            for one, label in inner.dispositions
        ]
        settings = {
            "mode": inner.mode.value,
            "time_zone": inner.time_zone,
            "hours": [dict(row) for row in inner.hours],
            "wrap_up_limit_ms": inner.wrap_up_limit_ms,
            "dispositions": dispositions,
            "law": {"profile": "auto", "seller_country": inner.country, "agent_country": inner.country},
        }
        return cls(
            id=inner.id,
            title=str(in_answer_language(inner.title)),
            about=str(in_answer_language(inner.about)),
            country=inner.country,
            mode=inner.mode.value,
            settings=settings,
        )
