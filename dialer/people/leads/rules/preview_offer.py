"""A lead that an agent previews before it is dialled."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the store needs to tell whether the lead may still be called; `number` is the one to be dialled."""

    lead_id: int
    number: str
    campaign_id: int
    company_id: int
    owner: str  # whose claim it is
