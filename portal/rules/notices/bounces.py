"""A report that a mail server sends back (RFC 3464): which mail of ours it is about, and what became of it.

Only what machines write for machines is read. A reader's reply, an absence notice, or prose that says that something
did not arrive is no report.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser, HeaderParser

from portal.rules.notices.refusals import nobody_there

LONGEST = 4_000_000
"""Bytes of a report that are read. What it says stands before the mail that it returns."""
_DEEPEST = 60
_OURS = re.compile(r"<(\d{1,18}\.[0-9a-f]{20})@[^<>\s]+>", re.ASCII)
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}", re.ASCII)
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?![\d.])", re.ASCII)
_HEX = re.compile(r"\+([0-9A-F]{2})", re.ASCII)
_FIELDS = {"message/delivery-status", "message/global-delivery-status"}
_RETURNED = {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}


@dataclass(frozen=True)
class Outcome:
    """Of one recipient. `action`: failed, delayed, delivered, relayed, expanded. `addresses`: his, in small letters."""

    action: str
    status: str
    said: str
    addresses: frozenset[str]

    @property
    def code(self) -> int:
        """Of the server's answer, as in the dialogue: 550 where it gives none."""
        found = _REPLY.search(self.said)
        return int(found[1]) if found else int(self.status[:1] or 5) * 100 + 50

    @property
    def for_good(self) -> bool:
        return self.action == "failed" and self.status.startswith("5")

    @property
    def given_up(self) -> bool:
        """It will not arrive, but the address may be good: the server tried for days."""
        return self.action == "failed" and self.status.startswith("4")

    @property
    def nobody(self) -> bool:
        """Is there no such address?"""
        return self.for_good and nobody_there(max(self.code, 500), f"{self.said} {self.status}")


@dataclass(frozen=True)
class Report:
    """`name`: what our mail is called outside (`tokens.message_id`). `to`: whom it was addressed to."""

    name: str
    to: str
    outcomes: tuple[Outcome, ...]

    def about(self, address: str) -> list[Outcome]:
        """What became of the mail to this address. Where it was passed on to another one, that one's word counts."""
        wanted = address.strip().lower()
        named = [one for one in self.outcomes if wanted in one.addresses]
        return named or (list(self.outcomes) if self.to == wanted else [])


def read(raw: bytes) -> Report | None:
    """None: it is no report, or not about a mail of ours."""
    try:
        mail = email.message_from_bytes(raw[:LONGEST])
        if mail.get_content_type() != "multipart/report":
            return None
        parts = list(_parts(mail))
        outcomes = tuple(one for part in parts if part.get_content_type() in _FIELDS for one in _outcomes(part))
        heads = next((head for part in parts if (head := _head(part)) is not None), None)
    except (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError):
        return None  # what no mail server writes
    name = _OURS.search(str(heads["Message-ID"] or "")) if heads is not None else None
    if heads is None or name is None or not outcomes:
        return None
    return Report(name[1], _address(str(heads["To"] or "")), outcomes)


def _parts(mail: Message) -> Iterator[Message]:
    """Of the report itself; what it returns may hold a report of its own, which is another matter."""
    found = mail.get_payload()
    if isinstance(found, list):
        yield from [part for part in found if isinstance(part, Message)][:_DEEPEST]


def _text(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _head(part: Message) -> Message | None:
    """The head of the mail that came back."""
    if part.get_content_type() not in _RETURNED:
        return None
    found = part.get_payload()
    inner = [one for one in found if isinstance(one, Message)] if isinstance(found, list) else []
    return inner[0] if inner else BytesHeaderParser().parsebytes(_text(part))


def _groups(part: Message) -> list[Message]:
    """Fields with an empty line between their groups: about the server, then about each recipient. The standard library
    takes the one type of RFC 3464 apart; of that with addresses in UTF-8 (RFC 6533) all but the first is left as a
    text."""
    found = part.get_payload()
    groups = [one for one in found if isinstance(one, Message)] if isinstance(found, list) else []
    rest = groups[0].get_payload() if len(groups) == 1 else None if groups else _text(part).decode("utf-8", "replace")
    blocks = re.split(r"\n\s*\n", rest.replace("\r\n", "\n")) if isinstance(rest, str) else []
    return groups + [HeaderParser().parsestr(one.lstrip("\n")) for one in blocks if one.strip()]


def _outcomes(part: Message) -> Iterator[Outcome]:
    groups = _groups(part)
    for group in groups:
        if action := str(group["Action"] or "").strip().lower():
            status = _STATUS.search(str(group["Status"] or ""))
            yield Outcome(
                action.split()[0],
                status[0] if status else "",
                " ".join(str(group["Diagnostic-Code"] or "").split()),
                frozenset({_address(str(group[name] or "")) for name in ("Final-Recipient", "Original-Recipient")})
                - {""},
            )


def _address(said: str) -> str:
    """Of `rfc822; <name@host>`, of `utf-8; …`, of a line To."""
    text = said.rpartition(";")[2].strip()
    if "<" in text:
        text = text.rpartition("<")[2].partition(">")[0]
    return _HEX.sub(lambda found: chr(int(found[1], 16)), text).strip().lower()
