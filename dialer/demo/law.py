"""The demonstration campaign's legal settings, and the register's answer on its generated numbers.

Its profile is for the lab only: fictitious people may be called at any hour. Everything else is complete: each lead has
a basis with proofs, and each number a register answer, which the demonstration gives itself.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from dialer.compliance.settings import AUTO, LawSettings
from dialer.core.time_units import DAY_S
from dialer.people.registers.model import REGISTERS, Register
from dialer.stores.everything import Store

PROFILES: Final = Path(__file__).parent / "profiles"
PROFILE: Final = "XX-DEMO"
LAW: Final = LawSettings(profile=AUTO, agent_country="IT", sector="demonstration", topic="nothing is sold")
_REGISTER: Final = REGISTERS["TPS"]
_ACTOR: Final = "demo"
_CONSENT_AGE_S: Final = 30 * DAY_S


def consent(company: str, now: float) -> dict[str, str]:
    """The consent of the fictitious people."""
    return {
        "basis": "consent",
        "source": "made up for a demonstration",
        "obtained_at": datetime.fromtimestamp(now - _CONSENT_AGE_S, UTC).isoformat(),
        "text_version": "demo",
        "company": company,
    }


async def scrub(store: Store, list_id: int, now: float, register: Register = _REGISTER) -> None:
    """Begin a scrub of a list's numbers, and answer for the register that none is listed."""
    registers = store.registers
    asked = await registers.open_scrub(list_id, register, actor=_ACTOR, now=now)
    after: tuple[int, int] | None = (0, -1)
    while after is not None:
        _, after = await registers.out(asked, register, after=after, older_than=None)
    await registers.sent(asked.id, sha256="", now=now)
    rest: str | None = ""
    while rest is not None:
        _, rest = await registers.answer_rest(asked.id, listed=False, checked_at=now, after=rest)
    await registers.returned(
        asked.id, receipt="made for a demonstration", version="demo", sha256="", actor=_ACTOR, checked_at=now, now=now
    )
