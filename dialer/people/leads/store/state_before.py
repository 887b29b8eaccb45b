"""The state of a lead that is given back undialled."""

from typing import Final

from sqlalchemy import case

from dialer.core.enums import LeadState
from dialer.storage.schema import LEAD
from dialer.storage.sql import word

# Booked if it has a call-back, else open.
AS_BEFORE: Final = case((LEAD.c.callback_id.is_(None), word(LeadState.OPEN)), else_=word(LeadState.BOOKED))
