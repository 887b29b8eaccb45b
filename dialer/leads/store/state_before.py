"""What a lead goes back to when nobody dials it after all."""

from typing import Final

from sqlalchemy import case

from dialer.core.enums import LeadState
from dialer.storage.schema import LEAD
from dialer.storage.sql import word

# Booked for its call-back, as it was, or open.
AS_BEFORE: Final = case((LEAD.c.callback_id.is_(None), word(LeadState.OPEN)), else_=word(LeadState.BOOKED))
