"""Actions on scripts: saved as versions, checked, published, used by campaigns."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, Final

import orjson

from dialer.campaigns.model import CampaignConfig
from dialer.campaigns.scripts.cells import QuotaCells
from dialer.campaigns.scripts.model import Script, ScriptRecord, ScriptRole, ScriptUse, VersionRecord
from dialer.campaigns.scripts.rules.duties import duties_of_profile
from dialer.campaigns.scripts.rules.publishing import Duties, ScriptProblem, always_said, problems_of
from dialer.campaigns.scripts.rules.reading import BadScript, read_script, script_as_data
from dialer.campaigns.scripts.store.scripts import Scripts
from dialer.campaigns.store.campaigns import Campaigns
from dialer.campaigns.store.legal_facts import Law
from dialer.compliance.load import Profiles
from dialer.compliance.rulebook import Books
from dialer.core.enums import ScriptKind
from dialer.core.errors import ScriptUnpublished
from dialer.core.request_errors import Invalid
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import Message, msg

KINDS: Final[Mapping[ScriptRole, frozenset[ScriptKind]]] = {
    ScriptRole.OPENING: frozenset({ScriptKind.SALES_SCRIPT, ScriptKind.CHECKLIST}),
    ScriptRole.IDENTIFICATION: frozenset({ScriptKind.IDENTIFICATION}),
    ScriptRole.SALES_SCRIPT: frozenset(
        {ScriptKind.SALES_SCRIPT, ScriptKind.CHECKLIST, ScriptKind.QUESTIONNAIRE, ScriptKind.SURVEY}
    ),
    ScriptRole.SURVEY: frozenset({ScriptKind.SURVEY, ScriptKind.QUESTIONNAIRE}),
}
"""The kinds of scripts that can stand in each role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedScript:
    """A campaign's script in its newest published version."""

    role: ScriptRole
    script: ScriptRecord
    version: VersionRecord

    @property
    def duties(self) -> list[str]:
        """The duties that its steps say."""
        steps = [*self.version.body.get("steps", ()), *self.version.body.get("asides", ())]
        return list(dict.fromkeys(duty for step in steps for duty in step.get("duty", ())))


class ScriptService:
    """Requests about scripts."""

    def __init__(
        self,
        scripts: Scripts,
        campaigns: Campaigns,
        law: Law,
        profiles: Profiles,
        cells: QuotaCells,
        clock: Callable[[], float],
    ) -> None:
        self._scripts, self._campaigns, self._law, self._profiles = scripts, campaigns, law, profiles
        self._cells, self._clock = cells, clock

    async def create(self, company_id: int, name: str, kind: ScriptKind, *, actor: str) -> ScriptRecord:
        """Create a script without content. Raises `NameTaken`, `BadReference`."""
        return await self._scripts.create(company_id, name, kind, actor=actor, now=self._clock())

    async def change(
        self,
        script_id: int,
        *,
        name: str | None,
        archived: bool | None,
        actor: str,
        expected: ScriptRecord | EllipsisType = ...,
    ) -> ScriptRecord:
        """Rename a script, archive it or take it out again. Raises `UnknownScript`, `NameTaken`, `InUse`, `Changed`."""
        values: dict[str, Any] = {} if name is None else {"name": name}
        if archived is not None:
            values["archived_at"] = self._clock() if archived else None
        return await self._scripts.change(script_id, values, actor=actor, now=self._clock(), expected=expected)

    async def delete(self, script_id: int, *, actor: str, expected: ScriptRecord | EllipsisType = ...) -> None:
        """Delete a script that was never used. Raises `UnknownScript`, `InUse`, `Changed`."""
        await self._scripts.delete(script_id, actor=actor, now=self._clock(), expected=expected)

    async def save(
        self,
        script_id: int,
        data: Mapping[str, Any],
        *,
        note: str,
        actor: str,
        expected: ScriptRecord | EllipsisType = ...,
    ) -> VersionRecord:
        """Save the next version. It may have problems: they keep it from being published.

        Raises `Invalid`, and `Changed` if the script is not as expected.
        """
        record = await self._scripts.get(script_id, sees=EVERYTHING)
        body = script_as_data(read({**data, "kind": record.kind.value}))
        return await self._scripts.save(
            script_id, body, hash_of(body), note=note, actor=actor, now=self._clock(), expected=expected
        )

    async def check(self, data: Mapping[str, Any], script_id: int | None = None) -> list[ScriptProblem]:
        """What keeps a script from being published, for the profile it names and the campaigns that use it.

        Raises `Invalid` if the data cannot be read.
        """
        script = read(data)
        wanted, said = await self._wanted(script, script_id)
        return problems_of(script, wanted, known_profiles=self._profiles.by_id, said=said)

    async def publish(self, script_id: int, number: int, *, actor: str) -> VersionRecord:
        """Publish a version. Raises `NotFound`, `ScriptPublished`, and `Invalid` with every problem and its step."""
        version = await self._scripts.version(script_id, number)
        if version.published_at is None and (problems := await self.check(version.body, script_id)):
            raise Invalid([(_place(version.body, one.step), _named(one)) for one in problems])
        published = await self._scripts.publish(script_id, number, actor=actor, now=self._clock())
        await self._cells.settle(script_id)
        return published

    async def used(self, campaign_id: int) -> list[UsedScript]:
        """The scripts of a campaign, in the order of the roles."""
        use = await self._scripts.use(campaign_id)
        found = []
        for role in ScriptRole:
            if (script_id := use.roles.get(role)) is not None:
                script = await self._scripts.get(script_id, sees=EVERYTHING)
                version = await self._scripts.version(script_id, script.published)
                found.append(UsedScript(role=role, script=script, version=version))
        return found

    async def use(self, campaign: CampaignConfig, use: ScriptUse, *, actor: str, sees: Visibility) -> ScriptUse:
        """Replace which scripts a campaign uses.

        Raises `Invalid` if one is of another company or kind, or lacks a duty of the campaign's profile, and
        `ScriptUnpublished`.
        """
        scripts: dict[ScriptRole, Script] = {}
        errors: list[tuple[str, Message | str]] = []
        for role, script_id in use.roles.items():
            script = await self._scripts.get(script_id, sees=sees)
            if script.company_id != campaign.company.id:
                errors.append((f"roles.{role}", msg("the script is another company's")))
            elif script.kind not in KINDS[role]:
                kinds = sorted(KINDS[role])
                errors.append((f"roles.{role}", msg("use a script of one of these kinds: {kinds}", kinds=kinds)))
            elif not script.published:
                raise ScriptUnpublished(id=script_id)
            else:
                scripts[role] = read((await self._scripts.version(script_id, script.published)).body)
        wanted = await self._duties_of_campaign(campaign)
        said = always_said(scripts[ScriptRole.OPENING]) if ScriptRole.OPENING in scripts else ()
        if ScriptRole.SALES_SCRIPT in scripts:
            problems = problems_of(scripts[ScriptRole.SALES_SCRIPT], wanted, said=said)
            errors += [
                (f"roles.{ScriptRole.SALES_SCRIPT}", msg("{step}: {why}", step=one.step, why=one.message))
                for one in problems
            ]
        if errors:
            raise Invalid(errors)
        before = await self._scripts.use(campaign.id)
        changed = await self._scripts.set_use(use, actor=actor, now=self._clock())
        await self._cells.settle_campaign(campaign.id, dropped=before.roles.values())
        return changed

    async def _wanted(self, script: Script, script_id: int | None) -> tuple[list[Duties], set[str]]:
        """What the script's profile and the campaigns that use it want said, and what all these say before it."""
        wanted: dict[str, Duties] = {}
        if (profile := self._profiles.by_id.get(script.profile)) is not None:
            wanted[profile.id] = duties_of_profile(profile, sector="", now=self._clock())
        said: set[str] | None = None
        campaigns = await self._scripts.campaigns_of(script_id) if script_id is not None else ()
        for campaign_id in campaigns:
            use = await self._scripts.use(campaign_id)
            if use.roles.get(ScriptRole.SALES_SCRIPT) != script_id:
                continue
            campaign = await self._campaigns.get(campaign_id, sees=EVERYTHING)
            wanted |= {one.profile: one for one in await self._duties_of_campaign(campaign)}
            opening = {one.role: one for one in await self.used(campaign_id)}.get(ScriptRole.OPENING)
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


def read(data: Mapping[str, Any]) -> Script:
    """The script in the data. Raises `Invalid` with everything that is wrong."""
    try:
        return read_script(data)
    except BadScript as bad:
        raise Invalid([(f"body.{where}", what) for where, what in bad.errors]) from None


def _place(body: Mapping[str, Any], step: str) -> str:
    """Where a step stands in a body."""
    for name in ("steps", "asides"):
        for place, one in enumerate(body.get(name, ())):
            if one["id"] == step:
                return f"body.{name}.{place}"
    return "body"


def _named(problem: ScriptProblem) -> Message:
    return msg("{step}: {why}", step=problem.step, why=problem.message) if problem.step else problem.message


def hash_of(body: Mapping[str, Any]) -> str:
    """The SHA-256 of a version's body as JSON with sorted keys."""
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
