"""Alerts on the wire."""

from pydantic import Field

from api.answer_language import AnswerText
from api.schemas.wire import AtOrNever, Shown
from dialer.campaigns.alerts.model import About, Weight


class AlertShown(Shown):
    """What is wrong, and what to do about it. `stop`: at risk now; `warn`: to be seen to within the hour; `note`."""

    code: str
    weight: Weight
    about: About
    id: int | None
    name: str
    text: AnswerText
    mend: AnswerText
    since: AtOrNever
    node_id: int | None = Field(description="Of a trunk that Pronto writes into Asterisk; otherwise null.")
