"""What an agent's page needs besides the agent, on the wire."""

from collections.abc import Sequence
from typing import Any, Self

from pydantic import Field

from api.answer_language import AnswerText
from api.paging import Page
from api.schemas.campaigns import DispositionShown
from api.schemas.wire import Shown
from dialer.campaigns.model import CampaignConfig
from dialer.core.enums import CampaignStatus, Then
from dialer.documents.law_profile.names import DUTIES
from dialer.i18n.labels import DISPOSED


class SpokenItem(Shown):
    """Something that the law wants said in a call: its code, as `dispose` takes it in `disclosed`, and in words."""

    code: str
    text: AnswerText


class AgentCampaign(Shown):
    """A campaign as its agents' page needs it."""

    id: int
    name: str
    status: CampaignStatus
    mode: str
    node_id: int
    time_zone: str
    company: str = Field(description="In whose name the agents call.")
    wrap_up_limit_ms: int
    dispositions: list[DispositionShown]
    never_again: str | None = Field(
        description="The disposition that keeps the person from being called again; null if there is none."
    )
    must_say: list[SpokenItem] = Field(
        description="What has to be said before a sale is written down, where the campaign's caller id is."
    )

    @classmethod
    def seen(cls, inner: CampaignConfig, must_say: Sequence[str]) -> Self:
        """Show a campaign to its agents; `must_say` are codes of disclosures."""
        own: dict[str, Any] = {"company": inner.company.name, "never_again": _never_again(inner)}
        own["must_say"] = [{"code": code, "text": DUTIES.get(code, code)} for code in must_say]
        return cls.model_validate({name: getattr(inner, name) for name in cls.model_fields if name not in own} | own)


def _never_again(campaign: CampaignConfig) -> str | None:
    codes = {rule.on.removeprefix(DISPOSED) for rule in campaign.rules if rule.then is Then.SUPPRESS}
    return next((one.code for one in campaign.dispositions if one.code in codes), None)


class AgentCampaignPage(Page[AgentCampaign]):
    """Campaigns for which an agent may work."""
