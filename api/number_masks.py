"""How people's numbers are shown to a caller: agents see them whole, unless a campaign wants them masked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from api.auth import Permit
from dialer.numbers.masking import MASKED, WHOLE, Show
from dialer.stores.everything import Store


@dataclass(frozen=True, slots=True)
class NumbersShown:
    """How numbers are shown: as `usual`, but of these campaigns and people masked."""

    usual: Show
    masked: Show = MASKED
    campaigns: Collection[int] = frozenset()
    people: Collection[int] = frozenset()

    def of(self, *, person_id: int | None = None, campaign_id: int | None = None) -> Show:
        """How the numbers of a person are shown, or of somebody whom a campaign calls."""
        return self.masked if person_id in self.people or campaign_id in self.campaigns else self.usual


async def shown_to(permit: Permit, store: Store, person_ids: Iterable[int | None] = ()) -> NumbersShown:
    """How numbers are shown to the caller, also those of these people: masked to all but agents."""
    return NumbersShown(MASKED) if permit.of_agent is None else await shown_to_agent(store, person_ids)


async def shown_to_agent(store: Store, person_ids: Iterable[int | None] = ()) -> NumbersShown:
    """How numbers are shown to an agent, also those of these people."""
    if not (campaigns := await store.masked_numbers.campaigns()):
        return NumbersShown(WHOLE)
    people = await store.masked_numbers.people({one for one in person_ids if one is not None}, campaigns)
    return NumbersShown(WHOLE, Show(countries=tuple(await store.lists.countries())), campaigns, people)
