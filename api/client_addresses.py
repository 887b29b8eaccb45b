"""How clients are counted: by IPv4 address or IPv6 network, since an IPv6 client has 2^64 addresses."""

import ipaddress
from functools import lru_cache
from typing import Final

from starlette.requests import HTTPConnection

UNKNOWN: Final = "?"
_NETWORK_BITS: Final = 64


def client_of(request: HTTPConnection) -> str:
    """The client of a request; behind a trusted proxy, the one that the proxy names."""
    return client_name(request.client.host) if request.client else UNKNOWN


@lru_cache(4096)
def client_name(host: str) -> str:
    """The name under which an address is counted: `198.51.100.7`, `2001:db8:1:2::/64`; `?` for an invalid one."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])  # a link-local address may end with the interface's name
    except ValueError:
        return UNKNOWN
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _NETWORK_BITS), strict=False))
