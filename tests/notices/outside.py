"""What stands outside of the portal in tests: a mail server, and somebody who receives over HTTP."""

from __future__ import annotations

import email
import email.policy
import json
import socket
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

from portal.ground import clock, settings
from portal.models import Endpoint
from portal.reads.notices import channels

KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Mailbox:
    """A real SMTP server. `refused` and `busy`: addresses that it refuses for good, or for now; `unwanted`: whose policy
    it is to take nothing from us; `wrong`: it takes no content."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.refused: set[str] = set()
        self.busy: set[str] = set()
        self.unwanted: set[str] = set()
        self.wrong = False
        self.port = free_port()
        self._server = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=20)

    def __enter__(self) -> Mailbox:
        self._server.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._server.stop()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        if address in self.busy:
            return "451 4.2.0 come back later"
        if address in self.unwanted:
            return "550 5.7.1 refused by our policy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.wrong:
            return "554 5.7.1 not wanted"
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"

    @property
    def ids(self) -> Counter[str]:
        return Counter(str(mail["Message-ID"]) for mail in self.mails)

    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails]


def texts_of(mail: Any) -> str:
    """Everything that somebody may read in a mail: headers, text and page."""
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])


class Receiver:
    """A real HTTP server that notes what comes. `answers`: (status, headers) for the next ones, then 204.
    `says`: the body of each answer."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], Any]] = []
        self.paths: list[str] = []
        self.taken: list[str] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.half, self.says = False, ""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.got.append((headers, json.loads(body)))
                receiver.paths.append(self.path)
                status, more = receiver.answers.pop(0) if receiver.answers else (204, {})
                if receiver.half and len(receiver.got) % 2:
                    status = 503
                if status < 300:
                    receiver.taken.append(headers.get("webhook-id", ""))
                self.send_response(status)
                said = receiver.says.encode()
                for name, value in {**more, "Content-Length": str(len(said))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/in"

    def __enter__(self) -> Receiver:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._server.shutdown()
        self._server.server_close()


def endpoint(url: str, kind: str = "webhook", **values: Any) -> Endpoint:
    """A channel that stands; call it with an application at work."""
    keys = settings.keys()
    row = Endpoint.create(
        name="测试",
        kind=kind,
        address_encrypted=keys.encrypt(url),
        keys_encrypted=keys.encrypt(json.dumps([KEY])),
        created_at=clock.now(),
        **{"groups": ["requests", "events", "team"], "private": True, **values},
    )
    channels.changed()
    return row
