"""Changed profile files at a start: accepted and logged, or refused.

The database has the files accepted last. A change that loosens a HARD rule needs a person and a reason
(`pronto law accept`); until then Pronto does not start. Other changes are accepted at the start. The audit records each
change with the hashes of the profiles before and after.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from dialer.audit.store import Audit, NewLine
from dialer.compliance.load import Profiles, load, profiles_of, texts_of
from dialer.compliance.problems import BadProfiles
from dialer.compliance.profile import AnyRule, Profile
from dialer.compliance.profile_changes import Change, between
from dialer.core.request_errors import RulesLoosened
from dialer.core.settings import Settings
from dialer.i18n.message import Message, joined, message_of, msg
from dialer.profiles.store import RuleFiles

SHOWN: Final = 5  # changes named in a refusal; `pronto law changes` shows all
ACCEPTED, REFUSED = "law.profiles", "law.profiles.refused"
_NONE: Final = Profiles({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The folder's profiles compared with those accepted last."""

    accepted: Mapping[str, str]  # texts by file; empty before the first start
    texts: Mapping[str, str]
    before: Profiles
    after: Profiles
    changes: tuple[Change, ...]

    @property
    def loosening(self) -> tuple[Change, ...]:
        """The changes that need a responsible person."""
        return tuple(change for change in self.changes if change.loosens and change.hard)

    def facts(self, person: str, reason: str) -> dict[str, Any]:
        """The facts for the audit."""
        old, new = self.before.by_id, self.after.by_id
        changed = [one for one in sorted(old.keys() | new.keys()) if _hash(self.before, one) != _hash(self.after, one)]
        hashes = {one: {"before": _hash(self.before, one), "after": _hash(self.after, one)} for one in changed}
        return {
            "profiles": hashes,
            "changes": [asdict(one) for one in self.changes],
            "person": person,
            "reason": reason,
        }


class ProfileService:
    """Requests about profile files."""

    def __init__(self, rule_files: RuleFiles, audit: Audit, settings: Settings, clock: Callable[[], float]) -> None:
        self._rule_files, self._audit, self._folder, self._clock = rule_files, audit, settings.profiles_dir, clock

    def profiles(self) -> list[Profile]:
        """The profiles that rules are taken from, by id. Raises `BadProfiles`."""
        return [one for _, one in sorted(load(self._folder).by_id.items())]

    def rules(self) -> dict[str, AnyRule]:
        """Every rule of the profiles, by id. Raises `BadProfiles`."""
        found: dict[str, AnyRule] = {}
        for profile in self.profiles():
            for rule in (*profile.rules, *(rule for overlay in profile.overlays for rule in overlay.rules)):
                found.setdefault(rule.id, rule)
        return found

    async def difference(self) -> Difference:
        """The differences from the files accepted last. Raises `BadProfiles`."""
        accepted, texts = await self._rule_files.accepted(), texts_of(self._folder)
        after = profiles_of(texts)
        if accepted == texts:
            return Difference(accepted=accepted, texts=texts, before=after, after=after, changes=())
        if not accepted:
            return Difference(accepted=accepted, texts=texts, before=_NONE, after=after, changes=())
        try:
            before = profiles_of(accepted)
        except BadProfiles as error:
            # Written for a version of Pronto with another format: the changes cannot be determined.
            unreadable = Change(
                rule_id="", path="format", before=message_of(error), after=msg("readable"), loosens=True, hard=True
            )
            return Difference(accepted=accepted, texts=texts, before=_NONE, after=after, changes=(unreadable,))
        return Difference(
            accepted=accepted, texts=texts, before=before, after=after, changes=between(before.by_id, after.by_id)
        )

    async def take_up(self, *, actor: str, person: str = "", reason: str = "") -> Difference:
        """Accept the folder and log its changes. Raises `RulesLoosened` and `BadProfiles`."""
        while True:
            found = await self.difference()
            facts = found.facts(person, reason)
            if found.loosening and not (person.strip() and reason.strip()):
                now = self._clock()
                await self._audit.add(actor=actor, action=REFUSED, facts=facts, now=now)
                raise RulesLoosened(changes=_shown(found.loosening))
            if found.texts == found.accepted:
                return found
            line = NewLine(at=self._clock(), actor=actor, action=ACCEPTED, facts=facts) if facts["profiles"] else None
            if await self._rule_files.accept(found.accepted, found.texts, line):
                return found


def _hash(profiles: Profiles, profile_id: str) -> str:
    profile = profiles.by_id.get(profile_id)
    return profile.hash if profile is not None else ""


def _shown(changes: Sequence[Change]) -> Message:
    more = (f"… {len(changes) - SHOWN}",) if len(changes) > SHOWN else ()
    return joined("; ", (*(change.message for change in changes[:SHOWN]), *more))
