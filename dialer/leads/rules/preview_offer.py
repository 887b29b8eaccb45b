"""A lead that an agent looks at before it is dialled."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the store has to know to tell whether it may still be called; `number` is the one that would be."""

    lead_id: int
    number: str
    campaign_id: int
    controller_id: int
    owner: str  # who has claimed it
