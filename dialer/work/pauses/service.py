"""Pause reasons: read and configured, for the installation or a team."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

from dialer.audit.store import Audit
from dialer.core.request_errors import Invalid
from dialer.i18n.message import msg
from dialer.work.pauses.model import MOST_REASONS, PauseReason
from dialer.work.pauses.store import Pauses


class PauseService:
    """Requests about reasons to pause."""

    def __init__(self, pauses: Pauses, audit: Audit, clock: Callable[[], float]) -> None:
        self._pauses, self._audit, self._clock = pauses, audit, clock

    async def replace(
        self, team_id: int | None, reasons: Sequence[PauseReason], *, actor: str, expected: object = ...
    ) -> tuple[PauseReason, ...]:
        """Replace the reasons of a team or of the installation, and return those that apply.

        None: those of the installation apply, or those that Pronto comes with. Raises `Invalid`, `Changed`.
        """
        codes = [one.code for one in reasons]
        if len(set(codes)) < len(codes):
            raise Invalid([("reasons", msg("two reasons have the same code"))])
        if len(codes) > MOST_REASONS:
            raise Invalid([("reasons", msg("name at most {most} reasons", most=MOST_REASONS))])
        subject = "pause_reasons" if team_id is None else f"pause_reasons:{team_id}"
        facts = {"reasons": [asdict(one) for one in reasons]}
        act = self._audit.act(
            actor=actor, action="pause_reasons.replace", subject=subject, facts=facts, now=self._clock()
        )
        await Pauses(act).replace_reasons(team_id, reasons, expected=expected)
        return await self._pauses.reasons(team_id)
