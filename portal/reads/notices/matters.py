"""What a notice is about, as it stands now: whether it is still true, whose it is, who must not hear of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from portal.ground import clock
from portal.models.benefits.vouchers import OPEN, Voucher
from portal.models.events.event import Event
from portal.models.requests import Request
from portal.reads.organisation.tree import path_of

_PAGE = re.compile(r"(?:/me)?/(requests|events|vouchers)/([A-Z]-?[0-9-]+)(?:[/#?].*)?")
BOOKED = frozenset({"voucher.booked", "voucher.confirmed", "voucher.confirmed_as", "voucher.asked_for_you"})
SETTLED = frozenset({"resolved", "closed", "withdrawn"})


@dataclass(frozen=True)
class Matter:
    """`kind`: request, event, voucher or "". `branch` is the path of its branch, "" for none."""

    kind: str = ""
    state: str = ""
    branch: str = ""
    client: int | None = None
    complaint: bool = False
    begins: datetime | None = None


def matter_of(path: str) -> Matter:
    """What an address leads to (at most one statement)."""
    found = _PAGE.fullmatch(path)
    if not found:
        return Matter()
    number = found[2]
    if found[1] == "requests":
        fields = (Request.kind, Request.status, Request.client, Request.branch)
        row = Request.select(*fields).where(Request.number == number).first()
        return _request(row) if row else Matter()
    if found[1] == "events":
        row = Event.select(Event.state, Event.starts_at, Event.branch).where(Event.number == number).first()
        return Matter("event", row.state, path_of(row.branch_id), begins=row.starts_at) if row else Matter()
    row = Voucher.select(Voucher.state, Voucher.client).where(Voucher.number == number).first()
    return Matter("voucher", row.state, client=row.client_id) if row else Matter()


def _request(row: Request) -> Matter:
    return Matter("request", row.status, path_of(row.branch_id), row.client_id, row.kind == "complaint")


def is_true(kind: str, matter: Matter) -> bool:
    """Is what the notice says still so?"""
    if matter.kind == "event":
        if matter.state == "cancelled":
            return kind in ("event.cancelled", "event.cancelled_for_you", "event.given_back")
        return (
            kind == "event.missed"
            or matter.begins is None
            or matter.begins > clock.now()
            or not kind.startswith("event.")
        )
    if matter.kind == "request":
        return not (kind in ("request.taken", "request.filed") and matter.state in SETTLED)
    if matter.kind == "voucher" and kind in BOOKED:
        return matter.state in OPEN
    return True
