"""What a lead goes back to when nobody dials it after all."""

from typing import Final

from sqlalchemy import case

from dialer.store.schema import LEAD
from dialer.store.statements import word
from dialer.words import LeadState

# Booked for its call-back, as it was, or open.
AS_BEFORE: Final = case((LEAD.c.callback_id.is_(None), word(LeadState.OPEN)), else_=word(LeadState.BOOKED))
