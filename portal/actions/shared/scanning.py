"""A scanner of the bank's own (clamd) looks at each file before it is kept, where the setting `scanner` names one."""

from __future__ import annotations

import logging
import socket
import struct

from portal.ground import settings

log = logging.getLogger(__name__)
SECONDS = 20
PIECE = 64 << 10


class ScannerAway(Exception):
    """There should be a scanner, and none answers: nothing is taken unseen."""


def harmful(data: bytes) -> bool:
    """Does the scanner find something in it? Without one nothing is. Raises ScannerAway."""
    address = settings.current().scanner
    if not address:
        return False
    try:
        answer = _asked(address, data)
    except OSError as error:
        log.warning("the scanner does not answer: %s", type(error).__name__)
        raise ScannerAway from error
    if answer.endswith("FOUND"):
        log.warning("the scanner found %s", answer.removeprefix("stream:").removesuffix("FOUND").strip()[:80])
        return True
    if not answer.endswith("OK"):
        log.warning("the scanner answered with an error")
        raise ScannerAway
    return False


def _asked(address: str, data: bytes) -> str:
    """clamd's INSTREAM: pieces behind their lengths, an empty one at the end, one line as an answer."""
    with _connected(address) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        said = b""
        while not said.endswith(b"\0") and len(said) < 4096 and (more := line.recv(4096)):
            said += more
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), SECONDS)
