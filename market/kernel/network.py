"""The network that a request came from, for limits: one visitor may own a whole IPv6 /64."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network


@lru_cache(maxsize=8192)
def network_of(address: str) -> str:
    """`192.0.2.7` as it is, an IPv6 address by its /64 (`2001:db8:1:2::/64`); anything else as it came, cut short."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ip_network((found, 64), strict=False))
    return str(found)


def without_port(address: str) -> str:
    """`1.2.3.4:5555` and `[::1]:443` as some proxies write them, without the port and the brackets."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address
