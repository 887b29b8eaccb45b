"""Settings of a campaign that its calls use as managers write them."""

from dataclasses import dataclass
from typing import Final

from dialer.core.enums import CallbackFallback, OnMachine

HANDSET_WAIT_MS: Final = 20_000  # how long a person may take to answer a handset that has heard who calls
CALLBACK_HOLD_S: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSettings:
    """What the draft of a campaign, the stored campaign and its cell have in common."""

    wait_limit_ms: int = 2000  # from answer
    ring_limit_ms: int = 25000
    amd: str = ""  # arguments of Asterisk's AMD(); empty: off
    on_machine: OnMachine = OnMachine.HANGUP
    machine_message: str = ""  # the sound that a machine is left, or a handset introduced with
    handset_wait_ms: int = HANDSET_WAIT_MS
    hold_music: str = ""  # music class of Asterisk; empty: comfort noise
    language: str = ""  # in which recordings speak to people whose own is not known
    fallback: str = "hangup"  # or "message": what an answered person hears when no agent comes
    message: str = ""  # the sound of that message
    callback_hold_s: float = CALLBACK_HOLD_S  # how long before the promised instant the agent is held for it
    callback_fallback: CallbackFallback = CallbackFallback.ANYONE  # used when the agent did not come in time
    mask_numbers: bool = False  # its agents never see a person's whole number
