"""The one way out: a POST to an address that was looked up here, never into the bank's own network by mistake.

The name is resolved once, every address of it is judged, and the connection goes to the address that was judged: a name
that means another machine a moment later gains nothing. Redirects are not followed.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from portal.rules.notices.hosts import is_public

SECONDS = 10
LONGEST = 20
"""Seconds after which the line is cut, whatever still drips from the other end."""


class NoWay(Exception):
    """It could not be sent; `code` says why in a word, without any address: resolve, private, connect, timeout, tls,
    broken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answered:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)


def _resolved(host: str, port: int, private: bool) -> str:
    """An address of the host. Raises NoWay: it has none, or one of them is in a network of our own."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoWay("resolve") from None
    addresses = [str(one[4][0]) for one in found]
    if not private and not all(is_public(one) for one in addresses):
        raise NoWay("private")
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """To the address that was judged, under the name that was asked for."""

    def __init__(self, host: str, port: int, address: str, secure: bool, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address, self._secure = address, secure
        self.default_port = 443 if secure else 80  # which the Host header leaves out

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        if not self._secure:
            self.sock = plain
            return
        try:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

    def cut(self) -> None:
        """From another thread: whoever waits for the other end waits no longer."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, private: bool = False, seconds: float = SECONDS
) -> Answered:
    """Send and hand back what was answered, whatever its status; what it says besides is not read. Raises NoWay."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    address = _resolved(host, port, private)
    way = _Pinned(host, port, address, secure, seconds)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    clock = threading.Timer(LONGEST, way.cut)
    clock.daemon = True
    clock.start()
    try:
        way.request("POST", path, body, {"User-Agent": "portal", **headers})
        answer = way.getresponse()
        kept = {name.lower(): value for name, value in answer.getheaders()}
        return Answered(answer.status, kept)
    except TimeoutError:
        raise NoWay("timeout") from None
    except ssl.SSLError:
        raise NoWay("tls") from None
    except OSError:
        raise NoWay("connect") from None
    except http.client.HTTPException:
        raise NoWay("broken") from None
    finally:
        clock.cancel()
        way.close()
