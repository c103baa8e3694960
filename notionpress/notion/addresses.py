"""Which network addresses a download may connect to: those of the public internet, and no others."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, Final, TypeAlias

from yarl import URL

Reachable: TypeAlias = Callable[[str], bool]
"""Whether a numeric address may be connected to."""

_PROTOCOLS: Final = IPv4Network("192.0.0.0/24")
_NAT64: Final = IPv6Network("64:ff9b::/96")
_IPV4_COMPATIBLE: Final = IPv6Network("::/96")


class PrivateAddress(OSError):
    """A host that lies in a private network, on this machine, or nowhere."""

    def __init__(self) -> None:
        super().__init__("the address is not public")


def is_public(address: str) -> bool:
    """Whether a numeric IPv4 or IPv6 address belongs to the public internet.

    Not public are private, loopback, link-local, shared, unique-local, multicast, reserved and unspecified addresses
    (IANA's special-purpose registries, RFC 6890), also inside of an IPv6 address: IPv4-mapped, NAT64 (RFC 6052), 6to4
    and Teredo.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _is_public_v4(found) if isinstance(found, IPv4Address) else _is_public_v6(found)


def _is_public_v4(address: IPv4Address) -> bool:
    # Before Python 3.13 some of the addresses that IANA keeps for protocols count as global.
    return address.is_global and not (address.is_multicast or address.is_reserved or address in _PROTOCOLS)


def _is_public_v6(address: IPv6Address) -> bool:
    inner = address.ipv4_mapped or address.sixtofour
    if address in _NAT64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    if inner is not None:
        return _is_public_v4(inner)
    if address.teredo or address in _IPV4_COMPATIBLE:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_site_local)


def guarded(is_reachable: Reachable) -> Callable[[tuple[Any, ...]], socket.socket]:
    """A factory of sockets that refuses addresses at the last moment before connecting.

    Whatever a name resolves to, however a number is written: here it is the address that is connected to.
    """

    def make(target: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = target
        if not is_reachable(str(address[0])):
            raise PrivateAddress
        return socket.socket(family=family, type=kind, proto=protocol)

    return make


async def refuse_private(url: URL, is_reachable: Reachable) -> None:
    """Refuse what is known here as private before a proxy is asked for it, which connects. Raises PrivateAddress."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(url.host, url.port, type=socket.SOCK_STREAM)
    except OSError:
        return  # Only the proxy knows the names of the world outside.
    if not all(is_reachable(str(address[0])) for *_, address in found):
        raise PrivateAddress
