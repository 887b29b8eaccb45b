"""Actions on guides: saved as versions, checked, published, used by campaigns."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, Final

import orjson

from dialer.campaigns.guides.cells import QuotaCells
from dialer.campaigns.guides.model import Guide, GuideRecord, GuideRole, GuideUse, VersionRecord
from dialer.campaigns.guides.rules.duties import duties_of_profile
from dialer.campaigns.guides.rules.publishing import Duties, GuideProblem, always_said, problems_of
from dialer.campaigns.guides.rules.reading import BadGuide, guide_as_data, read_guide
from dialer.campaigns.guides.store.guides import Guides
from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.store.campaigns import Campaigns
from dialer.campaigns.store.legal_facts import Law
from dialer.compliance.load import Profiles
from dialer.compliance.rulebook import Books
from dialer.core.enums import GuideKind
from dialer.core.errors import GuideUnpublished
from dialer.core.request_errors import Invalid
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import Message, msg

KINDS: Final[Mapping[GuideRole, frozenset[GuideKind]]] = {
    GuideRole.OPENING: frozenset({GuideKind.SALES_SCRIPT, GuideKind.CHECKLIST}),
    GuideRole.IDENTIFICATION: frozenset({GuideKind.IDENTIFICATION}),
    GuideRole.SALES_SCRIPT: frozenset({GuideKind.SALES_SCRIPT, GuideKind.CHECKLIST, GuideKind.QUESTIONNAIRE, GuideKind.SURVEY}),
    GuideRole.SURVEY: frozenset({GuideKind.SURVEY, GuideKind.QUESTIONNAIRE}),
}
"""The kinds of guides that can stand in each role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedGuide:
    """A campaign's guide in its newest published version."""

    role: GuideRole
    guide: GuideRecord
    version: VersionRecord

    @property
    def duties(self) -> list[str]:
        """The duties that its steps say."""
        steps = [*self.version.body.get("steps", ()), *self.version.body.get("asides", ())]
        return list(dict.fromkeys(duty for step in steps for duty in step.get("duty", ())))


class GuideService:
    """Requests about guides."""

    def __init__(
        self,
        guides: Guides,
        campaigns: Campaigns,
        law: Law,
        profiles: Profiles,
        cells: QuotaCells,
        clock: Callable[[], float],
    ) -> None:
        self._guides, self._campaigns, self._law, self._profiles = guides, campaigns, law, profiles
        self._cells, self._clock = cells, clock

    async def create(self, company_id: int, name: str, kind: GuideKind, *, actor: str) -> GuideRecord:
        """Create a guide without content. Raises `NameTaken`, `BadReference`."""
        return await self._guides.create(company_id, name, kind, actor=actor, now=self._clock())

    async def change(
        self,
        guide_id: int,
        *,
        name: str | None,
        archived: bool | None,
        actor: str,
        expected: GuideRecord | EllipsisType = ...,
    ) -> GuideRecord:
        """Rename a guide, archive it or take it out again. Raises `UnknownGuide`, `NameTaken`, `InUse`, `Changed`."""
        values: dict[str, Any] = {} if name is None else {"name": name}
        if archived is not None:
            values["archived_at"] = self._clock() if archived else None
        return await self._guides.change(guide_id, values, actor=actor, now=self._clock(), expected=expected)

    async def delete(self, guide_id: int, *, actor: str, expected: GuideRecord | EllipsisType = ...) -> None:
        """Delete a guide that was never used. Raises `UnknownGuide`, `InUse`, `Changed`."""
        await self._guides.delete(guide_id, actor=actor, now=self._clock(), expected=expected)

    async def save(
        self,
        guide_id: int,
        data: Mapping[str, Any],
        *,
        note: str,
        actor: str,
        expected: GuideRecord | EllipsisType = ...,
    ) -> VersionRecord:
        """Save the next version. It may have problems: they keep it from being published.

        Raises `Invalid`, and `Changed` if the guide is not as expected.
        """
        record = await self._guides.get(guide_id, sees=EVERYTHING)
        body = guide_as_data(read({**data, "kind": record.kind.value}))
        return await self._guides.save(
            guide_id, body, hash_of(body), note=note, actor=actor, now=self._clock(), expected=expected
        )

    async def check(self, data: Mapping[str, Any], guide_id: int | None = None) -> list[GuideProblem]:
        """What keeps a guide from being published, for the profile it names and the campaigns that use it.

        Raises `Invalid` if the data cannot be read.
        """
        guide = read(data)
        wanted, said = await self._wanted(guide, guide_id)
        return problems_of(guide, wanted, known_profiles=self._profiles.by_id, said=said)

    async def publish(self, guide_id: int, number: int, *, actor: str) -> VersionRecord:
        """Publish a version. Raises `NotFound`, `GuidePublished`, and `Invalid` with every problem and its step."""
        version = await self._guides.version(guide_id, number)
        if version.published_at is None and (problems := await self.check(version.body, guide_id)):
            raise Invalid([(_place(version.body, one.step), _named(one)) for one in problems])
        published = await self._guides.publish(guide_id, number, actor=actor, now=self._clock())
        await self._cells.settle(guide_id)
        return published

    async def used(self, campaign_id: int) -> list[UsedGuide]:
        """The guides of a campaign, in the order of the roles."""
        use = await self._guides.use(campaign_id)
        found = []
        for role in GuideRole:
            if (guide_id := use.roles.get(role)) is not None:
                guide = await self._guides.get(guide_id, sees=EVERYTHING)
                version = await self._guides.version(guide_id, guide.published)
                found.append(UsedGuide(role=role, guide=guide, version=version))
        return found

    async def use(self, campaign: CampaignConfig, use: GuideUse, *, actor: str, sees: Visibility) -> GuideUse:
        """Replace which guides a campaign uses.

        Raises `Invalid` if one is of another company or kind, or lacks a duty of the campaign's profile, and
        `GuideUnpublished`.
        """
        guides: dict[GuideRole, Guide] = {}
        errors: list[tuple[str, Message | str]] = []
        for role, guide_id in use.roles.items():
            guide = await self._guides.get(guide_id, sees=sees)
            if guide.company_id != campaign.company.id:
                errors.append((f"roles.{role}", msg("the guide is another company's")))
            elif guide.kind not in KINDS[role]:
                kinds = sorted(KINDS[role])
                errors.append((f"roles.{role}", msg("use a guide of one of these kinds: {kinds}", kinds=kinds)))
            elif not guide.published:
                raise GuideUnpublished(id=guide_id)
            else:
                guides[role] = read((await self._guides.version(guide_id, guide.published)).body)
        wanted = await self._duties_of_campaign(campaign)
        said = always_said(guides[GuideRole.OPENING]) if GuideRole.OPENING in guides else ()
        if GuideRole.SALES_SCRIPT in guides:
            problems = problems_of(guides[GuideRole.SALES_SCRIPT], wanted, said=said)
            errors += [
                (f"roles.{GuideRole.SALES_SCRIPT}", msg("{step}: {why}", step=one.step, why=one.message)) for one in problems
            ]
        if errors:
            raise Invalid(errors)
        before = await self._guides.use(campaign.id)
        changed = await self._guides.set_use(use, actor=actor, now=self._clock())
        await self._cells.settle_campaign(campaign.id, dropped=before.roles.values())
        return changed

    async def _wanted(self, guide: Guide, guide_id: int | None) -> tuple[list[Duties], set[str]]:
        """What the guide's profile and the campaigns that use it want said, and what all these say before it."""
        wanted: dict[str, Duties] = {}
        if (profile := self._profiles.by_id.get(guide.profile)) is not None:
            wanted[profile.id] = duties_of_profile(profile, sector="", now=self._clock())
        said: set[str] | None = None
        campaigns = await self._guides.campaigns_of(guide_id) if guide_id is not None else ()
        for campaign_id in campaigns:
            use = await self._guides.use(campaign_id)
            if use.roles.get(GuideRole.SALES_SCRIPT) != guide_id:
                continue
            campaign = await self._campaigns.get(campaign_id, sees=EVERYTHING)
            wanted |= {one.profile: one for one in await self._duties_of_campaign(campaign)}
            opening = {one.role: one for one in await self.used(campaign_id)}.get(GuideRole.OPENING)
            before = always_said(read(opening.version.body)) if opening is not None else set()
            said = before if said is None else said & before
        return list(wanted.values()), said or set()

    async def _duties_of_campaign(self, campaign: CampaignConfig) -> list[Duties]:
        """What the rules of the campaign's lists want said."""
        if not campaign.law.profile:
            return []
        seen = await self._law.seen(campaign.id)
        books = Books.of_campaign(self._profiles, campaign.law, agents=seen.agent_countries)
        sector, now = campaign.law.sector, self._clock()
        return [duties_of_profile(book.profile, sector=sector, now=now) for book in books.known(seen.countries)]


def read(data: Mapping[str, Any]) -> Guide:
    """The guide in the data. Raises `Invalid` with everything that is wrong."""
    try:
        return read_guide(data)
    except BadGuide as bad:
        raise Invalid([(f"body.{where}", what) for where, what in bad.errors]) from None


def _place(body: Mapping[str, Any], step: str) -> str:
    """Where a step stands in a body."""
    for name in ("steps", "asides"):
        for place, one in enumerate(body.get(name, ())):
            if one["id"] == step:
                return f"body.{name}.{place}"
    return "body"


def _named(problem: GuideProblem) -> Message:
    return msg("{step}: {why}", step=problem.step, why=problem.message) if problem.step else problem.message


def hash_of(body: Mapping[str, Any]) -> str:
    """The SHA-256 of a version's body as JSON with sorted keys."""
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
