"""A node's configuration."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One Asterisk. `secret_env` and `ari_secret_env` name the environment variables that hold its secrets."""

    id: int
    name: str
    host: str
    port: int
    username: str
    secret_env: str
    tls: bool
    max_channels: int
    calls_per_second: float
    dial_patterns: tuple[str, ...] = ()  # besides PJSIP endpoints, see `dialer.telephony.trunks.dial_strings`
    ari_url: str = ""  # of Asterisk's web server, for phones in the browser; empty: none of them
    ari_username: str = "pronto"
    ari_secret_env: str = "PRONTO_ARI_SECRET"  # noqa: S105 - the name of a variable, not its content
    retired_at: float | None = None  # None: in use
