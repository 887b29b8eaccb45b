"""The account of a phone in the browser, independent of any database."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneAccount:
    """An account that Asterisk has for the page of one agent. Its password is nowhere but in that page."""

    id: int
    agent_id: int
    node_id: int
    endpoint: str  # of PJSIP, such as `pronto-anna`
    session_id: int  # of the browser that it was made for; with it the account ends
    made_at: float
    expires_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePhoneAccount:
    """An account that was just made, with what the page needs to register."""

    uri: str
    password: str = field(repr=False)
    websocket: str  # path below Pronto's own address
    expires_at: float
