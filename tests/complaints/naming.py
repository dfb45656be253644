"""Complaints that name somebody, for the tests of recusal."""

from __future__ import annotations

from typing import Any

from portal import derived
from portal.actions.complaints import recording
from portal.actions.requests import filing
from portal.models import Branch, Client, Complaint, Request, Staff
from portal.reads.requests.scope import RequestScope
from tests.ground import people

WORDS = {"category": "card", "subject": "柜台等候太久", "details": "等了一个小时，没有人理我。"}


def keys(*named: Staff | Branch) -> list[tuple[str, int]]:
    return [("staff" if isinstance(one, Staff) else "branch", one.id) for one in named]


def complained(client: Client, *named: Staff | Branch, **values: Any) -> Request:
    """The client complains about colleagues, or branches."""
    row = filing.file_request(
        people.actor(client), client, {"kind": "complaint", **WORDS, "about": keys(*named), **values}, []
    )
    return Request.get_by_id(row.id)


def name(by: Staff, row: Request, *named: Staff | Branch) -> None:
    """Somebody puts right whom it is about."""
    recording.name_those(people.actor(by), Request.get_by_id(row.id), keys(*named))


def reads(person: Staff, row: Request) -> bool:
    """Is it in his scope?"""
    scope = RequestScope(people.actor(person))
    inside = Request.select(Request.id).where(Request.id == row.id, scope.condition()).exists()
    parts = [Request.select(Request.id).where(Request.id == row.id, piece).count() for piece in scope.pieces()]
    assert sum(parts) == int(inside), "the parts overlap, or leave something out"
    return bool(inside)


def holder(row: Request) -> Staff | None:
    return Staff.get_or_none(Staff.id == Request.get_by_id(row.id).holder_id)


def handled_at(row: Request) -> str:
    return str(Complaint.get(Complaint.request == row.id).branch.code)


def faults() -> list[str]:
    return [line for line in derived.faults() if "audit" not in line and "seal" not in line]
