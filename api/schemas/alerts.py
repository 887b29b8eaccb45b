"""Alerts on the wire."""

from pydantic import Field

from api.answer_language import AnswerText
from api.schemas.wire import Shown
from dialer.campaigns.alerts.model import Alert


class AlertShown(Shown, of=Alert):
    """What is wrong, and what to do about it. `stop`: at risk now; `warn`: to be seen to within the hour; `note`."""

    text: AnswerText
    mend: AnswerText
    node_id: int | None = Field(description="Of a trunk that Pronto writes into Asterisk; otherwise null.")
