"""Where the portal may send to by itself: never into the bank's own network unless an endpoint is meant to be there."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

PORTS = range(1, 65536)
HIDDEN = tuple(
    map(
        ipaddress.ip_network,
        (
            "::ffff:0:0/96",  # IPv4 in another dress
            "::ffff:0:0:0/96",
            "::/96",
            "64:ff9b::/96",  # NAT64, the bank's own too
            "64:ff9b:1::/48",
            "2002::/16",  # 6to4
            "2001::/32",  # Teredo
            "fec0::/10",  # site-local of old
            "100::/64",
        ),
    )
)
"""Ways of writing an address behind which another one stands, and nets that no list of private ones names."""


def is_public(address: str) -> bool:
    """Is an IP address one of the open internet? Loopback, private, link-local, multicast ones are not, nor those that
    lead to another address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    hidden = any(found in net for net in HIDDEN if net.version == found.version)
    return found.is_global and not (found.is_multicast or hidden)


def fault_of(url: str, private: bool) -> str:
    """What is wrong with the address of an endpoint ("": nothing): `address`, `https`, `user`. In the bank's own
    network (`private`) plain http will do."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "address"
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment or (port or 1) not in PORTS:
        return "address"
    if any(ord(letter) < 33 or ord(letter) > 126 for letter in url):
        return "address"
    if parts.username or parts.password:
        return "user"
    return "https" if parts.scheme == "http" and not private else ""
