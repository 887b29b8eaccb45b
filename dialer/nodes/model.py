"""A node's configuration."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One Asterisk. `secret_env` names the environment variable that holds its secret."""

    id: int
    name: str
    host: str
    port: int
    username: str
    secret_env: str
    tls: bool
    max_channels: int
    calls_per_second: float
    dial_patterns: tuple[str, ...] = ()  # besides PJSIP endpoints, see `dialer.trunks.dial_strings`
    retired_at: float | None = None  # None: in use
