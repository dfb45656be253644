"""Before the pages: a request is read whole, with a deadline, before a thread answers it.

A thread that waits for a body serves nobody: four strangers who began to send and stopped were enough to stop the
portal. Here unfinished bodies wait in the event loop, where each costs some memory and no thread; what comes too
slowly is ended, and no address holds more than its share. Answers are taken from the pages whole as well, so that
somebody who reads slowly keeps no thread either.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import unquote_to_bytes

log = logging.getLogger(__name__)

IN_MEMORY = 1 << 20
"""A body or an answer that is longer lies on disk, in bytes."""

SLOWEST = 4096
"""Bytes a second that a body must bring once its first seconds are over."""

HELD = 2 << 30
"""Bytes of unfinished and unanswered bodies, all together."""

MOST_TO_FORGET = 200 << 20
PIECE = 1 << 18
COURTESY_SECONDS = 0.02
"""So long a page waits for the one before it. Python runs one thread at a time: quick pages that take turns are faster
than pages that interrupt each other with the database's one place in hand. Beside a slow one the others go on.
"""

ALWAYS = 1 << 16
"""A body of so many bytes may come to every page: nobody is asked."""


@dataclass(frozen=True)
class Limits:
    """`seconds` until the first bytes of a body, `requests` at a time from one address, `threads` that answer, and
    how many proxies of ours stand in front and say whose address it is."""

    seconds: float = 20
    requests: int = 60
    threads: int = 4
    proxies: int = 0


class TooSlow(Exception):
    """A body did not come in time."""


class TooMuch(Exception):
    """More bodies lie here than there is room for."""


class Gone(Exception):
    """Whoever asked has left."""


class Front:
    """An ASGI application that answers with a WSGI one. `most` says how many bytes a request may bring; what is larger
    is not read, and the pages refuse it in their own words."""

    def __init__(
        self, pages: Callable[..., Iterable[bytes]], limits: Limits, most: Callable[[dict[str, Any]], int]
    ) -> None:
        self.pages, self.limits, self.most = pages, limits, most
        self.pool = ThreadPoolExecutor(limits.threads, "page")
        self.page = threading.Lock()
        self.busy: Counter[str] = Counter()
        self.held = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        address = address_of(scope, self.limits.proxies)
        if self.busy[address] >= self.limits.requests:
            log.warning("%s has %d requests open, another one is refused", address, self.busy[address])
            return await refuse(send, HTTPStatus.TOO_MANY_REQUESTS)
        self.busy[address] += 1
        try:
            await self.serve(scope, receive, send)
        except TooSlow:
            log.warning("%s sends a body too slowly, it is refused", address)
            await refuse(send, HTTPStatus.REQUEST_TIMEOUT)
        except TooMuch:
            log.warning("bodies of %d bytes wait for an answer, another one is refused", self.held)
            await refuse(send, HTTPStatus.SERVICE_UNAVAILABLE)
        except Gone:
            return
        finally:
            self.busy[address] -= 1
            if not self.busy[address]:
                del self.busy[address]

    async def serve(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        loop = asyncio.get_running_loop()
        environ = environ_of(scope)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body, SpooledTemporaryFile(max_size=IN_MEMORY) as answer:
            async with self.read(environ, body, receive):
                body.seek(0)
                environ["wsgi.input"] = body
                status, headers = await loop.run_in_executor(self.pool, self.answered, environ, answer)
            size = answer.tell()
            answer.seek(0)
            await send({"type": "http.response.start", "status": status, "headers": headers})
            while size > PIECE:
                await send({"type": "http.response.body", "body": answer.read(PIECE), "more_body": True})
                size -= PIECE
            await send({"type": "http.response.body", "body": answer.read(PIECE), "more_body": False})

    @asynccontextmanager
    async def read(self, environ: dict[str, Any], body: Any, receive: Any) -> AsyncIterator[None]:
        """Read the body into a file. Raises TooSlow, TooMuch, Gone."""
        if not environ.get("CONTENT_LENGTH") and "HTTP_TRANSFER_ENCODING" not in environ:
            yield
            return
        loop = asyncio.get_running_loop()
        length = int(environ.get("CONTENT_LENGTH") or 0)
        small = 0 < length <= ALWAYS
        most = ALWAYS if small else await loop.run_in_executor(self.pool, self.most, environ)
        if length > most:
            await self.forget(receive, body)
            yield
            return
        size, begun, more = 0, loop.time(), True
        try:
            while more and size <= most:
                left = begun + self.limits.seconds + size / SLOWEST - loop.time()
                message = await within(left, receive())
                piece, more = message.get("body", b""), message.get("more_body", False)
                size += len(piece)
                self.held += len(piece)
                if self.held > HELD:
                    raise TooMuch
                body.write(piece)
            environ["CONTENT_LENGTH"] = str(size)
            yield
        finally:
            self.held -= size

    async def forget(self, receive: Any, body: Any) -> None:
        """Let pass what is too large, as long as it comes: a browser shows no answer while it is cut off in the
        middle of sending. Its beginning stays, where the texts of a form stand before its files. Raises Gone."""
        loop = asyncio.get_running_loop()
        size, begun, more = 0, loop.time(), True
        try:
            while more and size < MOST_TO_FORGET:
                message = await within(begun + self.limits.seconds + size / SLOWEST - loop.time(), receive())
                piece, more = message.get("body", b""), message.get("more_body", False)
                body.write(piece[: max(IN_MEMORY - size, 0)])
                size += len(piece)
        except TooSlow:
            return

    def answered(self, environ: dict[str, Any], answer: Any) -> tuple[int, list[tuple[bytes, bytes]]]:
        """What the pages answer, in a thread of theirs: status and headers; the body is written to `answer`."""
        said: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], Any]:
            said[:] = [status, headers]
            return answer.write  # type: ignore[no-any-return]

        alone = self.page.acquire(timeout=COURTESY_SECONDS)
        try:
            parts = self.pages(environ, start)
            try:
                for part in parts:
                    answer.write(part)
            finally:
                getattr(parts, "close", lambda: None)()
        finally:
            if alone:
                self.page.release()
        status, headers = said
        pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return int(status.split(" ", 1)[0]), pairs


async def within(seconds: float, message: Any) -> dict[str, Any]:
    """The next message of a request. Raises TooSlow, Gone."""
    try:
        found: dict[str, Any] = await asyncio.wait_for(message, max(seconds, 0))
    except TimeoutError:
        raise TooSlow from None
    if found["type"] == "http.disconnect":
        raise Gone
    return found


async def refuse(send: Any, status: HTTPStatus) -> None:
    """One line and the end of the connection: nothing more is read from it."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    if status != HTTPStatus.REQUEST_TIMEOUT:
        headers.append((b"retry-after", b"10"))
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": f"{status.phrase}\n".encode(), "more_body": False})


def address_of(scope: dict[str, Any], proxies: int) -> str:
    """Who asks: the peer, or what the last of our own proxies says about him."""
    if proxies:
        said = b",".join(value for name, value in scope["headers"] if name.lower() == b"x-forwarded-for")
        known = [one.strip() for one in said.decode("latin-1").split(",") if one.strip()]
        if len(known) >= proxies:
            return known[-proxies]
    return str((scope.get("client") or ("",))[0])


def environ_of(scope: dict[str, Any]) -> dict[str, Any]:
    """The request as WSGI tells it (PEP 3333), without its body."""
    host, port = scope.get("server") or ("", 0)
    path = scope.get("raw_path")
    path = unquote_to_bytes(path.split(b"?", 1)[0]) if path else scope["path"].encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(host),
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": str((scope.get("client") or ("",))[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.input_terminated": True,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").upper()
        if "_" in name:
            continue  # X_Forwarded_For would pass for X-Forwarded-For
        key = name.replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}" if key in environ else text
    return environ
