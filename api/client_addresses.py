"""Clients, as they are counted: by address, and those of IPv6 by network, since each has 2^64 addresses of its own."""

import ipaddress
from functools import lru_cache
from typing import Final

from starlette.requests import HTTPConnection

UNKNOWN: Final = "?"
_NETWORK_BITS: Final = 64


def client_of(request: HTTPConnection) -> str:
    """Return the client that a request comes from; of a trusted proxy's, the one it names."""
    return client_name(request.client.host) if request.client else UNKNOWN


@lru_cache(4096)
def client_name(host: str) -> str:
    """Return how the client at an address is counted: `198.51.100.7`, `2001:db8:1:2::/64`; what is none is `?`."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])  # a link's own address ends with the link's name
    except ValueError:
        return UNKNOWN
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _NETWORK_BITS), strict=False))
