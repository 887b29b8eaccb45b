"""A trunk's configuration."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """A way out to the public network."""

    id: int
    node_id: int
    name: str
    dial: str
    number_format: str
    max_channels: int
    calls_per_second: float
    enabled: bool
    country: str = ""  # ISO 3166, where its calls enter the public network; empty: unknown
    provider_proof: bool = False  # the provider vouches for home numbers that come from abroad
    retired_at: float | None = None  # None: in use
